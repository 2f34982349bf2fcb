//! Products that were approved: price, stock, on and off, one by one and in batches.

use rand::RngExt;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    door::Caller,
    envelope::{Refusal, Reply},
    words,
};
use crate::{
    books::{
        Shop,
        items::{Item, ItemStatus, Packs},
        marketplace::Marketplace,
    },
    market::{Market, State},
};

#[derive(Deserialize)]
struct Change {
    product_id: Option<u64>,
    original_sku: Option<String>,
    price: Option<i64>,
    active: Option<u8>,
    seller_warehouse: Option<String>,
    #[serde(default)]
    warehouse_quantities: Vec<Quantity>,
}

#[derive(Deserialize)]
struct Quantity {
    warehouse_id: u64,
    qty_available: i64,
}

/// `PUT products/updateSku`.
pub fn update_one(market: &Market, caller: &Caller) -> Reply {
    let change: Change = caller.body()?;
    let mut state = market.state();
    let product_id = update(&mut state, caller, &change)?;
    Ok(json!({ "product_id": product_id, "state": "approved", "status": "success" }))
}

/// `updateSkus`: each row has a status of its own.
pub fn update_many(market: &Market, caller: &Caller) -> Reply {
    #[derive(Deserialize)]
    struct Batch {
        data: Vec<Change>,
    }
    let Batch { data } = caller.body()?;
    if !(1..=100).contains(&data.len()) {
        return Err(Refusal::unfit("data must have 1 to 100 rows"));
    }
    let mut state = market.state();
    let partial = state.faults.of(Marketplace::Tiki, Some(caller.shop_id)).partial_failure;
    let mut rows = Vec::new();
    for change in &data {
        let done = if partial && state.dice.random() {
            Err(Refusal::errors(axum::http::StatusCode::SERVICE_UNAVAILABLE, "Service unavailable"))
        } else {
            update(&mut state, caller, change)
        };
        let named = json!({ "product_id": change.product_id, "original_sku": change.original_sku });
        rows.push(match done {
            Ok(product_id) => json!({ "product_id": product_id, "original_sku": change.original_sku, "status": "success" }),
            Err(refusal) => json!({ "product_id": named["product_id"], "original_sku": named["original_sku"], "status": "failed", "errors": refusal.words() }),
        });
    }
    Ok(json!({ "data": rows }))
}

fn update(state: &mut State, caller: &Caller, change: &Change) -> Result<u64, Refusal> {
    let shop = caller.shop(state)?;
    let by_sku = change.original_sku.as_ref().and_then(|sku| state.books.item_of(shop.id, sku).ok());
    let item = change.product_id.or(by_sku).and_then(|id| shop.item(id)).filter(|item| is_there(item));
    let item = item.ok_or_else(|| Refusal::missing("Product"))?;
    let stock = stock(shop, item, change)?;
    if change.price.is_some_and(|price| price <= 0) {
        return Err(Refusal::unfit("price must be above 0"));
    }
    if change.price.is_some() && item.price_is_locked {
        return Err(Refusal::unfit("the product is in a campaign, its price is locked"));
    }
    if stock.as_ref().is_some_and(|stock| stock.total() < item.reserved) {
        return Err(Refusal::unfit("the quantity is below what a campaign has locked"));
    }
    if item.status == ItemStatus::Banned && change.active == Some(1) {
        return Err(Refusal::unfit("the product is locked"));
    }
    let (id, now, moved) = (item.id, state.clocks.business_seconds(), stock.is_some());
    let changed = state.books.change_item(caller.shop_id, id, now, |item| {
        item.draft.price_vnd = change.price.unwrap_or(item.draft.price_vnd);
        if let Some(stock) = stock {
            item.draft.stock = stock;
        }
        if let (Some(active), ItemStatus::Normal | ItemStatus::Unlisted) = (change.active, item.status) {
            item.draft.unlisted = active == 0;
            item.status = if active == 0 { ItemStatus::Unlisted } else { ItemStatus::Normal };
        }
    });
    changed.map_err(|_| Refusal::missing("Product"))?;
    let payload = json!({ "product_id": id });
    if change.price.is_some() {
        state.queues.tell(caller.shop_id, "PRODUCT_PRICE_UPDATED", now, &payload);
    }
    if moved {
        state.queues.tell(caller.shop_id, "PRODUCT_INVENTORY_UPDATED", now, &payload);
    }
    Ok(id)
}

