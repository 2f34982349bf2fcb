//! What the marketplace says of itself: categories, attributes, brands, limits. Shown from the tables that are enforced.

use axum::response::IntoResponse;
use serde_json::{Value, json};

use super::super::{
    caller::ForShop,
    envelope::{Answer, Refusal, Reply},
};
use crate::books::catalogue::{Attribute, CATEGORIES, Category, LIMITS, category};

/// `GET product/get_category`.
pub async fn get_category(_: ForShop) -> impl IntoResponse {
    let list: Vec<Value> = CATEGORIES
        .iter()
        .map(|category| {
            json!({
                "category_id": category.id,
                "parent_category_id": category.parent,
                "original_category_name": category.name,
                "display_category_name": category.name,
                "has_children": !category.is_leaf(),
            })
        })
        .collect();
    Answer::with(json!({ "category_list": list }))
}

/// `GET product/get_attribute_tree`.
pub async fn get_attribute_tree(call: ForShop) -> Reply {
    const FREE_TEXT: u8 = 3;
    let show = |attribute: &Attribute| {
        json!({
            "attribute_id": attribute.id,
            "mandatory": attribute.mandatory,
            "name": attribute.name,
            "attribute_value_list": [],
            "attribute_info": { "input_type": FREE_TEXT, "input_validation_type": 2, "format_type": 1 },
        })
    };
    let ids: Vec<u64> = call.parameters.list("category_id_list", 20)?;
    let trees: Result<Vec<Value>, Refusal> = ids
        .into_iter()
        .map(|id| {
            let attributes: Vec<Value> = leaf(id)?.attributes.iter().map(show).collect();
            Ok(json!({ "category_id": id, "attribute_tree": attributes, "warning": "" }))
        })
        .collect();
    Ok(Answer::with(json!({ "list": trees? })))
}

/// `GET product/get_brand_list`: there are no brands here, only "No Brand".
pub async fn get_brand_list(call: ForShop) -> Reply {
    leaf(call.parameters.need("category_id")?)?;
    let _status: u8 = call.parameters.need("status")?;
    Ok(Answer::with(json!({
        "brand_list": [{ "brand_id": 0, "original_brand_name": "No Brand", "display_brand_name": "No Brand" }],
        "has_next_page": false,
        "next_offset": 0,
        "is_mandatory": false,
        "input_type": "DROP_DOWN",
    })))
}

/// `GET product/get_item_limit`.
pub async fn get_item_limit(call: ForShop) -> Reply {
    leaf(call.parameters.need("category_id")?)?;
    Ok(Answer::with(json!({
        "price_limit": { "min_limit": LIMITS.price_min_vnd, "max_limit": LIMITS.price_max_vnd },
        "stock_limit": { "min_limit": 0, "max_limit": LIMITS.stock_max },
        "item_name_length_limit": { "min_limit": LIMITS.name_min, "max_limit": LIMITS.name_max },
        "item_image_count_limit": { "min_limit": 1, "max_limit": LIMITS.images_max },
        "item_description_length_limit": {
            "min_limit": LIMITS.description_min,
            "max_limit": LIMITS.description_max,
        },
        "tier_variation_name_length_limit": { "min_limit": 1, "max_limit": 14 },
        "tier_variation_option_length_limit": { "min_limit": 1, "max_limit": 20 },
        "item_count_limit": { "max_limit": LIMITS.items_max },
        "dts_limit": { "non_pre_order_days_to_ship": LIMITS.days_to_ship },
        "weight_limit": { "weight_mandatory": true },
        "dimension_limit": { "dimension_mandatory": true },
    })))
}

fn leaf(id: u64) -> Result<&'static Category, Refusal> {
    let refusal = || Refusal::new("error_invalid_category", format!("Invalid category ID {id}"));
    category(id).filter(|category| category.is_leaf()).ok_or_else(refusal)
}
