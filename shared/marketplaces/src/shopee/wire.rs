//! Shopee's JSON, exactly: only what we read or write of it. Sections 3.2 to 3.8.
//!
//! Ids are 64-bit integers and never pass through a double. Amounts stay text until they are read as whole đồng.
//! What is marked [K] is not in the fact sheet's tables but known from use.
#![expect(clippy::struct_field_names, reason = "the names are Shopee's")]

mod catalogue;
mod listings;
mod money;
mod orders;
mod shipping;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

pub use catalogue::*;
pub use listings::*;
pub use money::*;
pub use orders::*;
pub use shipping::*;

#[derive(Deserialize)]
pub struct Envelope<'a> {
    /// Empty for success.
    pub error: Option<String>,
    pub message: Option<String>,
    #[serde(borrow)]
    pub response: Option<&'a RawValue>,
}

#[derive(Serialize)]
pub struct TokenByCode<'a> {
    pub code: &'a str,
    pub partner_id: u64,
    pub shop_id: u64,
}

#[derive(Serialize)]
pub struct TokenByRefresh<'a> {
    pub refresh_token: &'a str,
    pub partner_id: u64,
    pub shop_id: u64,
}

/// Stands beside `error`, not in `response`.
#[derive(Deserialize)]
pub struct TokenPair {
    pub access_token: String,
    pub refresh_token: String,
    /// Seconds.
    pub expire_in: i64,
}

#[derive(Serialize)]
pub struct PushConfig<'a> {
    pub callback_url: &'a str,
    /// Push codes.
    pub set_push_config_on: &'a [u32],
}
