//! Returns and settlements. Sections 3.7 and 3.8.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::told::Text;

#[derive(Deserialize)]
pub struct Returns {
    #[serde(default)]
    pub more: bool,
    #[serde(default, rename = "return")]
    pub returns: Vec<ReturnTold>,
}

#[derive(Deserialize)]
pub struct ReturnTold {
    pub return_sn: Text,
    pub order_sn: Text,
    pub status: String,
    #[serde(default)]
    pub refund_amount: Text,
    pub reason: Option<String>,
    pub text_reason: Option<String>,
    #[serde(default)]
    pub update_time: Text,
}

#[derive(Deserialize)]
pub struct Escrow {
    pub order_income: Income,
}

/// Every amount by its name: Shopee adds names.
#[derive(Deserialize)]
pub struct Income(pub BTreeMap<String, Box<RawValue>>);

#[derive(Deserialize)]
pub struct AdjustmentTold {
    #[serde(default)]
    pub amount: Text,
    #[serde(default)]
    pub adjustment_reason: String,
}

#[derive(Deserialize)]
pub struct LostPushes {
    /// [K] section 3.6 names the other two.
    #[serde(default)]
    pub push_message_list: Vec<Box<RawValue>>,
    #[serde(default)]
    pub has_next_page: bool,
    #[serde(default)]
    pub last_message_id: Text,
}
