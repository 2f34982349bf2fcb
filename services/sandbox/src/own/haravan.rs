//! A shop on Haravan: `/com/….json`, with its leaky bucket, and `/api/subscribe` of the webhook host.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

use axum::{
    Extension, Json, Router,
    extract::{Request, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::{any, post},
};
use chrono::DateTime;
use serde_json::{Value, json};

use super::{
    goods::{self, Change, whole},
    haravan_orders::{financial, fulfilment, shown},
};
use crate::{
    books::{
        Shop, TimeField,
        items::{Item, ItemStatus},
        marketplace::Marketplace,
        orders::{Cancellation, Order, Step},
    },
    call::Call,
    market::{Market, State as Everything},
    mishaps::{Words, with_mishaps},
};

/// A bucket holds so many calls …
const BUCKET: f64 = 80.0;
/// … and so many leak out in a second.
const LEAK: f64 = 4.0;
/// Lines of one call about stock.
const LINES_MAX: usize = 200;

/// How full each shop's bucket is.
type Buckets = Arc<Mutex<HashMap<u64, (Instant, f64)>>>;

/// Every path of the interface.
pub fn router() -> Router<Arc<Market>> {
    let doors = Router::new().route("/com/{*path}", any(door)).route("/api/subscribe", post(subscribe));
    doors.layer(Extension(Buckets::default()))
}

const WORDS: Words = Words {
    throttled: || {
        ([("retry-after", "2.0")], refuse(StatusCode::TOO_MANY_REQUESTS, "Exceeded API call limit")).into_response()
    },
    broken: || refuse(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error"),
};

type No = (StatusCode, &'static str);
const MISSING: No = (StatusCode::NOT_FOUND, "Not Found");
const UNFIT: No = (StatusCode::UNPROCESSABLE_ENTITY, "Unprocessable Entity");

fn refuse(status: StatusCode, words: &str) -> Response {
    (status, Json(json!({ "errors": words }))).into_response()
}

fn let_in(market: &Market, headers: &HeaderMap) -> Option<u64> {
    let token = headers.get("authorization")?.to_str().ok()?.strip_prefix("Bearer ")?;
    let state = market.state();
    let shop_id = state.tokens.shop_of(token, state.clocks.wall().timestamp())?;
    state.books.shop_of(Marketplace::Haravan, shop_id).ok().map(|shop| shop.id)
}

/// Lets a call into its shop's bucket; how full that is then, and whether it was full before.
fn pour(buckets: &Buckets, shop_id: u64) -> (f64, bool) {
    let mut buckets = buckets.lock().unwrap_or_else(PoisonError::into_inner);
    let (since, level) = buckets.entry(shop_id).or_insert_with(|| (Instant::now(), 0.0));
    *level = (*level - since.elapsed().as_secs_f64() * LEAK).max(0.0);
    *since = Instant::now();
    let full = *level + 1.0 > BUCKET;
    *level += if full { 0.0 } else { 1.0 };
    (*level, full)
}

async fn door(State(market): State<Arc<Market>>, Extension(buckets): Extension<Buckets>, request: Request) -> Response {
    let Some(call) = Call::read(request).await else { return refuse(StatusCode::BAD_REQUEST, "Bad Request") };
    let Some(shop_id) = let_in(&market, &call.headers) else {
        return refuse(StatusCode::UNAUTHORIZED, "[API] Invalid API key or access token");
    };
    let (level, full) = pour(&buckets, shop_id);
    let done = async {
        if full {
            return (WORDS.throttled)();
        }
        match act(&market, shop_id, &call) {
            Ok(value) => Json(value).into_response(),
            Err((status, words)) => refuse(status, words),
        }
    };
    let api = call.path.clone();
    let mut answer = with_mishaps(&market, Marketplace::Haravan, Some(shop_id), &api, &WORDS, false, done).await;
    if let Ok(value) = format!("{:.0}/{BUCKET:.0}", level.ceil()).parse() {
        answer.headers_mut().insert("x-haravan-api-call-limit", value);
    }
    answer
}

/// `POST /api/subscribe`: the shop's news go to the app's address.
async fn subscribe(State(market): State<Arc<Market>>, headers: HeaderMap) -> Response {
    let Some(shop_id) = let_in(&market, &headers) else { return refuse(StatusCode::UNAUTHORIZED, "Unauthorized") };
    let url = market.pushes.desk().subscription((Marketplace::Haravan, None)).callback_url;
    let Some(url) = url else { return refuse(StatusCode::UNPROCESSABLE_ENTITY, "The app has no webhook address") };
    super::subscribe(&market, Marketplace::Haravan, shop_id, url, String::new());
    Json(json!({ "status": "subscribed" })).into_response()
}

fn act(market: &Market, shop_id: u64, call: &Call) -> Result<Value, No> {
    let path = call.path.trim_start_matches("/com/").trim_end_matches(".json").to_owned();
    let steps: Vec<&str> = path.split('/').collect();
    let body: Value =
        if call.body.is_empty() { Value::Null } else { serde_json::from_slice(&call.body).map_err(|_| UNFIT)? };
    let mut state = market.state();
    match (call.method.as_str(), steps.as_slice()) {
        ("GET", ["products"]) => list_products(&state, shop_id, call),
        ("GET", ["products", id]) => product(&state, shop_id, id),
        ("POST", ["products"]) => add(&mut state, shop_id, &body["product"]),
        ("PUT", ["products", id]) => change(&mut state, shop_id, id, &body["product"]),
        ("GET", ["locations"]) => {
            let shop = state.books.shop(shop_id).map_err(|_| MISSING)?;
            Ok(
                json!({ "locations": shop.warehouses.iter().map(|id| json!({ "id": id, "name": "Kho hợp tác xã" })).collect::<Vec<Value>>() }),
            )
        }
        ("POST", ["inventories", "adjustorset"]) => set_stock(&mut state, shop_id, &body["inventory"]),
        ("GET", ["orders"]) => list_orders(&state, shop_id, call),
        ("GET", ["orders", id]) => Ok(json!({ "order": of_order(&state, find(&state, shop_id, id)?) })),
        ("POST", ["orders", id, what @ ("cancel" | "fulfillments")]) => {
            drop(state);
            let steps: &[Step] = if *what == "cancel" {
                &[Step::Cancel(Cancellation::CustomerRequest)]
            } else {
                &[Step::Arrange, Step::PickUp]
            };
            for step in steps {
                market.take(Some(shop_id), id, *step).map_err(|_| UNFIT)?;
            }
            let state = market.state();
            Ok(json!({ "order": of_order(&state, find(&state, shop_id, id)?) }))
        }
        _ => Err(MISSING),
    }
}

fn page(call: &Call) -> Result<(usize, usize), No> {
    let number = |name: &str, usual: usize| call.query(name).map_or(Ok(usual), |text| text.parse().map_err(|_| UNFIT));
    let (page, limit) = (number("page", 1)?.max(1), number("limit", 50)?);
    if (1..=50).contains(&limit) { Ok(((page - 1).saturating_mul(limit), limit)) } else { Err(UNFIT) }
}

fn list_products(state: &Everything, shop_id: u64, call: &Call) -> Result<Value, No> {
    let (skip, limit) = page(call)?;
    let items =
        state.books.shop(shop_id).map_err(|_| MISSING)?.items().filter(|item| item.status != ItemStatus::Deleted);
    Ok(json!({ "products": items.skip(skip).take(limit).map(of_item).collect::<Vec<Value>>() }))
}

fn item<'a>(shop: &'a Shop, id: &str) -> Option<&'a Item> {
    shop.item(id.parse().ok()?)
}

fn product(state: &Everything, shop_id: u64, id: &str) -> Result<Value, No> {
    let shop = state.books.shop(shop_id).map_err(|_| MISSING)?;
    item(shop, id).map(|item| json!({ "product": of_item(item) })).ok_or(MISSING)
}

fn of_item(item: &Item) -> Value {
    json!({
        "id": item.product_id,
        "title": item.draft.name,
        "published_scope": if item.status == ItemStatus::Normal { "global" } else { "none" },
        "variants": [{
            "id": item.id,
            "sku": item.draft.sku,
            "price": item.draft.price_vnd,
            "inventory_quantity": item.draft.stock.total(),
            "inventory_management": "haravan",
        }],
    })
}

fn read(product: &Value) -> Change {
    let variant = &product["variants"][0];
    Change {
        name: product["title"].as_str().map(str::to_owned),
        price_vnd: whole(&variant["price"]),
        stock: whole(&variant["inventory_quantity"]),
        stock_by: None,
        shown: product["published_scope"].as_str().map(|scope| scope != "none"),
    }
}

fn add(state: &mut Everything, shop_id: u64, wanted: &Value) -> Result<Value, No> {
    let sku = wanted["variants"][0]["sku"].as_str().unwrap_or_default();
    if wanted["title"].as_str().is_none_or(str::is_empty) {
        return Err(UNFIT);
    }
    let id = goods::add(state, shop_id, sku, &read(wanted), wanted.clone()).map_err(|_| UNFIT)?;
    product(state, shop_id, &id.to_string())
}

fn change(state: &mut Everything, shop_id: u64, id: &str, wanted: &Value) -> Result<Value, No> {
    product(state, shop_id, id)?;
    goods::change(state, shop_id, id.parse().map_err(|_| MISSING)?, &read(wanted)).map_err(|_| UNFIT)?;
    product(state, shop_id, id)
}

/// `type` is `set` for absolute numbers and `adjust` for differences; all lines or none.
fn set_stock(state: &mut Everything, shop_id: u64, inventory: &Value) -> Result<Value, No> {
    let shop = state.books.shop(shop_id).map_err(|_| MISSING)?;
    let location = inventory["location_id"].as_u64().filter(|id| shop.warehouses.contains(id));
    let lines = inventory["line_items"].as_array().filter(|lines| (1..=LINES_MAX).contains(&lines.len()));
    let (Some(_), Some(lines)) = (location, lines) else { return Err(UNFIT) };
    let by_difference = match inventory["type"].as_str() {
        Some("set") => false,
        Some("adjust") => true,
        _ => return Err(UNFIT),
    };
    let read = |line: &Value| {
        let (id, packs) = (line["product_variant_id"].as_u64()?, whole(&line["quantity"])?);
        let item = shop.item(id)?;
        let after = if by_difference { item.draft.stock.total() + packs } else { packs };
        (after >= 0).then_some((id, after))
    };
    let all: Option<Vec<(u64, i64)>> = lines.iter().map(read).collect();
    for (id, stock) in all.ok_or(UNFIT)? {
        goods::change(state, shop_id, id, &Change { stock: Some(stock), ..Change::default() }).map_err(|_| UNFIT)?;
    }
    Ok(json!({ "inventory": inventory }))
}

fn find<'a>(state: &'a Everything, shop_id: u64, id: &str) -> Result<&'a Order, No> {
    state.books.find_of(shop_id, id).map(|number| state.books.order(number)).map_err(|_| MISSING)
}

fn of_order(state: &Everything, order: &Order) -> Value {
    shown(order, state.faults.of(Marketplace::Haravan, Some(order.shop_id)).unknown_status)
}

fn list_orders(state: &Everything, shop_id: u64, call: &Call) -> Result<Value, No> {
    let (skip, limit) = page(call)?;
    let since =
        call.query("updated_at_min").map(|text| DateTime::parse_from_rfc3339(text).map_err(|_| UNFIT)).transpose()?;
    let since = since.map_or(i64::MIN, |at| at.timestamp());
    let (money, goods) = (call.query("financial_status"), call.query("fulfillment_status"));
    let shop = state.books.shop(shop_id).map_err(|_| MISSING)?;
    let orders = shop.orders_by(TimeField::Updated).iter().filter(|(at, _)| *at >= since);
    let wanted = orders.map(|(_, number)| state.books.order(*number)).filter(|order| {
        money.is_none_or(|money| money == "any" || financial(order) == money)
            && goods.is_none_or(|goods| goods == "any" || fulfilment(order.status, false) == goods)
    });
    let page: Vec<Value> = wanted.skip(skip).take(limit).map(|order| of_order(state, order)).collect();
    Ok(json!({ "orders": page }))
}
