//! Webhooks that never come.

use std::{collections::BTreeSet, time::Duration};

use chrono::TimeDelta;
use contract::{
    Caller,
    intake::{IntakeHealth, OrderState},
};
use host::{Calendar, calendar};
use serde_json::json;
use testkit::until;

use crate::market::Market;

const OFTEN: Duration = Duration::from_millis(300);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_whose_webhook_was_lost_is_found_and_said_to_be() {
    let market = Market::open(OFTEN).await;
    market.control("faults", &json!({ "push_lose_per_mille": 1_000 })).await;
    let lot = market.stocked(50_000).await.lot_id;
    let sn = market.buy(2).await;
    until("polling finds it", || async { market.house.state(&sn).await == Some(OrderState::Paid) }).await;
    assert!(market.house.order(&sn).await.expect("it is there").found_by_polling);
    assert_eq!(market.house.balance(lot).await, [40_000, 10_000, 0, 0]);

    market.control("faults", &json!({ "push_lose_per_mille": 0 })).await;
    market.act(&sn, "cancel").await;
    until("its end is known", || async { market.house.state(&sn).await == Some(OrderState::Cancelled) }).await;
    market.until_drained().await;
    assert_eq!(market.house.balance(lot).await, [50_000, 0, 0, 0]);
    let figures = market.house.asker.ask(&Caller::service("gateway"), &IntakeHealth {}).await.expect("figures");
    assert_eq!((figures.orders_found_by_polling, figures.webhooks_parked, figures.parked), (1, 0, 0));
    market.house.assert_books_add_up().await;
    market.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn more_orders_than_fit_on_a_page_are_all_found_once() {
    let market = Market::without_pushes(OFTEN).await;
    market.show(&market.house.shop_id, 1_000).await;
    let mut bought = BTreeSet::new();
    for _ in 0..130 {
        bought.insert(market.buy(1).await);
    }
    let lot = market.stocked_without_showing(1_000_000).await;
    let found = "select count(*) as n from orders where found_by_polling and state = 'paid'";
    until("all are found", || async { market.house.number(found).await == 130 }).await;
    let mark = "select (extract(epoch from polled_until) * 1000000)::bigint as n from shop";
    let first = market.house.number(mark).await;
    until("it polls on", || async { market.house.number(mark).await > first }).await;
    assert_eq!(market.house.number("select count(*) as n from orders").await, 130);
    assert_eq!(market.house.number("select max(version) as n from orders").await, 1, "the same news is no change");
    assert_eq!(market.house.balance(lot).await, [350_000, 650_000, 0, 0]);
    market.house.assert_books_add_up().await;
    market.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_that_the_marketplace_shows_hours_late_is_found_at_night() {
    let calendar = Calendar::wall();
    // What is ordered now is two hours old when intake, which was polling all the while, could first see it.
    let market = Market::on(OFTEN, Calendar::standing(calendar.now() + TimeDelta::hours(2))).await;
    market.stocked(50_000).await;
    let polled = "select count(*) as n from shop where polled_until is not null";
    until("it polls", || async { market.house.number(polled).await == 1 }).await;
    let sweeps = async |when: &str| {
        let sql = format!("update shop set polled_until = now() + interval '2 hours', swept_on = {when}");
        let tx = market.house.app.database.begin_as_service().await.expect("a transaction");
        assert_eq!(tx.run(&sql, []).await.expect("one shop"), 1);
        tx.commit().await.expect("committed");
    };
    let night = calendar::day(market.house.app.calendar.now() - TimeDelta::hours(3));
    sweeps(&format!("'{night}'")).await;
    let sn = market.buy(2).await;
    let polls = "select (extract(epoch from polled_at) * 1000000)::bigint as n from shop";
    let first = market.house.number(polls).await;
    until("it was polled", || async { market.house.number(polls).await > first }).await;
    let second = market.house.number(polls).await;
    until("it was polled once more", || async { market.house.number(polls).await > second }).await;
    assert_eq!(market.house.state(&sn).await, None, "half an hour back is not enough");
    sweeps(&format!("'{night}'::date - 1")).await;
    until("the night finds it", || async { market.house.state(&sn).await == Some(OrderState::Paid) }).await;
    let night_of = format!("select count(*) as n from shop where swept_on = '{night}'");
    until("once a night", || async { market.house.number(&night_of).await == 1 }).await;
    market.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn webhooks_and_polls_side_by_side_take_an_order_once() {
    let market = Market::open(OFTEN).await;
    market.control("faults", &json!({ "push_lose_per_mille": 500 })).await;
    let lot = market.stocked(500_000).await.lot_id;
    for _ in 0..30 {
        market.buy(1).await;
    }
    until("all are in", || async { market.house.number("select count(*) as n from orders").await == 30 }).await;
    market.until_drained().await;
    assert_eq!(market.house.balance(lot).await, [350_000, 150_000, 0, 0]);
    market.house.assert_books_add_up().await;
    market.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_marketplace_that_stumbles_is_asked_again() {
    let market = Market::without_pushes(OFTEN).await;
    market.show(&market.house.shop_id, 1_000).await;
    market.control("faults", &json!({ "server_error_per_mille": 150 })).await;
    for _ in 0..10 {
        market.buy(1).await;
    }
    let lot = market.stocked_without_showing(100_000).await;
    until("all are found", || async { market.house.number("select count(*) as n from orders").await == 10 }).await;
    assert_eq!(market.house.balance(lot).await, [50_000, 50_000, 0, 0]);
    market.close().await;
}

impl Market {
    /// The shop, a listing and a lot are told to intake; the marketplace shows the listing already.
    async fn stocked_without_showing(&self, quantity_g: i64) -> ids::Id<ids::Lot> {
        let lot = self.house.lot(quantity_g);
        self.house.tell(&lot).await;
        self.house.tell(&self.house.listing("CAM-5KG", &[lot.lot_id])).await;
        self.house.tell(&self.house.account()).await;
        self.house.world.until_quiet(&["syndication", "onboarding"]).await;
        lot.lot_id
    }
}
