//! Orders as sellers see them: listed by time, told in full, confirmed, delivered by the seller.

use std::collections::BTreeSet;

use chrono::NaiveDateTime;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    door::Caller,
    envelope::{Refusal, Reply},
    products::paging,
    words,
};
use crate::{
    books::{
        Shop, TimeField,
        marketplace::Marketplace,
        orders::{Cancellation, Line, Order, Status, Step},
        settlement::Settlement,
    },
    clock::DAY,
    faults::CallFaults,
    market::Market,
};

/// `GET orders`: a page, newest first.
pub fn list(market: &Market, caller: &Caller) -> Reply {
    let (page, limit) = (caller.number("page", 1)?.max(1), caller.number("limit", 20)?);
    if !(1..=50).contains(&limit) {
        return Err(Refusal::unfit("limit must be 1 to 50"));
    }
    let time = |name: &str| match caller.call.query(name) {
        None => Ok(None),
        Some(text) => {
            moment(text).map(Some).ok_or_else(|| Refusal::unfit(format!("{name} must be YYYY-MM-DD HH:MM:SS")))
        }
    };
    let (created_from, created_to) = (time("created_from_date")?, time("created_to_date")?);
    let (updated_from, updated_to) = (time("updated_from_date")?, time("updated_to_date")?);
    let statuses: Option<Vec<&str>> = caller.call.query("status").map(|list| list.split(',').collect());
    let state = market.state();
    let shop = caller.shop(&state)?;
    let faults = state.faults.of(Marketplace::Tiki, Some(shop.id));
    let within = |from: Option<i64>, to: Option<i64>, at: i64| {
        from.is_none_or(|from| at >= from) && to.is_none_or(|to| at <= to)
    };
    let wanted = |order: &&Order| {
        within(created_from, created_to, order.created)
            && within(updated_from, updated_to, order.updated)
            && statuses.as_ref().is_none_or(|wanted| wanted.contains(&words::of_order(order.status, false)))
    };
    let newest_first = shop.orders_by(TimeField::Created).iter().rev().map(|(_, number)| state.books.order(*number));
    let all: Vec<&Order> = newest_first.filter(wanted).collect();
    let rows: Vec<Value> = all
        .iter()
        .skip((page - 1).saturating_mul(limit))
        .take(limit)
        .map(|order| shown(order, shop, faults, caller.call.query("include").unwrap_or_default()))
        .collect();
    Ok(json!({ "data": rows, "paging": paging(all.len(), page, limit) }))
}

/// The time in Vietnam, or a day.
fn moment(text: &str) -> Option<i64> {
    let full = if text.len() == 10 { format!("{text} 00:00:00") } else { text.replace('T', " ") };
    let naive = NaiveDateTime::parse_from_str(full.get(..19)?, "%Y-%m-%d %H:%M:%S").ok()?;
    Some(naive.and_utc().timestamp() - 7 * 3_600)
}

/// `GET orders/{code}`.
pub fn get(market: &Market, caller: &Caller, code: &str) -> Reply {
    let state = market.state();
    let shop = caller.shop(&state)?;
    let number = state.books.find_of(shop.id, code).map_err(|_| Refusal::missing("Order"))?;
    let faults = state.faults.of(Marketplace::Tiki, Some(shop.id));
    Ok(shown(state.books.order(number), shop, faults, caller.call.query("include").unwrap_or_default()))
}

/// The seller has the goods: all items of the order, at one of the seller's warehouses. Only from `queueing`.
pub fn confirm(market: &Market, caller: &Caller, code: &str) -> Reply {
    #[derive(Deserialize)]
    struct Wanted {
        #[serde(alias = "item_ids", default)]
        available_item_ids: Vec<Value>,
        seller_inventory_id: Option<u64>,
    }
    let wanted: Wanted = caller.body()?;
    {
        let state = market.state();
        let shop = caller.shop(&state)?;
        let number = state.books.find_of(shop.id, code).map_err(|_| Refusal::missing("Order"))?;
        let order = state.books.order(number);
        if order.status != Status::ReadyToShip {
            return Err(Refusal::unfit("the order is not queueing"));
        }
        let named: BTreeSet<String> =
            wanted.available_item_ids.iter().map(|id| id.to_string().replace('"', "")).collect();
        let all: BTreeSet<String> = (0..order.lines.len()).map(|place| item_id(order, place).to_string()).collect();
        if named != all {
            return Err(Refusal::unfit("available_item_ids must name every item of the order and no other"));
        }
        if !wanted.seller_inventory_id.is_some_and(|id| shop.warehouses.contains(&id)) {
            return Err(Refusal::unfit("seller_inventory_id is not a warehouse of the seller"));
        }
    }
    let done = market.take(Some(caller.shop_id), code, Step::Arrange);
    let order = done.map_err(|_| Refusal::unfit("the order is not queueing"))?;
    Ok(json!({ "order_code": order.sn, "status": words::of_order(order.status, false) }))
}

