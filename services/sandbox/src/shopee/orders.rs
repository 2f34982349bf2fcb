//! Orders as sellers see them: listed by time, told in full, given up.

use std::{collections::HashSet, ops::Bound, sync::Arc};

use axum::extract::State;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{
    caller::{Body, ForShop, Parameters},
    envelope::{Answer, Refusal, Reply},
    products::kilograms,
    words,
};
use crate::{
    books::{
        OrderNumber, Refusal as BookRefusal, TimeField,
        catalogue::{LIMITS, STANDARD_CARRIER, channel},
        marketplace::Marketplace,
        orders::{Cancellation, Line, Order, Status, Step},
    },
    clock::DAY,
    faults::CallFaults,
    market::Market,
};

const WINDOW_MAX: i64 = 15 * DAY;

/// `GET order/get_order_list`: a page of orders whose time lies in the window, both ends included.
pub async fn get_order_list(State(market): State<Arc<Market>>, call: ForShop) -> Reply {
    let wanted = Listing::read(&call.parameters)?;
    let state = market.state();
    let unknown_status = state.faults.of(Marketplace::Shopee, Some(call.shop_id)).unknown_status;
    let shop = state.books.shop(call.shop_id).map_err(refuse)?;
    let start = match wanted.after {
        Some(last) => Bound::Excluded(last),
        None => Bound::Included((wanted.from, 0)),
    };
    let mut found = shop
        .orders_by(wanted.field)
        .range((start, Bound::Included((wanted.to, OrderNumber::MAX))))
        .map(|&(at, number)| (at, number, state.books.order(number)))
        .filter(|(_, _, order)| wanted.status.as_deref().is_none_or(|status| words::of_order(order, false) == status));
    let page: Vec<_> = found.by_ref().take(wanted.page_size).collect();
    let more = found.next().is_some();
    let cursor = page.last().filter(|_| more).map(|(at, number, _)| format!("{at}:{number}"));
    let list: Vec<Value> = page
        .iter()
        .map(|(_, _, order)| {
            let mut row = json!({ "order_sn": order.sn });
            if wanted.show_status {
                row["order_status"] = words::of_order(order, unknown_status).into();
            }
            row
        })
        .collect();
    Ok(Answer::with(json!({ "more": more, "next_cursor": cursor.unwrap_or_default(), "order_list": list })))
}

/// What a listing asks for.
struct Listing {
    field: TimeField,
    from: i64,
    to: i64,
    page_size: usize,
    after: Option<(i64, OrderNumber)>,
    status: Option<String>,
    show_status: bool,
}

impl Listing {
    fn read(parameters: &Parameters) -> Result<Self, Refusal> {
        let field = match parameters.get("time_range_field") {
            Some("create_time") => TimeField::Created,
            Some("update_time") => TimeField::Updated,
            _ => return Err(Refusal::parameter("time_range_field must be create_time or update_time")),
        };
        let (from, to) = (parameters.need::<i64>("time_from")?, parameters.need::<i64>("time_to")?);
        if from > to || to.saturating_sub(from) > WINDOW_MAX {
            let words = "Start time must be earlier than end time and diff in 15days.";
            return Err(Refusal::new("order.order_list_invalid_time", words));
        }
        let page_size = parameters.need("page_size")?;
        if !(1..=100).contains(&page_size) {
            return Err(Refusal::parameter("page_size must be 1 to 100"));
        }
        // A cursor names the last order of its page: whatever changes meanwhile, the next page goes on from there.
        let cursor = |text: &str| text.split_once(':').and_then(|(at, no)| Some((at.parse().ok()?, no.parse().ok()?)));
        let after = match parameters.get("cursor") {
            Some(text) => Some(cursor(text).ok_or_else(|| Refusal::parameter("cursor is invalid"))?),
            None => None,
        };
        if after.is_some_and(|(at, _)| !(from..=to).contains(&at)) {
            return Err(Refusal::parameter("cursor is of another window"));
        }
        let status = parameters.get("order_status").filter(|word| *word != "ALL");
        let unknown = || Refusal::parameter("order_status is invalid");
        let status = status.map(|word| known(word).then(|| word.to_owned()).ok_or_else(unknown)).transpose()?;
        let show_status = parameters.get("response_optional_fields").is_some_and(|list| list.contains("order_status"));
        Ok(Self { field, from, to, page_size, after, status, show_status })
    }
}

/// A status one may ask for.
fn known(word: &str) -> bool {
    ["PENDING", "IN_CANCEL", "RETRY_SHIP"].contains(&word) || Status::ALL.iter().any(|status| status.word() == word)
}

/// `GET order/get_order_detail`: up to 50 orders in full. Orders that are not the shop's are left out.
pub async fn get_order_detail(State(market): State<Arc<Market>>, call: ForShop) -> Reply {
    let names: Vec<String> = call.parameters.list("order_sn_list", 50)?;
    let optional = call.parameters.get("response_optional_fields").unwrap_or_default();
    let optional: HashSet<&str> = optional.split(',').map(str::trim).collect();
    let state = market.state();
    let faults = state.faults.of(Marketplace::Shopee, Some(call.shop_id));
    let numbers = names.iter().filter_map(|sn| state.books.find_of(call.shop_id, sn).ok());
    let orders: Vec<Value> = numbers.map(|number| detail(state.books.order(number), &optional, faults)).collect();
    if orders.is_empty() {
        return Err(refuse(BookRefusal::UnknownOrder));
    }
    Ok(Answer::with(json!({ "order_list": orders })))
}

