//! Keys of programs.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Scope;

/// What a key allows.
#[derive(Serialize, Deserialize, ToSchema)]
pub(crate) enum KeyScope {
    /// Orders, and how many there are.
    #[serde(rename = "orders:read")]
    OrdersRead,
    /// Orders are packed, taken back, cancelled.
    #[serde(rename = "orders:write")]
    OrdersWrite,
    /// Balances and ledgers.
    #[serde(rename = "stock:read")]
    StockRead,
    /// Goods leave a lot.
    #[serde(rename = "stock:write")]
    StockWrite,
    /// Listings, offers and shops.
    #[serde(rename = "listings:read")]
    ListingsRead,
    /// Listings are saved, offers tried again.
    #[serde(rename = "listings:write")]
    ListingsWrite,
    /// Cooperatives and declared lots.
    #[serde(rename = "producers:read")]
    ProducersRead,
    /// What was sold.
    #[serde(rename = "figures:read")]
    FiguresRead,
    /// Excel files are handed in, looked at and taken.
    #[serde(rename = "imports:write")]
    ImportsWrite,
}

/// Whether a key works.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum KeyState {
    /// It does.
    Live,
    /// Its days are over.
    Ended,
    /// Somebody has ended it.
    Revoked,
    /// Whoever made it may no longer do so.
    MakerGone,
}

/// A key as those see it who may end it.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeyView {
    #[schema(pattern = "^key_[0-9a-f]{32}$")]
    key_id: String,
    /// Its first letters.
    #[schema(pattern = "^cp_[0-9a-f]{8}$")]
    prefix: String,
    /// What the program is called.
    name: String,
    scope: Scope,
    scopes: Vec<KeyScope>,
    /// Who made it, by name.
    made_by: String,
    made_at: DateTime<Utc>,
    /// When it stops working.
    ends_at: DateTime<Utc>,
    /// When a program last came with it, to the minute.
    #[schema(required = true)]
    used_at: Option<DateTime<Utc>>,
    state: KeyState,
}
