//! How far a shop is with what it is to show, where it is not done.

use contract::syndication::ShopProgress;

use crate::portal::format::Reader;

/// A shop that is still being told.
#[derive(Debug)]
pub(crate) struct Telling {
    pub(crate) id: String,
    /// Which shop, and how much of how much is told.
    pub(crate) words: String,
    pub(crate) offers: u64,
    pub(crate) told: u64,
    /// When it will be done, or why that cannot be said.
    pub(crate) left: String,
    /// It is being told, and not cut off.
    pub(crate) is_moving: bool,
}

impl Telling {
    /// Nothing where the shop shows all it should.
    pub(super) fn new(to: Reader, shop: &ShopProgress) -> Option<Self> {
        if shop.waiting == 0 && shop.unresolved == 0 {
            return None;
        }
        let told = shop.offers.saturating_sub(shop.waiting);
        let name = format!("{} {}", to.channel(shop.channel), shop.shop_id);
        let words = [("shop", name.into()), ("told", told.into()), ("offers", shop.offers.into())];
        let left = match (shop.connected, shop.unresolved, shop.done_at) {
            (false, ..) => to.say("offers-telling-cut-off"),
            (true, 1.., _) => to.say_with("offers-telling-unresolved", [("count", shop.unresolved.into())]),
            (true, 0, Some(at)) => to.say_with("offers-telling-left", [("time", to.time_left(at).into())]),
            (true, 0, None) => to.say("offers-telling-unknown"),
        };
        Some(Self {
            id: format!("telling-{}", shop.account_id),
            words: to.say_with("offers-telling-shop", words),
            offers: shop.offers.max(1),
            told,
            left,
            is_moving: shop.connected,
        })
    }
}
