//! TikTok's JSON, exactly: only what we read or write of it. Sections 5.1 to 5.7.
//!
//! What is marked [K] is not in the fact sheet's tables but known from use.
#![expect(clippy::struct_field_names, reason = "the names are TikTok's")]

mod listings;
mod money;
mod orders;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::told::Text;

pub use listings::*;
pub use money::*;
pub use orders::*;

#[derive(Deserialize)]
pub struct Envelope<'a> {
    pub code: i64,
    pub message: Option<String>,
    #[serde(borrow)]
    pub data: Option<&'a RawValue>,
}

#[derive(Deserialize)]
pub struct TokenPair {
    pub access_token: String,
    pub access_token_expire_in: Text,
    pub refresh_token: String,
    pub refresh_token_expire_in: Text,
}

#[derive(Deserialize)]
pub struct ShopsTold {
    #[serde(default)]
    pub shops: Vec<ShopTold>,
}

#[derive(Deserialize)]
pub struct ShopTold {
    pub id: Text,
    pub region: Option<String>,
    pub cipher: String,
}

#[derive(Deserialize)]
pub struct Warehouses {
    #[serde(default)]
    pub warehouses: Vec<Warehouse>,
}

/// [K] for all but the id.
#[derive(Deserialize)]
pub struct Warehouse {
    pub id: Text,
    #[serde(rename = "type")]
    pub kind: Option<String>,
    pub effect_status: Option<String>,
    #[serde(default)]
    pub is_default: Text,
}
