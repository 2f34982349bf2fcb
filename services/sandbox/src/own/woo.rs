//! A shop on WooCommerce: its REST interface, as far as a seller's software needs it. `/wp-json/wc/v3/…`

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{Request, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::any,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::NaiveDateTime;
use serde_json::{Value, json};

use super::{
    goods::{self, Change, whole},
    woo_orders::{shown, word},
};
use crate::{
    books::{
        TimeField,
        items::{Item, ItemStatus},
        marketplace::Marketplace,
        orders::{Cancellation, Order, Status, Step},
    },
    call::Call,
    market::{Market, State as Everything},
    mishaps::{Words, with_mishaps},
};

/// Every path of the interface.
pub fn router() -> Router<Arc<Market>> {
    Router::new().route("/wp-json/wc/v3/{*path}", any(door))
}

const WORDS: Words = Words {
    throttled: || refuse(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", "Too many requests."),
    broken: || refuse(StatusCode::INTERNAL_SERVER_ERROR, "internal_server_error", "There has been a critical error."),
};

type No = (StatusCode, &'static str, &'static str);

const NO_PRODUCT: No = (StatusCode::NOT_FOUND, "woocommerce_rest_product_invalid_id", "Invalid ID.");
const NO_ORDER: No = (StatusCode::NOT_FOUND, "woocommerce_rest_shop_order_invalid_id", "Invalid ID.");
const BAD_VALUE: No = (StatusCode::BAD_REQUEST, "rest_invalid_param", "Invalid parameter(s).");

fn refuse(status: StatusCode, code: &str, words: &str) -> Response {
    (status, Json(json!({ "code": code, "message": words, "data": { "status": status.as_u16() } }))).into_response()
}

async fn door(State(market): State<Arc<Market>>, request: Request) -> Response {
    let Some(call) = Call::read(request).await else { return refuse(BAD_VALUE.0, BAD_VALUE.1, BAD_VALUE.2) };
    let Some(shop_id) = let_in(&market, &call) else {
        let words = "Sorry, you cannot list resources.";
        return refuse(StatusCode::UNAUTHORIZED, "woocommerce_rest_cannot_view", words);
    };
    let done = async {
        match act(&market, shop_id, &call) {
            Ok((status, value)) => {
                if let Some(url) = value["ping"].as_str() {
                    ping(&market, url, &value["id"]).await;
                }
                (status, Json(value)).into_response()
            }
            Err((status, code, words)) => refuse(status, code, words),
        }
    };
    let api = call.path.clone();
    with_mishaps(&market, Marketplace::Woo, Some(shop_id), &api, &WORDS, false, done).await
}

/// Consumer key and secret, by Basic or in the query.
fn let_in(market: &Market, call: &Call) -> Option<u64> {
    let basic = call.header("authorization").and_then(|header| header.strip_prefix("Basic "));
    let pair = match basic {
        Some(basic) => String::from_utf8(STANDARD.decode(basic).ok()?).ok()?,
        None => format!("{}:{}", call.query("consumer_key")?, call.query("consumer_secret")?),
    };
    let state = market.state();
    let shop_id = state.tokens.shop_of(&pair, state.clocks.wall().timestamp())?;
    state.books.shop_of(Marketplace::Woo, shop_id).ok().map(|shop| shop.id)
}

/// On saving a webhook a ping arrives, which is a form and no order.
async fn ping(market: &Market, url: &str, id: &Value) {
    let sent = market.http.post(url).form(&[("webhook_id", id.to_string())]).send().await;
    if let Err(error) = sent {
        tracing::debug!(%error, "a webhook's ping was not heard");
    }
}

fn act(market: &Market, shop_id: u64, call: &Call) -> Result<(StatusCode, Value), No> {
    let path = call.path.trim_start_matches("/wp-json/wc/v3/").trim_matches('/').to_owned();
    let steps: Vec<&str> = path.split('/').collect();
    let body: Value =
        if call.body.is_empty() { Value::Null } else { serde_json::from_slice(&call.body).map_err(|_| BAD_VALUE)? };
    let mut state = market.state();
    let ok = |value: Value| Ok((StatusCode::OK, value));
    match (call.method.as_str(), steps.as_slice()) {
        ("GET", ["products"]) => ok(list_products(&state, shop_id, call)?),
        ("POST", ["products"]) => add(&mut state, shop_id, &body).map(|value| (StatusCode::CREATED, value)),
        ("GET", ["products", id]) => ok(product(&state, shop_id, id)?),
        ("PUT" | "POST", ["products", "batch"]) => {
            let rows = body["update"].as_array().filter(|rows| rows.len() <= 100).ok_or(BAD_VALUE)?;
            let done = rows.iter().map(|row| {
                let id = row["id"].to_string();
                change(&mut state, shop_id, &id, row)
                    .unwrap_or_else(|no| json!({ "id": row["id"], "error": { "code": no.1, "message": no.2 } }))
            });
            ok(json!({ "update": done.collect::<Vec<Value>>() }))
        }
        ("PUT", ["products", id]) => ok(change(&mut state, shop_id, id, &body)?),
        ("GET", ["orders"]) => ok(list_orders(&state, shop_id, call)?),
        ("GET", ["orders", id]) => ok(order(&state, shop_id, id)?),
        ("PUT", ["orders", id]) => {
            drop(state);
            ok(set_status(market, shop_id, id, &body)?)
        }
        ("POST", ["webhooks"]) => {
            drop(state);
            let (url, secret) =
                (body["delivery_url"].as_str().ok_or(BAD_VALUE)?, body["secret"].as_str().unwrap_or_default());
            let topic = body["topic"].as_str().filter(|topic| topic.starts_with("order.")).ok_or(BAD_VALUE)?;
            super::subscribe(market, Marketplace::Woo, shop_id, url.to_owned(), secret.to_owned());
            Ok((
                StatusCode::CREATED,
                json!({ "id": shop_id, "status": "active", "topic": topic, "delivery_url": url, "ping": url }),
            ))
        }
        _ => Err((StatusCode::NOT_FOUND, "rest_no_route", "No route was found matching the URL and request method.")),
    }
}

fn page(call: &Call) -> Result<(usize, usize), No> {
    let number =
        |name: &str, usual: usize| call.query(name).map_or(Ok(usual), |text| text.parse().map_err(|_| BAD_VALUE));
    let (page, size) = (number("page", 1)?.max(1), number("per_page", 10)?);
    if (1..=100).contains(&size) { Ok(((page - 1).saturating_mul(size), size)) } else { Err(BAD_VALUE) }
}

fn list_products(state: &Everything, shop_id: u64, call: &Call) -> Result<Value, No> {
    let (skip, size) = page(call)?;
    let sku = call.query("sku");
    let shop = state.books.shop(shop_id).map_err(|_| NO_PRODUCT)?;
    let found =
        shop.items().filter(|item| item.status != ItemStatus::Deleted && sku.is_none_or(|sku| sku == item.draft.sku));
    Ok(found.skip(skip).take(size).map(of_item).collect::<Vec<Value>>().into())
}

fn product(state: &Everything, shop_id: u64, id: &str) -> Result<Value, No> {
    let item = id.parse().ok().and_then(|id| state.books.shop(shop_id).ok()?.item(id));
    item.map(of_item).ok_or(NO_PRODUCT)
}

fn of_item(item: &Item) -> Value {
    json!({
        "id": item.id,
        "name": item.draft.name,
        "sku": item.draft.sku,
        "status": if item.status == ItemStatus::Normal { "publish" } else { "private" },
        "type": "simple",
        "regular_price": item.draft.price_vnd.to_string(),
        "price": item.draft.price_vnd.to_string(),
        "manage_stock": true,
        "stock_quantity": item.draft.stock.total(),
        "stock_status": if item.draft.stock.total() > 0 { "instock" } else { "outofstock" },
    })
}

fn read(body: &Value) -> Change {
    let status = body["status"].as_str();
    Change {
        name: body["name"].as_str().map(str::to_owned),
        price_vnd: whole(&body["regular_price"]),
        stock: whole(&body["stock_quantity"]),
        stock_by: None,
        shown: status.map(|status| status == "publish"),
    }
}

fn add(state: &mut Everything, shop_id: u64, body: &Value) -> Result<Value, No> {
    let sku = body["sku"].as_str().unwrap_or_default();
    if !sku.is_empty() && state.books.item_of(shop_id, sku).is_ok() {
        return Err((StatusCode::BAD_REQUEST, "product_invalid_sku", "Invalid or duplicated SKU."));
    }
    let id = goods::add(state, shop_id, sku, &read(body), body.clone()).map_err(|_| BAD_VALUE)?;
    product(state, shop_id, &id.to_string())
}

fn change(state: &mut Everything, shop_id: u64, id: &str, body: &Value) -> Result<Value, No> {
    let item_id = id.parse().map_err(|_| NO_PRODUCT)?;
    product(state, shop_id, id)?;
    goods::change(state, shop_id, item_id, &read(body)).map_err(|_| BAD_VALUE)?;
    product(state, shop_id, id)
}

fn list_orders(state: &Everything, shop_id: u64, call: &Call) -> Result<Value, No> {
    let (skip, size) = page(call)?;
    let since = match call.query("modified_after") {
        None => i64::MIN,
        Some(text) => {
            let naive = NaiveDateTime::parse_from_str(text.get(..19).unwrap_or_default(), "%Y-%m-%dT%H:%M:%S");
            naive.map_err(|_| BAD_VALUE)?.and_utc().timestamp()
        }
    };
    let status = call.query("status").filter(|status| *status != "any");
    let faults = state.faults.of(Marketplace::Woo, Some(shop_id));
    let shop = state.books.shop(shop_id).map_err(|_| NO_ORDER)?;
    let orders = shop
        .orders_by(TimeField::Updated)
        .iter()
        .filter(|(at, _)| *at > since)
        .map(|(_, number)| state.books.order(*number));
    let wanted = orders.filter(|order| status.is_none_or(|status| word(order.status, false) == status));
    Ok(wanted.skip(skip).take(size).map(|order| shown(order, faults.unknown_status)).collect::<Vec<Value>>().into())
}

fn find<'a>(state: &'a Everything, shop_id: u64, id: &str) -> Result<&'a Order, No> {
    state.books.find_of(shop_id, id).map(|number| state.books.order(number)).map_err(|_| NO_ORDER)
}

fn order(state: &Everything, shop_id: u64, id: &str) -> Result<Value, No> {
    Ok(shown(find(state, shop_id, id)?, state.faults.of(Marketplace::Woo, Some(shop_id)).unknown_status))
}

fn set_status(market: &Market, shop_id: u64, id: &str, body: &Value) -> Result<Value, No> {
    let before = find(&market.state(), shop_id, id)?.status;
    let steps: &[Step] = match (body["status"].as_str().unwrap_or_default(), before) {
        ("completed", Status::Shipped) => &[Step::Deliver],
        ("completed", _) => &[Step::Arrange, Step::PickUp, Step::Deliver],
        ("cancelled", _) => &[Step::Cancel(Cancellation::CustomerRequest)],
        ("processing", _) => &[Step::Pay],
        _ => return Err(BAD_VALUE),
    };
    for step in steps {
        market.take(Some(shop_id), id, *step).map_err(|_| BAD_VALUE)?;
    }
    order(&market.state(), shop_id, id)
}
