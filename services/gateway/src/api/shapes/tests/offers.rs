//! What is told of offers.

use std::collections::BTreeMap;

use amounts::{Percent, Vnd};
use contract::syndication;
use ids::Id;

use super::{at, day, describes, words};
use crate::api::shapes::{OfferCounts, OfferDetail, OfferEvent, ShopProgress};

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
        drift_price_vnd: Some(Vnd(1)),
        drift_hidden: Some(true),
        troubled_since: Some(at()),
        unseen_packs: 1,
        lost_vnd: Vnd(1),
    });
    describes::<ShopProgress>(syndication::ShopProgress {
        account_id: Id::generate(),
        channel: ids::Channel::Shopee,
        shop_id: words(),
        connected: true,
        offers: 2,
        waiting: 1,
        unresolved: 1,
        done_at: Some(at()),
    });
    histories();
}

fn histories() {
    use syndication::{Because, Happened, Told};
    let (vnd, percent) = (Vnd(1), Percent::whole(5));
    let rule = |about| Because::Rule { about, of_the_shop: true, set_by: words(), set_at: at() };
    let because: Vec<Because> = syndication::RuleKind::ALL
        .map(rule)
        .into_iter()
        .chain([
            Because::Listing,
            Because::PerKilogram { price_vnd: vnd, grams: 1 },
            Because::Margin { from_vnd: vnd, percent },
            Because::Rounded { from_vnd: vnd },
            Because::Floor { from_vnd: vnd },
            Because::Lots { packs: 1, days_left: Some(1) },
            Because::NothingHeard,
            Because::Allocation { packs: 1 },
            Because::Buffer { packs: 1 },
            Because::Product,
            Because::OffSale,
            Because::MayNotSell,
            Because::PaperMissing,
            Because::LotUncovered,
            Because::BeforeSeason { from: day() },
            Because::AfterSeason { to: day() },
        ])
        .collect();
    let explained = |value| Some(syndication::Explained { value, because: because.clone() });
    let hidden = Some(syndication::Explained { value: true, because: Vec::new() });
    let price_vnd = Some(syndication::Explained { value: vnd, because: Vec::new() });
    let (reason_code, channel_words) = (words(), words());
    let refused =
        |told| Happened::Refused { told, reason_code: reason_code.clone(), channel_words: channel_words.clone() };
    for happened in [
        Happened::Wished { price_vnd, stock: explained(1), hidden },
        Happened::Wished { price_vnd: None, stock: None, hidden: None },
        Happened::Confirmed { told: Told::Listing },
        Happened::Found { item_id: words() },
        refused(Told::Price(vnd)),
        refused(Told::Stock(1)),
        Happened::Failed { told: Told::Hidden(true), reason_code: words(), channel_words: words() },
        Happened::Retried { by: words() },
        Happened::Drifted { price_vnd: Some(vnd), hidden: Some(true) },
        Happened::TakenDown { channel_words: words() },
        Happened::Settled { keep: syndication::Keep::Ours, by: words() },
        Happened::Settled { keep: syndication::Keep::Theirs, by: words() },
    ] {
        describes::<OfferEvent>(syndication::OfferEvent { at: at(), happened });
    }
}
