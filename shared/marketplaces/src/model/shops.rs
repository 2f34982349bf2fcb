//! Shops, what lets us act for them, and what they tell us by themselves.

use std::fmt;

use chrono::{DateTime, Utc};

/// A shop one may call for: its id there and a fresh access token.
#[derive(Clone)]
pub struct Shop {
    /// The shop's id on the marketplace.
    pub shop_id: String,
    /// Never logged.
    pub access_token: String,
}

impl fmt::Debug for Shop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shop").field("shop_id", &self.shop_id).finish_non_exhaustive()
    }
}

/// A pair of tokens, with absolute ends on the wall clock.
#[derive(Clone)]
pub struct Tokens {
    /// Shown with each call.
    pub access_token: String,
    /// Exchanged for the next pair; with some marketplaces it works once.
    pub refresh_token: String,
    /// When the access token stops working.
    pub access_ends_at: DateTime<Utc>,
    /// When the refresh token stops working. Some marketplaces move it with each refresh, others never do.
    pub refresh_ends_at: DateTime<Utc>,
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens").field("access_ends_at", &self.access_ends_at).finish_non_exhaustive()
    }
}

/// What a shop's owner brings back from the consent page.
#[derive(Clone)]
pub struct Consent {
    /// Works once, for some minutes.
    pub code: String,
    /// The shop consent was given for; empty where the marketplace tells it with the tokens only.
    pub shop_id: String,
}

impl fmt::Debug for Consent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Consent").field("shop_id", &self.shop_id).finish_non_exhaustive()
    }
}

/// What a consent came to: tokens, and the shop they are for.
#[derive(Debug, Clone)]
pub struct Granted {
    /// The shop's id on the marketplace.
    pub shop_id: String,
    /// The first pair.
    pub tokens: Tokens,
}

/// A push as it came in: bytes and headers.
#[derive(Debug, Clone)]
pub struct RawPush<'a> {
    /// Exactly what was sent.
    pub body: &'a [u8],
    /// Every header that is text, its name in lower case; one that is not text has an empty value.
    pub headers: &'a [(&'a str, &'a str)],
    /// The shop in the address it was sent to, where each shop has an address of its own; `app` otherwise.
    pub addressed_to: &'a str,
}

impl RawPush<'_> {
    /// The value of a header that is there exactly once.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(key, _)| *key == name).map(|(_, value)| *value);
        let value = values.next()?;
        values.next().is_none().then_some(value)
    }
}

/// A push whose signature was checked. There is no other way to one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Push {
    /// The shop it speaks of; empty for pushes about the app as a whole.
    pub shop_id: String,
    /// The marketplace's own name or number of the push type.
    pub kind: String,
    /// The order it speaks of, where it speaks of one.
    pub channel_order_id: Option<String>,
    /// The same for every delivery of the same happening, different for any other (reliability rule 8).
    pub dedupe_key: String,
}

/// Why a push is not let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PushRefusal {
    /// No signature header, several, or one of the wrong length.
    #[error("the signature is missing or malformed")]
    NoSignature,
    /// Not signed with our key, or too long ago.
    #[error("the signature does not fit the body")]
    WrongSignature,
    /// Signed, and no push all the same.
    #[error("the body is not a push")]
    Unreadable,
}

/// Some of the events a marketplace keeps for us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventBatch {
    /// In the order they happened.
    pub events: Vec<Push>,
    /// To be shown with the next question, once these are recorded; `None` where there is nothing to cross off.
    pub mark: Option<String>,
    /// More are waiting.
    pub more: bool,
}
