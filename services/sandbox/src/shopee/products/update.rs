//! `product/update_item`: what is named is different from now on. Price and stock have calls of their own.

use std::sync::Arc;

use axum::extract::State;
use serde::Deserialize;
use serde_json::json;

use super::{
    super::{
        caller::{Body, ForShop},
        envelope::{Answer, Reply},
    },
    add::complain,
    is_there, no_such_item, refuse,
    rules::look_over,
};
use crate::market::Market;

/// The body of the call, as far as it is looked at.
#[derive(Deserialize)]
pub struct New {
    item_id: u64,
    item_name: Option<String>,
    description: Option<String>,
    category_id: Option<u64>,
    image: Option<Pictures>,
    item_sku: Option<String>,
}

#[derive(Deserialize)]
struct Pictures {
    image_id_list: Vec<String>,
}

/// `POST product/update_item`.
pub async fn update_item(State(market): State<Arc<Market>>, call: ForShop, Body(new): Body<New>) -> Reply {
    let mut state = market.state();
    let shop = state.books.shop(call.shop_id).map_err(refuse)?;
    let item = shop.item(new.item_id).filter(|item| is_there(item)).ok_or_else(no_such_item)?;
    let mut draft = item.draft.clone();
    draft.name = new.item_name.unwrap_or(draft.name);
    draft.description = new.description.unwrap_or(draft.description);
    draft.category_id = new.category_id.unwrap_or(draft.category_id);
    draft.image_ids = new.image.map_or(draft.image_ids, |image| image.image_id_list);
    // The SKU of an item is where orders find it; a seller who wants another makes another item here.
    if new.item_sku.is_some_and(|sku| sku != draft.sku) {
        return Err(super::super::envelope::Refusal::parameter("item_sku can not be changed here"));
    }
    look_over(&draft, |id| state.books.has_image(id)).map_err(complain)?;
    let now = state.clocks.business_seconds();
    state.books.change_item(call.shop_id, new.item_id, now, |item| item.draft = draft).map_err(refuse)?;
    Ok(Answer::with(json!({ "item_id": new.item_id })))
}
