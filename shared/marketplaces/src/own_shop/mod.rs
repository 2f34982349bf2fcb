//! Cooperatives' own shops. Each speaks in the way of its software: Standard Webhooks in both directions, WooCommerce,
//! Haravan; of Sapo and Shopify orders are taken in. A shop is set up by an operator, who says whose it is, and has keys of its own; there is no
//! consent that ends. Orders come in whole with the pushes.
//!
//! Section numbers in this folder are those of the fact sheet on marketplaces.

mod calls;
mod haravan;
mod signed;
mod standard;
mod woocommerce;

use std::{collections::BTreeMap, fmt, sync::atomic::AtomicU64};

use chrono::{DateTime, Utc};
use ids::{Channel, Cooperative, Id};

use crate::{
    AsksToCancel, BringsOrders, CallFault, CancelsOrders, ChannelOrder, GivesOrders, GrantsConsent, KeepsEvents,
    Limits, Marketplace, Now, PrintsWaybills, Push, PushRefusal, RawPush, SendsPushes, Settles, ShowsCatalogue,
    TakesListings, TakesShipments, TellsReturns, layer::Caller,
};

pub use haravan::Haravan;
pub use signed::{Signed, Software};
pub use standard::{BadSecret, Standard, sign};
pub use woocommerce::WooCommerce;

const READ_ORDER: &str = "order_in_push";

/// How a shop's software speaks.
#[derive(Clone)]
pub enum Way {
    /// By Standard Webhooks: ours to integrate with.
    Standard(Standard),
    /// WooCommerce.
    WooCommerce(WooCommerce),
    /// Haravan.
    Haravan(Haravan),
    /// Orders only.
    OrdersOnly(Signed),
}

impl fmt::Debug for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Standard(_) => "Standard",
            Self::WooCommerce(_) => "WooCommerce",
            Self::Haravan(_) => "Haravan",
            Self::OrdersOnly(_) => "OrdersOnly",
        })
    }
}

/// A shop of a cooperative's own.
#[derive(Debug, Clone)]
pub struct OwnShop {
    /// Whose.
    pub cooperative_id: Id<Cooperative>,
    /// How its software speaks.
    pub way: Way,
}

/// What a push of a shop's speaks of, once its signature was checked.
struct Head {
    kind: String,
    order_id: Option<String>,
    /// What names the happening; `None` where only the whole body does.
    happening: Option<String>,
}

/// The connector for all own shops of the house.
pub struct OwnShops {
    shops: BTreeMap<String, OwnShop>,
    caller: Caller,
    limits: Limits,
    now: Now,
    /// How many events were sent, so that two alike in one instant have two names.
    sent: AtomicU64,
}

impl OwnShops {
    /// The shops by the id that stands in the address of their pushes. `now` is the wall clock.
    pub fn new(shops: BTreeMap<String, OwnShop>, http: reqwest::Client, now: Now) -> Self {
        let limits = Limits {
            orders_per_fetch: 50,
            order_window_days: 15,
            // Section 9: Haravan lets four a second through in the long run; sites of one's own are slower still.
            calls_per_second: 4,
            title_length: (1, 255),
            pictures: (0, 20),
            picture_sides: (1, 10_000),
            picture_bytes_max: 10 * 1024 * 1024,
            reviews_listings: false,
        };
        let caller = Caller::new(Channel::OwnShop, http, limits.calls_per_second);
        Self { shops, caller, limits, now, sent: AtomicU64::default() }
    }

    fn way(&self, call: &'static str, shop_id: &str) -> Result<&Way, CallFault> {
        let words = || format!("no own shop `{shop_id}` is set up in this house");
        let shop = self.shops.get(shop_id).ok_or_else(|| CallFault::permanent(call, "unknown_shop", words()))?;
        Ok(&shop.way)
    }
}

impl Marketplace for OwnShops {
    fn channel(&self) -> Channel {
        Channel::OwnShop
    }

    fn limits(&self) -> Limits {
        self.limits
    }

    /// Keys of own shops are set up, and do not end.
    fn grants_consent(&self) -> Option<&dyn GrantsConsent> {
        None
    }

    /// A shop of one's own files its goods as it likes.
    fn shows_catalogue(&self) -> Option<&dyn ShowsCatalogue> {
        None
    }

    fn takes_listings(&self) -> Option<&dyn TakesListings> {
        Some(self)
    }

    fn gives_orders(&self) -> Option<&dyn GivesOrders> {
        None
    }

    fn brings_orders(&self) -> Option<&dyn BringsOrders> {
        Some(self)
    }

    /// Who runs a shop ships from it.
    fn takes_shipments(&self) -> Option<&dyn TakesShipments> {
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

    /// Nobody stands between buyer and seller.
    fn settles(&self) -> Option<&dyn Settles> {
        None
    }

    fn sends_pushes(&self) -> Option<&dyn SendsPushes> {
        Some(self)
    }

    fn keeps_events(&self) -> Option<&dyn KeepsEvents> {
        None
    }
}

impl SendsPushes for OwnShops {
    /// An unknown shop has no key that anything could be signed with.
    fn verify(&self, push: &RawPush<'_>) -> Result<Push, PushRefusal> {
        let shop_id = push.addressed_to;
        let head = match &self.shops.get(shop_id).ok_or(PushRefusal::WrongSignature)?.way {
            Way::Standard(shop) => shop.verify(push, (self.now)())?,
            Way::WooCommerce(shop) => shop.verify(push)?,
            Way::Haravan(shop) => shop.signed().verify(push)?,
            Way::OrdersOnly(signed) => signed.verify(push)?,
        };
        if head.order_id.as_deref().is_some_and(|id| !crate::signing::keeps(id)) {
            return Err(PushRefusal::Unreadable);
        }
        let happening = head.happening.as_deref().map_or(push.body, str::as_bytes);
        let dedupe_key = crate::signing::push_key(Channel::OwnShop, &[shop_id.as_bytes(), happening]);
        Ok(Push { shop_id: shop_id.to_owned(), kind: head.kind, channel_order_id: head.order_id, dedupe_key })
    }

    fn greet(&self, addressed_to: &str, asked: &[(String, String)]) -> Option<String> {
        match &self.shops.get(addressed_to)?.way {
            Way::Haravan(shop) => shop.greet(asked),
            Way::Standard(_) | Way::WooCommerce(_) | Way::OrdersOnly(_) => None,
        }
    }
}

impl BringsOrders for OwnShops {
    fn shops(&self) -> Vec<(String, Id<Cooperative>)> {
        self.shops.iter().map(|(id, shop)| (id.clone(), shop.cooperative_id)).collect()
    }

    fn order_in(&self, shop_id: &str, body: &[u8]) -> Result<ChannelOrder, CallFault> {
        let order = match self.way(READ_ORDER, shop_id)? {
            Way::Standard(_) => standard::order(shop_id, body),
            Way::WooCommerce(_) => woocommerce::order(shop_id, body),
            Way::Haravan(_) | Way::OrdersOnly(_) => haravan::order(shop_id, body),
        };
        order.map_err(|words| CallFault::unreadable(READ_ORDER, words))
    }
}

/// An instant that must be there.
fn instant(text: Option<&str>, what: &str) -> Result<DateTime<Utc>, String> {
    let text = text.filter(|text| !text.is_empty()).ok_or_else(|| format!("{what} is missing"))?;
    crate::told::written_instant(text).map_err(|words| format!("{what}: {words}"))
}
