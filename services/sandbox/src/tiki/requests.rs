//! Requests for new products, and the queues of events.

use axum::http::{Method, StatusCode};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{
    catalogue::code_of,
    door::Caller,
    envelope::{Refusal, Reply},
    pictures::addresses,
    queues::EVENT_TYPES,
    words,
};
use crate::{
    books::{
        Shop,
        catalogue::category,
        items::{ItemDraft, ItemStatus, Packs},
        tokens::secret,
    },
    market::Market,
};

const SIDE_MIN: u32 = 500;

#[derive(Deserialize)]
struct Wanted {
    category_id: u64,
    name: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    attributes: Map<String, Value>,
    #[serde(default)]
    option_attributes: Vec<String>,
    variants: Vec<Variant>,
    #[serde(default)]
    meta_data: Value,
}

#[derive(Deserialize)]
struct Variant {
    sku: String,
    price: i64,
    #[serde(default)]
    seller_warehouse: String,
    #[serde(default)]
    warehouse_stocks: Vec<Stock>,
    option1: Option<String>,
    option2: Option<String>,
}

#[derive(Deserialize)]
struct Stock {
    #[serde(rename = "warehouseId")]
    warehouse_id: u64,
    #[serde(rename = "qtyAvailable")]
    packs: i64,
}

/// `POST requests`: waits to be approved; approved, it is inactive until it is switched on.
pub fn create(market: &Market, caller: &Caller) -> Reply {
    let wanted: Wanted = caller.body()?;
    let body: Value = caller.body()?;
    let mut state = market.state();
    let shop = caller.shop(&state)?;
    check(&wanted, &body, caller)?;
    for variant in &wanted.variants {
        if state.books.item_of(shop.id, &variant.sku).is_ok() {
            return Err(Refusal::errors(StatusCode::CONFLICT, format!("sku {} already exists", variant.sku)));
        }
    }
    let on_at_once = wanted.meta_data["is_auto_turn_on"] == true || wanted.meta_data["is_auto_turn_on"] == 1;
    let drafts: Result<Vec<ItemDraft>, Refusal> = wanted
        .variants
        .iter()
        .map(|variant| {
            Ok(ItemDraft {
                sku: variant.sku.clone(),
                name: wanted.name.clone(),
                description: wanted.description.clone(),
                category_id: wanted.category_id,
                price_vnd: variant.price,
                stock: stock(shop, variant)?,
                weight_g: 0,
                dimension: None,
                image_ids: addresses(&body),
                channel_ids: Vec::new(),
                brand: None,
                attribute_ids: Vec::new(),
                unlisted: !on_at_once,
                said: json!({ "attributes": wanted.attributes, "option1": variant.option1, "option2": variant.option2 }),
            })
        })
        .collect();
    let now = state.clocks.business_seconds();
    let added = state.books.add_product(caller.shop_id, drafts?, ItemStatus::Reviewing, false, now);
    let product_id = added.map_err(|_| Refusal::missing("Seller"))?;
    market.submit(&mut state, caller.shop_id, product_id);
    Ok(json!({ "track_id": track_id(product_id), "id": track_id(product_id), "state": "queuing" }))
}

fn check(wanted: &Wanted, body: &Value, caller: &Caller) -> Result<(), Refusal> {
    let leaf = category(wanted.category_id).filter(|category| category.is_leaf());
    let leaf = leaf.ok_or_else(|| Refusal::unfit("category_id is not a primary category"))?;
    let given = |code: String| wanted.attributes.get(&code).is_some_and(|value| !value.is_null() && value != "");
    if let Some(missing) = leaf.attributes.iter().find(|attribute| attribute.mandatory && !given(code_of(attribute))) {
        return Err(Refusal::unfit(format!("attribute {} is required", code_of(missing))));
    }
    if wanted.name.trim().is_empty() {
        return Err(Refusal::unfit("name is required"));
    }
    if wanted.option_attributes.len() > 2 || wanted.variants.is_empty() {
        return Err(Refusal::unfit("there are 1 or more variants with at most 2 option_attributes"));
    }
    let pictures = addresses(body);
    if pictures.is_empty() {
        return Err(Refusal::unfit("image is required"));
    }
    let small = pictures.iter().find(|address| {
        caller.pictures.get(*address).is_some_and(|(width, height)| *width < SIDE_MIN || *height < SIDE_MIN)
    });
    match small {
        Some(address) => Err(Refusal::unfit(format!("image {address} must be at least 500x500 px"))),
        None => Ok(()),
    }
}

