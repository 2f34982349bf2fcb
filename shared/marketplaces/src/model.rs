//! What every marketplace is translated into. Instants are UTC; money is whole đồng; foreign ids stay text.

use std::fmt;

use amounts::Vnd;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

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
    /// When the refresh token stops working.
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
    /// The shop consent was given for.
    pub shop_id: String,
}

impl fmt::Debug for Consent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Consent").field("shop_id", &self.shop_id).finish_non_exhaustive()
    }
}

/// How far an order line has come (fact sheet, section 2). Ordered: a later state ranks higher.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineState {
    /// The buyer has ordered and not yet paid.
    Placed,
    /// The seller may act; also an order to be paid on delivery.
    Paid,
    /// Packed and announced to the carrier.
    ReadyToShip,
    /// With the carrier.
    Shipped,
    /// With the buyer.
    Delivered,
    /// Given up before delivery.
    Cancelled,
    /// Sent back.
    Returned,
    /// A status this connector has not met. Kept and alarmed, never an error.
    Unknown,
}

/// An order in full, as the marketplace tells it now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelOrder {
    /// The shop's id on the marketplace.
    pub shop_id: String,
    /// The order's id there: opaque, at most 64 characters, unique within the shop only.
    pub channel_order_id: String,
    /// Our reading of the status.
    pub state: LineState,
    /// The status in the marketplace's own word.
    pub raw_status: String,
    /// A cancellation is asked for and not yet decided.
    pub cancel_requested: bool,
    /// To be paid on delivery.
    pub cash_on_delivery: bool,
    /// When the buyer ordered.
    pub placed_at: DateTime<Utc>,
    /// When the buyer paid, where the marketplace says so.
    pub paid_at: Option<DateTime<Utc>>,
    /// By when the parcel must be with the carrier.
    pub ship_by: Option<DateTime<Utc>>,
    /// The marketplace's own time of this state; one second's grain.
    pub updated_at: DateTime<Utc>,
    /// What the buyer pays in all, shipping included, where told.
    pub total_vnd: Option<Vnd>,
    /// The carrier's number of the parcel, where told.
    pub tracking_number: Option<String>,
    /// Who cancelled and why, in the marketplace's words.
    pub cancel_reason: Option<String>,
    /// One for each thing bought; never empty.
    pub lines: Vec<ChannelLine>,
}

/// One line of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelLine {
    /// Ids of the line there. Several where the marketplace has one line per unit and we have folded them.
    pub channel_line_ids: Vec<String>,
    /// The listing's id there.
    pub item_id: String,
    /// The seller's SKU; empty where the shop has not set one.
    pub sku: String,
    /// The title at the time.
    pub name: String,
    /// Packs bought; at least 1.
    pub quantity: i64,
    /// What the buyer pays for one pack after the seller's discount, before vouchers of the platform.
    pub unit_price_vnd: Vnd,
}

/// One page of a list of changed orders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderPage {
    /// Ids on the marketplace.
    pub channel_order_ids: Vec<String>,
    /// How to ask for the next page; `None` after the last one.
    pub next: Option<String>,
}

/// A push as it came in: bytes and the headers a signature may be in.
#[derive(Debug, Clone)]
pub struct RawPush<'a> {
    /// Exactly what was sent.
    pub body: &'a [u8],
    /// Every value of the `Authorization` header.
    pub authorization: &'a [&'a str],
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
    /// Not signed with our key.
    #[error("the signature does not fit the body")]
    WrongSignature,
    /// Signed, and no push all the same.
    #[error("the body is not a push")]
    Unreadable,
}

/// What a listing must be known by to be shown on a marketplace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListingDraft {
    /// The seller's SKU: what orders are matched by.
    pub sku: String,
    /// As the buyer reads it.
    pub title: String,
    /// Plain text.
    pub description: String,
    /// For one pack.
    pub price_vnd: Vnd,
    /// Packs that may be sold.
    pub stock: i64,
    /// Weight of one pack with its box, in grams.
    pub gross_weight_g: i64,
    /// The marketplace's leaf category.
    pub category_id: String,
    /// At least one picture, JPEG or PNG.
    pub pictures: Vec<Vec<u8>>,
}

/// What became of one row of a batch.
#[derive(Debug, Clone)]
pub struct RowOutcome<T> {
    /// What the row was about: an item id or an order id, as it was asked for.
    pub row: String,
    /// How it ended.
    pub result: Result<T, crate::CallFault>,
}
