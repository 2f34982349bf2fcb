//! How fast it goes. Run by hand, in a release build, on a machine that has nothing else to do:
//! `cargo test --release -p analytics --test it -- --ignored --nocapture speed`

use std::time::Instant;

use contract::{
    Grade,
    analytics::{FigureFilter, GroupBy},
    intake::{OrderChanged, OrderState},
};
use ids::{Channel, Cooperative, Id};

use crate::{
    house::{House, QUAN_BA, at, cooperative, province},
    order::{line, order},
};

const ORDERS: usize = 20_000;
const COOPERATIVES: usize = 14;
const QUESTIONS: u32 = 20;

const GROUPINGS: [GroupBy; 10] = [
    GroupBy::Nothing,
    GroupBy::Day,
    GroupBy::Week,
    GroupBy::Product,
    GroupBy::ProductGrade,
    GroupBy::Commune,
    GroupBy::CommuneProduct,
    GroupBy::Cooperative,
    GroupBy::Channel,
    GroupBy::WeekProduct,
];

/// A season of 217 days: 20,000 orders of one to three lines, spread over cooperatives, channels, products and prices.
fn season(cooperatives: &[Id<Cooperative>]) -> Vec<OrderChanged> {
    let start = at("2025-09-01T08:00:00+07:00");
    let channels = [Channel::Shopee, Channel::Lazada, Channel::TiktokShop, Channel::Tiki];
    let products = ["cam_sanh", "cam_vang", "che_shan_tuyet", "mat_ong_bac_ha", "hong_khong_hat"];
    (0..ORDERS)
        .map(|n| {
            let minutes = i64::try_from(n * 217 * 24 * 60 / ORDERS).expect("minutes of a season");
            let placed_at = start + chrono::TimeDelta::minutes(minutes);
            let new = order(cooperatives[n % COOPERATIVES], channels[n / 3 % 4], OrderState::Delivered, placed_at);
            (0..=n % 3).fold(new, |order, of_order| {
                let vnd = 30_000 + i64::try_from((n + of_order) % 7).expect("small") * 1_000;
                line(order, products[(n + of_order) % 5], Grade::First, 1_000, vnd)
            })
        })
        .collect()
}

#[tokio::test]
#[ignore = "a measurement, not a test"]
async fn a_season_is_heard_reckoned_asked_for_and_rebuilt() {
    let house = House::silent().await;
    house.world.broker.provision(1, 256 * 1024 * 1024).await.expect("room for a season");
    let cooperatives: Vec<Id<Cooperative>> = (0..COOPERATIVES).map(|_| Id::generate()).collect();
    let told: Vec<_> = cooperatives.iter().map(|id| cooperative(*id, 1, "HTX", QUAN_BA)).collect();
    house.tell(&told).await;
    let orders = season(&cooperatives);
    for chunk in orders.chunks(1_000) {
        house.tell(chunk).await;
    }
    let heard = Instant::now();
    for service in ["onboarding", "intake"] {
        house.world.relay(service);
    }
    let all = i64::try_from(ORDERS).expect("few");
    while house.number("select count(*) as n from sale_order").await < all {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    println!("told and heard     {:>10.0} orders/s", per_second(ORDERS, heard));
    house.until_reckoned().await;
    println!("told and reckoned  {:>10.0} orders/s", per_second(ORDERS, heard));

    let province = province();
    for grouping in GROUPINGS {
        let asked = Instant::now();
        let mut rows = 0;
        for _ in 0..QUESTIONS {
            rows = house.ask(&province, FigureFilter::default(), grouping).await.expect("answered").rows.len();
        }
        println!("by {:<16} {:>9.1} ms, {rows} rows", format!("{grouping:?}"), asked.elapsed().as_secs_f64() * 50.0);
    }

    let lines: usize = orders.iter().map(|order| order.lines.len()).sum();
    let rebuilt = Instant::now();
    house.assert_verified().await;
    println!("rebuilt            {:>10.0} lines/s", per_second(lines, rebuilt));
    house.world.end().await;
}

#[expect(clippy::cast_precision_loss, reason = "a measurement")]
fn per_second(count: usize, since: Instant) -> f64 {
    count as f64 / since.elapsed().as_secs_f64()
}
