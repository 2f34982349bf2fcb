//! What TikTok Shop says of itself: categories, rules, attributes, brands.

use serde_json::{Value, json};

use super::envelope::{Refusal, Reply};
use crate::books::catalogue::{CATEGORIES, Category, category};

/// `GET categories`.
pub fn categories() -> Value {
    let shown = CATEGORIES.iter().map(|category| {
        json!({
            "id": category.id.to_string(),
            "parent_id": category.parent.to_string(),
            "local_name": category.name,
            "is_leaf": category.is_leaf(),
            "permission_statuses": ["AVAILABLE"],
        })
    });
    json!({ "categories": shown.collect::<Vec<Value>>() })
}

/// `GET categories/{id}/rules`.
pub fn rules(id: &str) -> Reply {
    leaf(id)?;
    Ok(json!({
        "cod": { "is_supported": true },
        "package_dimension": { "is_required": false },
        "product_certifications": [],
        "size_chart": { "is_required": false, "is_supported": false },
    }))
}

/// `GET categories/{id}/attributes`.
pub fn attributes(id: &str) -> Reply {
    let shown = leaf(id)?.attributes.iter().map(|attribute| {
        json!({
            "id": attribute.id.to_string(),
            "name": attribute.name,
            "type": "PRODUCT_PROPERTY",
            "is_requried": attribute.mandatory,
            "is_required": attribute.mandatory,
            "is_customizable": true,
            "is_multiple_selection": false,
            "values": [],
        })
    });
    Ok(json!({ "attributes": shown.collect::<Vec<Value>>() }))
}

/// `GET brands`: there are none here; a product needs none.
pub fn brands() -> Value {
    json!({ "brands": [], "next_page_token": "", "total_count": 0 })
}

/// A category that holds products.
pub fn leaf(id: &str) -> Result<&'static Category, Refusal> {
    let found = id.parse().ok().and_then(category).filter(|category| category.is_leaf());
    found.ok_or_else(|| Refusal::product(format_args!("category_id {id} is not a leaf category")))
}
