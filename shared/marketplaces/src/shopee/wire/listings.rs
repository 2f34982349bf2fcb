//! Listings as they are sent and shown. Section 3.5.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// [K] section 3.5 names the call only.
#[derive(Deserialize)]
pub struct LogisticsChannels {
    pub logistics_channel_list: Vec<LogisticsChannel>,
}

#[derive(Deserialize)]
pub struct LogisticsChannel {
    pub logistics_channel_id: u64,
    pub enabled: bool,
}

#[derive(Deserialize)]
pub struct UploadedImage {
    pub image_info: ImageInfo,
}

#[derive(Deserialize)]
pub struct ImageInfo {
    pub image_id: String,
}

#[derive(Serialize)]
pub struct AddItem<'a> {
    pub item_name: &'a str,
    pub description: &'a str,
    pub item_sku: &'a str,
    pub category_id: u64,
    pub original_price: i64,
    /// Kilograms, written out of whole grams.
    pub weight: Box<RawValue>,
    pub dimension: Dimension,
    pub image: ImageIds,
    pub logistic_info: Vec<Logistic>,
    pub brand: Brand,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attribute_list: Vec<Attribute<'a>>,
    pub seller_stock: [Stock; 1],
    pub condition: &'static str,
    pub item_status: &'static str,
}

/// Whole centimetres.
#[derive(Serialize)]
pub struct Dimension {
    pub package_length: u32,
    pub package_width: u32,
    pub package_height: u32,
}

#[derive(Serialize)]
pub struct ImageIds {
    pub image_id_list: Vec<String>,
}

#[derive(Serialize)]
pub struct Logistic {
    pub logistic_id: u64,
    pub enabled: bool,
}

#[derive(Serialize)]
pub struct Brand {
    pub brand_id: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub original_brand_name: Option<&'static str>,
}

#[derive(Serialize)]
pub struct Attribute<'a> {
    pub attribute_id: u64,
    pub attribute_value_list: [AttributeValue<'a>; 1],
}

#[derive(Serialize)]
pub struct AttributeValue<'a> {
    pub value_id: u64,
    pub original_value_name: &'a str,
}

/// [K] section 3.5 does not name the call.
#[derive(Serialize)]
pub struct UpdateItem<'a> {
    pub item_id: i64,
    pub item_name: &'a str,
    pub description: &'a str,
    pub category_id: u64,
    pub weight: Box<RawValue>,
    pub image: ImageIds,
    pub brand: Brand,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attribute_list: Vec<Attribute<'a>>,
}

#[derive(Serialize)]
pub struct Stock {
    pub stock: i64,
}

#[derive(Deserialize)]
pub struct ItemAdded {
    pub item_id: i64,
}

#[derive(Serialize)]
pub struct UpdateStock {
    pub item_id: i64,
    pub stock_list: [ModelStock; 1],
}

#[derive(Serialize)]
pub struct ModelStock {
    pub model_id: i64,
    pub seller_stock: [Stock; 1],
}

#[derive(Serialize)]
pub struct UpdatePrice {
    pub item_id: i64,
    pub price_list: [ModelPrice; 1],
}

#[derive(Serialize)]
pub struct ModelPrice {
    pub model_id: i64,
    pub original_price: i64,
}

/// [K] section 3.5 names the call only.
#[derive(Serialize)]
pub struct UnlistItem {
    pub item_list: [ItemUnlisted; 1],
}

#[derive(Serialize)]
pub struct ItemUnlisted {
    pub item_id: i64,
    pub unlist: bool,
}

/// What became of each row of a change. It may stand beside an `error`.
#[derive(Default, Deserialize)]
pub struct RowsChanged {
    pub success_list: Option<Vec<RowChanged>>,
    pub failure_list: Option<Vec<RowFailed>>,
}

/// Names the model, or the item where items were changed.
#[derive(Deserialize)]
pub struct RowChanged {}

#[derive(Deserialize)]
pub struct RowFailed {
    pub failed_reason: Option<String>,
}

#[derive(Deserialize)]
pub struct ItemPage {
    #[serde(default)]
    pub item: Vec<ItemHead>,
    #[serde(default)]
    pub has_next_page: bool,
    pub next_offset: Option<u64>,
}

/// As much of an item as every item has. A page of ids leaves out the SKU.
#[derive(Deserialize)]
pub struct ItemHead {
    pub item_id: i64,
    pub item_sku: Option<String>,
}

#[derive(Deserialize)]
pub struct Items<'a> {
    /// Each is read by itself, so that one that cannot be read does not hide the others.
    #[serde(borrow, default)]
    pub item_list: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
pub struct Item<'a> {
    pub item_name: Option<String>,
    pub item_sku: Option<String>,
    pub item_status: String,
    #[serde(borrow)]
    pub price_info: Option<Vec<PriceInfo<'a>>>,
    pub stock_info_v2: Option<StockInfo>,
}

#[derive(Deserialize)]
pub struct PriceInfo<'a> {
    #[serde(borrow)]
    pub original_price: &'a RawValue,
}

#[derive(Deserialize)]
pub struct StockInfo {
    #[serde(default)]
    pub seller_stock: Vec<SellerStock>,
}

/// One for each warehouse.
#[derive(Deserialize)]
pub struct SellerStock {
    pub stock: i64,
}
