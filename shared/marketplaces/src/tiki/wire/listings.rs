//! Categories, and listings as they are requested and shown. Section 6.2.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::told::Text;

#[derive(Deserialize)]
pub struct CategoryTold {
    pub id: Text,
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub parent_id: Option<Text>,
    /// Listings go here.
    #[serde(default)]
    pub is_primary: Option<Text>,
}

/// [K] section 6.2 names the call only.
#[derive(Deserialize)]
pub struct AttributeTold {
    pub code: String,
    #[serde(default)]
    pub display_name: Option<String>,
    #[serde(default)]
    pub is_required: Text,
    #[serde(default)]
    pub input_type: Option<String>,
    #[serde(default)]
    pub values: Option<Vec<ValueTold>>,
}

#[derive(Deserialize)]
pub struct ValueTold {
    #[serde(default)]
    pub id: Text,
    #[serde(default)]
    pub value: Text,
}

#[derive(Deserialize)]
pub struct Warehouse {
    pub id: Text,
}

#[derive(Serialize)]
pub struct ProductRequest<'a> {
    pub category_id: &'a RawValue,
    pub name: &'a str,
    pub description: &'a str,
    pub market_price: i64,
    pub attributes: BTreeMap<&'a str, &'a str>,
    pub image: &'a str,
    pub images: &'a [String],
    pub option_attributes: [(); 0],
    pub variants: [Variant<'a>; 1],
    pub meta_data: MetaData,
}

#[derive(Serialize)]
pub struct Variant<'a> {
    pub sku: &'a str,
    pub price: i64,
    pub market_price: i64,
    pub inventory_type: &'static str,
    /// Ids with commas between them.
    pub seller_warehouse: &'a str,
    pub warehouse_stocks: [WarehouseStock<'a>; 1],
    pub image: &'a str,
    pub images: &'a [String],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WarehouseStock<'a> {
    pub warehouse_id: &'a RawValue,
    pub qty_available: i64,
}

#[derive(Serialize)]
pub struct MetaData {
    pub is_auto_turn_on: bool,
}

#[derive(Deserialize)]
pub struct Requested {
    #[serde(default)]
    pub track_id: Text,
    #[serde(default)]
    pub id: Text,
}

/// [K] section 6.2 names the states, not the call that tells them.
#[derive(Deserialize)]
pub struct RequestTold {
    #[serde(default)]
    pub state: String,
    #[serde(default)]
    pub track_id: Text,
    #[serde(default)]
    pub id: Text,
    #[serde(default)]
    pub reason: Option<Box<RawValue>>,
    #[serde(default)]
    pub sku: Text,
    #[serde(default)]
    pub variants: Option<Vec<VariantTold>>,
}

#[derive(Deserialize)]
pub struct VariantTold {
    #[serde(default)]
    pub sku: Text,
}

/// A change of one product; only what changes is named.
#[derive(Default, Serialize)]
pub struct SkuUpdate<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product_id: Option<&'a RawValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub active: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seller_warehouse: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub warehouse_quantities: Option<[WarehouseQuantity<'a>; 1]>,
}

#[derive(Serialize)]
pub struct WarehouseQuantity<'a> {
    pub warehouse_id: &'a RawValue,
    pub qty_available: i64,
}

#[derive(Deserialize)]
pub struct ProductPage {
    pub data: Vec<Box<RawValue>>,
    #[serde(default)]
    pub paging: Paging,
}

/// Section 6.4: the count may be wrong, the last page is not.
#[derive(Default, Deserialize)]
pub struct Paging {
    #[serde(default)]
    pub last_page: Text,
}

/// [K] for most names: section 6.2 says what is told, not how.
#[derive(Deserialize)]
pub struct ProductTold {
    #[serde(default)]
    pub product_id: Text,
    #[serde(default)]
    pub id: Text,
    #[serde(default)]
    pub original_sku: Text,
    #[serde(default)]
    pub name: String,
    pub price: Text,
    #[serde(default)]
    pub active: Text,
    #[serde(default)]
    pub inventory: Option<Box<RawValue>>,
    #[serde(default)]
    pub warehouse_stocks: Option<Vec<StockTold>>,
    #[serde(default)]
    pub warehouse_quantities: Option<Vec<StockTold>>,
}

#[derive(Deserialize)]
pub struct InventoryTold {
    #[serde(default)]
    pub quantity_available: Text,
    #[serde(default)]
    pub quantity: Text,
    #[serde(default)]
    pub warehouse_stocks: Option<Vec<StockTold>>,
}

#[derive(Deserialize)]
pub struct StockTold {
    #[serde(default, alias = "qtyAvailable")]
    pub qty_available: Text,
}
