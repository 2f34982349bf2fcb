//! Single products: looked at, taken away or put into a promotion by hand.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{No, Wanted, unfit};
use crate::{
    books::{
        Refusal,
        items::{ItemDraft, ItemStatus, Packs},
        marketplace::Marketplace,
    },
    market::{Market, State as Play},
};

/// What a hand may do to a product.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Act {
    /// Lets it in, or back in.
    Approve,
    /// Refuses it, or takes it away if it was let in, for this reason.
    Reject(String),
    /// Sets so many packs aside for a promotion: the stock may not go below.
    Reserve(i64),
    /// Locks the price, as a promotion does, or unlocks it.
    LockPrice(bool),
    /// Changes the price, as somebody in the seller's centre would.
    Price(i64),
    /// Changes the stock likewise, at the first warehouse.
    Stock(i64),
    /// Takes it off the shelf, or puts it back, likewise.
    Hide(bool),
    /// Puts it onto the shelf, as its seller did by hand before any program came.
    Add(Found),
}

/// What a seller has put there by hand.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Found {
    title: String,
    price_vnd: i64,
    stock: i64,
}

/// `POST /control/products/{shop_id}/{sku}`.
pub(super) async fn act(
    State(market): State<Arc<Market>>,
    Path((shop_id, sku)): Path<(u64, String)>,
    Wanted(act): Wanted<Act>,
) -> Result<Json<Value>, No> {
    let mut state = market.state();
    if let Act::Add(found) = &act {
        add(&mut state, shop_id, &sku, found)?;
    }
    let item_id = state.books.item_of(shop_id, &sku)?;
    let product_id = state.books.shop(shop_id)?.item(item_id).ok_or(Refusal::UnknownItem)?.product_id;
    let now = state.clocks.business_seconds();
    let not_negative =
        |number: i64| if number < 0 { Err(unfit("a number of packs or đồng is not below 0")) } else { Ok(number) };
    match act {
        Act::Add(_) => {}
        Act::Approve => market.decide(&mut state, shop_id, product_id, None),
        Act::Reject(reason) => market.decide(&mut state, shop_id, product_id, Some(&reason)),
        Act::Reserve(packs) => {
            let packs = not_negative(packs)?;
            state.books.change_item(shop_id, item_id, now, |item| item.reserved = packs)?;
        }
        Act::LockPrice(locked) => {
            state.books.change_item(shop_id, item_id, now, |item| item.price_is_locked = locked)?;
        }
        Act::Price(price) => {
            let price = not_negative(price)?;
            state.books.change_item(shop_id, item_id, now, |item| item.draft.price_vnd = price)?;
        }
        Act::Hide(hidden) => {
            let status = if hidden { ItemStatus::Unlisted } else { ItemStatus::Normal };
            state.books.change_item(shop_id, item_id, now, |item| item.status = status)?;
        }
        Act::Stock(packs) => {
            let packs = not_negative(packs)?;
            let place = state.books.shop(shop_id)?.item(item_id).and_then(|item| item.draft.stock.by_place().next());
            let place = place.map_or(0, |place| place.0);
            state.books.change_item(shop_id, item_id, now, |item| item.draft.stock.set(place, packs))?;
        }
    }
    let item = state.books.shop(shop_id)?.item(item_id).ok_or(Refusal::UnknownItem)?;
    Ok(Json(json!({
        "item_id": item.id,
        "product_id": item.product_id,
        "sku": item.draft.sku,
        "status": format!("{:?}", item.status).to_lowercase(),
        "reason": item.reason,
        "price_vnd": item.draft.price_vnd,
        "stock": item.draft.stock.total(),
        "reserved": item.reserved,
        "price_is_locked": item.price_is_locked,
    })))
}

fn add(state: &mut Play, shop_id: u64, sku: &str, found: &Found) -> Result<(), No> {
    if found.price_vnd < 0 || found.stock < 0 {
        return Err(unfit("a number of packs or đồng is not below 0"));
    }
    let shop = state.books.shop(shop_id)?;
    let alone = !matches!(shop.marketplace, Marketplace::Lazada | Marketplace::TiktokShop | Marketplace::Tiki);
    let draft = ItemDraft {
        sku: sku.to_owned(),
        name: found.title.clone(),
        description: found.title.clone(),
        category_id: 0,
        price_vnd: found.price_vnd,
        stock: Packs::at(shop.warehouses.first().copied().unwrap_or(0), found.stock),
        weight_g: 0,
        dimension: None,
        image_ids: Vec::new(),
        channel_ids: Vec::new(),
        brand: None,
        attribute_ids: Vec::new(),
        unlisted: false,
        said: Value::Null,
    };
    let now = state.clocks.business_seconds();
    state.books.add_product(shop_id, vec![draft], ItemStatus::Normal, alone, now)?;
    Ok(())
}
