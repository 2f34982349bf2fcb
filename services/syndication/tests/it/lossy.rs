//! A way to the marketplace on which answers can get lost: what was asked is done, and nobody hears of it.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use amounts::Vnd;
use ids::Channel;
use marketplaces::{
    Answer, AsksToCancel, BringsOrders, CallFault, CancelsOrders, FaultKind, GivesOrders, GrantsConsent, KeepsEvents,
    Limits, ListingDraft, ListingPage, ListingSeen, Marketplace, PrintsWaybills, RowOutcome, SendsPushes, Settles,
    Shop, ShowsCatalogue, TakesListings, TakesShipments, TellsReturns, shopee::Shopee,
};

pub struct Lossy {
    pub shopee: Shopee,
    /// While true, nobody hears that a listing was created.
    pub loses: Arc<AtomicBool>,
}

impl Marketplace for Lossy {
    fn channel(&self) -> Channel {
        self.shopee.channel()
    }

    fn limits(&self) -> Limits {
        self.shopee.limits()
    }

    fn grants_consent(&self) -> Option<&dyn GrantsConsent> {
        self.shopee.grants_consent()
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
            let item_id = self.shopee.create(shop, draft).await?;
            if self.loses.load(Ordering::Relaxed) {
                let words = "the answer got lost".to_owned();
                let (kind, call) = (FaultKind::Passing, "product/add_item");
                return Err(CallFault { kind, call, code: "timeout".into(), words });
            }
            Ok(item_id)
        })
    }

    fn update<'a>(&'a self, shop: &'a Shop, item_id: &'a str, draft: &'a ListingDraft) -> Answer<'a, ()> {
        self.shopee.update(shop, item_id, draft)
    }

    fn find_by_sku<'a>(&'a self, shop: &'a Shop, sku: &'a str) -> Answer<'a, Option<String>> {
        self.shopee.find_by_sku(shop, sku)
    }

    fn set_stock<'a>(&'a self, shop: &'a Shop, item_id: &'a str, stock: i64) -> Answer<'a, ()> {
        self.shopee.set_stock(shop, item_id, stock)
    }

    fn set_price<'a>(&'a self, shop: &'a Shop, item_id: &'a str, price: Vnd) -> Answer<'a, ()> {
        self.shopee.set_price(shop, item_id, price)
    }

    fn set_hidden<'a>(&'a self, shop: &'a Shop, item_id: &'a str, hidden: bool) -> Answer<'a, ()> {
        self.shopee.set_hidden(shop, item_id, hidden)
    }

    fn read<'a>(&'a self, shop: &'a Shop, item_ids: &'a [String]) -> Answer<'a, Vec<RowOutcome<ListingSeen>>> {
        self.shopee.read(shop, item_ids)
    }

    fn list<'a>(&'a self, shop: &'a Shop, page: Option<&'a str>) -> Answer<'a, ListingPage> {
        self.shopee.list(shop, page)
    }
}
