//! What a marketplace can do, as small traits. A marketplace answers `Some` or `None` for each; none has a default, so
//! that nothing is supported, or waved through, by forgetting it.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use futures::future::BoxFuture;
use ids::{Channel, Cooperative, Id};

use amounts::Vnd;

use crate::{
    AttributeWanted, BrandPage, CallFault, Category, CategoryLimits, ChannelOrder, ChannelOrderRef, Consent,
    EventBatch, Granted, ListingDraft, ListingPage, ListingSeen, OrderPage, Push, PushRefusal, RawPush, ReturnPage,
    RowOutcome, Settlement, Shop, Tokens, Waybill,
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
    /// Says where a listing may be filed, and what is asked of it there.
    fn shows_catalogue(&self) -> Option<&dyn ShowsCatalogue>;
    /// Shows listings.
    fn takes_listings(&self) -> Option<&dyn TakesListings>;
    /// Tells orders when asked.
    fn gives_orders(&self) -> Option<&dyn GivesOrders>;
    /// Has whole orders in its pushes.
    fn brings_orders(&self) -> Option<&dyn BringsOrders>;
    /// Takes word that an order is packed.
    fn takes_shipments(&self) -> Option<&dyn TakesShipments>;
    /// Gives the paper that is stuck onto a parcel.
    fn prints_waybills(&self) -> Option<&dyn PrintsWaybills>;
    /// Lets a seller give up an order.
    fn cancels_orders(&self) -> Option<&dyn CancelsOrders>;
    /// Asks the seller before a buyer's cancellation holds.
    fn asks_to_cancel(&self) -> Option<&dyn AsksToCancel>;
    /// Tells what buyers send back.
    fn tells_returns(&self) -> Option<&dyn TellsReturns>;
    /// Tells what an order came to.
    fn settles(&self) -> Option<&dyn Settles>;
    /// Tells of changes by itself, signed.
    fn sends_pushes(&self) -> Option<&dyn SendsPushes>;
    /// Keeps events until we have fetched them: all of them, or the pushes that did not reach us.
    fn keeps_events(&self) -> Option<&dyn KeepsEvents>;
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
    /// Pixels of a picture's sides: the shorter at least, the longer at most.
    pub picture_sides: (u32, u32),
    /// Bytes of a picture.
    pub picture_bytes_max: usize,
    /// A listing is looked at by the marketplace's people before buyers see it.
    pub reviews_listings: bool,
}

/// Owners can let us act for their shops.
pub trait GrantsConsent: Send + Sync {
    /// Where the owner goes to consent; comes back with a code and the `state`. Where the marketplace knows of one address
    /// only, that is where they come back to, else to `redirect`.
    fn consent_link(&self, redirect: &str, state: &str) -> String;
    /// The first tokens, and the shop they are for.
    fn tokens<'a>(&'a self, consent: &'a Consent) -> Answer<'a, Granted>;
    /// The next tokens. Where the refresh token works once, the caller must make sure that nobody else uses it.
    fn refresh<'a>(&'a self, shop_id: &'a str, refresh_token: &'a str) -> Answer<'a, Tokens>;
}

/// Says where a listing may be filed, and what is asked of it there.
pub trait ShowsCatalogue: Send + Sync {
    /// The whole tree, or what lies below `parent_id` where the marketplace tells it by the branch.
    fn categories<'a>(&'a self, shop: &'a Shop, parent_id: Option<&'a str>) -> Answer<'a, Vec<Category>>;
    /// What a leaf category asks of its listings.
    fn attributes<'a>(&'a self, shop: &'a Shop, category_id: &'a str) -> Answer<'a, Vec<AttributeWanted>>;
    /// The brands of a category; `None` where a brand is an attribute like others.
    fn brands<'a>(
        &'a self,
        shop: &'a Shop,
        category_id: &'a str,
        page: Option<&'a str>,
    ) -> Option<Answer<'a, BrandPage>>;
    /// What holds for the listings of a category; `None` where [`Limits`] say all there is to know.
    fn limits_of<'a>(&'a self, shop: &'a Shop, category_id: &'a str) -> Option<Answer<'a, CategoryLimits>>;
}

