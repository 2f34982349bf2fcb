//! A shop that speaks Standard Webhooks: it tells of its orders, and hears of goods and parcels at `/own/{shop_id}/webhooks`.
//!
//! It hears leniently: whatever names a `sku` may change that item's stock (`stock`, `quantity` or `available`), price (`price_vnd`
//! or `price`), name (`name` or `title`) and whether it is shown (`active`, or a type that ends in `hidden`); whatever names an
//! `order_id` may move that order on (a type that ends in `packed`, `shipped`, `delivered` or `cancelled`). The rest is heard and left alone.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{Path, Request, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::post,
};
use serde_json::{Value, json};

use super::{
    goods::{self, Change, whole},
    sign,
};
use crate::{
    books::{
        marketplace::Marketplace,
        orders::{Cancellation, Order, Status, Step},
    },
    call::Call,
    clock::in_vietnam,
    market::Market,
    mishaps::{Words, with_mishaps},
    news::UNHEARD_OF,
    pushes::{Letter, Outgoing, styles},
};

/// How far a webhook's time may lie back or ahead, both ends included.
const TOLERANCE: i64 = 300;

/// Where the shop hears.
pub fn router() -> Router<Arc<Market>> {
    Router::new().route("/own/{shop_id}/webhooks", post(hear))
}

const WORDS: Words = Words {
    throttled: || {
        let refusal = refuse(StatusCode::TOO_MANY_REQUESTS, "too many webhooks");
        ([("retry-after", "1")], refusal).into_response()
    },
    broken: || refuse(StatusCode::BAD_GATEWAY, "the shop is down"),
};

fn refuse(status: StatusCode, words: &str) -> Response {
    (status, Json(json!({ "error": words }))).into_response()
}

async fn hear(State(market): State<Arc<Market>>, Path(shop_id): Path<u64>, request: Request) -> Response {
    let Some(call) = Call::read(request).await else { return refuse(StatusCode::PAYLOAD_TOO_LARGE, "too large") };
    let heard = async {
        match accept(&market, shop_id, &call) {
            Ok(()) => StatusCode::NO_CONTENT.into_response(),
            Err((status, words)) => refuse(status, words),
        }
    };
    with_mishaps(&market, Marketplace::OwnShop, Some(shop_id), "/own/webhooks", &WORDS, false, heard).await
}

fn accept(market: &Market, shop_id: u64, call: &Call) -> Result<(), (StatusCode, &'static str)> {
    const NO_SHOP: (StatusCode, &str) = (StatusCode::NOT_FOUND, "there is no such shop");
    let bad = |words| (StatusCode::BAD_REQUEST, words);
    let header = |name| call.header(name).filter(|value| !value.is_empty());
    let id = header("webhook-id").filter(|id| !id.contains('.')).ok_or(bad("webhook-id is missing or holds a dot"))?;
    let time = header("webhook-timestamp").ok_or(bad("webhook-timestamp is missing"))?;
    let list = header("webhook-signature").ok_or(bad("webhook-signature is missing"))?;
    let secret = {
        let desk = market.pushes.desk();
        desk.subscriber((Marketplace::OwnShop, Some(shop_id))).map(|subscriber| subscriber.secret.clone())
    };
    let secret = secret.ok_or(NO_SHOP)?;
    let mut state = market.state();
    state.books.shop_of(Marketplace::OwnShop, shop_id).map_err(|_| NO_SHOP)?;
    let at: i64 = time.parse().map_err(|_| bad("webhook-timestamp is not a number of seconds"))?;
    if (state.clocks.wall().timestamp() - at).abs() > TOLERANCE {
        return Err((StatusCode::BAD_REQUEST, "webhook-timestamp is too old or too new"));
    }
    if !sign::fits_standard(&secret, id, time, &call.body, list) {
        return Err((StatusCode::UNAUTHORIZED, "no signature fits"));
    }
    let event: Value = serde_json::from_slice(&call.body).map_err(|_| bad("the body is not JSON"))?;
    let kind = event["type"].as_str().ok_or(bad("type is missing"))?.to_owned();
    // The same id again is the same webhook again: it was done.
    if state.heard.insert((shop_id, id.to_owned())) {
        drop(state);
        act(market, shop_id, &kind, &event["data"])
            .map_err(|_| (StatusCode::UNPROCESSABLE_ENTITY, "that can not be done"))?;
    }
    Ok(())
}

