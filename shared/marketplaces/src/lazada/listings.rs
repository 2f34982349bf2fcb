//! Our listings in their words, and theirs in ours. Pure. Section 4.4.
//!
//! A listing of ours is a product with one SKU. Both have numbers and calls want both, so its id is `product/sku`.

use std::collections::BTreeMap;

use amounts::Vnd;
use serde_json::value::RawValue;

use super::{
    Assumptions,
    wire::{
        AttributeTold, CategoryTold, Images, NewSku, Payload, Product, ProductTold, Request, SkuChange, SkuTold, Skus,
    },
};
use crate::{AttributeWanted, CallFault, Category, Choice, ListingDraft, ListingSeen, Review, told};

/// Attributes that take words of one's own [K].
const FREE_TEXT: [&str; 4] = ["text", "richText", "numeric", "date"];

/// The two numbers of a listing.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Numbers<'a> {
    pub(super) item_id: &'a str,
    pub(super) sku_id: &'a str,
}

pub(super) fn numbers<'a>(call: &'static str, id: &'a str) -> Result<Numbers<'a>, CallFault> {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (item_id, sku_id) = id.split_once('/').unwrap_or((id, ""));
    if !digits(item_id) || !(sku_id.is_empty() || digits(sku_id)) {
        return Err(CallFault::permanent(call, "no_item", format!("`{id}` is no id of an item")));
    }
    Ok(Numbers { item_id, sku_id })
}

pub(super) fn id(item_id: &str, sku_id: &str) -> String {
    format!("{item_id}/{sku_id}")
}

/// What `/product/create` and `/product/update` take. Price and stock are for a new listing only.
pub(super) fn product(
    call: &'static str,
    known: Option<&Numbers<'_>>,
    draft: &ListingDraft,
    image: Vec<String>,
    assumptions: &Assumptions,
) -> Result<Payload<Product>, CallFault> {
    let [length, width, height] = draft.parcel_cm.unwrap_or(assumptions.parcel_cm);
    let mut attributes: BTreeMap<String, String> =
        draft.attributes.iter().map(|chosen| (chosen.attribute_id.clone(), chosen.value.clone())).collect();
    attributes.insert("name".into(), draft.title.clone());
    attributes.insert("description".into(), draft.description.clone());
    attributes.entry("brand".into()).or_insert_with(|| draft.brand_id.clone().unwrap_or(assumptions.no_brand.clone()));
    let is_new = known.is_none();
    let sku = NewSku {
        sku_id: known.map(|numbers| numbers.sku_id.to_owned()),
        seller_sku: draft.sku.clone(),
        quantity: is_new.then(|| draft.stock.to_string()),
        price: is_new.then(|| draft.price_vnd.0.to_string()),
        package_height: height.to_string(),
        package_length: length.to_string(),
        package_width: width.to_string(),
        package_weight: told::kilograms(call, draft.gross_weight_g)?,
        package_content: draft.title.clone(),
        images: Images { image: image.clone() },
    };
    Ok(payload(Product {
        item_id: known.map(|numbers| numbers.item_id.to_owned()),
        primary_category: draft.category_id.clone(),
        images: Images { image },
        attributes,
        skus: Skus { sku: [sku] },
    }))
}

pub(super) fn payload<T>(product: T) -> Payload<T> {
    Payload { request: Request { product } }
}

/// A change of a listing's SKU, to be filled in.
pub(super) fn change(numbers: &Numbers<'_>) -> SkuChange {
    SkuChange { item_id: numbers.item_id.to_owned(), sku_id: numbers.sku_id.to_owned(), ..SkuChange::default() }
}

/// The whole tree as a list.
pub(super) fn categories(tree: Vec<CategoryTold>, parent_id: Option<&str>, all: &mut Vec<Category>) {
    for told in tree {
        let (category_id, children) = (told.category_id.0, told.children.unwrap_or_default());
        let leaf = told.leaf || children.is_empty();
        let parent_id = parent_id.map(str::to_owned);
        all.push(Category { category_id: category_id.clone(), parent_id, name: told.name, leaf });
        categories(children, Some(&category_id), all);
    }
}

pub(super) fn attribute(told: AttributeTold) -> AttributeWanted {
    let input = told.input_type.unwrap_or_default();
    let choices = told.options.unwrap_or_default().into_iter();
    AttributeWanted {
        name: told.label.unwrap_or_else(|| told.name.clone()),
        attribute_id: told.name,
        required: told.is_mandatory.yes(),
        free_text: FREE_TEXT.contains(&input.as_str()),
        choices: choices.map(|option| Choice { value_id: option.id.0, name: option.name }).collect(),
    }
}

