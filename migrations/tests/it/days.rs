//! Intake's days of raw webhooks: made ahead, dropped when nothing on them waits.

use crate::House;

const TURN: &str = "set search_path to intake; select intake_turn_partitions(interval '30 days')";

impl House {
    async fn webhook(&self, received_at: &str, waits: bool) {
        self.run(&format!(
            "with kept as (
                insert into intake.raw_webhook (id, received_at, channel, shop_id, kind, dedupe_key, sealed_body)
                values (gen_random_uuid(), {received_at}, 'shopee', '1', '3', 'k', '') returning id)
            insert into intake.webhook_queue (id, channel, shop_id) select id, 'shopee', '1' from kept where {waits}"
        ))
        .await;
    }

    async fn days(&self) -> Vec<String> {
        self.names(
            "select inhrelid::regclass::text as name from pg_inherits where inhparent = 'intake.raw_webhook'::regclass
            order by 1",
        )
        .await
    }

    async fn webhooks(&self) -> i64 {
        self.world.number("intake", "select count(*) as n from raw_webhook").await
    }
}

#[tokio::test]
async fn a_day_is_dropped_when_it_is_old_and_nothing_on_it_waits() {
    let house = House::new().await;
    for (day, next) in [("2025-01-06", "2025-01-07"), ("2025-01-07", "2025-01-08")] {
        house
            .run(&format!(
                "create table intake.raw_webhook_{} partition of intake.raw_webhook
                for values from ('{day} 00:00+00') to ('{next} 00:00+00')",
                day.replace('-', "")
            ))
            .await;
    }
    house.webhook("'2025-01-06 12:00+00'", false).await;
    house.webhook("'2025-01-07 12:00+00'", true).await;
    house.run("insert into intake.webhook_seen values ('old', '2025-01-06'), ('new', now())").await;
    house.run(TURN).await;
    let days = house.days().await;
    assert!(!days.iter().any(|day| day.ends_with("20250106")), "{days:?}");
    assert!(days.iter().any(|day| day.ends_with("20250107")), "a webhook there waits: {days:?}");
    assert_eq!(house.webhooks().await, 1);
    assert_eq!(house.world.number("intake", "select count(*) as n from webhook_seen where key = 'new'").await, 1);
    assert_eq!(house.world.number("intake", "select count(*) as n from webhook_seen").await, 1);
}

#[tokio::test]
async fn a_webhook_that_came_before_its_day_does_not_stop_the_housekeeping() {
    let house = House::new().await;
    for day in house.days().await.into_iter().filter(|day| !day.ends_with("rest")) {
        house.run(&format!("drop table {day}")).await;
    }
    house.webhook("now()", true).await;
    house.run(TURN).await;
    assert_eq!(house.days().await.len(), 9, "the default one, and yesterday to next week but for today");
    assert_eq!(house.webhooks().await, 1);
    house.run("update intake.raw_webhook set received_at = '2025-01-06'").await;
    house.run(TURN).await;
    assert_eq!(house.webhooks().await, 1, "it still waits");
    house.run("delete from intake.webhook_queue").await;
    house.run(TURN).await;
    assert_eq!(house.webhooks().await, 0, "trimmed when it is old and done");
}
