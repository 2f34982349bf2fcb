//! Categories, and listings as they are sent and shown. Section 4.4.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::told::Text;

/// [K] section 4.4 names the call only.
#[derive(Deserialize)]
pub struct CategoryTold {
    pub category_id: Text,
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub leaf: bool,
    #[serde(default)]
    pub children: Option<Vec<CategoryTold>>,
}

/// [K] section 4.4 names the call only.
#[derive(Deserialize)]
pub struct AttributeTold {
    pub name: String,
    pub label: Option<String>,
    #[serde(default)]
    pub is_mandatory: Text,
    #[serde(default)]
    pub input_type: Option<String>,
    #[serde(default)]
    pub options: Option<Vec<OptionTold>>,
}

#[derive(Deserialize)]
pub struct OptionTold {
    #[serde(default)]
    pub id: Text,
    #[serde(default)]
    pub name: String,
}

#[derive(Deserialize)]
pub struct Uploaded {
    pub image: Image,
}

#[derive(Deserialize)]
pub struct Image {
    pub url: String,
}

/// Everything about a product travels in `payload`, wrapped twice.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Payload<T> {
    pub request: Request<T>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Request<T> {
    pub product: T,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Product {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item_id: Option<String>,
    pub primary_category: String,
    pub images: Images,
    /// By the names the category gives them.
    pub attributes: BTreeMap<String, String>,
    pub skus: Skus<NewSku>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Images {
    pub image: Vec<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Skus<T> {
    pub sku: [T; 1],
}

/// What stands in capitals and what does not is Lazada's choice.
#[derive(Serialize)]
pub struct NewSku {
    #[serde(rename = "SkuId", skip_serializing_if = "Option::is_none")]
    pub sku_id: Option<String>,
    #[serde(rename = "SellerSku")]
    pub seller_sku: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quantity: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price: Option<String>,
    pub package_height: String,
    pub package_length: String,
    pub package_width: String,
    /// Kilograms.
    pub package_weight: String,
    pub package_content: String,
    #[serde(rename = "Images")]
    pub images: Images,
}

/// A change of one SKU; only what changes is named.
#[derive(Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct SkuChange {
    pub item_id: String,
    pub sku_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sellable_quantity: Option<String>,
    /// [K] section 4.4 names no call that shows a listing again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ChangedSkus {
    pub skus: Skus<SkuChange>,
}

/// A product and the SKUs of it that are meant.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ProductChange {
    pub item_id: String,
    pub skus: Skus<SkuChange>,
}

#[derive(Deserialize)]
pub struct Created {
    pub item_id: Text,
    #[serde(default)]
    pub sku_list: Vec<CreatedSku>,
}

#[derive(Deserialize)]
pub struct CreatedSku {
    #[serde(default)]
    pub sku_id: Text,
}

#[derive(Deserialize)]
pub struct Products {
    /// Each is read by itself, so that one that cannot be read does not hide the others.
    #[serde(default)]
    pub products: Vec<Box<RawValue>>,
}

/// A product as it is shown. [K] for most names: section 4.4 says what is told, not how.
#[derive(Deserialize)]
pub struct ProductTold {
    pub item_id: Text,
    pub status: Option<String>,
    pub item_status: Option<String>,
    #[serde(default)]
    pub attributes: BTreeMap<String, Box<RawValue>>,
    #[serde(default)]
    pub skus: Vec<SkuTold>,
}

#[derive(Deserialize)]
pub struct SkuTold {
    #[serde(alias = "SkuId", default)]
    pub sku_id: Text,
    #[serde(alias = "SellerSku", default)]
    pub seller_sku: Text,
    #[serde(alias = "Price", default)]
    pub price: Text,
    #[serde(alias = "Quantity", default)]
    pub quantity: Text,
    #[serde(alias = "SellableQuantity", default)]
    pub sellable_quantity: Text,
    #[serde(alias = "Status", default)]
    pub status: Option<String>,
}
