//! Our listings in their words, and theirs in ours. Pure. Section 6.2.
//!
//! A listing begins as a request that people at Tiki decide on; only then there is a product. Its id is `request/…/sku`
//! for as long as nobody has asked what became of it, and holds afterwards: whoever shows it is led to the product.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use super::wire::{
    AttributeTold, CategoryTold, InventoryTold, MetaData, ProductRequest, ProductTold, RequestTold, StockTold, Variant,
    WarehouseStock,
};
use crate::{AttributeWanted, CallFault, Category, Choice, ListingDraft, ListingSeen, Review};

const REQUEST: &str = "request/";

/// What an id stands for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Known<'a> {
    /// A product there is.
    Product(&'a str),
    /// A request, and the SKU its product will have.
    Request { request: &'a str, sku: &'a str },
}

pub(super) fn known<'a>(call: &'static str, id: &'a str) -> Result<Known<'a>, CallFault> {
    let request = id.strip_prefix(REQUEST).and_then(|rest| rest.split_once('/'));
    let known = match request {
        Some((request, sku)) if !request.is_empty() && !sku.is_empty() => Some(Known::Request { request, sku }),
        _ => is_number(id).then_some(Known::Product(id)),
    };
    known.ok_or_else(|| CallFault::permanent(call, "no_item", format!("`{id}` is no id of a product")))
}

pub(super) fn request_id(request: &str, sku: &str) -> String {
    format!("{REQUEST}{request}/{sku}")
}

fn is_number(id: &str) -> bool {
    !id.is_empty() && id.len() < 20 && !id.starts_with('0') && id.bytes().all(|byte| byte.is_ascii_digit())
}

/// An id as the JSON number it must be sent as.
pub(super) fn number(call: &'static str, id: &str) -> Result<Box<RawValue>, CallFault> {
    let raw = is_number(id).then(|| RawValue::from_string(id.to_owned()).ok()).flatten();
    raw.ok_or_else(|| CallFault::permanent(call, "no_number", format!("`{id}` is no number of Tiki's")))
}

/// What a request is made of.
pub(super) struct Numbers {
    pub(super) category: Box<RawValue>,
    pub(super) warehouse: Box<RawValue>,
}

pub(super) fn request<'a>(
    call: &'static str,
    draft: &'a ListingDraft,
    numbers: &'a Numbers,
) -> Result<ProductRequest<'a>, CallFault> {
    // Section 6.2 knows addresses of pictures only.
    let image = draft.picture_urls.first().ok_or_else(|| {
        CallFault::permanent(call, "no_picture_address", "Tiki fetches pictures, and there is no address to fetch from")
    })?;
    let price = draft.price_vnd.0;
    let attributes: BTreeMap<&str, &str> =
        draft.attributes.iter().map(|chosen| (chosen.attribute_id.as_str(), chosen.value.as_str())).collect();
    Ok(ProductRequest {
        category_id: &numbers.category,
        name: &draft.title,
        description: &draft.description,
        market_price: price,
        attributes,
        image,
        images: &draft.picture_urls,
        option_attributes: [],
        variants: [Variant {
            sku: &draft.sku,
            price,
            market_price: price,
            inventory_type: "dropship",
            seller_warehouse: numbers.warehouse.get(),
            warehouse_stocks: [WarehouseStock { warehouse_id: &numbers.warehouse, qty_available: draft.stock }],
            image,
            images: &draft.picture_urls,
        }],
        // An approved product is inactive until it is switched on.
        meta_data: MetaData { is_auto_turn_on: true },
    })
}

pub(super) fn category(told: CategoryTold) -> Category {
    let is_primary = told.is_primary.is_some_and(|primary| primary.yes());
    Category {
        category_id: told.id.0,
        parent_id: told.parent_id.map(|id| id.0).filter(|id| !id.is_empty() && id != "0"),
        name: told.name,
        leaf: is_primary,
    }
}

pub(super) fn attribute(told: AttributeTold) -> AttributeWanted {
    let choices: Vec<_> = told.values.unwrap_or_default().into_iter().collect();
    AttributeWanted {
        name: told.display_name.unwrap_or_else(|| told.code.clone()),
        attribute_id: told.code,
        required: told.is_required.yes(),
        free_text: choices.is_empty() || !told.input_type.is_some_and(|kind| kind.contains("select")),
        choices: choices.into_iter().map(|told| Choice { value_id: told.id.0, name: told.value.0 }).collect(),
    }
}