fn act(market: &Market, shop_id: u64, kind: &str, data: &Value) -> Result<(), crate::books::Refusal> {
    let first = |names: &[&str]| {
        names.iter().map(|name| &data[*name]).find(|value| !value.is_null()).cloned().unwrap_or_default()
    };
    if let Some(sn) = first(&["order_id", "order_number"]).as_str() {
        let step = match kind.rsplit('.').next().unwrap_or_default() {
            "packed" => Step::Pack,
            "ready_to_ship" => Step::Arrange,
            "shipped" => Step::PickUp,
            "delivered" => Step::Deliver,
            "cancelled" | "canceled" => Step::Cancel(Cancellation::CustomerRequest),
            _ => return Ok(()),
        };
        if step == Step::PickUp {
            // Whoever ships has packed; a parcel that was arranged before stays so.
            let _ = market.take(Some(shop_id), sn, Step::Arrange);
        }
        return market.take(Some(shop_id), sn, step).map(|_| ());
    }
    let Some(sku) = data["sku"].as_str() else { return Ok(()) };
    let hides = kind.ends_with("hidden") || kind.ends_with("deleted") || kind.ends_with("unlisted");
    let change = Change {
        name: first(&["name", "title"]).as_str().map(str::to_owned),
        price_vnd: whole(&first(&["price_vnd", "price"])),
        stock: whole(&first(&["stock", "quantity", "available"])),
        stock_by: None,
        shown: if hides { Some(false) } else { first(&["active", "shown"]).as_bool() },
    };
    let mut state = market.state();
    match state.books.item_of(shop_id, sku) {
        Ok(item_id) => goods::change(&mut state, shop_id, item_id, &change),
        Err(_) if change.name.is_some() => goods::add(&mut state, shop_id, sku, &change, data.clone()).map(|_| ()),
        Err(refusal) => Err(refusal),
    }
}

/// An order's status.
pub const fn word(status: Status, unknown_status: bool) -> &'static str {
    match status {
        Status::Unpaid => "placed",
        Status::OnHold => "on_hold",
        Status::ReadyToShip => "paid",
        Status::Packed | Status::Processed => "ready_to_ship",
        Status::Shipped if unknown_status => UNHEARD_OF,
        Status::Shipped => "shipped",
        Status::ToConfirmReceive | Status::Completed => "delivered",
        Status::Cancelled => "cancelled",
        Status::ToReturn => "returned",
    }
}

/// A whole order.
pub fn shown(order: &Order, unknown_status: bool) -> Value {
    let lines = order.lines.iter().map(|line| {
        json!({ "sku": line.sku, "name": line.name, "quantity": line.quantity, "unit_price_vnd": line.unit_price_vnd })
    });
    json!({
        "id": order.sn,
        "status": word(order.status, unknown_status),
        "cod": order.cod,
        "created_at": in_vietnam(order.created).to_rfc3339(),
        "updated_at": in_vietnam(order.updated).to_rfc3339(),
        "lines": lines.collect::<Vec<Value>>(),
        "shipping_fee_vnd": order.terms.shipping_fee_vnd,
        "discount_vnd": order.terms.seller_discount_vnd,
        "total_vnd": order.paid_vnd(),
        "currency": "VND",
    })
}

/// A push as it goes out. The id stays over all attempts, the time is that of the attempt.
pub fn write(letter: &Letter<'_>) -> Outgoing {
    let push = letter.push;
    let kind = if push.topic == super::CREATED { "order.created" } else { "order.updated" };
    let body = json!({ "type": kind, "timestamp": in_vietnam(push.update_time).to_rfc3339(), "data": push.data });
    let body = styles::text(&body, letter.style);
    let (id, time) = (format!("msg_{}", push.id), letter.now.timestamp());
    let signature = sign::standard(letter.secret, &id, time, &body);
    let headers = vec![("webhook-id", id), ("webhook-timestamp", time.to_string()), ("webhook-signature", signature)];
    Outgoing { headers, body }
}
