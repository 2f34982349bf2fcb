//! Orders as sellers see them: in full by number, searched by time, shipped.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    Caller,
    envelope::{Refusal, Reply},
    words,
};
use crate::{
    books::{
        OrderNumber, TimeField,
        marketplace::Marketplace,
        orders::{Cancellation, Order, Status, Step, Unit},
    },
    clock::DAY,
    faults::CallFaults,
    market::Market,
};

/// `GET orders?ids=`: up to 50. Orders that are not the shop's are left out.
pub fn get(market: &Market, caller: &Caller) -> Reply {
    let ids: Vec<&str> = caller.call.query("ids").unwrap_or_default().split(',').filter(|id| !id.is_empty()).collect();
    if !(1..=50).contains(&ids.len()) {
        return Err(Refusal::invalid("ids must have 1 to 50 entries"));
    }
    let state = market.state();
    let faults = state.faults.of(Marketplace::TiktokShop, Some(caller.shop_id));
    let numbers = ids.iter().filter_map(|sn| state.books.find_of(caller.shop_id, sn).ok());
    let orders: Vec<Value> = numbers.map(|number| shown(state.books.order(number), faults)).collect();
    Ok(json!({ "orders": orders }))
}

#[derive(Deserialize, Default)]
struct Filter {
    order_status: Option<String>,
    create_time_ge: Option<i64>,
    create_time_lt: Option<i64>,
    update_time_ge: Option<i64>,
    update_time_lt: Option<i64>,
}

impl Filter {
    fn wants(&self, order: &Order) -> bool {
        let since = |bound: Option<i64>, at: i64| bound.is_none_or(|bound| at >= bound);
        let before = |bound: Option<i64>, at: i64| bound.is_none_or(|bound| at < bound);
        since(self.create_time_ge, order.created)
            && before(self.create_time_lt, order.created)
            && since(self.update_time_ge, order.updated)
            && before(self.update_time_lt, order.updated)
            && self.order_status.as_ref().is_none_or(|status| words::of_order(order.status, false) == status)
    }
}

/// `POST orders/search`: a page of orders in order of one of their times.
pub fn search(market: &Market, caller: &Caller) -> Reply {
    let filter: Filter = if caller.call.body.is_empty() { Filter::default() } else { caller.body()? };
    let size = caller.number("page_size", 20)?;
    if !(1..=100).contains(&size) {
        return Err(Refusal::invalid("page_size must be 1 to 100"));
    }
    let field = match caller.call.query("sort_field") {
        None | Some("create_time") => TimeField::Created,
        Some("update_time") => TimeField::Updated,
        Some(_) => return Err(Refusal::invalid("sort_field must be create_time or update_time")),
    };
    let falls = caller.call.query("sort_order").is_some_and(|order| order == "DESC");
    let read = |token: &str| token.split_once('-').and_then(|(at, no)| Some((at.parse().ok()?, no.parse().ok()?)));
    let after: Option<(i64, OrderNumber)> = match caller.call.query("page_token") {
        Some(token) => Some(read(token).ok_or_else(|| Refusal::invalid("page_token"))?),
        None => None,
    };
    let state = market.state();
    let faults = state.faults.of(Marketplace::TiktokShop, Some(caller.shop_id));
    let mut all: Vec<(i64, OrderNumber)> = caller.shop(&state)?.orders_by(field).iter().copied().collect();
    all.retain(|(_, number)| filter.wants(state.books.order(*number)));
    if falls {
        all.reverse();
    }
    let is_next =
        |place: &&(i64, OrderNumber)| after.is_none_or(|after| if falls { **place < after } else { **place > after });
    let mut found = all.iter().filter(is_next);
    let page: Vec<&(i64, OrderNumber)> = found.by_ref().take(size).collect();
    let more = found.next().is_some();
    let token = page.last().filter(|_| more).map(|(at, number)| format!("{at}-{number}"));
    let orders: Vec<Value> = page.iter().map(|(_, number)| shown(state.books.order(*number), faults)).collect();
    Ok(json!({ "orders": orders, "next_page_token": token.unwrap_or_default(), "total_count": all.len() }))
}

/// `POST packages/{id}/ship`.
pub fn ship(market: &Market, caller: &Caller, package: &str) -> Reply {
    let missing = || Refusal::order("The package does not exist");
    let sn = words::order_of(package, words::PACKAGE).ok_or_else(missing)?;
    let status = {
        let state = market.state();
        state.books.order(state.books.find_of(caller.shop_id, &sn).map_err(|_| missing())?).status
    };
    if status == Status::OnHold {
        return Err(Refusal::order("The order is on hold and can not be shipped yet"));
    }
    let done = market.take(Some(caller.shop_id), &sn, Step::Arrange);
    done.map(|_| json!({})).map_err(|_| Refusal::order("The package can not be shipped in its status"))
}

/// Amounts are texts, without decimals in Vietnam.
pub fn money(vnd: i64) -> String {
    vnd.to_string()
}