/// The comma list says from which warehouses it is sold; those that are not in it hold nothing any more.
fn stock(shop: &Shop, item: &Item, change: &Change) -> Result<Option<Packs>, Refusal> {
    if change.seller_warehouse.is_none() && change.warehouse_quantities.is_empty() {
        return Ok(None);
    }
    let before = &item.draft.stock;
    let named = change.seller_warehouse.as_deref().map(words::warehouses);
    let mut packs: Packs =
        before.by_place().filter(|(id, _)| named.as_ref().is_none_or(|named| named.contains(id))).collect();
    let known = |id: &u64| shop.warehouses.contains(id) && named.as_ref().is_none_or(|named| named.contains(id));
    for Quantity { warehouse_id, qty_available } in &change.warehouse_quantities {
        if !known(warehouse_id) || *qty_available < 0 {
            return Err(Refusal::unfit(format!(
                "warehouse {warehouse_id} is not one of seller_warehouse, or the quantity is below 0"
            )));
        }
        packs.set(*warehouse_id, *qty_available);
    }
    Ok(Some(packs))
}

/// Approved at some time, and not deleted.
fn is_there(item: &Item) -> bool {
    matches!(item.status, ItemStatus::Normal | ItemStatus::Unlisted | ItemStatus::Banned)
}

/// `GET products`: a page.
pub fn list(market: &Market, caller: &Caller) -> Reply {
    let (page, limit) = (caller.number("page", 1)?.max(1), caller.number("limit", 20)?);
    if !(1..=50).contains(&limit) {
        return Err(Refusal::unfit("limit must be 1 to 50"));
    }
    let state = market.state();
    let active = caller.call.query("active");
    let wanted = |item: &&Item| {
        is_there(item) && active.is_none_or(|active| (active == "1") == (item.status == ItemStatus::Normal))
    };
    let all: Vec<&Item> = caller.shop(&state)?.items().filter(wanted).collect();
    let rows: Vec<Value> =
        all.iter().skip((page - 1).saturating_mul(limit)).take(limit).map(|item| shown(item)).collect();
    Ok(json!({ "data": rows, "paging": paging(all.len(), page, limit) }))
}

/// Where a page stands among all.
pub fn paging(total: usize, page: usize, limit: usize) -> Value {
    let last = total.div_ceil(limit).max(1);
    json!({ "total": total, "per_page": limit, "current_page": page, "last_page": last })
}

/// `GET products/{id}`.
pub fn get(market: &Market, caller: &Caller, id: &str) -> Reply {
    let state = market.state();
    let item = id.parse().ok().and_then(|id| caller.shop(&state).ok()?.item(id));
    item.filter(|item| is_there(item)).map(shown).ok_or_else(|| Refusal::missing("Product"))
}

/// `GET products/findBy?original_sku=`.
pub fn find_by(market: &Market, caller: &Caller) -> Reply {
    let state = market.state();
    let shop = caller.shop(&state)?;
    let sku = caller.call.query("original_sku").unwrap_or_default();
    let item = state.books.item_of(shop.id, sku).ok().and_then(|id| shop.item(id));
    item.filter(|item| is_there(item)).map(shown).ok_or_else(|| Refusal::missing("Product"))
}

fn shown(item: &Item) -> Value {
    let quantities: Vec<Value> = item
        .draft
        .stock
        .by_place()
        .map(|(id, packs)| json!({ "warehouse_id": id, "qty_available": packs, "qty_reserved": item.reserved, "qty_sellable": packs }))
        .collect();
    json!({
        "product_id": item.id,
        "master_id": item.product_id,
        "sku": format!("{}", item.id % 10_000_000_000_000),
        "original_sku": item.draft.sku,
        "name": item.draft.name,
        "price": item.draft.price_vnd,
        "market_price": item.draft.price_vnd,
        "active": u8::from(item.status == ItemStatus::Normal),
        "is_hidden": item.status == ItemStatus::Banned,
        "reason": item.reason,
        "inventory": {
            "inventory_type": "dropship",
            "quantity": item.draft.stock.total(),
            "quantity_available": item.draft.stock.total(),
            "warehouse_stocks": quantities,
        },
        "warehouse_quantities": quantities,
        "attributes": item.draft.said["attributes"],
        "images": item.draft.image_ids.iter().map(|url| json!({ "url": url })).collect::<Vec<Value>>(),
        "created_at": words::time(item.created),
        "updated_at": words::time(item.updated),
    })
}
