//! Returns and settlements. Sections 4.6 and 4.7.

use serde::Deserialize;

use crate::told::Text;

/// [K] section 4.6 names the call, section 4.5 the statuses.
#[derive(Deserialize)]
pub struct Reverses {
    #[serde(default, alias = "result")]
    pub items: Vec<Reverse>,
}

#[derive(Deserialize)]
pub struct Reverse {
    pub reverse_order_id: Text,
    pub trade_order_id: Text,
    #[serde(default)]
    pub reverse_order_lines: Vec<ReverseLine>,
}

#[derive(Deserialize)]
pub struct ReverseLine {
    #[serde(default)]
    pub trade_order_line_id: Text,
    #[serde(default)]
    pub reverse_status: String,
    #[serde(default)]
    pub refund_amount: Text,
    #[serde(default)]
    pub reason_text: Option<String>,
    #[serde(default, alias = "trade_order_gmt_modified")]
    pub return_order_line_gmt_modified: Text,
}

#[derive(Deserialize)]
pub struct Transaction {
    #[serde(default)]
    pub fee_name: String,
    #[serde(default)]
    pub fee_type: Text,
    #[serde(default)]
    pub transaction_type: String,
    pub amount: Text,
    #[serde(default, rename = "WHT_amount")]
    pub withheld: Text,
    #[serde(default)]
    pub order_no: Text,
}
