//! Any orders, in any states, told in any order and more than once, make the figures that their newest versions make.

use std::collections::{BTreeMap, BTreeSet};

use amounts::Vnd;
use contract::{
    Grade,
    analytics::GroupBy,
    intake::{OrderChanged, OrderState},
};
use ids::{Channel, Cooperative, Id};
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};

use crate::{
    house::{House, QUAN_BA, at, cooperative, manager},
    order::{line, order, unmatched},
};

/// A version of an order: its state, and its lines as product, grade, grams and đồng.
#[derive(Debug, Clone)]
struct Version {
    state: OrderState,
    lines: Vec<(Option<&'static str>, Grade, i64, i64)>,
}

/// An order's versions, oldest first, with the day it was placed and its channel.
#[derive(Debug, Clone)]
struct Story {
    day: u32,
    channel: Channel,
    versions: Vec<Version>,
}

fn version() -> impl Strategy<Value = Version> {
    let product = prop_oneof![3 => Just(Some("cam_sanh")), 2 => Just(Some("mat_ong_bac_ha")), 1 => Just(None)];
    let grade = prop_oneof![Just(Grade::First), Just(Grade::Second)];
    let line = (product, grade, 1_i64..5_000, 1_i64..200_000);
    (proptest::sample::select(OrderState::ALL.to_vec()), proptest::collection::vec(line, 1..4))
        .prop_map(|(state, lines)| Version { state, lines })
}

fn story() -> impl Strategy<Value = Story> {
    let channel = proptest::sample::select(vec![Channel::Shopee, Channel::Tiki]);
    (1_u32..4, channel, proptest::collection::vec(version(), 1..5)).prop_map(|(day, channel, versions)| Story {
        day,
        channel,
        versions,
    })
}

/// Stories, and in which order their versions are told: numbers to sort by, more of them than versions, so some come twice.
fn tellings() -> impl Strategy<Value = (Vec<Story>, Vec<u64>)> {
    (proptest::collection::vec(story(), 1..40), proptest::collection::vec(any::<u64>(), 200))
}

fn versions_of(story: &Story, of: Id<Cooperative>) -> Vec<OrderChanged> {
    let placed_at = at(&format!("2026-01-{:02}T12:00:00+07:00", story.day));
    let first = order(of, story.channel, OrderState::Placed, placed_at);
    let tell = |(number, version): (i64, &Version)| {
        let blank = OrderChanged { version: number, state: version.state, ..first.clone() };
        version.lines.iter().fold(blank, |order, (product, grade, grams, vnd)| match product {
            Some(product) => line(order, product, *grade, *grams, *vnd),
            None => unmatched(order, *vnd),
        })
    };
    (1..).zip(&story.versions).map(tell).collect()
}

/// Orders, grams and đồng ordered, grams and đồng sold, of each channel.
type Sums = BTreeMap<Channel, (u64, i64, i64, i64, i64)>;

/// What the newest versions make, counted one by one.
fn expected(orders: &[Vec<OrderChanged>]) -> Sums {
    let mut sums = Sums::new();
    for newest in orders.iter().filter_map(|versions| versions.last()) {
        let counts_as_ordered =
            !matches!(newest.state, OrderState::Placed | OrderState::Cancelled | OrderState::Unknown);
        let grams: i64 = newest.lines.iter().map(|line| line.quantity_g).sum();
        let Vnd(vnd) = newest.lines.iter().map(|line| line.line_vnd).sum();
        let sum = sums.entry(newest.channel).or_default();
        if counts_as_ordered {
            *sum = (sum.0 + 1, sum.1 + grams, sum.2 + vnd, sum.3, sum.4);
        }
        if newest.state == OrderState::Delivered {
            *sum = (sum.0, sum.1, sum.2, sum.3 + grams, sum.4 + vnd);
        }
    }
    sums.retain(|_, sum| *sum != Default::default());
    sums
}

async fn told(house: &House, stories: &[Story], keys: &[u64]) -> Result<(), TestCaseError> {
    let of = Id::generate();
    let orders: Vec<Vec<OrderChanged>> = stories.iter().map(|story| versions_of(story, of)).collect();
    let all: Vec<&OrderChanged> = orders.iter().flatten().collect();
    // Each at least once, in the order of its key; the keys left over repeat some.
    let mut shuffled: Vec<(u64, &OrderChanged)> = keys.iter().copied().zip(all.iter().copied().cycle()).collect();
    shuffled.sort_by_key(|(key, _)| *key);
    let shuffled: Vec<OrderChanged> = shuffled.into_iter().map(|(_, order)| order.clone()).collect();
    let ids: BTreeSet<_> = shuffled.iter().map(|order| (order.order_id, order.version)).collect();
    prop_assert_eq!(ids.len(), all.len(), "every version is told");
    let (before, after) = shuffled.split_at(shuffled.len() / 2);
    house.tell(before).await;
    house.tell(&[cooperative(of, 1, "HTX Lan", QUAN_BA)]).await;
    house.tell(after).await;
    house.until_reckoned().await;

    let figures = house.ask(&manager(of), contract::analytics::FigureFilter::default(), GroupBy::Channel).await;
    let rows = figures.expect("answered").rows;
    let sums: Sums = rows
        .iter()
        .map(|row| {
            let sums = (row.orders, row.ordered_g, row.ordered_vnd.0, row.sold_g, row.revenue_vnd.0);
            (row.channel.expect("a channel"), sums)
        })
        .filter(|(_, sums)| *sums != Default::default())
        .collect();
    prop_assert_eq!(sums, expected(&orders));
    Ok(())
}

#[test]
fn the_order_in_which_facts_are_told_does_not_matter() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let house = runtime.block_on(House::new());
    let config = Config { cases: 8, failure_persistence: None, max_shrink_iters: 20, ..Config::default() };
    TestRunner::new(config)
        .run(&tellings(), |(stories, keys)| runtime.block_on(told(&house, &stories, &keys)))
        .expect("figures are what the newest versions make");
    runtime.block_on(async {
        house.assert_verified().await;
        house.world.end().await;
    });
}