fn shown(order: &Order, faults: CallFaults) -> Value {
    let terms = order.terms;
    let sub_total = order.kept_vnd() - terms.seller_discount_vnd - terms.platform_discount_vnd;
    let ready = order.ready_since();
    let (initiator, reason) = order.cancellation.map_or(("", ""), Cancellation::words);
    json!({
        "id": order.sn,
        "status": words::of_order(order.status, faults.unknown_status),
        "is_on_hold_order": order.status == Status::OnHold,
        "payment": {
            "currency": "VND",
            "sub_total": money(sub_total),
            "shipping_fee": money(terms.shipping_fee_vnd),
            "seller_discount": money(terms.seller_discount_vnd),
            "platform_discount": money(terms.platform_discount_vnd),
            "total_amount": money(order.paid_vnd()),
            "original_total_product_price": money(order.total_vnd()),
            "original_shipping_fee": money(terms.shipping_fee_vnd),
            "tax": "0",
        },
        "payment_method_name": if order.cod { "Cash on delivery" } else { "Bank transfer" },
        "recipient_address": address(order, faults),
        "line_items": lines(order, faults),
        "packages": [{ "id": words::number_of(order, words::PACKAGE) }],
        "create_time": order.created,
        "paid_time": order.paid.unwrap_or(0),
        "update_time": order.updated,
        "rts_sla_time": ready.map_or(0, |ready| ready + 2 * DAY),
        "rts_time": order.history.iter().find(|change| change.0 == Status::Processed).map_or(0, |change| change.1),
        "is_cod": order.cod,
        "cancel_reason": reason,
        "cancellation_initiator": initiator.to_uppercase(),
        "fulfillment_type": "FULFILLMENT_BY_SELLER",
        "shipping_type": "TIKTOK",
        "shipping_provider": "J&T Express",
        "tracking_number": order.tracking_number().unwrap_or_default(),
        "warehouse_id": crate::books::FIRST_WAREHOUSE.to_string(),
        "user_id": order.buyer.user_id().to_string(),
        "buyer_message": "",
    })
}

/// Withheld while the order is on hold.
fn address(order: &Order, faults: CallFaults) -> Value {
    if matches!(order.status, Status::OnHold | Status::Unpaid) {
        return json!({ "name": "", "phone_number": "", "full_address": "", "region_code": "VN", "postal_code": "", "district_info": [] });
    }
    let place = order.buyer.place();
    let street = order.buyer.street(faults.show_buyers);
    json!({
        "name": order.buyer.name(faults.show_buyers),
        "phone_number": format!("(+84){}", order.buyer.phone(faults.show_buyers)),
        "full_address": format!("{street}, {}, {}", place.ward, place.province),
        "address_detail": street,
        "region_code": "VN",
        "postal_code": place.postcode,
        "district_info": [
            { "address_level": "L0", "address_level_name": "Country", "address_name": "Vietnam" },
            { "address_level": "L1", "address_level_name": "Province", "address_name": place.province },
            { "address_level": "L2", "address_level_name": "Ward", "address_name": place.ward },
        ],
    })
}

fn lines(order: &Order, faults: CallFaults) -> Vec<Value> {
    let count = i64::try_from(order.units_left().count()).unwrap_or(1).max(1);
    let share = |total: i64, nth: i64| total / count + i64::from(nth < total % count);
    let mut nth = 0;
    let mut lines = Vec::new();
    for unit in order.units() {
        let gone = order.units_cancelled.contains(&unit.place);
        let (seller, platform) = if gone {
            (0, 0)
        } else {
            (share(order.terms.seller_discount_vnd, nth), share(order.terms.platform_discount_vnd, nth))
        };
        nth += i64::from(!gone);
        lines.push(line(order, &unit, faults, seller, platform));
    }
    lines
}

fn line(order: &Order, unit: &Unit<'_>, faults: CallFaults, seller: i64, platform: i64) -> Value {
    let price = unit.line.unit_price_vnd;
    let status = if unit.cancelled { Status::Cancelled } else { order.status };
    let cancel_user = order.cancellation.filter(|_| unit.cancelled).map_or("", |cancellation| cancellation.words().0);
    json!({
        "id": words::line_id(order, unit.place),
        "product_id": unit.line.product_id.to_string(),
        "sku_id": unit.line.item_id.to_string(),
        "seller_sku": unit.line.sku,
        "product_name": unit.line.name,
        "sku_name": "Default",
        "original_price": money(price),
        "sale_price": money(price - seller - platform),
        "seller_discount": money(seller),
        "platform_discount": money(platform),
        "currency": "VND",
        "display_status": words::of_order(status, faults.unknown_status),
        "package_id": words::number_of(order, words::PACKAGE),
        "package_status": if order.status >= Status::Processed { "PROCESSING" } else { "TO_FULFILL" },
        "cancel_user": cancel_user.to_uppercase(),
    })
}
