//! Marketplaces behind small capability traits: their words become our words, and their faults one kind of fault.
//!
//! A marketplace is a folder with the same files in each: `mod.rs` (what it can do), `wire.rs` (their JSON, exactly),
//! `orders.rs`, `listings.rs` and `money.rs` (mapping, pure), `calls.rs` (what is asked, in which order), `ask.rs` (one
//! signed call), `consent.rs`, `sign.rs`, `push.rs`, `errors.rs` (theirs → ours). What it cannot do is a `None` that nobody can overlook. Retry, throttling, timeout and
//! tracing are written once, in [`layer`].
//!
//! Read `capability.rs` first: it is the whole of what one may ask. What the documents of a marketplace leave open stands
//! in its `Assumptions`, with the section of the fact sheet, so that it is set right without a new connector; `[K]` marks
//! what is only generally known, `[U]` what is only reported.
//!
//! To add one:
//! 1. its name in `ids::Channel`, for orders name it for ever; the compiler asks for its words;
//! 2. a folder like `lazada/`, written from the marketplace's own documents, and its `pub mod` line below;
//! 3. a line where `chophien` builds the [`Registry`], in `services/all-in-one/src/channels.rs`;
//! 4. its vectors in `tests/it/vectors.json`, recorded answers in `tests/it/samples/`, and a `suite!` line in
//!    `tests/it/conformance.rs`.
//!
//! Nothing else knows a marketplace by its name: `tests/it/adding.rs` holds the house to that.

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