/// Shows listings. All values are absolute, so that a call may be repeated.
pub trait TakesListings: Send + Sync {
    /// Creates a listing and tells its id there. Not repeatable: after a doubtful end ask [`Self::find_by_sku`] first.
    /// Where somebody there must let it in first, the id holds at once all the same: what is told of it meanwhile is
    /// refused with the code `under_review`, to come again.
    fn create<'a>(&'a self, shop: &'a Shop, draft: &'a ListingDraft) -> Answer<'a, String>;
    /// Sets words, pictures, category and attributes anew; price and stock stay as they are.
    fn update<'a>(&'a self, shop: &'a Shop, item_id: &'a str, draft: &'a ListingDraft) -> Answer<'a, ()>;
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
    /// All the listings a shop has, page by page.
    fn list<'a>(&'a self, shop: &'a Shop, page: Option<&'a str>) -> Answer<'a, ListingPage>;
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

/// Has whole orders in its pushes: there is nothing to ask, and nobody who would consent.
pub trait BringsOrders: Send + Sync {
    /// The shops that are set up, and whose each is.
    fn shops(&self) -> Vec<(String, Id<Cooperative>)>;
    /// The order in the body of a push that was verified for this shop.
    fn order_in(&self, shop_id: &str, body: &[u8]) -> Result<ChannelOrder, CallFault>;
}

/// Takes word that an order is packed.
pub trait TakesShipments: Send + Sync {
    /// The parcel is packed and waits for the carrier. Repeatable: an order that is shipped already is no fault.
    fn ship<'a>(&'a self, shop: &'a Shop, order_id: &'a str) -> Answer<'a, ()>;
    /// The carrier's number of the parcel, once there is one.
    fn tracking_number<'a>(&'a self, shop: &'a Shop, order_id: &'a str) -> Answer<'a, Option<String>>;
}

/// Gives the paper that is stuck onto a parcel.
pub trait PrintsWaybills: Send + Sync {
    /// The order's waybill; `Passing` while it is being made.
    fn waybill<'a>(&'a self, shop: &'a Shop, order_id: &'a str) -> Answer<'a, Waybill>;
}

/// Lets a seller give up an order.
pub trait CancelsOrders: Send + Sync {
    /// The goods cannot be had. Repeatable.
    fn cancel_out_of_stock<'a>(&'a self, shop: &'a Shop, order: &'a ChannelOrderRef) -> Answer<'a, ()>;
}

/// Asks the seller before a buyer's cancellation holds.
pub trait AsksToCancel: Send + Sync {
    /// Lets the buyer go, or not.
    fn answer_cancellation<'a>(&'a self, shop: &'a Shop, order_id: &'a str, agreed: bool) -> Answer<'a, ()>;
}

/// Tells what buyers send back.
pub trait TellsReturns: Send + Sync {
    /// Returns that changed in `from..=to`, page by page. Where the marketplace cannot be asked by time, it is all of them.
    fn returns<'a>(
        &'a self,
        shop: &'a Shop,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
        page: Option<&'a str>,
    ) -> Answer<'a, ReturnPage>;
}

/// Tells what an order came to.
pub trait Settles: Send + Sync {
    /// Fees and withheld taxes of one order; `None` while nothing is known.
    fn settlement<'a>(&'a self, shop: &'a Shop, order_id: &'a str) -> Answer<'a, Option<Settlement>>;
}

/// Tells of changes by itself, signed.
pub trait SendsPushes: Send + Sync {
    /// Checks the signature over the bytes as they came, then reads what the push is about.
    fn verify(&self, push: &RawPush<'_>) -> Result<Push, PushRefusal>;
    /// What to answer a marketplace that looks, before it pushes, whether the address is ours: with these parameters, decoded.
    /// `None` where it does not look, or asks with another word than ours.
    fn greet(&self, addressed_to: &str, asked: &[(String, String)]) -> Option<String>;
}

/// Keeps events until we have fetched them.
pub trait KeepsEvents: Send + Sync {
    /// Has the events of this shop kept. Repeatable.
    fn subscribe<'a>(&'a self, shop: &'a Shop) -> Answer<'a, ()>;
    /// The next events of all shops. `recorded` is the mark of a batch that lies safe with us: it and what was before it
    /// never comes again, and what was not marked does.
    fn pull<'a>(&'a self, recorded: Option<&'a str>) -> Answer<'a, EventBatch>;
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
