//! API keys: how programs come in.
//!
//! A key is a secret of 256 bits with a checksum behind it. The gateway draws it and shows it once; only its SHA-256 and its
//! first letters come here. It stands for the person who made it, as long as they hold the grant they made it under.

use chrono::{DateTime, Utc};
use ids::{ApiKey, Id, Person};
use serde::{Deserialize, Serialize};

use crate::{KeyScope, Page, PageRequest, Scope, ask::ask};

/// Makes a key: a manager for their own cooperative, an operator for any or, for reading, for the whole province.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MakeKey {
    /// What the program is called, so that people know the key again; 1 to 60 characters.
    pub name: String,
    /// On whose things: a cooperative's, or the province's.
    pub scope: Scope,
    /// What it allows; at least one.
    pub scopes: Vec<KeyScope>,
    /// After so many days it ends, 1 to 365.
    pub days: u32,
    /// SHA-256, in hex, of the key the gateway has drawn.
    pub key_hash: String,
    /// Its first letters, by which its owner tells it from others.
    pub prefix: String,
}
ask!(MakeKey => Id<ApiKey>: Command "make_key" v 1 of "accounts" for [CooperativeManager, Operator]);

/// Lists keys, the newest first: a manager's cooperative's, or all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindKeys {
    /// Which page.
    #[serde(default)]
    pub page: PageRequest,
}
ask!(FindKeys => Page<KeyView>: Question "find_keys" v 1 of "accounts" for [CooperativeManager, Operator]);

/// A key as those see it who may end it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyView {
    /// Which one.
    pub key_id: Id<ApiKey>,
    /// Its first letters.
    pub prefix: String,
    /// What the program is called.
    pub name: String,
    /// On whose things.
    pub scope: Scope,
    /// What it allows.
    pub scopes: Vec<KeyScope>,
    /// Who made it, by name.
    pub made_by: String,
    /// When.
    pub made_at: DateTime<Utc>,
    /// When it stops working.
    pub ends_at: DateTime<Utc>,
    /// When a program last came with it, to the minute.
    pub used_at: Option<DateTime<Utc>>,
    /// Whether it works.
    pub state: KeyState,
}

/// Whether a key works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyState {
    /// It does.
    Live,
    /// Its days are over.
    Ended,
    /// Somebody has ended it.
    Revoked,
    /// Whoever made it may no longer do so; it works again if they may again.
    MakerGone,
}

impl KeyState {
    /// The word on the wire.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Ended => "ended",
            Self::Revoked => "revoked",
            Self::MakerGone => "maker_gone",
        }
    }
}

/// Ends a key at once and for good.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RevokeKey {
    /// Which one.
    pub key_id: Id<ApiKey>,
}
ask!(RevokeKey => (): Command "revoke_key" v 1 of "accounts" for [CooperativeManager, Operator]);

/// What does this key allow? Not found where it does not work, for whatever reason.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WhoseKey {
    /// SHA-256 of the key, in hex.
    pub key_hash: String,
}
ask!(WhoseKey => KeyIdentity: Harmless "whose_key" v 1 of "accounts" for [Anonymous]);

/// A key that works.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyIdentity {
    /// Which one.
    pub key_id: Id<ApiKey>,
    /// What the program is called.
    pub name: String,
    /// Who made it.
    pub made_by: Id<Person>,
    /// On whose things.
    pub scope: Scope,
    /// What it allows.
    pub scopes: Vec<KeyScope>,
}

mute!(MakeKey, WhoseKey);