/// The seller brings it: on the way, and arrived.
pub fn deliver(market: &Market, caller: &Caller, code: &str) -> Reply {
    #[derive(Deserialize)]
    struct Wanted {
        status: String,
    }
    let Wanted { status } = caller.body()?;
    let step = match status.as_str() {
        "delivering" | "shipping" => Step::PickUp,
        "successful_delivery" | "delivered" => Step::Deliver,
        _ => return Err(Refusal::unfit("status must be delivering or successful_delivery")),
    };
    let by_seller = {
        let state = market.state();
        let number = state.books.find_of(caller.shop(&state)?.id, code).map_err(|_| Refusal::missing("Order"))?;
        state.books.order(number).terms.seller_delivers
    };
    if !by_seller {
        return Err(Refusal::unfit("the order is not delivered by the seller"));
    }
    let done = market.take(Some(caller.shop_id), code, step);
    let order = done.map_err(|_| Refusal::unfit("the order's status does not allow this"))?;
    Ok(json!({ "order_code": order.sn, "status": words::of_order(order.status, false) }))
}

fn item_id(order: &Order, place: usize) -> u64 {
    let number: u64 = order.sn.parse().unwrap_or(0);
    number * 100 + u64::try_from(place).unwrap_or(0) + 1
}

fn shown(order: &Order, shop: &Shop, faults: CallFaults, include: &str) -> Value {
    let terms = order.terms;
    let discount = terms.seller_discount_vnd + terms.platform_discount_vnd;
    let with = |what: &str| include.split(',').any(|part| part.trim() == what);
    let fees = with("items.fees").then(|| Settlement::of(order, shop.household));
    let items: Vec<Value> =
        order.lines.iter().enumerate().map(|(place, line)| item(order, place, line, fees)).collect();
    let cancel = order.cancellation.map(Cancellation::words);
    let mut shown = json!({
        "code": order.sn,
        "relation_code": null,
        "fulfillment_type": if terms.seller_delivers { "seller_delivery" } else { "dropship" },
        "status": words::of_order(order.status, faults.unknown_status),
        "is_rma": order.giving_back.is_some(),
        "created_at": words::time(order.created),
        "updated_at": words::time(order.updated),
        "invoice": {
            "items_count": order.lines.len(),
            "items_quantity": order.lines.iter().map(|line| line.quantity).sum::<i64>(),
            "subtotal": order.total_vnd(),
            "discount_amount": discount,
            "discount_seller": terms.seller_discount_vnd,
            "discount_tiki": terms.platform_discount_vnd,
            "shipping_amount": terms.shipping_fee_vnd,
            "grand_total": order.paid_vnd(),
            "collectible_amount": if order.cod { order.paid_vnd() } else { 0 },
            "total_seller_income": Settlement::of(order, shop.household).paid_out_vnd(),
        },
        "items": items,
        "shipping": { "address": address(order, faults), "tracking_code": order.tracking_number() },
        "payment": { "method": if order.cod { "cod" } else { "momo" }, "is_prepaid": !order.cod, "status": if order.paid.is_some() { "success" } else { "pending" } },
        "customer": { "id": order.buyer.user_id(), "full_name": order.buyer.name(faults.show_buyers) },
        "cancel_info": cancel.map(|(who, why)| json!({ "reason_code": why, "reason_text": why, "comment": "", "canceled_by": who, "canceled_at": words::time(order.updated) })),
    });
    if with("status_histories") {
        let history = order
            .history
            .iter()
            .map(|(status, at)| json!({ "status": words::of_order(*status, false), "created_at": words::time(*at) }));
        shown["status_histories"] = history.collect::<Vec<Value>>().into();
    }
    shown
}

fn item(order: &Order, place: usize, line: &Line, fees: Option<Settlement>) -> Value {
    let rows = line.unit_price_vnd * line.quantity;
    let first = place == 0;
    let (seller, platform) =
        if first { (order.terms.seller_discount_vnd, order.terms.platform_discount_vnd) } else { (0, 0) };
    let confirmed = order.was(Status::Processed);
    let mut item = json!({
        "id": item_id(order, place),
        "product": {
            "id": line.item_id,
            "name": line.name,
            "sku": format!("{}", line.item_id % 10_000_000_000_000),
            "seller_product_code": line.sku,
            "inventory_type": "dropship",
        },
        "qty": line.quantity,
        "invoice": {
            "price": line.unit_price_vnd,
            "quantity": line.quantity,
            "subtotal": rows,
            "row_total": rows - seller - platform,
            "discount_amount": seller + platform,
            "discount_seller": seller,
            "discount_tiki": platform,
        },
        "confirmation": {
            "status": if confirmed { "confirmed" } else { "waiting" },
            "available_confirm_sla": order.ready_since().map(|ready| words::time(ready + DAY)),
        },
    });
    // The first item bears the order's fees and taxes.
    if let Some(fees) = fees {
        let rows = [
            ("commission", fees.commission_vnd),
            ("service", fees.service_vnd),
            ("payment", fees.payment_vnd),
            ("withholding_vat", fees.withheld_vat_vnd),
            ("withholding_pit", fees.withheld_pit_vnd),
        ];
        let rows = rows.into_iter().filter(|(_, amount)| first && *amount != 0);
        item["fees"] = rows
            .map(|(name, amount)| json!({ "fee_type_key": name, "final_amount": amount }))
            .collect::<Vec<Value>>()
            .into();
    }
    item
}

/// Phones are for those who deliver themselves.
fn address(order: &Order, faults: CallFaults) -> Value {
    let place = order.buyer.place();
    let phone = if order.terms.seller_delivers { order.buyer.phone(true) } else { String::new() };
    json!({
        "full_name": order.buyer.name(faults.show_buyers || order.terms.seller_delivers),
        "street": order.buyer.street(faults.show_buyers || order.terms.seller_delivers),
        "ward": place.ward,
        "district": "",
        "region": place.province,
        "country": "Việt Nam",
        "phone": phone,
    })
}
