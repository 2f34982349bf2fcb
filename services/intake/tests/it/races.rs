//! Several at once: nothing is promised twice, and nobody misses what came at the same moment.

use std::sync::Arc;

use chrono::Utc;
use ids::{Channel, Id};
use intake::actions::{
    take_listing::take_listing,
    take_lot::take_lot,
    take_orders::{Source, take_orders},
};
use marketplaces::LineState::{Cancelled, Paid};
use testkit::until;
use tokio::task::JoinSet;

use crate::house::{House, heard, order};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_last_goods_are_promised_once_however_many_want_them() {
    let house = Arc::new(House::new().await);
    let lot = house.stocked(52_000).await.lot_id;
    let mut tasks = JoinSet::new();
    for task in 0..4 {
        let house = Arc::clone(&house);
        tasks.spawn(async move {
            for number in 0..10 {
                house.take(vec![order(&format!("A{task}-{number}"), 1, Paid, 1)]).await;
            }
        });
    }
    tasks.join_all().await;
    assert_eq!(house.balance(lot).await, [0, 52_000, 0, 0]);
    assert_eq!(house.number("select count(*) as n from orders").await, 40);
    assert_eq!(house.number("select sum(short_g)::bigint as n from order_line").await, 40 * 5_000 - 52_000);
    assert_eq!(house.number("select count(*) as n from order_line where short_g = 0").await, 10);
    house.assert_books_add_up().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn orders_that_come_and_go_at_once_leave_no_goods_behind() {
    let house = Arc::new(House::new().await);
    let lot = house.stocked(100_000).await.lot_id;
    let mut tasks = JoinSet::new();
    for task in 0..4 {
        let house = Arc::clone(&house);
        tasks.spawn(async move {
            for number in 0..10 {
                // Tasks 0 and 1 tell of the same orders, 2 and 3 of others; each order is cancelled at last.
                let id = format!("A{}-{number}", task / 2);
                house.take(vec![order(&id, 2, Paid, 1)]).await;
                house.take(vec![order(&id, 2, Cancelled, 2)]).await;
            }
        });
    }
    tasks.join_all().await;
    assert_eq!(house.balance(lot).await, [100_000, 0, 0, 0]);
    assert_eq!(house.number("select count(*) as n from orders where state = 'cancelled'").await, 20);
    house.assert_books_add_up().await;
}

/// Waits until somebody else waits for a lock, or has come through without one.
async fn until_blocked_or(house: &House, through: impl Fn() -> bool) {
    let blocked = "select count(*) as n from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'";
    until("the other one waits, or is through", || async { through() || house.number(blocked).await > 0 }).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_and_its_listing_that_come_at_the_same_moment_find_each_other() {
    let house = Arc::new(House::new().await);
    let lot = house.lot(20_000);
    house.hear_account(&house.account()).await;
    house.hear_lot(&lot).await.expect("taken");

    let listing = house.begin().await;
    take_listing(&house.app, &listing, heard(house.listing("CAM-5KG", &[lot.lot_id]))).await.expect("taken");
    let other = Arc::clone(&house);
    let order = tokio::spawn(async move { other.take(vec![order("A1", 2, Paid, 1)]).await });
    until_blocked_or(&house, || order.is_finished()).await;
    listing.commit().await.expect("committed");
    order.await.expect("taken");
    assert_eq!(house.balance(lot.lot_id).await, [10_000, 10_000, 0, 0]);
    assert_eq!(house.number("select count(*) as n from orders where troubled").await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_and_its_lot_that_come_at_the_same_moment_find_each_other() {
    let house = Arc::new(House::new().await);
    let lot = house.lot(20_000);
    house.hear_account(&house.account()).await;
    house.hear_listing(&house.listing("CAM-5KG", &[lot.lot_id])).await;

    let tx = house.begin().await;
    let told = vec![order("A1", 2, Paid, 1)];
    let taken = take_orders(
        &tx,
        Channel::Shopee,
        &house.shop_id,
        told,
        (Utc::now(), house.app.calendar.today()),
        Source::Webhook,
    )
    .await;
    taken.expect("taken").expect("the shop is known");
    let (other, declared) = (Arc::clone(&house), lot.clone());
    let declaring = tokio::spawn(async move { other.hear_lot(&declared).await.expect("taken") });
    until_blocked_or(&house, || declaring.is_finished()).await;
    tx.commit().await.expect("committed");
    declaring.await.expect("declared");
    assert_eq!(house.balance(lot.lot_id).await, [10_000, 10_000, 0, 0]);
    house.assert_books_add_up().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_listing_and_its_lot_that_come_at_the_same_moment_serve_who_waits() {
    let house = Arc::new(House::new().await);
    let lot = house.lot(20_000);
    house.hear_account(&house.account()).await;
    house.take(vec![order("A1", 2, Paid, 1)]).await;

    let tx = house.begin().await;
    take_lot(&house.app, &tx, heard(lot.clone())).await.expect("taken");
    let (other, listing) = (Arc::clone(&house), house.listing("CAM-5KG", &[lot.lot_id]));
    let listing = tokio::spawn(async move { other.hear_listing(&listing).await });
    until_blocked_or(&house, || listing.is_finished()).await;
    tx.commit().await.expect("committed");
    listing.await.expect("heard");
    assert_eq!(house.balance(lot.lot_id).await, [10_000, 10_000, 0, 0]);
    house.assert_books_add_up().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn revisions_of_a_lot_and_orders_do_not_lock_each_other_out() {
    let house = Arc::new(House::new().await);
    let lot = house.stocked(1_000).await;
    let (revising, ordering) = (Arc::clone(&house), Arc::clone(&house));
    let declared = lot.clone();
    let revisions = tokio::spawn(async move {
        for version in 2..=30 {
            let next = contract::onboarding::LotDeclared { version, quantity_g: version * 5_000, ..declared.clone() };
            revising.hear_lot(&next).await.expect("revised");
        }
    });
    let orders = tokio::spawn(async move {
        for number in 0..30 {
            ordering.take(vec![order(&format!("A{}", number % 10), 3, Paid, number)]).await;
        }
    });
    revisions.await.expect("no deadlock");
    orders.await.expect("no deadlock");
    assert_eq!(house.balance(lot.lot_id).await, [0, 150_000, 0, 0]);
    assert_eq!(house.number("select sum(short_g)::bigint as n from order_line").await, 0);
    house.assert_books_add_up().await;
}

#[tokio::test]
async fn two_cooperatives_with_the_same_sku_do_not_draw_on_each_others_lots() {
    let mut house = House::new().await;
    let own = house.stocked(20_000).await.lot_id;
    let first = house.cooperative;
    house.cooperative = Id::generate();
    house.shop_id = "14701712".into();
    let other = house.stocked(20_000).await.lot_id;
    house.take(vec![order("B1", 1, Paid, 1)]).await;
    assert_eq!(house.balance(own).await, [20_000, 0, 0, 0]);
    assert_eq!(house.balance(other).await, [15_000, 5_000, 0, 0]);
    house.cooperative = first;
    assert!(house.order("B1").await.is_none(), "it is another's order");
}