fn stock(shop: &Shop, variant: &Variant) -> Result<Packs, Refusal> {
    if variant.sku.is_empty() || variant.price <= 0 {
        return Err(Refusal::unfit("a variant needs a sku and a price above 0"));
    }
    let named: Vec<u64> = words::warehouses(&variant.seller_warehouse);
    let all_known = named
        .iter()
        .chain(variant.warehouse_stocks.iter().map(|stock| &stock.warehouse_id))
        .all(|id| shop.warehouses.contains(id));
    if !all_known || variant.warehouse_stocks.iter().any(|stock| stock.packs < 0) {
        return Err(Refusal::unfit("seller_warehouse or warehouse_stocks names no warehouse of the seller"));
    }
    let mut packs: Packs = named.into_iter().map(|id| (id, 0)).collect();
    for stock in &variant.warehouse_stocks {
        packs.set(stock.warehouse_id, stock.packs);
    }
    Ok(packs)
}

fn track_id(product_id: u64) -> String {
    format!("rq{product_id:x}")
}

/// `GET requests/{id}` and `tracking/{id}`.
pub fn get(market: &Market, caller: &Caller, id: &str) -> Reply {
    let state = market.state();
    let shop = caller.shop(&state)?;
    let product_id = id.strip_prefix("rq").and_then(|digits| u64::from_str_radix(digits, 16).ok());
    let item = product_id.and_then(|id| shop.variants(id).next()).ok_or_else(|| Refusal::missing("Request"))?;
    let mut shown = json!({
        "track_id": id,
        "request_id": id,
        "kind": "NEW",
        "state": words::of_request(item.status),
        "reason": item.reason,
        "created_at": words::time(item.created),
        "updated_at": words::time(item.updated),
    });
    if matches!(item.status, ItemStatus::Normal | ItemStatus::Unlisted | ItemStatus::Banned) {
        shown["product_id"] = item.product_id.into();
    }
    Ok(shown)
}

/// `POST queues` and `GET queues`.
pub fn queues(market: &Market, caller: &Caller) -> Reply {
    #[derive(Deserialize)]
    struct New {
        name: String,
    }
    let mut state = market.state();
    if caller.call.method == Method::GET {
        let all =
            state.queues.all().map(|(code, queue)| json!({ "code": code, "name": queue.name, "status": "ACTIVE" }));
        return Ok(json!({ "data": all.collect::<Vec<Value>>() }));
    }
    let New { name } = caller.body()?;
    if name.trim().is_empty() {
        return Err(Refusal::unfit("name is required"));
    }
    let code = state.queues.make(secret(), name.clone());
    Ok(json!({ "code": code, "name": name, "status": "ACTIVE" }))
}

/// `POST queues/{code}/subscriptions`, with a seller's token.
pub fn subscribe(market: &Market, caller: &Caller, code: &str) -> Reply {
    #[derive(Deserialize)]
    struct Wanted {
        event_type: String,
    }
    let Wanted { event_type } = caller.body()?;
    if !EVENT_TYPES.contains(&event_type.as_str()) {
        return Err(Refusal::unfit(format!("event_type {event_type} is unknown")));
    }
    let mut state = market.state();
    let shop_id = caller.shop(&state)?.id;
    let queue = state.queues.get(code).ok_or_else(|| Refusal::missing("Queue"))?;
    queue.subscribe(shop_id, &event_type);
    Ok(json!({ "code": code, "active": true, "event_type": event_type, "sid": shop_id.to_string() }))
}

/// `POST queues/{code}/events/pull`.
pub fn pull(market: &Market, caller: &Caller, code: &str) -> Reply {
    #[derive(Deserialize)]
    struct Wanted {
        ack_id: Option<String>,
    }
    let Wanted { ack_id } = caller.body()?;
    let mut state = market.state();
    let queue = state.queues.get(code).ok_or_else(|| Refusal::missing("Queue"))?;
    let pulled = queue.pull(ack_id.as_deref());
    let (ack_id, events) = pulled.ok_or_else(|| Refusal::unfit("ack_id is not one of this queue"))?;
    Ok(json!({ "ack_id": ack_id, "events": events }))
}
