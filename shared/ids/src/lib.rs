//! What things are called: typed ids (`Id<Order>`, written `ord_…`) and channel names, nothing else.
//!
//! An id is a UUIDv7, so ids sort by the wall time they were made at. In text it carries the prefix of its kind, so
//! that an order's id can never be mistaken for a lot's, neither by the compiler nor by a person.
//!
//! To add a kind: add a line to `kinds!` below. A prefix has three letters and is never reused.

mod channel;
#[cfg(feature = "sea-orm")]
mod sea;

pub use channel::{Channel, UnknownChannel};

use std::{cmp, fmt, hash, marker::PhantomData, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use uuid::Uuid;

/// A kind of thing that has an id, with the prefix its ids carry in text.
pub trait Kind: Send + Sync + 'static {
    /// Three lower-case letters.
    const PREFIX: &'static str;
}

/// The id of one thing of kind `K`.
pub struct Id<K> {
    uuid: Uuid,
    kind: PhantomData<fn() -> K>,
}

/// A text that is no id of the kind asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not an id that starts with `{prefix}_`")]
pub struct NotAnId {
    text: String,
    prefix: &'static str,
}

impl<K> Id<K> {
    /// A new id, from the wall clock and randomness. Domain code is handed its ids instead.
    pub fn generate() -> Self {
        Self::from_uuid(Uuid::now_v7())
    }

    /// The id that has this UUID.
    pub const fn from_uuid(uuid: Uuid) -> Self {
        Self { uuid, kind: PhantomData }
    }

    /// The bare UUID, as the database stores it.
    pub const fn uuid(self) -> Uuid {
        self.uuid
    }
}

impl<K: Kind> fmt::Display for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}", K::PREFIX, self.uuid.simple())
    }
}

impl<K: Kind> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<K: Kind> FromStr for Id<K> {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let refusal = || NotAnId { text: text.chars().take(64).collect(), prefix: K::PREFIX };
        let bare = text.strip_prefix(K::PREFIX).and_then(|rest| rest.strip_prefix('_')).ok_or_else(refusal)?;
        if bare.len() != 32 {
            return Err(refusal());
        }
        Uuid::parse_str(bare).map(Self::from_uuid).map_err(|_| refusal())
    }
}

impl<K: Kind> Serialize for Id<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de, K: Kind> Deserialize<'de> for Id<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        std::borrow::Cow::<str>::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

// Written out, because deriving them would ask the same of `K`.
impl<K> Clone for Id<K> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<K> Copy for Id<K> {}
impl<K> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.uuid == other.uuid
    }
}
impl<K> Eq for Id<K> {}
impl<K> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Self) -> Option<cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<K> Ord for Id<K> {
    fn cmp(&self, other: &Self) -> cmp::Ordering {
        self.uuid.cmp(&other.uuid)
    }
}
impl<K> hash::Hash for Id<K> {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.uuid.hash(state);
    }
}

macro_rules! kinds {
    ($($(#[$doc:meta])+ $kind:ident = $prefix:literal;)+) => {
        $(
            $(#[$doc])+
            #[derive(Debug, Clone, Copy, PartialEq, Eq)]
            pub enum $kind {}
            impl Kind for $kind {
                const PREFIX: &'static str = $prefix;
            }
        )+

        #[cfg(test)]
        const PREFIXES: &[&str] = &[$($prefix),+];
    };
}

kinds! {
    /// Someone who can sign in.
    Person = "per";
    /// A signed-in device.
    Session = "ses";
    /// A key that lets a program in.
    ApiKey = "key";
    /// What lets an assistant act for a producer.
    Delegation = "del";
    /// A farmers' cooperative: the tenant of most rows.
    Cooperative = "coo";
    /// Somebody who acts or acted for a cooperative.
    Representative = "rep";
    /// A cooperative's time as a member of a union.
    UnionMembership = "uni";
    /// A producing household, member of a cooperative.
    Household = "hou";
    /// A piece of land on which a household grows one product.
    Plot = "plo";
    /// A certificate or another paper with an expiry.
    Paper = "pap";
    /// What one household picked on one day.
    Harvest = "har";
    /// One product, grade and pick window: the unit of traceability and of stock.
    Lot = "lot";
    /// What a cooperative offers for sale, once.
    Listing = "lis";
    /// A cooperative's shop on a channel.
    ChannelAccount = "acc";
    /// A listing as one channel account shows it.
    Offer = "off";
    /// Rules or prices of listings that were changed in one go.
    Change = "chg";
    /// An order of a buyer.
    Order = "ord";
    /// A promise of a lot's goods to an order line.
    Reservation = "res";
    /// One row of a lot's ledger.
    Movement = "mov";
    /// A webhook as it was received.
    RawWebhook = "raw";
    /// An Excel file on its way in.
    Import = "imp";
    /// What somebody asks of those who keep their data.
    SubjectRequest = "req";
    /// An event between services.
    Event = "evt";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_from_its_text() {
        let id = Id::<Order>::generate();
        assert_eq!(id.to_string().parse(), Ok(id));
        assert!(id.to_string().starts_with("ord_"));
    }

    #[test]
    fn an_id_of_another_kind_or_shape_is_refused() {
        let lot = Id::<Lot>::generate().to_string();
        assert!(lot.parse::<Id<Order>>().is_err());
        for text in ["", "ord", "ord_", "ord_x", &lot[4..], "ord_0192f0c1-8c5f-7b3a-9a5e-000000000000"] {
            assert!(text.parse::<Id<Order>>().is_err(), "{text}");
        }
    }

    #[test]
    fn no_two_kinds_share_a_prefix() {
        let mut seen = std::collections::BTreeSet::new();
        assert!(PREFIXES.iter().all(|prefix| prefix.len() == 3 && seen.insert(prefix)));
    }
}
