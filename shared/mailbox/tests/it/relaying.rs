//! From the outbox to the broker.

use contract::{Grade, ProductCode, onboarding::LotDeclared};
use host::Shutdown;
use ids::Id;
use mailbox::Relay;
use testkit::until;

use crate::{House, fact};

#[tokio::test]
async fn a_fact_that_was_rolled_back_is_never_told() {
    let house = House::new().await;
    house.listen().await;
    house.world.relay("intake");
    let tx = house.world.database("intake").begin_as_service().await.expect("a transaction");
    mailbox::post(&tx, &fact(1)).await.expect("posted");
    tx.rollback().await.expect("rolled back");
    let tx = house.world.database("intake").begin_as_service().await.expect("a transaction");
    mailbox::post(&tx, &fact(2)).await.expect("posted");
    drop(tx);
    house.post(&[fact(3)]).await;
    house.world.until_quiet(&["intake"]).await;
    assert_eq!(house.stored("intake").await, 1);
    assert_eq!(house.world.number("syndication", "select version as n from effect").await, 3);
    house.world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_relays_at_once_tell_each_fact_once() {
    let house = House::new().await;
    house.listen().await;
    house.world.relay("intake");
    house.world.relay("intake");
    for _ in 0..50 {
        house.post(&(0..20).map(fact).collect::<Vec<_>>()).await;
    }
    until("all are told", || async { house.unpublished().await == 0 }).await;
    house.world.until_quiet(&["intake"]).await;
    assert_eq!(house.stored("intake").await, 1_000);
    assert_eq!(house.effects().await, 1_000);
    assert_eq!(house.world.number("syndication", "select count(distinct about) as n from effect").await, 1_000);
    house.world.end().await;
}

#[tokio::test]
async fn a_relay_that_died_before_it_marked_tells_nothing_twice() {
    let house = House::new().await;
    house.listen().await;
    house.post(&(0..30).map(fact).collect::<Vec<_>>()).await;
    let first = Shutdown::new();
    Relay::new(house.world.database("intake"), house.world.broker.clone()).start(&first);
    until("all are told", || async { house.unpublished().await == 0 }).await;
    assert!(first.end(std::time::Duration::from_secs(10)).await);

    // What a relay leaves behind that is killed between the broker's word and its own commit.
    house.owner_runs("update intake.outbox set published_at = null").await;
    assert_eq!(house.unpublished().await, 30);
    house.world.relay("intake");
    until("all are told again", || async { house.unpublished().await == 0 }).await;
    house.world.until_quiet(&["intake"]).await;
    assert_eq!((house.stored("intake").await, house.effects().await), (30, 30));
    house.world.end().await;
}

#[tokio::test]
async fn a_fact_that_commits_late_is_told_although_a_later_one_was_first() {
    let house = House::new().await;
    house.listen().await;
    house.world.relay("intake");
    let early = house.world.database("intake").begin_as_service().await.expect("a transaction");
    mailbox::post(&early, &fact(1)).await.expect("posted, with the lower number");
    house.post(&[fact(2)]).await;
    until("the later one is told", || async { house.effects().await == 1 }).await;
    assert_eq!(house.unpublished().await, 0);
    early.commit().await.expect("committed");
    until("the earlier one is told too", || async { house.effects().await == 2 }).await;
    house.world.end().await;
}

#[tokio::test]
async fn a_fact_the_broker_does_not_take_stays_and_holds_up_nobody() {
    let house = House::new().await;
    house.world.relay("onboarding");
    let tx = house.world.database("onboarding").begin_as_service().await.expect("a transaction");
    let too_long = "x".repeat(2 << 20);
    mailbox::post_all(&tx, &[lot("before"), lot(&too_long), lot("after")]).await.expect("posted");
    tx.commit().await.expect("committed");
    let left = "select count(*) as n from outbox where published_at is null";
    until("all but one are told", || async { house.world.number("onboarding", left).await == 1 }).await;
    let tx = house.world.database("onboarding").begin_as_service().await.expect("a transaction");
    mailbox::post(&tx, &lot("later")).await.expect("posted");
    tx.commit().await.expect("committed");
    until("what comes later is told", || async { house.stored("onboarding").await == 3 }).await;
    until("and marked", || async { house.world.number("onboarding", left).await == 1 }).await;
    house.world.end().await;
}

fn lot(lot_code: &str) -> LotDeclared {
    let day = chrono::NaiveDate::from_ymd_opt(2026, 1, 12).expect("a date");
    LotDeclared {
        lot_id: Id::generate(),
        version: 1,
        lot_code: lot_code.into(),
        cooperative_id: Id::generate(),
        commune_code: "00874".into(),
        product: ProductCode::parse("cam_sanh").expect("in the list"),
        grade: Grade::First,
        season: "CAM-2025-2026".into(),
        picked_from: day,
        picked_to: day,
        sell_by: day,
        quantity_g: 1,
        households: 1,
        covered_by: None,
    }
}
