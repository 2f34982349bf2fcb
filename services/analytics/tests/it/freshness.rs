//! Late, repeated and wrong things: the figures come out right, or say that they do not.

use amounts::Vnd;
use contract::{
    Caller, Grade, Role, Scope,
    analytics::{AnalyticsHealth, FigureFilter, Freshness, GroupBy},
    intake::OrderState,
};
use ids::{Channel, Id};
use testkit::until;

use crate::{
    house::{DONG_VAN, House, QUAN_BA, at, cooperative, day, province},
    order::{line, order, then, unmatched},
};

const NOON: &str = "2026-01-05T12:00:00+07:00";

#[tokio::test]
async fn an_older_version_that_comes_later_changes_nothing() {
    let house = House::new().await;
    let lan = Id::generate();
    house.tell(&[cooperative(lan, 1, "HTX Lan", QUAN_BA)]).await;
    let paid = line(order(lan, Channel::Shopee, OrderState::Paid, at(NOON)), "cam_sanh", Grade::First, 1_000, 30_000);
    let two_lines = line(then(&paid, OrderState::Paid), "cam_sanh", Grade::Second, 500, 9_000);
    let mut delivered = then(&two_lines, OrderState::Delivered);
    delivered.lines.truncate(1);

    house.tell(std::slice::from_ref(&delivered)).await;
    house.tell(&[two_lines.clone(), paid, delivered.clone()]).await;
    house.tell(&[two_lines]).await;
    house.until_reckoned().await;
    let row = &house.rows(GroupBy::Nothing).await[0];
    assert_eq!((row.orders, row.ordered_g, row.sold_g, row.revenue_vnd), (1, 1_000, 1_000, Vnd(30_000)));
    assert_eq!(house.number("select count(*) as n from sale").await, 1, "the line that vanished stays away");
    assert_eq!(house.number("select count(*) as n from event_log").await, 6, "but everything heard is in the log");
    house.assert_verified().await;
    house.world.end().await;
}

#[tokio::test]
async fn an_order_that_moves_to_another_day_leaves_the_first_one_empty() {
    let house = House::new().await;
    let lan = Id::generate();
    house.tell(&[cooperative(lan, 1, "HTX Lan", QUAN_BA)]).await;
    let first = order(lan, Channel::Shopee, OrderState::Paid, at("2026-01-31T12:00:00+07:00"));
    let first = line(first, "cam_sanh", Grade::First, 1_000, 30_000);
    house.tell(std::slice::from_ref(&first)).await;
    house.until_reckoned().await;
    let mut moved = then(&first, OrderState::Paid);
    moved.placed_at = at("2026-02-01T12:00:00+07:00");
    house.tell(&[moved]).await;
    house.until_reckoned().await;
    let rows = house.rows(GroupBy::Day).await;
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].day, Some(day("2026-02-01")));
    house.assert_verified().await;
    house.world.end().await;
}

#[tokio::test]
async fn an_unmatched_line_counts_in_money_and_gets_its_weight_once_it_is_matched() {
    let house = House::new().await;
    let lan = Id::generate();
    house.tell(&[cooperative(lan, 1, "HTX Lan", QUAN_BA)]).await;
    let unknown = unmatched(order(lan, Channel::Shopee, OrderState::Paid, at(NOON)), 60_000);
    house.tell(std::slice::from_ref(&unknown)).await;
    house.until_reckoned().await;
    let row = &house.rows(GroupBy::Nothing).await[0];
    assert_eq!((row.orders, row.ordered_g, row.ordered_vnd, row.unmatched_lines), (1, 0, Vnd(60_000), 1));
    assert_eq!(row.mean_price_vnd_per_kg, None);

    let mut matched = then(&unknown, OrderState::Paid);
    matched.lines.clear();
    house.tell(&[line(matched, "cam_sanh", Grade::First, 2_000, 60_000)]).await;
    house.until_reckoned().await;
    let row = &house.rows(GroupBy::Nothing).await[0];
    assert_eq!((row.orders, row.ordered_g, row.ordered_vnd, row.unmatched_lines), (1, 2_000, Vnd(60_000), 0));
    assert_eq!(row.mean_price_vnd_per_kg, Some(Vnd(30_000)));
    house.assert_verified().await;
    house.world.end().await;
}

#[tokio::test]
async fn a_sale_that_comes_before_its_cooperative_is_complete_once_that_comes() {
    let house = House::new().await;
    let lan = Id::generate();
    let sale = line(order(lan, Channel::Shopee, OrderState::Paid, at(NOON)), "cam_sanh", Grade::First, 1_000, 30_000);
    house.tell(&[sale]).await;
    house.until_reckoned().await;
    assert_eq!(house.rows(GroupBy::Nothing).await[0].orders, 0, "nobody knows in which commune it counts");
    assert_eq!(house.number("select count(*) as n from daily where commune_code is null").await, 1);

    for (version, commune) in [(1, QUAN_BA), (2, DONG_VAN)] {
        house.tell(&[cooperative(lan, version, "HTX Lan", commune)]).await;
        house.until_reckoned().await;
        let rows = house.rows(GroupBy::Commune).await;
        assert_eq!(rows.len(), 1);
        assert_eq!((rows[0].commune_code.as_deref(), rows[0].orders), (Some(commune), 1));
    }
    // What is told late about where it sat does not count.
    house.tell(&[cooperative(lan, 1, "HTX Lan", QUAN_BA)]).await;
    house.until_reckoned().await;
    assert_eq!(house.rows(GroupBy::Commune).await[0].commune_code.as_deref(), Some(DONG_VAN));
    house.assert_verified().await;
    house.world.end().await;
}

