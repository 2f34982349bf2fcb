//! Lazada's JSON, exactly: only what we read or write of it. Sections 4.1 to 4.7.
//!
//! Numbers come as text from some calls and as numbers from others. What is marked [K] is not in the fact sheet's
//! tables but known from use.
#![expect(clippy::struct_field_names, reason = "the names are Lazada's")]

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
    pub code: Text,
    #[serde(rename = "type")]
    pub kind: Option<String>,
    pub message: Option<String>,
    #[serde(borrow)]
    pub detail: Option<&'a RawValue>,
    #[serde(borrow)]
    pub data: Option<&'a RawValue>,
}

/// Stands beside `code`, not in `data`.
#[derive(Deserialize)]
pub struct TokenPair {
    pub access_token: String,
    pub refresh_token: String,
    /// Seconds.
    pub expires_in: Text,
    /// Seconds until the end that a refresh does not move.
    pub refresh_expires_in: Text,
    #[serde(default)]
    pub country_user_info: Vec<CountryUser>,
    /// The same, as a refresh calls it.
    #[serde(default)]
    pub country_user_info_list: Vec<CountryUser>,
}

#[derive(Deserialize)]
pub struct CountryUser {
    pub country: String,
    #[serde(default)]
    pub seller_id: Text,
}
