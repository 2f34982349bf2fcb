//! Items: what a seller may ask about them. Adding and changing them are files of their own.

pub mod add;
pub mod catalogue;
pub mod change;
mod rules;

use std::sync::Arc;

use axum::extract::State;
use serde_json::{Number, Value, json};

use super::{
    caller::ForShop,
    envelope::{Answer, Refusal, Reply},
    media::image_url,
    words,
};
use crate::{
    books::{
        catalogue::LIMITS,
        items::{Item, ItemStatus},
    },
    market::Market,
};

/// `GET product/get_item_base_info`: up to 50 items in full. Items that are not there are left out.
pub async fn get_item_base_info(State(market): State<Arc<Market>>, call: ForShop) -> Reply {
    let ids: Vec<u64> = call.parameters.list("item_id_list", 50)?;
    let state = market.state();
    let shop = state.books.shop(call.shop_id).map_err(refuse)?;
    let items: Vec<Value> = ids.iter().filter_map(|id| shop.item(*id)).map(full).collect();
    if items.is_empty() {
        return Err(no_such_item());
    }
    Ok(Answer::with(json!({ "item_list": items })))
}

/// `GET product/get_item_list`: ids and status, a page at a time.
pub async fn get_item_list(State(market): State<Arc<Market>>, call: ForShop) -> Reply {
    let offset: usize = call.parameters.need("offset")?;
    let page_size: usize = call.parameters.need("page_size")?;
    if !(1..=100).contains(&page_size) {
        return Err(Refusal::parameter("page_size must be 1 to 100"));
    }
    let from: i64 = call.parameters.read("update_time_from")?.unwrap_or(i64::MIN);
    let to: i64 = call.parameters.read("update_time_to")?.unwrap_or(i64::MAX);
    if from > to {
        return Err(Refusal::new("error_update_time_range", "Update_time_to should be later than update_time_from."));
    }
    let wanted: Vec<String> = call.parameters.list("item_status", 6)?;
    let known = ["NORMAL", "BANNED", "UNLIST", "REVIEWING", "SELLER_DELETE", "SHOPEE_DELETE"];
    if !wanted.iter().all(|status| known.contains(&status.as_str())) {
        return Err(Refusal::new("error_param_item_status", "Item status error."));
    }
    let state = market.state();
    let shop = state.books.shop(call.shop_id).map_err(refuse)?;
    let asked_for = |item: &&Item| {
        (from..=to).contains(&item.updated) && wanted.iter().any(|status| status == words::of_item(item.status))
    };
    let all: Vec<&Item> = shop.items().filter(asked_for).collect();
    let page: Vec<Value> = all
        .iter()
        .skip(offset)
        .take(page_size)
        .map(|item| json!({ "item_id": item.id, "item_status": words::of_item(item.status), "update_time": item.updated }))
        .collect();
    let next = offset.saturating_add(page.len());
    Ok(Answer::with(json!({
        "item": page,
        "total_count": all.len(),
        "has_next_page": next < all.len(),
        "next_offset": next,
    })))
}

fn full(item: &Item) -> Value {
    let draft = &item.draft;
    let dimension = draft.dimension.map(|dimension| {
        json!({
            "package_length": dimension.length_cm,
            "package_width": dimension.width_cm,
            "package_height": dimension.height_cm,
        })
    });
    let carriers: Vec<Value> =
        draft.channel_ids.iter().map(|id| json!({ "logistic_id": id, "enabled": true, "is_free": true })).collect();
    let pictures: Vec<String> = draft.image_ids.iter().map(|id| image_url(id)).collect();
    json!({
        "item_id": item.id,
        "category_id": draft.category_id,
        "item_name": draft.name,
        "description": draft.description,
        "item_sku": draft.sku,
        "create_time": item.created,
        "update_time": item.updated,
        "price_info": [{
            "currency": "VND",
            "original_price": draft.price_vnd,
            "current_price": draft.price_vnd,
        }],
        "image": { "image_id_list": draft.image_ids, "image_url_list": pictures },
        "weight": kilograms(draft.weight_g).to_string(),
        "dimension": dimension,
        "logistic_info": carriers,
        "pre_order": { "is_pre_order": false, "days_to_ship": LIMITS.days_to_ship },
        "condition": "NEW",
        "item_status": words::of_item(item.status),
        "has_model": false,
        "brand": { "brand_id": 0, "original_brand_name": draft.brand },
        "stock_info_v2": {
            "summary_info": { "total_reserved_stock": item.reserved, "total_available_stock": draft.stock.total() },
            "seller_stock": [{ "location_id": "", "stock": draft.stock.total() }],
            "shopee_stock": [],
        },
    })
}

/// Grams as a JSON number of kilograms.
pub fn kilograms(grams: i64) -> Number {
    let text = format!("{}.{:03}", grams / 1_000, grams % 1_000);
    text.parse().expect("digits, a point and three digits are a number")
}

/// A JSON number times 10 to the power of `places`, if that is whole.
fn scaled(number: &Number, places: usize) -> Option<i64> {
    let text = number.to_string();
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let fraction = fraction.trim_end_matches('0');
    if fraction.len() > places {
        return None;
    }
    format!("{whole}{fraction:0<places$}").parse().ok()
}

/// A refusal of the books in Shopee's words.
fn refuse(refusal: crate::books::Refusal) -> Refusal {
    match refusal {
        crate::books::Refusal::UnknownShop => Refusal::new("error_param_shop_id_not_found", "Shop_id is not found."),
        _ => no_such_item(),
    }
}

fn no_such_item() -> Refusal {
    Refusal::new("error_item_not_found", "Item_id is not found.")
}

/// Is the item still there to be changed?
fn is_there(item: &Item) -> bool {
    item.status != ItemStatus::Deleted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_without_rounding() {
        let cases = [
            ("145000", 0, Some(145_000)),
            ("145000.0", 0, Some(145_000)),
            ("145000.5", 0, None),
            ("5.4", 3, Some(5_400)),
            ("0.35", 3, Some(350)),
            ("5", 3, Some(5_000)),
            ("0.0004", 3, None),
            ("1e300", 0, None),
        ];
        for (text, places, expected) in cases {
            let number: Number = text.parse().expect("a JSON number");
            assert_eq!(scaled(&number, places), expected, "{text}");
        }
        assert_eq!(kilograms(5_400).to_string(), "5.4");
    }
}