#[tokio::test]
async fn an_order_that_contradicts_itself_is_parked_and_the_others_count() {
    let house = House::new().await;
    let lan = Id::generate();
    house.tell(&[cooperative(lan, 1, "HTX Lan", QUAN_BA)]).await;
    let good = line(order(lan, Channel::Shopee, OrderState::Paid, at(NOON)), "cam_sanh", Grade::First, 1_000, 30_000);
    let mut bad = line(then(&good, OrderState::Paid), "cam_sanh", Grade::First, 1_000, 30_000);
    bad.order_id = Id::generate();
    bad.lines[1].line_no = 1;
    house.tell(&[bad, good]).await;
    house.world.until_quiet(&["intake", "onboarding"]).await;
    until("the good order counts", || async { house.rows(GroupBy::Nothing).await[0].orders == 1 }).await;
    assert_eq!(house.number("select count(*) as n from parked_message").await, 1);
    house.world.end().await;
}

#[tokio::test]
async fn figures_say_how_fresh_they_are() {
    let house = House::silent().await;
    let before = house.ask(&province(), FigureFilter::default(), GroupBy::Nothing).await.expect("answered").as_of;
    house
        .meddle(
            "insert into stale (day, cooperative_id, channel, marked_at)
            values ('2026-01-05', gen_random_uuid(), 'shopee', now() - interval '1 hour')",
        )
        .await;
    let verified = analytics::verify_figures(&house.world.database("analytics")).await.expect("verified");
    assert_eq!(verified.days_stale, 0, "verifying waits for the reckoner");
    let after = house.ask(&province(), FigureFilter::default(), GroupBy::Nothing).await.expect("answered").as_of;
    assert!(before < after);
    house.world.end().await;
}

#[tokio::test]
async fn what_has_not_come_into_the_figures_is_told() {
    let house = House::silent().await;
    let operator = Caller::person(Id::generate(), Role::Operator, Scope::System);
    let health = async || house.asker.ask(&operator, &AnalyticsHealth {}).await.expect("answered");
    assert_eq!(health().await, Freshness::default());
    let lan = Id::generate();
    let sale = line(order(lan, Channel::Shopee, OrderState::Paid, at(NOON)), "cam_sanh", Grade::First, 1_000, 30_000);
    // Analytics waits for this lock before it can commit what it hears.
    let held = house.world.database("analytics").begin_as_service().await.expect("a transaction");
    held.run("lock table event_log in access exclusive mode", []).await.expect("locked");
    house.tell(&[sale]).await;
    house.world.relay("intake");
    until("the fact waits", || async { health().await.facts_waiting == 1 }).await;
    held.rollback().await.expect("let go");
    until("it is in", || async { health().await == Freshness::default() }).await;
    assert_eq!(house.rows(GroupBy::Nothing).await.len(), 1);
    assert_eq!(house.number("select count(*) as n from sale").await, 1);
    house.world.end().await;
}

#[tokio::test]
async fn a_row_that_somebody_changed_is_found_and_heals_when_its_day_is_reckoned() {
    let house = House::new().await;
    let lan = Id::generate();
    house.tell(&[cooperative(lan, 1, "HTX Lan", QUAN_BA)]).await;
    let sale = line(order(lan, Channel::Shopee, OrderState::Paid, at(NOON)), "cam_sanh", Grade::First, 1_000, 30_000);
    house.tell(std::slice::from_ref(&sale)).await;
    house.until_reckoned().await;
    house.assert_verified().await;
    house.meddle("update daily set sold_g = 999").await;
    house.meddle("delete from daily_price").await;
    house.meddle("update cooperative set name = 'HTX Khác'").await;
    let verified = analytics::verify_figures(&house.world.database("analytics")).await.expect("verified");
    let tables: Vec<_> = verified.differences.iter().map(|difference| difference.table.as_str()).collect();
    assert_eq!(tables, ["cooperative", "daily", "daily_price"]);
    assert_eq!(verified.rows_differing, 3);
    assert!(verified.differences[2].kept.is_none() && verified.differences[2].rebuilt.is_some());

    house.tell(&[then(&sale, OrderState::Delivered)]).await;
    house.tell(&[cooperative(lan, 2, "HTX Lan", QUAN_BA)]).await;
    house.until_reckoned().await;
    house.assert_verified().await;
    house.world.end().await;
}

#[tokio::test]
async fn the_event_log_keeps_what_was_told_word_for_word() {
    let house = House::new().await;
    let lan = Id::generate();
    let sale = line(order(lan, Channel::Shopee, OrderState::Paid, at(NOON)), "cam_sanh", Grade::First, 1_000, 30_000);
    house.tell(std::slice::from_ref(&sale)).await;
    house.until_reckoned().await;
    let body = serde_json::to_string(&sale).expect("written").replace('\'', "''");
    let sql = format!(
        "select count(*) as n from event_log where body = '{body}' and subject = 'intake.order_changed.v1'
            and about = '{}' and version = 1",
        sale.order_id
    );
    assert_eq!(house.number(&sql).await, 1);
    let sql = "select count(*) as n from event_log where tableoid::regclass::text like '%event_log_rest'";
    assert_eq!(house.number(sql).await, 0, "its month has a partition");
    house.world.end().await;
}
