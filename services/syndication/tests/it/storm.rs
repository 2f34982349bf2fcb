//! A thousand changes of stock while the marketplaces throttle, fail and time out: at rest each shows what it should.

use std::collections::BTreeMap;

use futures::{StreamExt, stream};
use ids::{Channel, Id, Lot};
use rand::{RngExt, SeedableRng, rngs::Xoshiro256PlusPlus, seq::SliceRandom};
use serde_json::json;
use testkit::until;

use crate::{
    lossy::{Item, Told},
    markets::{Markets, ShopOf},
};

const SHOPS: [ShopOf; 3] = [(Channel::Shopee, "700101"), (Channel::Lazada, "700102"), (Channel::TiktokShop, "700103")];
const SLOW_SHOP: &str = SHOPS[2].1;
const SEED: u64 = 20_261_123;
const LISTINGS: usize = 200;
/// Each is sold by two listings.
const LOTS: usize = LISTINGS / 2;
const CHANGES: usize = 1_000;
/// Changes that are told together; within them the order is lost, as a broker may lose it.
const TOGETHER: usize = 50;
const PACKS_FIRST: i64 = 1_000;
const OFFERS: i64 = 600;

/// A lot has so many packs from now on.
struct Change {
    lot: usize,
    packs: i64,
}

/// Changes of lots at random. No lot has the same number twice, so that a number says which change it was.
fn course(dice: &mut Xoshiro256PlusPlus) -> Vec<Change> {
    let first = (0..LOTS).map(|lot| Change { lot, packs: PACKS_FIRST });
    let mut course: Vec<Change> = first.collect();
    while course.len() < LOTS + CHANGES {
        let change = Change { lot: dice.random_range(0..LOTS), packs: dice.random_range(0..PACKS_FIRST) };
        if course.iter().all(|before| (before.lot, before.packs) != (change.lot, change.packs)) {
            course.push(change);
        }
    }
    course
}

/// What each lot had, one number after the other.
fn by_lot(course: &[Change]) -> Vec<Vec<i64>> {
    let of = |lot| course.iter().filter(move |change| change.lot == lot).map(|change| change.packs).collect();
    (0..LOTS).map(of).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_thousand_changes_in_a_storm_every_shop_shows_what_it_should() {
    let mut dice = Xoshiro256PlusPlus::seed_from_u64(SEED);
    let markets = Markets::open().await;
    markets.open_shops(&SHOPS).await;
    let lots = markets.lots(LOTS, PACKS_FIRST).await;
    let sku = |number: usize| format!("HTX01-CAM-{number:03}");
    let saves = (0..LISTINGS).map(|number| {
        let (markets, sku, lot) = (&markets, sku(number), lots[number % LOTS]);
        async move { markets.list(&sku, lot).await }
    });
    stream::iter(saves).buffer_unordered(8).collect::<Vec<_>>().await;
    at_rest(&markets).await;

    let course = course(&mut dice);
    storm(&markets, &lots, &course, &mut dice).await;
    let course = by_lot(&course);
    markets
        .control("faults", json!({ "throttle_per_mille": 0, "server_error_per_mille": 0, "timeout_per_mille": 0 }))
        .await;
    at_rest(&markets).await;

    let mut of_item: BTreeMap<Item, &[i64]> = BTreeMap::new();
    for (channel, shop_id) in SHOPS {
        let shown = markets.shown_in(channel, shop_id).await;
        assert_eq!(shown.len(), LISTINGS, "{channel} has each listing once");
        for number in 0..LISTINGS {
            let (seen, packs) = (&shown[&sku(number)], &course[number % LOTS]);
            assert_eq!(Some(&seen.stock), packs.last(), "{channel} at rest, {}", sku(number));
            of_item.insert((shop_id.to_owned(), seen.item_id.clone()), packs);
        }
    }
    judge(&markets.told, &of_item);
    markets.close().await;
}

/// What was told on the way: never something older after something newer, and through a storm.
fn judge(told: &Told, of_item: &BTreeMap<Item, &[i64]>) {
    let log = told.log();
    assert!(log.crossed.is_empty(), "no two calls for one item at once, or nobody knows which was the last");
    for (item, told) in &log.stocks {
        let packs = of_item[item];
        let when = told.iter().map(|told| packs.iter().position(|packs| packs == told).expect("a number it had"));
        let when: Vec<_> = when.collect();
        assert!(when.is_sorted(), "{item:?} was told something older after something newer: {when:?}");
    }
    assert!(log.stocks.values().map(Vec::len).sum::<usize>() > CHANGES, "it was told on and on: {:?}", log.ends);
    let faults = log.ends.keys().filter(|code| !code.is_empty()).count();
    assert!(faults >= 3 && log.ends["timeout"] >= 2, "there was a storm: {:?}", log.ends);
}

/// Tells every change while the marketplaces misbehave, out of order, and some of them twice.
async fn storm(markets: &Markets, lots: &[Id<Lot>], course: &[Change], dice: &mut Xoshiro256PlusPlus) {
    let mut versions = vec![0; LOTS];
    let changes = course.iter().map(|change| {
        versions[change.lot] += 1;
        markets.stock(lots[change.lot], versions[change.lot], change.packs)
    });
    let changes: Vec<_> = changes.collect();
    // The first of each lot is what was there to begin with. What comes then is told to one shop that lets both calls for it run
    // out of time, long after newer numbers are there.
    let slow: u64 = SLOW_SHOP.parse().expect("a number");
    markets.control("faults", json!({ "shop_id": slow, "timeout_per_mille": 1_000 })).await;
    markets.tell(&changes[LOTS..=LOTS]).await;
    until("both calls are under way", || async { markets.told.under_way(SLOW_SHOP) == 2 }).await;
    let faults = json!({ "throttle_per_mille": 40, "server_error_per_mille": 80, "timeout_per_mille": 4 });
    markets.control("faults", faults).await;
    for at in (LOTS..changes.len()).step_by(TOGETHER) {
        let mut some = changes[at..at + TOGETHER].to_vec();
        some.push(changes[dice.random_range(0..at)].clone());
        some.shuffle(dice);
        markets.tell(&some).await;
        markets.world.until_quiet(&["intake"]).await;
    }
}

/// Waits until every offer is live and nothing is left to tell.
async fn at_rest(markets: &Markets) {
    let unresolved = "select count(*) as n from listing where resolve_due";
    until("every listing is resolved", || async { markets.world.number("syndication", unresolved).await == 0 }).await;
    let resting = "select count(*) as n from offer where state = 'live' and next_attempt_at is null";
    for offers in (OFFERS / 10..=OFFERS).step_by(60) {
        until("more of them are at rest", || async { markets.world.number("syndication", resting).await >= offers })
            .await;
    }
}
