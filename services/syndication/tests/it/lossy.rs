//! A way to a marketplace on which answers can get lost: what was asked is done, and nobody hears of it. It writes down what
//! stock is told on it, and in which order.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use amounts::Vnd;
use ids::Channel;
use marketplaces::{
    Answer, AsksToCancel, BringsOrders, CallFault, CancelsOrders, FaultKind, GivesOrders, GrantsConsent, KeepsEvents,
    Limits, ListingDraft, ListingPage, ListingSeen, Marketplace, PrintsWaybills, RowOutcome, SendsPushes, Settles,
    Shop, ShowsCatalogue, TakesListings, TakesShipments, TellsReturns,
};

pub struct Lossy {
    pub inner: Arc<dyn Marketplace>,
    /// While true, nobody hears that a listing was created.
    pub loses: Arc<AtomicBool>,
    pub told: Arc<Told>,
}

impl Lossy {
    fn listings(&self) -> &dyn TakesListings {
        self.inner.takes_listings().expect("put before those that take listings")
    }
}

/// A listing in a shop, by their ids there.
pub type Item = (String, String);

/// What stock was told.
#[derive(Default)]
pub struct Told(Mutex<Log>);

#[derive(Default)]
pub struct Log {
    /// The numbers told of each item, in the order their calls began.
    pub stocks: BTreeMap<Item, Vec<i64>>,
    /// Items that were told something while another call for them was under way.
    pub crossed: Vec<Item>,
    /// How often each fault ended a call; those that ended well are under the empty code.
    pub ends: BTreeMap<String, usize>,
    under_way: BTreeSet<Item>,
}

impl Told {
    pub fn log(&self) -> MutexGuard<'_, Log> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Calls for items of this shop that have not ended.
    pub fn under_way(&self, shop_id: &str) -> usize {
        self.log().under_way.iter().filter(|(shop, _)| shop == shop_id).count()
    }

    fn begin(&self, shop: &Shop, item_id: &str, stock: i64) -> UnderWay<'_> {
        let item = (shop.shop_id.clone(), item_id.to_owned());
        let mut log = self.log();
        log.stocks.entry(item.clone()).or_default().push(stock);
        if !log.under_way.insert(item.clone()) {
            log.crossed.push(item.clone());
        }
        UnderWay { told: self, item }
    }
}

/// A call that was begun; it ends when this is dropped, also where nobody waited for its answer.
struct UnderWay<'a> {
    told: &'a Told,
    item: Item,
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.told.log().under_way.remove(&self.item);
    }
}

impl Marketplace for Lossy {
    fn channel(&self) -> Channel {
        self.inner.channel()
    }

    fn limits(&self) -> Limits {
        self.inner.limits()
    }

    fn grants_consent(&self) -> Option<&dyn GrantsConsent> {
        self.inner.grants_consent()
    }

    fn takes_listings(&self) -> Option<&dyn TakesListings> {
        Some(self)
    }

    fn gives_orders(&self) -> Option<&dyn GivesOrders> {
        None
    }

    fn brings_orders(&self) -> Option<&dyn BringsOrders> {
        None
    }

    fn takes_shipments(&self) -> Option<&dyn TakesShipments> {
        None
    }

    fn sends_pushes(&self) -> Option<&dyn SendsPushes> {
        None
    }

    fn shows_catalogue(&self) -> Option<&dyn ShowsCatalogue> {
        None
    }

    fn prints_waybills(&self) -> Option<&dyn PrintsWaybills> {
        None
    }

    fn cancels_orders(&self) -> Option<&dyn CancelsOrders> {
        None
    }

    fn asks_to_cancel(&self) -> Option<&dyn AsksToCancel> {
        None
    }

    fn tells_returns(&self) -> Option<&dyn TellsReturns> {
        None
    }

    fn settles(&self) -> Option<&dyn Settles> {
        None
    }

    fn keeps_events(&self) -> Option<&dyn KeepsEvents> {
        None
    }
}

impl TakesListings for Lossy {
    fn create<'a>(&'a self, shop: &'a Shop, draft: &'a ListingDraft) -> Answer<'a, String> {
        Box::pin(async move {
            let item_id = self.listings().create(shop, draft).await?;
            if self.loses.load(Ordering::Relaxed) {
                let words = "the answer got lost".to_owned();
                let (kind, call) = (FaultKind::Passing, "product/add_item");
                return Err(CallFault { kind, call, code: "timeout".into(), words });
            }
            Ok(item_id)
        })
    }

    fn update<'a>(&'a self, shop: &'a Shop, item_id: &'a str, draft: &'a ListingDraft) -> Answer<'a, ()> {
        self.listings().update(shop, item_id, draft)
    }

    fn find_by_sku<'a>(&'a self, shop: &'a Shop, sku: &'a str) -> Answer<'a, Option<String>> {
        self.listings().find_by_sku(shop, sku)
    }

    fn set_stock<'a>(&'a self, shop: &'a Shop, item_id: &'a str, stock: i64) -> Answer<'a, ()> {
        Box::pin(async move {
            let _under_way = self.told.begin(shop, item_id, stock);
            let ended = self.listings().set_stock(shop, item_id, stock).await;
            let code = ended.as_ref().err().map(|fault| fault.code.clone()).unwrap_or_default();
            *self.told.log().ends.entry(code).or_default() += 1;
            ended
        })
    }

    fn set_price<'a>(&'a self, shop: &'a Shop, item_id: &'a str, price: Vnd) -> Answer<'a, ()> {
        self.listings().set_price(shop, item_id, price)
    }

    fn set_hidden<'a>(&'a self, shop: &'a Shop, item_id: &'a str, hidden: bool) -> Answer<'a, ()> {
        self.listings().set_hidden(shop, item_id, hidden)
    }

    fn read<'a>(&'a self, shop: &'a Shop, item_ids: &'a [String]) -> Answer<'a, Vec<RowOutcome<ListingSeen>>> {
        self.listings().read(shop, item_ids)
    }

    fn list<'a>(&'a self, shop: &'a Shop, page: Option<&'a str>) -> Answer<'a, ListingPage> {
        self.listings().list(shop, page)
    }
}
