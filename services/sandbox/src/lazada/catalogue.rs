//! What Lazada says of itself: categories, attributes, brands.

use serde_json::{Value, json};

use super::{
    Caller,
    envelope::{Refusal, Reply},
};
use crate::books::catalogue::{Attribute, CATEGORIES, Category, category};

/// `/category/tree/get`.
pub fn tree() -> Value {
    fn below(parent: u64) -> Vec<Value> {
        let children = CATEGORIES.iter().filter(|category| category.parent == parent);
        let shown = children.map(|category| {
            let mut node = json!({
                "category_id": category.id,
                "name": category.name,
                "leaf": category.is_leaf(),
                "var": false,
            });
            if !category.is_leaf() {
                node["children"] = below(category.id).into();
            }
            node
        });
        shown.collect()
    }
    below(0).into()
}

/// `/category/attributes/get`: what every product has, and what this category adds.
pub fn attributes(caller: &Caller) -> Reply {
    let leaf = leaf(caller.number("primary_category_id", 0)?)?;
    let show = |name: &str, label: &str, kind: &str, input: &str, mandatory: bool| {
        json!({
            "name": name,
            "label": label,
            "attribute_type": kind,
            "input_type": input,
            "is_mandatory": u8::from(mandatory),
            "is_sale_prop": 0,
            "options": [],
        })
    };
    let mut all = vec![
        show("name", "Tên sản phẩm", "normal", "text", true),
        show("description", "Mô tả", "normal", "richText", true),
        show("brand", "Thương hiệu", "normal", "singleSelect", true),
        show("SellerSku", "Mã của người bán", "sku", "text", true),
        show("price", "Giá", "sku", "numeric", true),
        show("quantity", "Số lượng", "sku", "numeric", false),
        show("package_weight", "Khối lượng (kg)", "sku", "numeric", true),
        show("package_length", "Dài (cm)", "sku", "numeric", true),
        show("package_width", "Rộng (cm)", "sku", "numeric", true),
        show("package_height", "Cao (cm)", "sku", "numeric", true),
    ];
    all.extend(
        leaf.attributes
            .iter()
            .map(|attribute| show(&name_of(attribute), attribute.name, "normal", "text", attribute.mandatory)),
    );
    Ok(all.into())
}

/// Under this name an attribute is given in a product's `Attributes`.
pub fn name_of(attribute: &Attribute) -> String {
    format!("p_{}", attribute.id)
}

/// `/category/brands/query`: there are no brands here, only "No Brand".
pub fn brands(caller: &Caller) -> Reply {
    let (start, size) = (caller.number("startRow", 0)?, caller.number("pageSize", 20)?);
    let module =
        if start == 0 { json!([{ "brand_id": 30_768, "name": "No Brand", "name_en": "No Brand" }]) } else { json!([]) };
    Ok(json!({ "enable_total": true, "start_row": start, "page_size": size, "total_record": 1, "module": module }))
}

/// `/product/category/suggestion/get`: leaves that share a word with the name.
pub fn suggestion(caller: &Caller) -> Reply {
    let name = caller.need("product_name")?.to_lowercase();
    let shares_a_word = |category: &&Category| {
        let words = category.name.to_lowercase();
        category.is_leaf() && words.split_whitespace().any(|word| name.split_whitespace().any(|other| other == word))
    };
    let found: Vec<Value> = CATEGORIES
        .iter()
        .filter(shares_a_word)
        .map(|category| json!({ "categoryId": category.id, "categoryName": category.name, "categoryPath": path(category) }))
        .collect();
    Ok(json!({ "categorySuggestions": found }))
}

fn path(leaf: &Category) -> String {
    let above = category(leaf.parent).map(path);
    above.map_or_else(|| leaf.name.to_owned(), |above| format!("{above}>{}", leaf.name))
}

/// A category that holds products.
pub fn leaf(id: i64) -> Result<&'static Category, Refusal> {
    let found = u64::try_from(id).ok().and_then(category).filter(|category| category.is_leaf());
    found.ok_or_else(|| Refusal::business(201, format_args!("Invalid CategoryId {id}")))
}
