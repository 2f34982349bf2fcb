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
mod model;
pub mod shopee;

pub use capability::{
    Answer, ChannelOrderRef, GivesOrders, GrantsConsent, Limits, ListingSeen, Marketplace, Now, Registry, SendsPushes,
    TakesListings, TakesShipments,
};
pub use fault::{CallFault, FaultKind};
pub use model::{
    ChannelLine, ChannelOrder, Consent, LineState, ListingDraft, OrderPage, Push, PushRefusal, RawPush, RowOutcome,
    Shop, Tokens,
};
