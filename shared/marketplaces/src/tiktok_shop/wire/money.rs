//! Returns and settlements. Sections 5.6 and 5.7.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::told::Text;

#[derive(Serialize)]
pub struct ReturnSearch {
    pub update_time_ge: i64,
    pub update_time_lt: i64,
}

/// [K] section 5.6 names the call only.
#[derive(Deserialize)]
pub struct Returns {
    #[serde(default)]
    pub return_orders: Vec<ReturnTold>,
    #[serde(default)]
    pub next_page_token: Text,
}

#[derive(Deserialize)]
pub struct ReturnTold {
    pub return_id: Text,
    pub order_id: Text,
    #[serde(default)]
    pub return_status: String,
    #[serde(default)]
    pub refund_amount: Option<RefundAmount>,
    #[serde(default)]
    pub return_reason_text: Option<String>,
    #[serde(default)]
    pub update_time: Text,
    #[serde(default)]
    pub return_line_items: Vec<ReturnLine>,
}

#[derive(Deserialize)]
pub struct RefundAmount {
    #[serde(default)]
    pub refund_total: Text,
}

#[derive(Deserialize)]
pub struct ReturnLine {
    #[serde(default)]
    pub order_line_item_id: Text,
}

#[derive(Deserialize)]
pub struct Statement {
    #[serde(default)]
    pub settlement_amount: Text,
    #[serde(default)]
    pub revenue_amount: Text,
    #[serde(default)]
    pub fee_and_tax_amount: Text,
    #[serde(default)]
    pub shipping_cost_amount: Text,
    #[serde(default)]
    pub sku_transactions: Vec<SkuTransaction>,
}

#[derive(Deserialize)]
pub struct SkuTransaction {
    #[serde(default)]
    pub fee_tax_breakdown: Option<Breakdown>,
}

/// Every amount by its name: TikTok adds names.
#[derive(Deserialize)]
pub struct Breakdown {
    #[serde(default)]
    pub fee: BTreeMap<String, Box<RawValue>>,
    /// [K].
    #[serde(default)]
    pub tax: BTreeMap<String, Box<RawValue>>,
}
