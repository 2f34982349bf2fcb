//! Goods of one's own shop: no rules but those of reason.

use serde_json::Value;

use crate::{
    books::{
        FIRST_WAREHOUSE, Refusal,
        items::{ItemDraft, ItemStatus, Packs},
    },
    market::State,
};

/// What is to be different; what is not named stays.
#[derive(Debug, Default, Clone)]
pub struct Change {
    /// As buyers read it.
    pub name: Option<String>,
    /// For one pack.
    pub price_vnd: Option<i64>,
    /// Packs, absolute.
    pub stock: Option<i64>,
    /// Packs more, or less.
    pub stock_by: Option<i64>,
    /// Shown or hidden.
    pub shown: Option<bool>,
}

/// Changes an item.
pub fn change(state: &mut State, shop_id: u64, item_id: u64, change: &Change) -> Result<(), Refusal> {
    let shop = state.books.shop(shop_id)?;
    let item = shop.item(item_id).ok_or(Refusal::UnknownItem)?;
    let before = item.draft.stock.total();
    let stock = change.stock.or(change.stock_by.map(|by| before + by));
    if stock.is_some_and(|stock| stock < 0) || change.price_vnd.is_some_and(|price| price < 0) {
        return Err(Refusal::OddQuantity);
    }
    let now = state.clocks.business_seconds();
    state.books.change_item(shop_id, item_id, now, |item| {
        if let Some(name) = &change.name {
            item.draft.name.clone_from(name);
        }
        item.draft.price_vnd = change.price_vnd.unwrap_or(item.draft.price_vnd);
        if let Some(stock) = stock {
            item.draft.stock = Packs::at(FIRST_WAREHOUSE, stock);
        }
        if let Some(shown) = change.shown {
            item.status = if shown { ItemStatus::Normal } else { ItemStatus::Unlisted };
        }
    })
}

/// A new item, shown at once unless it is to be hidden; its number.
pub fn add(state: &mut State, shop_id: u64, sku: &str, change: &Change, said: Value) -> Result<u64, Refusal> {
    let stock = change.stock.unwrap_or(0);
    let price_vnd = change.price_vnd.unwrap_or(0);
    if stock < 0 || price_vnd < 0 {
        return Err(Refusal::OddQuantity);
    }
    let draft = ItemDraft {
        sku: sku.to_owned(),
        name: change.name.clone().unwrap_or_else(|| sku.to_owned()),
        description: String::new(),
        category_id: 0,
        price_vnd,
        stock: Packs::at(FIRST_WAREHOUSE, stock),
        weight_g: 0,
        dimension: None,
        image_ids: Vec::new(),
        channel_ids: Vec::new(),
        brand: None,
        attribute_ids: Vec::new(),
        unlisted: change.shown == Some(false),
        said,
    };
    let status = if draft.unlisted { ItemStatus::Unlisted } else { ItemStatus::Normal };
    let now = state.clocks.business_seconds();
    state.books.add_product(shop_id, vec![draft], status, true, now)
}

/// A whole number, whether it is written as a number or as a text, with or without zeroes behind the point.
pub fn whole(value: &Value) -> Option<i64> {
    let text = match value {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.trim().to_owned(),
        _ => return None,
    };
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    if fraction.bytes().all(|digit| digit == b'0') { whole.parse().ok() } else { None }
}