/// A product's SKUs as they show them, each a listing of its own to us.
pub(super) fn seen(call: &'static str, raw: &RawValue) -> Result<Vec<ListingSeen>, CallFault> {
    let told: ProductTold =
        serde_json::from_str(raw.get()).map_err(|error| CallFault::unreadable(call, format!("a product: {error}")))?;
    let reason = reason(raw);
    let one = |sku| one(&told, sku, reason.as_deref()).map_err(|words| CallFault::unreadable(call, words));
    told.skus.iter().map(one).collect()
}

/// Why a product was not let in. Section 4.4 does not say what that is called [U]: any name that speaks of a reason is.
fn reason(raw: &RawValue) -> Option<String> {
    let all: BTreeMap<String, Box<RawValue>> = serde_json::from_str(raw.get()).ok()?;
    let speaks = |name: &str| name.to_lowercase().contains("reason") || name.to_lowercase().contains("reject");
    let text = |raw: &RawValue| serde_json::from_str(raw.get()).unwrap_or_else(|_| raw.get().to_owned());
    let said = |text: &String| !matches!(text.as_str(), "" | "null" | "[]" | "{}" | "false");
    all.iter().filter(|(name, _)| speaks(name)).map(|(_, raw)| text(raw)).find(said)
}

fn one(product: &ProductTold, sku: &SkuTold, reason: Option<&str>) -> Result<ListingSeen, String> {
    let status = product.item_status.clone().or_else(|| product.status.clone()).unwrap_or_default();
    let title = product.attributes.get("name").and_then(|raw| serde_json::from_str(raw.get()).ok());
    let stock = sku.sellable_quantity.given().map_or(&sku.quantity, |_| &sku.sellable_quantity);
    let hidden = sku.status.as_deref().is_some_and(|status| !status.eq_ignore_ascii_case("active"));
    let words = |words: String| format!("product {}: {words}", product.item_id.0);
    Ok(ListingSeen {
        item_id: id(&product.item_id.0, &sku.sku_id.0),
        sku: sku.seller_sku.0.clone(),
        title: title.unwrap_or_default(),
        price_vnd: sku.price.vnd().map_err(words)?,
        stock: stock.whole().map_err(words)?,
        live: status.eq_ignore_ascii_case("active") && !hidden,
        review: review(&status, reason),
        raw_status: status,
    })
}

/// Section 4.4 knows `Pending QC`; how a refusal is called is [U], so any word of rejecting is one.
fn review(status: &str, reason: Option<&str>) -> Review {
    let status = status.to_ascii_lowercase();
    let refused = status.contains("reject") || status.contains("lock") || status.contains("suspend");
    if refused || (reason.is_some() && status != "active") {
        return Review::Refused { words: reason.unwrap_or_default().to_owned() };
    }
    if status.contains("pending") { Review::Waiting } else { Review::Passed }
}

/// A price as the published example writes it.
pub(super) fn price(price: Vnd) -> String {
    format!("{}.00", price.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_holds_both_numbers_and_nothing_else() {
        let call = "any/call";
        assert_eq!(numbers(call, "234234234/234"), Ok(Numbers { item_id: "234234234", sku_id: "234" }));
        for id in ["", "x", "1/x", "/1"] {
            assert!(numbers(call, id).is_err(), "{id}");
        }
    }

    #[test]
    fn a_refusal_is_told_in_their_words_and_waiting_is_no_refusal() {
        assert_eq!(review("Pending QC", None), Review::Waiting);
        assert_eq!(review("Active", None), Review::Passed);
        assert_eq!(review("InActive", None), Review::Passed);
        let refused = Review::Refused { words: "blurred picture".into() };
        assert_eq!(review("QC Rejected", Some("blurred picture")), refused);
        assert_eq!(review("InActive", Some("blurred picture")), refused);
        let raw = |text: &str| RawValue::from_string(text.into()).expect("JSON");
        let told = raw(r#"{"status":"InActive","rejectReason":[{"violationDetail":"blurred"}],"skus":[]}"#);
        assert_eq!(reason(&told).as_deref(), Some(r#"[{"violationDetail":"blurred"}]"#));
        assert_eq!(reason(&raw(r#"{"rejected_reason":"","hidden_reason":null}"#)), None);
    }
}
