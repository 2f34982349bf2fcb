//! Tiki's JSON, exactly: only what we read or write of it. Sections 6.1 to 6.4.
//!
//! What is marked [K] is not in the fact sheet's tables but known from use.

mod listings;
mod orders;

use chrono::TimeDelta;
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{DeserializeOwned, Error},
};
use serde_json::value::RawValue;

use crate::told::Text;

pub use listings::*;
pub use orders::*;

#[derive(Deserialize)]
pub struct TokenPair {
    pub access_token: String,
    /// With the scope `offline` only.
    pub refresh_token: Option<String>,
    /// Seconds.
    pub expires_in: Text,
}

impl TokenPair {
    pub fn life(&self) -> Result<TimeDelta, String> {
        let seconds = self.expires_in.whole()?;
        TimeDelta::try_seconds(seconds).ok_or_else(|| format!("a life of {seconds} seconds"))
    }
}

#[derive(Deserialize)]
pub struct Seller {
    #[serde(default)]
    pub id: Text,
}

/// One of three shapes: a list of texts, an object, or OAuth's.
#[derive(Default, Deserialize)]
pub struct Refusal {
    #[serde(default)]
    errors: Option<Box<RawValue>>,
    #[serde(default)]
    error: Option<Box<RawValue>>,
    #[serde(default)]
    error_description: Option<String>,
}

#[derive(Deserialize)]
struct Named {
    #[serde(default)]
    id: Text,
    #[serde(default)]
    message: Option<String>,
}

impl Refusal {
    /// It says that something went wrong.
    pub fn is_one(&self) -> bool {
        let said =
            |raw: &Option<Box<RawValue>>| raw.as_ref().is_some_and(|raw| !matches!(raw.get(), "null" | "[]" | "\"\""));
        said(&self.errors) || said(&self.error)
    }

    pub fn code(&self) -> Option<String> {
        let raw = self.error.as_ref()?.get();
        let named = serde_json::from_str::<Named>(raw).ok().map(|named| named.id.0);
        named.or_else(|| serde_json::from_str(raw).ok()).filter(|code| !code.is_empty())
    }

    pub fn words(&self) -> Option<String> {
        if let Some(raw) = &self.errors {
            let list: Option<Vec<Text>> = serde_json::from_str(raw.get()).ok();
            return Some(list.map_or_else(|| raw.get().to_owned(), joined));
        }
        let named = self.error.as_ref().and_then(|raw| serde_json::from_str::<Named>(raw.get()).ok());
        named.and_then(|named| named.message).or_else(|| self.error_description.clone())
    }
}

fn joined(list: Vec<Text>) -> String {
    list.into_iter().map(|text| text.0).collect::<Vec<_>>().join("; ")
}

/// A list that some calls wrap in `data`.
pub struct List<T>(Vec<T>);

impl<'de, T: DeserializeOwned> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Wrapped<T> {
            data: Vec<T>,
        }
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        let rows = if raw.get().starts_with('[') {
            serde_json::from_str(raw.get())
        } else {
            serde_json::from_str::<Wrapped<T>>(raw.get()).map(|wrapped| wrapped.data)
        };
        rows.map(Self).map_err(D::Error::custom)
    }
}

impl<T> List<T> {
    pub fn rows(self) -> Vec<T> {
        self.0
    }
}

#[derive(Serialize)]
pub struct NewQueue<'a> {
    pub name: &'a str,
}

#[derive(Deserialize)]
pub struct Queue {
    pub code: String,
}

#[derive(Serialize)]
pub struct Subscription {
    pub event_type: &'static str,
}

#[derive(Serialize)]
pub struct Pull<'a> {
    pub ack_id: Option<&'a str>,
}

#[derive(Deserialize)]
pub struct Pulled {
    #[serde(default)]
    pub ack_id: Text,
    /// Each is read by itself: the names of their own id and time are not verified (section 12).
    #[serde(default)]
    pub events: Vec<Box<RawValue>>,
}
