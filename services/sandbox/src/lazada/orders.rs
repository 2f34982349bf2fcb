//! Orders as sellers see them: listed by time, one by one, and each pack of them.

use chrono::DateTime;
use serde_json::{Value, json};

use super::{
    Caller,
    envelope::{Refusal, Reply},
    words::{self, money, time},
};
use crate::{
    books::{
        TimeField,
        marketplace::Marketplace,
        orders::{Cancellation, Order, Status, Unit},
    },
    faults::CallFaults,
    market::{Market, State},
};

/// `/orders/get`: a page of orders changed or placed since a moment, both ends included.
pub fn list(market: &Market, caller: &Caller) -> Reply {
    let (field, after) = match (caller.get("update_after"), caller.get("created_after")) {
        (Some(after), _) => (TimeField::Updated, after),
        (None, Some(after)) => (TimeField::Created, after),
        (None, None) => return Err(Refusal::business(17, "Either created_after or update_after is mandatory")),
    };
    let before = match field {
        TimeField::Updated => caller.get("update_before"),
        TimeField::Created => caller.get("created_before"),
    };
    let after = moment(after)?;
    let before = before.map(moment).transpose()?.unwrap_or(i64::MAX);
    let (offset, limit) = (caller.number("offset", 0)?, caller.number("limit", 100)?);
    if !(0..=5_000).contains(&offset) || !(1..=100).contains(&limit) {
        return Err(Refusal::business(19, "Invalid Limit: limit is 1 to 100, offset 0 to 5000"));
    }
    let state = market.state();
    let faults = state.faults.of(Marketplace::Lazada, Some(caller.shop_id));
    let shop = state.books.shop(caller.shop_id).map_err(|_| no_such_order())?;
    let status = caller.get("status").filter(|status| *status != "all");
    let has_status =
        |order: &&Order| status.is_none_or(|wanted| statuses(order, faults).iter().any(|one| fits(wanted, one)));
    let in_time = shop.orders_by(field).range((after, 0)..).take_while(|(at, _)| *at <= before);
    let mut found: Vec<&Order> = in_time.map(|(_, number)| state.books.order(*number)).filter(has_status).collect();
    if caller.get("sort_direction").is_some_and(|direction| direction.eq_ignore_ascii_case("desc")) {
        found.reverse();
    }
    let page: Vec<Value> = found
        .iter()
        .skip(usize::try_from(offset).unwrap_or(0))
        .take(usize::try_from(limit).unwrap_or(0))
        .map(|order| shown(order, faults))
        .collect();
    Ok(json!({ "count": page.len(), "countTotal": found.len(), "orders": page }))
}

/// Filters that stand for several statuses.
fn fits(wanted: &str, status: &str) -> bool {
    match wanted {
        "topack" => status == "pending",
        "toship" => matches!(status, "packed" | "ready_to_ship"),
        _ => wanted == status,
    }
}

/// `/order/get`.
pub fn get(market: &Market, caller: &Caller) -> Reply {
    let state = market.state();
    let faults = state.faults.of(Marketplace::Lazada, Some(caller.shop_id));
    Ok(shown(find(&state, caller)?, faults))
}

/// `/order/items/get`.
pub fn items(market: &Market, caller: &Caller) -> Reply {
    let state = market.state();
    Ok(units(&state, find(&state, caller)?))
}

/// `/orders/items/get`: of up to 50 orders.
pub fn items_of_many(market: &Market, caller: &Caller) -> Reply {
    let ids = caller.json("order_ids")?;
    let ids = ids.as_array().filter(|ids| (1..=50).contains(&ids.len()));
    let ids = ids.ok_or_else(|| Refusal::business(37, "order_ids must be a list of 1 to 50 orders"))?;
    let state = market.state();
    let found = ids.iter().filter_map(|id| {
        let number = state.books.find_of(caller.shop_id, &super::payload::text(id)).ok()?;
        let order = state.books.order(number);
        Some(json!({ "order_id": number_of(order), "order_number": number_of(order), "order_items": units(&state, order) }))
    });
    Ok(found.collect::<Vec<Value>>().into())
}

/// The order that is asked for.
pub fn find<'a>(state: &'a State, caller: &Caller) -> Result<&'a Order, Refusal> {
    let number = state.books.find_of(caller.shop_id, caller.need("order_id")?).map_err(|_| no_such_order())?;
    Ok(state.books.order(number))
}

/// Said of orders nobody here has.
pub fn no_such_order() -> Refusal {
    Refusal::business(16, "Invalid Order ID")
}

/// Moments are in ISO 8601 with an offset, whose colon may be missing.
fn moment(text: &str) -> Result<i64, Refusal> {
    let read = DateTime::parse_from_rfc3339(text).or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f%z"));
    read.map(|at| at.timestamp()).map_err(|_| Refusal::business(17, format_args!("Invalid Date Format {text}")))
}

