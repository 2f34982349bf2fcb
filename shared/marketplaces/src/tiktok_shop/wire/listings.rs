//! Categories, and listings as they are sent and shown. Section 5.4.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::told::Text;

/// [K] section 5.4 names the calls only.
#[derive(Deserialize)]
pub struct Categories {
    #[serde(default)]
    pub categories: Vec<CategoryTold>,
}

#[derive(Deserialize)]
pub struct CategoryTold {
    pub id: Text,
    #[serde(default)]
    pub parent_id: Text,
    #[serde(default)]
    pub local_name: String,
    #[serde(default)]
    pub is_leaf: bool,
}

#[derive(Deserialize)]
pub struct Attributes {
    #[serde(default)]
    pub attributes: Vec<AttributeTold>,
}

#[derive(Deserialize)]
pub struct AttributeTold {
    pub id: Text,
    #[serde(default)]
    pub name: String,
    #[serde(default, rename = "type")]
    pub kind: String,
    /// The service spells it so, or rightly, or both.
    #[serde(default)]
    pub is_requried: bool,
    #[serde(default)]
    pub is_required: bool,
    #[serde(default)]
    pub is_customizable: bool,
    #[serde(default)]
    pub values: Option<Vec<ValueTold>>,
}

#[derive(Deserialize)]
pub struct ValueTold {
    pub id: Text,
    #[serde(default)]
    pub name: String,
}

#[derive(Deserialize)]
pub struct Brands {
    #[serde(default)]
    pub brands: Vec<ValueTold>,
    #[serde(default)]
    pub next_page_token: Text,
}

#[derive(Deserialize)]
pub struct Uploaded {
    pub uri: String,
}

/// The sides of pictures come back, too.
#[derive(Serialize)]
pub struct Uri {
    pub uri: String,
}

#[derive(Serialize)]
pub struct Product<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub save_mode: Option<&'static str>,
    pub title: &'a str,
    /// HTML.
    pub description: String,
    pub category_id: &'a str,
    pub category_version: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub brand_id: Option<&'a str>,
    pub main_images: Vec<Uri>,
    pub skus: [NewSku<'a>; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub product_attributes: Vec<Attribute<'a>>,
    pub package_weight: Weight,
    pub package_dimensions: Dimensions,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_cod_allowed: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idempotency_key: Option<&'a str>,
}

#[derive(Serialize)]
pub struct NewSku<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<&'a str>,
    pub seller_sku: &'a str,
    pub inventory: Vec<Inventory<'a>>,
    pub price: Price,
    pub sales_attributes: [(); 0],
}

#[derive(Serialize)]
pub struct Attribute<'a> {
    pub id: &'a str,
    pub values: [AttributeValue<'a>; 1],
}

#[derive(Serialize)]
pub struct AttributeValue<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<&'a str>,
    pub name: &'a str,
}

#[derive(Serialize)]
pub struct Weight {
    pub value: String,
    pub unit: &'static str,
}

/// [K] section 5.4 does not name it.
#[derive(Serialize)]
pub struct Dimensions {
    pub length: String,
    pub width: String,
    pub height: String,
    pub unit: &'static str,
}

#[derive(Serialize)]
pub struct Inventory<'a> {
    pub warehouse_id: &'a str,
    pub quantity: i64,
}

#[derive(Serialize)]
pub struct Price {
    pub amount: String,
    pub currency: &'static str,
}

#[derive(Deserialize)]
pub struct Created {
    pub product_id: Text,
    #[serde(default)]
    pub skus: Vec<CreatedSku>,
}

#[derive(Deserialize)]
pub struct CreatedSku {
    #[serde(default)]
    pub id: Text,
}

#[derive(Serialize)]
pub struct SkuChanges<'a, T> {
    pub skus: [SkuChange<'a, T>; 1],
}

#[derive(Serialize)]
pub struct SkuChange<'a, T> {
    pub id: &'a str,
    #[serde(flatten)]
    pub to: T,
}

#[derive(Serialize)]
pub struct InventoryChange<'a> {
    pub inventory: Vec<Inventory<'a>>,
}

#[derive(Serialize)]
pub struct PriceChange {
    pub price: Price,
}

#[derive(Serialize)]
pub struct ProductIds<'a> {
    pub product_ids: [&'a str; 1],
}

/// Rows that failed, in an answer that says it was a success.
#[derive(Default, Deserialize)]
pub struct RowsDone {
    #[serde(default)]
    pub errors: Option<Vec<RowFailed>>,
}

#[derive(Deserialize)]
pub struct RowFailed {
    #[serde(default)]
    pub code: Text,
    #[serde(default)]
    pub message: String,
    #[serde(default)]
    pub detail: Option<RowDetail>,
}

#[derive(Deserialize)]
pub struct RowDetail {
    #[serde(default)]
    pub extra_errors: Option<Vec<RowFailed>>,
}

#[derive(Serialize)]
pub struct ProductSearch<'a> {
    pub status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seller_skus: Option<[&'a str; 1]>,
}

#[derive(Deserialize)]
pub struct ProductPage {
    #[serde(default)]
    pub products: Vec<Box<RawValue>>,
    #[serde(default)]
    pub next_page_token: Text,
}

/// [K] for most names: section 5.4 says what is told, not how.
#[derive(Deserialize)]
pub struct ProductTold {
    pub id: Text,
    #[serde(default)]
    pub title: String,
    pub status: String,
    #[serde(default)]
    pub skus: Vec<SkuTold>,
    #[serde(default)]
    pub audit_failed_reasons: Option<Vec<FailedReason>>,
    #[serde(default)]
    pub suspended_reason: Option<String>,
}

#[derive(Deserialize)]
pub struct FailedReason {
    #[serde(default)]
    pub reasons: Vec<String>,
}

#[derive(Deserialize)]
pub struct SkuTold {
    #[serde(default)]
    pub id: Text,
    #[serde(default)]
    pub seller_sku: Text,
    #[serde(default)]
    pub price: PriceTold,
    #[serde(default)]
    pub inventory: Vec<InventoryTold>,
}

#[derive(Default, Deserialize)]
pub struct PriceTold {
    /// The one that buyers pay; the others are told by other versions of the call.
    #[serde(default)]
    pub sale_price: Text,
    #[serde(default)]
    pub amount: Text,
    #[serde(default)]
    pub tax_exclusive_price: Text,
    #[serde(default)]
    pub currency: Option<String>,
}

#[derive(Deserialize)]
pub struct InventoryTold {
    #[serde(default)]
    pub quantity: Text,
}
