//! Money that comes back or comes out: returns and settlements.

use amounts::Vnd;
use chrono::{DateTime, Utc};

/// How far a return has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReturnState {
    /// The buyer asks for it.
    Requested,
    /// It is under way, or somebody is judging.
    Processing,
    /// The money went back.
    Refunded,
    /// It came to nothing.
    Closed,
    /// A status this connector has not met.
    Unknown,
}

/// Something a buyer sends back, or wants money back for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelReturn {
    /// Its id there.
    pub return_id: String,
    /// The order's id there.
    pub channel_order_id: String,
    /// Ids of the lines it is about; empty where it is about all of them, or they are not told.
    pub channel_line_ids: Vec<String>,
    /// Our reading of the status.
    pub state: ReturnState,
    /// The status in the marketplace's own word.
    pub raw_status: String,
    /// What goes back to the buyer, where told.
    pub refund_vnd: Option<Vnd>,
    /// Why, in the marketplace's words.
    pub reason: Option<String>,
    /// When it last changed, where told.
    pub updated_at: Option<DateTime<Utc>>,
}

/// One page of returns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnPage {
    /// Those on it.
    pub returns: Vec<ChannelReturn>,
    /// How to ask for the next page; `None` after the last one.
    pub next: Option<String>,
}

/// What an order came to for the seller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settlement {
    /// The order's id there.
    pub channel_order_id: String,
    /// What the seller gets, as the marketplace says; `None` where only entries are told. It may still move until the
    /// order can no longer be sent back.
    pub payout_vnd: Option<Vnd>,
    /// What it is made of.
    pub entries: Vec<SettlementEntry>,
}

/// One line of a settlement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettlementEntry {
    /// What kind of money it is.
    pub kind: EntryKind,
    /// The marketplace's own name of it.
    pub name: String,
    /// Seen by the seller: what comes in is positive, what is kept back negative.
    pub amount_vnd: Vnd,
}

/// What kind of money a line of a settlement is. Withheld taxes are paid to the state in the seller's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EntryKind {
    /// What buyers pay for the goods.
    Revenue,
    /// A share of the price.
    Commission,
    /// Any other fee.
    Fee,
    /// Shipping, and rebates on it.
    Shipping,
    /// A discount at the seller's cost.
    SellerDiscount,
    /// A discount at the platform's cost, paid to the seller.
    PlatformDiscount,
    /// Value added tax, withheld.
    WithheldVat,
    /// Personal income tax, withheld.
    WithheldPit,
    /// Corporate income tax, withheld.
    WithheldCit,
    /// Put right afterwards.
    Adjustment,
    /// A kind this connector has not met.
    Other,
}