/// How a request stands.
pub(super) fn review(told: &RequestTold) -> Review {
    match told.state.as_str() {
        "approved" => Review::Passed,
        "rejected" | "deleted" | "locked" => {
            let words = told.reason.as_ref().filter(|raw| raw.get() != "null");
            let words = words.map(|raw| serde_json::from_str(raw.get()).unwrap_or_else(|_| raw.get().to_owned()));
            Review::Refused { words: words.unwrap_or_else(|| told.state.clone()) }
        }
        _ => Review::Waiting,
    }
}

/// A request is for this SKU and may still come to something.
pub(super) fn is_open_for(told: &RequestTold, sku: &str) -> bool {
    let of_variants = told.variants.iter().flatten().any(|variant| variant.sku.0 == sku);
    (told.sku.0 == sku || of_variants) && !matches!(review(told), Review::Refused { .. })
}

/// A product as they show it.
pub(super) fn seen(call: &'static str, raw: &RawValue) -> Result<ListingSeen, CallFault> {
    let told: ProductTold =
        serde_json::from_str(raw.get()).map_err(|error| CallFault::unreadable(call, format!("a product: {error}")))?;
    let id = told.product_id.given().unwrap_or(&told.id.0).to_owned();
    let words = |words: String| CallFault::unreadable(call, format!("product {id}: {words}"));
    let live = told.active.yes();
    Ok(ListingSeen {
        sku: told.original_sku.0.clone(),
        title: told.name.clone(),
        price_vnd: told.price.vnd().map_err(words)?,
        stock: stock(&told).map_err(words)?,
        live,
        review: Review::Passed,
        raw_status: if live { "active".into() } else { "inactive".into() },
        item_id: id,
    })
}

fn stock(told: &ProductTold) -> Result<i64, String> {
    let sum = |rows: &[StockTold]| {
        rows.iter().try_fold(0_i64, |sum, row| {
            let whole = row.qty_available.given().map_or(Ok(0), |_| row.qty_available.whole())?;
            sum.checked_add(whole).ok_or_else(|| "too much stock".to_owned())
        })
    };
    if let Some(rows) = told.warehouse_quantities.as_ref().or(told.warehouse_stocks.as_ref()) {
        return sum(rows);
    }
    let raw = told.inventory.as_ref().ok_or("there is no stock")?;
    let inventory: InventoryTold = serde_json::from_str(raw.get()).map_err(|error| format!("stock: {error}"))?;
    match [&inventory.quantity_available, &inventory.quantity].into_iter().find(|text| text.given().is_some()) {
        Some(quantity) => quantity.whole(),
        None => sum(inventory.warehouse_stocks.as_deref().ok_or("there is no stock")?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_a_products_number_or_a_request_with_its_sku() {
        let request = Known::Request { request: "8f3", sku: "CAM/5KG" };
        assert_eq!(known("any", "request/8f3/CAM/5KG"), Ok(request));
        assert_eq!(known("any", "1254635"), Ok(Known::Product("1254635")));
        for id in ["", "x", "request/", "request/8f3", "request//CAM", "1254635x"] {
            assert!(known("any", id).is_err(), "{id}");
        }
    }

    #[test]
    fn a_request_waits_until_somebody_decides() {
        let told = |state: &str| -> RequestTold {
            let told = format!(r#"{{"state":"{state}","reason":"blurred picture","variants":[{{"sku":"CAM"}}]}}"#);
            serde_json::from_str(&told).expect("a request")
        };
        for state in
            ["queuing", "processing", "drafted", "md_waiting_approve", "bot_waiting_approve", "awaiting_approve"]
        {
            assert_eq!(review(&told(state)), Review::Waiting, "{state}");
            assert!(is_open_for(&told(state), "CAM") && !is_open_for(&told(state), "CHE"));
        }
        assert_eq!(review(&told("approved")), Review::Passed);
        for state in ["rejected", "deleted", "locked"] {
            assert_eq!(review(&told(state)), Review::Refused { words: "blurred picture".into() }, "{state}");
            assert!(!is_open_for(&told(state), "CAM"));
        }
    }
}
