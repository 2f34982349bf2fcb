//! What Tiki says of itself and of a seller: categories, attributes, warehouses.

use serde_json::{Value, json};

use super::{
    door::Caller,
    envelope::{Refusal, Reply},
};
use crate::{
    books::catalogue::{Attribute, CATEGORIES, Category, category},
    market::Market,
};

/// `GET categories`: by name, by the category above, or leaves only.
pub fn categories(caller: &Caller) -> Value {
    let name = caller.call.query("name").map(str::to_lowercase);
    let parent: Option<u64> = caller.call.query("parent").and_then(|parent| parent.parse().ok());
    let leaves = caller.call.query("primary") == Some("1");
    let wanted = |category: &&Category| {
        name.as_ref().is_none_or(|name| category.name.to_lowercase().contains(name))
            && parent.is_none_or(|parent| category.parent == parent)
            && (!leaves || category.is_leaf())
    };
    json!({ "data": CATEGORIES.iter().filter(wanted).map(shown).collect::<Vec<Value>>() })
}

fn shown(category: &Category) -> Value {
    json!({
        "id": category.id,
        "name": category.name,
        "parent_id": category.parent,
        "is_primary": category.is_leaf(),
        "status": "active",
    })
}

/// `GET categories/{id}`.
pub fn category_of(id: &str) -> Reply {
    id.parse().ok().and_then(category).map(shown).ok_or_else(|| Refusal::missing("Category"))
}

/// `GET categories/{id}/attributes`.
pub fn attributes(id: &str) -> Reply {
    let found = id.parse().ok().and_then(category).ok_or_else(|| Refusal::missing("Category"))?;
    let shown = found.attributes.iter().map(|attribute| {
        json!({
            "id": attribute.id,
            "code": code_of(attribute),
            "display_name": attribute.name,
            "data_type": "text",
            "input_type": "textbox",
            "is_required": attribute.mandatory,
        })
    });
    Ok(json!({ "data": shown.collect::<Vec<Value>>() }))
}

/// Under this name an attribute is given in a request's `attributes`.
pub fn code_of(attribute: &Attribute) -> String {
    format!("attribute_{}", attribute.id)
}

/// `GET sellers/me`.
pub fn seller(market: &Market, caller: &Caller) -> Reply {
    let state = market.state();
    let shop = caller.shop(&state)?;
    Ok(json!({
        "id": shop.id,
        "sid": shop.id.to_string(),
        "name": shop.name,
        "active": 1,
        "can_update_product": 1,
        "registration_status": "completed",
        "operation_models": ["dropship", "seller_delivery"],
    }))
}

/// `GET sellers/me/warehouses`.
pub fn warehouses(market: &Market, caller: &Caller) -> Reply {
    let state = market.state();
    let shown = caller.shop(&state)?.warehouses.iter().enumerate().map(|(place, id)| {
        json!({
            "id": id,
            "name": format!("Kho {}", place + 1),
            "street": "Kho hợp tác xã",
            "status": 1,
            "is_primary": u8::from(place == 0),
            "country": { "code": "VN", "name": "Vietnam" },
        })
    });
    let data: Vec<Value> = shown.collect();
    Ok(json!({ "paging": { "total": data.len(), "current_page": 1, "last_page": 1 }, "data": data }))
}