/// The body of `order/cancel_order`.
#[derive(Deserialize)]
pub struct Cancel {
    order_sn: String,
    #[serde(rename = "cancel_reason")]
    reason: Cancellation,
    #[serde(default)]
    item_list: Vec<Value>,
}

/// `POST order/cancel_order`: the seller gives an order up before the carrier has it.
pub async fn cancel_order(State(market): State<Arc<Market>>, call: ForShop, Body(cancel): Body<Cancel>) -> Reply {
    if cancel.reason == Cancellation::OutOfStock && cancel.item_list.is_empty() {
        return Err(Refusal::parameter("item_list is required when cancel_reason is OUT_OF_STOCK"));
    }
    let step = Step::Cancel(cancel.reason);
    let order = market.take(Some(call.shop_id), &cancel.order_sn, step).map_err(refuse)?;
    Ok(Answer::with(json!({ "update_time": order.updated })))
}

/// A refusal of the books in Shopee's words.
fn refuse(refusal: BookRefusal) -> Refusal {
    match refusal {
        BookRefusal::NotInThisStatus(_) => Refusal::new("order.error_limit", "Can not cancel this order"),
        BookRefusal::UnknownShop => Refusal::new("error_shop", "shopid is invalid"),
        _ => Refusal::new("error_not_found", "Wrong parameters, detail: the order is not found."),
    }
}

/// An order's basic fields, and of the others those asked for.
fn detail(order: &Order, optional: &HashSet<&str>, faults: CallFaults) -> Value {
    let ship_by = order.ready_since().map_or(0, |ready| ready + LIMITS.days_to_ship * DAY);
    let basic = json!({
        "order_sn": order.sn,
        "region": "VN",
        "currency": "VND",
        "cod": order.cod,
        "order_status": words::of_order(order, faults.unknown_status),
        "create_time": order.created,
        "update_time": order.updated,
        "days_to_ship": LIMITS.days_to_ship,
        "ship_by_date": ship_by,
        "message_to_seller": "",
    });
    let Value::Object(mut fields) = basic else { return basic };
    let asked_for = more_of(order, faults).into_iter().filter(|(name, _)| optional.contains(name.as_str()));
    fields.extend(asked_for);
    Value::Object(fields)
}

/// The fields that must be asked for.
fn more_of(order: &Order, faults: CallFaults) -> Map<String, Value> {
    let place = order.buyer.place();
    let (cancel_by, cancel_reason) = order.cancellation.map_or(("", ""), Cancellation::words);
    let by_buyer = cancel_by == "buyer";
    let carrier = channel(STANDARD_CARRIER).map_or("", |carrier| carrier.name);
    let fields = json!({
        "buyer_user_id": order.buyer.user_id(),
        "buyer_username": order.buyer.masked_username(),
        "recipient_address": {
            "name": order.buyer.name(faults.show_buyers),
            "phone": order.buyer.phone(faults.show_buyers),
            "town": "",
            "district": place.ward,
            "city": "",
            "state": place.province,
            "region": "VN",
            "zipcode": place.postcode,
            "full_address": format!("******, {}, {}", place.ward, place.province),
        },
        "item_list": order.lines.iter().map(|line| item(order, line)).collect::<Vec<Value>>(),
        "pay_time": order.paid,
        "package_list": [{
            "package_number": order.package_number(),
            "logistics_status": logistics_status(order.status),
            "logistics_channel_id": STANDARD_CARRIER,
            "shipping_carrier": carrier,
            "item_list": order.lines.iter().map(|line| json!({
                "item_id": line.item_id,
                "model_id": 0,
                "model_quantity": line.quantity,
                "order_item_id": line.item_id,
            })).collect::<Vec<Value>>(),
        }],
        "shipping_carrier": carrier,
        "payment_method": if order.cod { "Cash on Delivery" } else { "ShopeePay" },
        "total_amount": order.paid_vnd(),
        "cancel_by": cancel_by,
        "cancel_reason": cancel_reason,
        "buyer_cancel_reason": if by_buyer { cancel_reason } else { "" },
        "note": "",
        "estimated_shipping_fee": 0,
        "actual_shipping_fee": 0,
        "invoice_data": null,
    });
    if let Value::Object(fields) = fields { fields } else { Map::new() }
}

fn item(order: &Order, line: &Line) -> Value {
    let (cancelled, returned) = match order.status {
        Status::Cancelled => (line.quantity, 0),
        Status::ToReturn => (0, line.quantity),
        _ => (0, 0),
    };
    json!({
        "item_id": line.item_id,
        "item_name": line.name,
        "item_sku": line.sku,
        "model_id": 0,
        "model_name": "",
        "model_sku": "",
        "model_quantity_purchased": line.quantity,
        "model_original_price": line.unit_price_vnd,
        "model_discounted_price": line.unit_price_vnd,
        "order_item_id": line.item_id,
        "line_item_id": line.item_id,
        "weight": kilograms(line.weight_g),
        "promotion_type": "",
        "active_qty": line.quantity - cancelled - returned,
        "cancel_requested_qty": 0,
        "cancelled_qty": cancelled,
        "return_requested_qty": returned,
        "returned_qty": 0,
    })
}

const fn logistics_status(status: Status) -> &'static str {
    match status {
        Status::Unpaid => "LOGISTICS_NOT_START",
        Status::OnHold | Status::ReadyToShip => "LOGISTICS_READY",
        Status::Packed | Status::Processed => "LOGISTICS_REQUEST_CREATED",
        Status::Shipped => "LOGISTICS_PICKUP_DONE",
        Status::ToConfirmReceive | Status::Completed | Status::ToReturn => "LOGISTICS_DELIVERY_DONE",
        Status::Cancelled => "LOGISTICS_REQUEST_CANCELED",
    }
}
