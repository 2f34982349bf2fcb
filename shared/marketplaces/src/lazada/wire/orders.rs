//! Orders as they are told, parcels and cancellations as they are announced. Section 4.6.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::told::Text;

#[derive(Deserialize)]
pub struct Orders {
    #[serde(default)]
    pub orders: Vec<OrderHead>,
}

#[derive(Deserialize)]
pub struct OrderHead {
    pub order_id: Text,
    #[serde(default)]
    pub updated_at: Option<String>,
}

/// Without the buyer: what is not read cannot leak.
#[derive(Deserialize)]
pub struct Order {
    pub order_id: Text,
    /// Without voucher and shipping.
    #[serde(default)]
    pub price: Text,
    #[serde(default)]
    pub voucher: Text,
    #[serde(default)]
    pub shipping_fee: Text,
    #[serde(default)]
    pub payment_method: Option<String>,
    pub created_at: String,
    /// [K] section 4.6 names the time of creation only.
    pub updated_at: Option<String>,
}

/// One unit.
#[derive(Deserialize)]
pub struct Item {
    pub order_item_id: Text,
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub sku: Text,
    #[serde(default)]
    pub sku_id: Text,
    #[serde(default)]
    pub product_id: Text,
    pub item_price: Text,
    #[serde(default)]
    pub currency: Option<String>,
    pub status: String,
    /// [K] section 4.6 writes `voucher_*`.
    #[serde(default)]
    pub voucher_seller: Text,
    #[serde(default)]
    pub voucher_platform: Text,
    #[serde(default)]
    pub tracking_code: Text,
    #[serde(default)]
    pub package_id: Text,
    #[serde(default)]
    pub reason: Option<String>,
    /// [K].
    #[serde(default)]
    pub updated_at: Option<String>,
    /// By when it must be with the carrier. [K].
    #[serde(default)]
    pub sla_time_stamp: Option<String>,
}

#[derive(Serialize)]
pub struct PackRequest<'a> {
    pub pack_order_list: [PackOrder<'a>; 1],
    pub delivery_type: &'static str,
    pub shipping_allocate_type: &'static str,
}

#[derive(Serialize)]
pub struct PackOrder<'a> {
    pub order_id: &'a str,
    pub order_item_list: Vec<&'a str>,
}

#[derive(Deserialize)]
pub struct Packed {
    #[serde(default)]
    pub pack_order_list: Vec<PackedOrder>,
}

#[derive(Deserialize)]
pub struct PackedOrder {
    #[serde(default)]
    pub order_item_list: Vec<RowDone>,
}

#[derive(Serialize)]
pub struct Packages<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub doc_type: Option<&'static str>,
    pub packages: Vec<Package<'a>>,
}

#[derive(Serialize)]
pub struct Package<'a> {
    pub package_id: &'a str,
}

#[derive(Deserialize)]
pub struct PackagesDone {
    #[serde(default)]
    pub packages: Vec<RowDone>,
}

/// What became of one row: the success of the whole says nothing of it.
#[derive(Deserialize)]
pub struct RowDone {
    #[serde(default)]
    pub item_err_code: Text,
    #[serde(default)]
    pub package_id: Text,
    #[serde(default)]
    pub retry: Text,
    #[serde(default)]
    pub msg: Option<String>,
}

/// [K] section 4.6 says that there are reasons.
#[derive(Deserialize)]
pub struct CancelReasons {
    #[serde(default)]
    pub reason_options: Vec<CancelReason>,
}

#[derive(Deserialize)]
pub struct CancelReason {
    pub reason_id: Text,
    #[serde(default)]
    pub reason_name: String,
}

/// [K] section 4.6 names the call only.
#[derive(Deserialize)]
pub struct Document {
    pub file: Option<String>,
    pub pdf_url: Option<String>,
    #[serde(default)]
    pub doc_type: Option<String>,
    pub document: Option<Box<RawValue>>,
}
