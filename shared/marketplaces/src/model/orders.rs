//! Orders in our words.

use amounts::Vnd;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

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
    /// Our reading of the status; where lines have statuses of their own, what follows from them.
    pub state: LineState,
    /// The status in the marketplace's own word.
    pub raw_status: String,
    /// A cancellation is asked for and not yet decided.
    pub cancel_requested: bool,
    /// The marketplace asks to wait: it must not be shipped yet.
    pub on_hold: bool,
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
    /// One for each thing bought and how far it has come; never empty.
    pub lines: Vec<ChannelLine>,
}

/// One line of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelLine {
    /// The line's id there. Where the marketplace tells an object for each pack, each is a line, and this is the pack's own:
    /// by it the pack is known again, whatever becomes of the others.
    pub channel_line_id: String,
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
    /// What the platform itself pays of all these packs; zero where it is not told.
    pub platform_discount_vnd: Vnd,
    /// How far these packs have come.
    pub state: LineState,
}

/// One page of a list of changed orders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderPage {
    /// Ids on the marketplace.
    pub channel_order_ids: Vec<String>,
    /// How to ask for the next page; `None` after the last one.
    pub next: Option<String>,
}

/// An order and its items, as a cancellation must name them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelOrderRef {
    /// The order's id there.
    pub channel_order_id: String,
    /// The listings' ids there.
    pub item_ids: Vec<String>,
}

/// What is printed and stuck onto a parcel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Waybill {
    /// The paper itself.
    File {
        /// Such as `application/pdf`.
        media_type: String,
        /// As the marketplace made it.
        bytes: Vec<u8>,
    },
    /// Where a person finds it.
    Link(String),
}
