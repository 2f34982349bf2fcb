//! What every marketplace is translated into. Instants are UTC; money is whole đồng; foreign ids stay text.

mod listings;
mod money;
mod orders;
mod shops;

pub use listings::{
    AttributeChosen, AttributeWanted, Brand, BrandPage, Category, CategoryLimits, Choice, ListingDraft, ListingPage,
    ListingSeen, Review,
};
pub use money::{ChannelReturn, EntryKind, ReturnPage, ReturnState, Settlement, SettlementEntry};
pub use orders::{ChannelLine, ChannelOrder, ChannelOrderRef, LineState, OrderPage, Waybill};
pub use shops::{Consent, EventBatch, Granted, Push, PushRefusal, RawPush, Shop, Tokens};

/// What became of one row of a batch.
#[derive(Debug, Clone)]
pub struct RowOutcome<T> {
    /// What the row was about: an item id or an order id, as it was asked for.
    pub row: String,
    /// How it ended.
    pub result: Result<T, crate::CallFault>,
}
