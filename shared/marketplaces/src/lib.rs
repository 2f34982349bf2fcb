//! Marketplaces behind small capability traits: their words become our words, and their faults one kind of fault.
//!
//! A marketplace is a folder with the same files in each: `mod.rs` (what it can do), `wire.rs` (their JSON, exactly),
//! `orders.rs` and `listings.rs` (mapping, pure), `calls.rs` (what is asked, in which order), `sign.rs`, `push.rs`,
//! `errors.rs` (theirs → ours). What it cannot do is a `None` that nobody can overlook. Retry, throttling, timeout and
//! tracing are written once, in [`layer`].
//!
//! To add one:
//! 1. a folder like `shopee/`, written from the marketplace's own documents;
//! 2. a line where `chophien` builds the [`Registry`];
//! 3. its vectors and the conformance suite in `tests/it/`.

mod capability;
mod fault;
pub mod layer;
pub mod lazada;
pub mod manual;
mod model;
pub mod own_shop;
mod paths;
pub mod shopee;
mod signing;
pub mod tiki;
pub mod tiktok_shop;
mod told;
mod units;

pub use capability::{
    Answer, AsksToCancel, BringsOrders, CancelsOrders, GivesOrders, GrantsConsent, KeepsEvents, Limits, Marketplace,
    Now, PrintsWaybills, Registry, SendsPushes, Settles, ShowsCatalogue, TakesListings, TakesShipments, TellsReturns,
};
pub use fault::{CallFault, FaultKind};
pub use model::{
    AttributeChosen, AttributeWanted, Brand, BrandPage, Category, CategoryLimits, ChannelLine, ChannelOrder,
    ChannelOrderRef, ChannelReturn, Choice, Consent, EntryKind, EventBatch, Granted, LineState, ListingDraft,
    ListingPage, ListingSeen, OrderPage, Push, PushRefusal, RawPush, ReturnPage, ReturnState, Review, RowOutcome,
    Settlement, SettlementEntry, Shop, Tokens, Waybill,
};
pub use paths::{Paths, UnknownCall};
