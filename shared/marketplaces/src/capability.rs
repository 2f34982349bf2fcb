//! What a marketplace can do, as small traits. A marketplace answers `Some` or `None` for each; none has a default, so
//! that nothing is supported, or waved through, by forgetting it.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use futures::future::BoxFuture;
use ids::Channel;

use amounts::Vnd;

use crate::{
    CallFault, ChannelOrder, Consent, ListingDraft, OrderPage, Push, PushRefusal, RawPush, RowOutcome, Shop, Tokens,
};

/// The wall clock, handed in.
pub type Now = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// The answer to a call.
pub type Answer<'a, T> = BoxFuture<'a, Result<T, CallFault>>;

/// A marketplace, by what it can do.
pub trait Marketplace: Send + Sync {
    /// Which one it is.
    fn channel(&self) -> Channel;
    /// What it allows, as data.
    fn limits(&self) -> Limits;
    /// Owners can let us act for their shops.
    fn grants_consent(&self) -> Option<&dyn GrantsConsent>;
    /// Shows listings.
    fn takes_listings(&self) -> Option<&dyn TakesListings>;
    /// Tells orders when asked.
    fn gives_orders(&self) -> Option<&dyn GivesOrders>;
    /// Takes word that an order is shipped or cannot be.
    fn takes_shipments(&self) -> Option<&dyn TakesShipments>;
    /// Tells of changes by itself, signed.
    fn sends_pushes(&self) -> Option<&dyn SendsPushes>;
}

/// Limits that hold for every shop. Limits of a category are asked for where the marketplace has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Orders told in one call.
    pub orders_per_fetch: usize,
    /// The longest window of a list of changed orders, in days.
    pub order_window_days: i64,
    /// Calls a second for one shop that we allow ourselves.
    pub calls_per_second: u32,
    /// Characters of a title.
    pub title_length: (usize, usize),
    /// Pictures of a listing.
    pub pictures: (usize, usize),
}

/// Owners can let us act for their shops.
pub trait GrantsConsent: Send + Sync {
    /// Where the owner goes to consent; comes back to `redirect` with a code.
    fn consent_link(&self, redirect: &str) -> String;
    /// The first tokens.
    fn tokens<'a>(&'a self, consent: &'a Consent) -> Answer<'a, Tokens>;
    /// The next tokens. Where the refresh token works once, the caller must make sure that nobody else uses it.
    fn refresh<'a>(&'a self, shop_id: &'a str, refresh_token: &'a str) -> Answer<'a, Tokens>;
}

/// A listing as the marketplace shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListingSeen {
    /// The listing's id there.
    pub item_id: String,
    /// The seller's SKU.
    pub sku: String,
    /// Price of one pack.
    pub price_vnd: Vnd,
    /// Packs that may be sold.
    pub stock: i64,
    /// Buyers can see it.
    pub live: bool,
    /// The status in the marketplace's own word.
    pub raw_status: String,
}

/// Shows listings. Stock and prices are absolute, so that a call may be repeated.
pub trait TakesListings: Send + Sync {
    /// Creates a listing and tells its id there. Not repeatable: after a doubtful end ask [`Self::find_by_sku`] first.
    fn create<'a>(&'a self, shop: &'a Shop, draft: &'a ListingDraft) -> Answer<'a, String>;
    /// The id of the shop's listing with this SKU.
    fn find_by_sku<'a>(&'a self, shop: &'a Shop, sku: &'a str) -> Answer<'a, Option<String>>;
    /// Sets how many packs may be sold.
    fn set_stock<'a>(&'a self, shop: &'a Shop, item_id: &'a str, stock: i64) -> Answer<'a, ()>;
    /// Sets the price of one pack.
    fn set_price<'a>(&'a self, shop: &'a Shop, item_id: &'a str, price: Vnd) -> Answer<'a, ()>;
    /// Hides a listing from buyers, or shows it again.
    fn set_hidden<'a>(&'a self, shop: &'a Shop, item_id: &'a str, hidden: bool) -> Answer<'a, ()>;
    /// Reads listings back.
    fn read<'a>(&'a self, shop: &'a Shop, item_ids: &'a [String]) -> Answer<'a, Vec<RowOutcome<ListingSeen>>>;
}

/// Tells orders when asked.
pub trait GivesOrders: Send + Sync {
    /// Ids of the orders that changed in `from..=to`, page by page, oldest change first.
    fn changed<'a>(
        &'a self,
        shop: &'a Shop,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
        page: Option<&'a str>,
    ) -> Answer<'a, OrderPage>;
    /// Orders in full, at most [`Limits::orders_per_fetch`]. Each id asked for has its row in the answer; an order whose
    /// amounts cannot be read is a `Permanent` fault of that row alone.
    fn fetch<'a>(&'a self, shop: &'a Shop, order_ids: &'a [String]) -> Answer<'a, Vec<RowOutcome<ChannelOrder>>>;
}

/// Takes word that an order is shipped or cannot be.
pub trait TakesShipments: Send + Sync {
    /// The parcel is packed and waits for the carrier. Repeatable: an order that is shipped already is no fault.
    fn ship<'a>(&'a self, shop: &'a Shop, order_id: &'a str) -> Answer<'a, ()>;
    /// The goods cannot be had. Repeatable.
    fn cancel_out_of_stock<'a>(&'a self, shop: &'a Shop, order: &'a ChannelOrderRef) -> Answer<'a, ()>;
}

/// An order and its items, as a cancellation must name them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelOrderRef {
    /// The order's id there.
    pub channel_order_id: String,
    /// The listings' ids there.
    pub item_ids: Vec<String>,
}

/// Tells of changes by itself, signed.
pub trait SendsPushes: Send + Sync {
    /// Checks the signature over the bytes as they came, then reads what the push is about.
    fn verify(&self, push: &RawPush<'_>) -> Result<Push, PushRefusal>;
}

/// The marketplaces this process can talk to.
#[derive(Clone, Default)]
pub struct Registry {
    marketplaces: Vec<Arc<dyn Marketplace>>,
}

impl Registry {
    /// These and no others.
    pub fn new(marketplaces: Vec<Arc<dyn Marketplace>>) -> Self {
        Self { marketplaces }
    }

    /// The connector for a channel; `None` where this process is not set up for it.
    pub fn marketplace(&self, channel: Channel) -> Option<&dyn Marketplace> {
        self.marketplaces.iter().find(|known| known.channel() == channel).map(AsRef::as_ref)
    }
}