/// An order's number as a number: below 2⁵³ on Lazada, and still better kept as text.
fn number_of(order: &Order) -> u64 {
    order.sn.parse().unwrap_or(0)
}

fn statuses(order: &Order, faults: CallFaults) -> Vec<&'static str> {
    let mut all: Vec<&str> = order.units().map(|unit| words::of_unit(order, &unit, faults.unknown_status)).collect();
    all.sort_unstable();
    all.dedup();
    all
}

fn shown(order: &Order, faults: CallFaults) -> Value {
    let (terms, place) = (order.terms, order.buyer.place());
    let address = json!({
        "first_name": order.buyer.name(faults.show_buyers),
        "last_name": "",
        "phone": order.buyer.phone(faults.show_buyers),
        "phone2": "",
        "address1": order.buyer.street(faults.show_buyers),
        "address2": "",
        "address3": place.province,
        "address4": "",
        "address5": place.ward,
        "city": place.province,
        "post_code": place.postcode,
        "country": "Vietnam",
    });
    json!({
        "order_id": number_of(order),
        "order_number": number_of(order),
        "price": money(order.kept_vnd()),
        "voucher": money(terms.seller_discount_vnd + terms.platform_discount_vnd),
        "voucher_seller": money(terms.seller_discount_vnd),
        "voucher_platform": money(terms.platform_discount_vnd),
        "shipping_fee": money(terms.shipping_fee_vnd),
        "statuses": statuses(order, faults),
        "items_count": order.units().count(),
        "payment_method": if order.cod { "COD" } else { "MIXEDCARD" },
        "created_at": time(order.created),
        "updated_at": time(order.updated),
        "customer_first_name": order.buyer.name(faults.show_buyers),
        "customer_last_name": "",
        "address_shipping": address,
        "address_billing": address,
        "remarks": "",
        "delivery_info": "",
        "buyer_note": "",
    })
}

fn units(state: &State, order: &Order) -> Value {
    let faults = state.faults.of(Marketplace::Lazada, Some(order.shop_id));
    let count = i64::try_from(order.units_left().count()).unwrap_or(1).max(1);
    let shares = |total: i64, nth: i64| total / count + i64::from(nth < total % count);
    let mut nth = 0;
    let shown = order.units().map(|unit| {
        let mine = nth;
        if !order.units_cancelled.contains(&unit.place) {
            nth += 1;
        }
        let (seller, platform) =
            (shares(order.terms.seller_discount_vnd, mine), shares(order.terms.platform_discount_vnd, mine));
        of_unit(order, &unit, faults, seller, platform, shares(order.terms.shipping_fee_vnd, mine))
    });
    shown.collect::<Vec<Value>>().into()
}

fn of_unit(order: &Order, unit: &Unit<'_>, faults: CallFaults, seller: i64, platform: i64, shipping: i64) -> Value {
    let price = unit.line.unit_price_vnd;
    let (initiator, reason) = order.cancellation.map_or(("", ""), Cancellation::words);
    let is_packed = order.units_packed.contains(&unit.place) || order.status > Status::Packed;
    let package = if is_packed && !unit.cancelled { package_id(order) } else { String::new() };
    let tracking = if is_packed && !unit.cancelled { tracking_of(order) } else { String::new() };
    json!({
        "order_item_id": words::unit_id(order, unit.place).parse::<u64>().unwrap_or(0),
        "order_id": number_of(order),
        "name": unit.line.name,
        "sku": unit.line.sku,
        "shop_sku": format!("{}_VNAMZ-{}", unit.line.product_id, unit.line.item_id),
        "sku_id": unit.line.item_id.to_string(),
        "product_id": unit.line.product_id.to_string(),
        "item_price": price,
        "paid_price": price - seller - platform,
        "currency": "VND",
        "status": words::of_unit(order, unit, faults.unknown_status),
        "voucher_amount": seller + platform,
        "voucher_seller": seller,
        "voucher_platform": platform,
        "shipping_amount": shipping,
        "tracking_code": tracking,
        "package_id": package,
        "shipment_provider": "LEX VN",
        "reason": if unit.cancelled { reason } else { "" },
        "cancel_return_initiator": if unit.cancelled { initiator } else { "" },
        "is_digital": 0,
        "created_at": time(order.created),
        "updated_at": time(order.updated),
    })
}

/// The parcel of an order.
pub fn package_id(order: &Order) -> String {
    format!("FP{}", order.sn)
}

/// Its number at the carrier.
pub fn tracking_of(order: &Order) -> String {
    format!("LMP{}VNA", order.sn)
}
