//! Our listings in their words, and theirs in ours. Pure. Section 5.4.
//!
//! A listing of ours is a product with one SKU. Both have numbers and calls want both, so its id is `product/sku`.

use amounts::Vnd;
use serde_json::value::RawValue;

use super::{
    Assumptions,
    wire::{
        Attribute, AttributeTold, AttributeValue, Brands, CategoryTold, Dimensions, Inventory, NewSku, Price,
        PriceTold, Product, ProductTold, RowsDone, SkuTold, Uri, Weight,
    },
};
use crate::{
    AttributeWanted, Brand, BrandPage, CallFault, Category, Choice, ListingDraft, ListingSeen, Review, told, told::Text,
};

/// Attributes that make variants of a product: our listings have none.
const OF_VARIANTS: &str = "SALES_PROPERTY";

/// The two numbers of a listing.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Numbers<'a> {
    pub(super) product_id: &'a str,
    pub(super) sku_id: &'a str,
}

pub(super) fn numbers<'a>(call: &'static str, id: &'a str) -> Result<Numbers<'a>, CallFault> {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (product_id, sku_id) = id.split_once('/').unwrap_or((id, ""));
    if !digits(product_id) || !(sku_id.is_empty() || digits(sku_id)) {
        return Err(CallFault::permanent(call, "no_item", format!("`{id}` is no id of an item")));
    }
    Ok(Numbers { product_id, sku_id })
}

pub(super) fn id(product_id: &str, sku_id: &str) -> String {
    format!("{product_id}/{sku_id}")
}

/// What creating and editing take. Editing names the SKU it keeps, and takes its price and stock along.
pub(super) fn product<'a>(
    call: &'static str,
    sku_id: Option<&'a str>,
    draft: &'a ListingDraft,
    pictures: Vec<String>,
    warehouses: &'a [String],
    assumptions: &Assumptions,
) -> Result<Product<'a>, CallFault> {
    let [length, width, height] = draft.parcel_cm.unwrap_or(assumptions.parcel_cm).map(|side| side.to_string());
    let is_new = sku_id.is_none();
    // A new SKU has at least one pack wherever it is said to lie, so only one place is named.
    let warehouses = if is_new { warehouses.get(..1).unwrap_or_default() } else { warehouses };
    let attribute = |chosen: &'a crate::AttributeChosen| Attribute {
        id: &chosen.attribute_id,
        values: [AttributeValue { id: chosen.value_id.as_deref(), name: &chosen.value }],
    };
    Ok(Product {
        save_mode: is_new.then_some("LISTING"),
        title: &draft.title,
        description: html(&draft.description),
        category_id: &draft.category_id,
        category_version: "v2",
        brand_id: draft.brand_id.as_deref(),
        main_images: pictures.into_iter().map(|uri| Uri { uri }).collect(),
        skus: [NewSku {
            id: sku_id,
            seller_sku: &draft.sku,
            inventory: inventory(warehouses, draft.stock),
            price: price(draft.price_vnd),
            sales_attributes: [],
        }],
        product_attributes: draft.attributes.iter().map(attribute).collect(),
        package_weight: Weight { value: told::kilograms(call, draft.gross_weight_g)?, unit: "KILOGRAM" },
        package_dimensions: Dimensions { length, width, height, unit: "CENTIMETER" },
        is_cod_allowed: is_new.then_some(true),
        idempotency_key: Some(draft.idempotency_key.as_str()).filter(|key| is_new && !key.is_empty()),
    })
}

/// All of the stock lies in the first warehouse. An update replaces the whole list, so the others are named, too.
pub(super) fn inventory(warehouses: &[String], stock: i64) -> Vec<Inventory<'_>> {
    let quantity = |at: usize| if at == 0 { stock } else { 0 };
    warehouses.iter().enumerate().map(|(at, id)| Inventory { warehouse_id: id, quantity: quantity(at) }).collect()
}

pub(super) fn price(price: Vnd) -> Price {
    Price { amount: price.0.to_string(), currency: "VND" }
}

/// Plain text as the HTML a description must be.
fn html(text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    format!("<p>{}</p>", escaped.lines().collect::<Vec<_>>().join("</p><p>"))
}

/// What became of the rows of a change whose answer says that it was a success.
pub(super) fn rows_done(call: &'static str, told: RowsDone) -> Result<(), CallFault> {
    let Some(failed) = told.errors.into_iter().flatten().next() else { return Ok(()) };
    let deeper = failed.detail.and_then(|detail| detail.extra_errors).unwrap_or_default().into_iter().next();
    let words = deeper.map_or_else(String::new, |more| format!(": {} {}", more.code.0, more.message));
    Err(CallFault::permanent(call, &failed.code.0, format!("{}{words}", failed.message)))
}

