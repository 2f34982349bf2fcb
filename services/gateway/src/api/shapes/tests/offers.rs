//! What is told of offers.

use std::collections::BTreeMap;

use amounts::Vnd;
use contract::syndication;
use ids::Id;

use super::{at, describes, words};
use crate::api::shapes::{OfferCounts, OfferDetail};

/// An offer with everything that belongs to it, and how many there are.
pub(super) fn describe(offer: syndication::OfferView) {
    describes::<OfferCounts>(syndication::OfferCounts {
        troubled: BTreeMap::from([("title_refused".to_owned(), 1)]),
        ..syndication::OfferCounts::default()
    });
    describes::<OfferDetail>(syndication::OfferDetail {
        offer,
        listing_id: Id::generate(),
        cooperative_id: Id::generate(),
        title: words(),
        sku: words(),
        pack_name: words(),
        shop_id: Some(words()),
        wished_price_vnd: Vnd(1),
        wished_stock: 1,
        wished_hidden: false,
        confirmed_hidden: Some(false),
        needs: Some(words()),
        troubled_since: Some(at()),
        unseen_packs: 1,
        lost_vnd: Vnd(1),
    });
}
