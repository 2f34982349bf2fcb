//! Words of the contract as tables keep them, read back.

use mailbox::Stop;
use sea_orm::JsonValue;
use serde::de::DeserializeOwned;

/// The word of a list; the tables hold no other.
pub(super) fn word<T: DeserializeOwned>(slug: String) -> Result<T, Stop> {
    Ok(serde_json::from_value(JsonValue::String(slug))?)
}