pub(super) fn category(told: CategoryTold) -> Category {
    Category {
        category_id: told.id.0,
        parent_id: told.parent_id.given().filter(|&id| id != "0").map(str::to_owned),
        name: told.local_name,
        leaf: told.is_leaf,
    }
}

pub(super) fn attribute(told: AttributeTold) -> Option<AttributeWanted> {
    let choices = told.values.unwrap_or_default().into_iter();
    (told.kind != OF_VARIANTS).then(|| AttributeWanted {
        attribute_id: told.id.0,
        name: told.name,
        required: told.is_requried || told.is_required,
        free_text: told.is_customizable,
        choices: choices.map(|value| Choice { value_id: value.id.0, name: value.name }).collect(),
    })
}

pub(super) fn brands(told: Brands) -> BrandPage {
    let brands = told.brands.into_iter().map(|brand| Brand { brand_id: brand.id.0, name: brand.name });
    BrandPage { brands: brands.collect(), next: told.next_page_token.given().map(str::to_owned) }
}

/// A product's SKUs as they show them, each a listing of its own to us.
pub(super) fn seen(call: &'static str, raw: &RawValue) -> Result<Vec<ListingSeen>, CallFault> {
    let told: ProductTold =
        serde_json::from_str(raw.get()).map_err(|error| CallFault::unreadable(call, format!("a product: {error}")))?;
    let words = |words: String| CallFault::unreadable(call, format!("product {}: {words}", told.id.0));
    told.skus.iter().map(|sku| one(&told, sku).map_err(words)).collect()
}

fn one(product: &ProductTold, sku: &SkuTold) -> Result<ListingSeen, String> {
    let mut stock: i64 = 0;
    for warehouse in &sku.inventory {
        stock = stock.checked_add(warehouse.quantity.whole()?).ok_or("too much stock")?;
    }
    if let Some(currency) = sku.price.currency.as_deref().filter(|currency| *currency != "VND") {
        return Err(format!("its currency is {currency}"));
    }
    Ok(ListingSeen {
        item_id: id(&product.id.0, &sku.id.0),
        sku: sku.seller_sku.0.clone(),
        title: product.title.clone(),
        price_vnd: price_told(&sku.price).vnd()?,
        stock,
        live: matches!(product.status.as_str(), "ACTIVATE" | "LIVE"),
        review: review(product),
        raw_status: product.status.clone(),
    })
}

fn price_told(told: &PriceTold) -> &Text {
    let known = [&told.sale_price, &told.amount, &told.tax_exclusive_price];
    known.into_iter().find(|text| text.given().is_some()).unwrap_or(&told.sale_price)
}

/// [K] section 5.5 has the words of the pushes only.
fn review(told: &ProductTold) -> Review {
    match told.status.as_str() {
        "DRAFT" | "PENDING" | "IN_REVIEW" => Review::Waiting,
        "FAILED" | "PLATFORM_DEACTIVATED" | "FREEZE" | "PRODUCT_AUDIT_FAILURE" => {
            let reasons = told.audit_failed_reasons.iter().flatten().flat_map(|failed| &failed.reasons);
            let words: Vec<&str> = reasons.chain(&told.suspended_reason).map(String::as_str).collect();
            Review::Refused { words: words.join("; ") }
        }
        "DELETED" => Review::Deleted,
        _ => Review::Passed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_warehouse_is_named_and_the_first_has_all() {
        let ids = ["7".to_owned(), "8".to_owned()];
        let told: Vec<_> = inventory(&ids, 12).iter().map(|row| (row.warehouse_id, row.quantity)).collect();
        assert_eq!(told, [("7", 12), ("8", 0)]);
    }

    #[test]
    fn a_row_that_failed_is_a_fault_though_the_whole_is_called_a_success() {
        let told = r#"{"errors":[{"code":12052700,"message":"stock","detail":{"sku_id":"1",
            "extra_errors":[{"warehouse_id":"7","code":1,"message":"reserved"}]}}]}"#;
        let fault = rows_done("stock", serde_json::from_str(told).expect("rows")).expect_err("a row failed");
        assert_eq!((fault.code.as_str(), fault.words.as_str()), ("12052700", "stock: 1 reserved"));
        assert_eq!(rows_done("stock", RowsDone::default()), Ok(()));
    }

    #[test]
    fn a_description_is_text_on_their_page_too() {
        assert_eq!(html("Cam <5 kg> & lá\nNgọt"), "<p>Cam &lt;5 kg&gt; &amp; lá</p><p>Ngọt</p>");
    }
}
