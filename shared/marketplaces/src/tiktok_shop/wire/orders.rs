//! Orders as they are told, parcels and cancellations as they are announced. Section 5.6.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::told::Text;

#[derive(Serialize)]
pub struct OrderSearch {
    pub update_time_ge: i64,
    pub update_time_lt: i64,
}

#[derive(Deserialize)]
pub struct OrderPage {
    #[serde(default)]
    pub orders: Vec<OrderHead>,
    #[serde(default)]
    pub next_page_token: Text,
}

#[derive(Deserialize)]
pub struct OrderHead {
    pub id: Text,
}

#[derive(Deserialize)]
pub struct Orders {
    /// Each is read by itself, so that one that cannot be read does not hide the others.
    #[serde(default)]
    pub orders: Vec<Box<RawValue>>,
}

/// Without the buyer: what is not read cannot leak.
#[derive(Deserialize)]
pub struct Order {
    pub id: Text,
    pub status: String,
    pub payment: Payment,
    #[serde(default)]
    pub line_items: Vec<LineItem>,
    #[serde(default)]
    pub packages: Vec<OrderHead>,
    pub create_time: Text,
    #[serde(default)]
    pub paid_time: Text,
    pub update_time: Text,
    #[serde(default)]
    pub rts_sla_time: Text,
    #[serde(default)]
    pub is_cod: bool,
    #[serde(default)]
    pub is_on_hold_order: bool,
    /// [K].
    #[serde(default)]
    pub is_buyer_request_cancel: bool,
    #[serde(default)]
    pub cancel_reason: Option<String>,
    #[serde(default)]
    pub cancellation_initiator: Option<String>,
    #[serde(default)]
    pub tracking_number: Text,
}

#[derive(Deserialize)]
pub struct Payment {
    pub currency: String,
    #[serde(default)]
    pub total_amount: Text,
}

/// One unit.
#[derive(Deserialize)]
pub struct LineItem {
    pub id: Text,
    #[serde(default)]
    pub product_id: Text,
    #[serde(default)]
    pub sku_id: Text,
    #[serde(default)]
    pub seller_sku: Text,
    #[serde(default)]
    pub product_name: String,
    #[serde(default)]
    pub sku_name: Option<String>,
    #[serde(default)]
    pub original_price: Text,
    #[serde(default)]
    pub sale_price: Text,
    #[serde(default)]
    pub seller_discount: Text,
    #[serde(default)]
    pub platform_discount: Text,
    #[serde(default)]
    pub display_status: Option<String>,
    #[serde(default)]
    pub package_id: Text,
}

/// [K] section 5.6 names the call only.
#[derive(Serialize)]
pub struct ShipPackage<'a> {
    pub handover_method: &'a str,
}

#[derive(Serialize)]
pub struct CancelOrder<'a> {
    pub order_id: &'a str,
    pub cancel_reason: &'a str,
}

#[derive(Serialize)]
pub struct CancellationSearch<'a> {
    pub order_ids: Vec<&'a str>,
}

#[derive(Deserialize)]
pub struct Cancellations {
    #[serde(default)]
    pub cancellations: Vec<Cancellation>,
}

#[derive(Deserialize)]
pub struct Cancellation {
    pub cancel_id: Text,
    #[serde(default)]
    pub order_id: Text,
    #[serde(default)]
    pub cancel_status: String,
}

#[derive(Serialize)]
pub struct RejectCancellation<'a> {
    pub reject_reason: &'a str,
}

/// [K] section 5.6 does not name the call.
#[derive(Deserialize)]
pub struct Document {
    #[serde(default)]
    pub doc_url: Option<String>,
}
