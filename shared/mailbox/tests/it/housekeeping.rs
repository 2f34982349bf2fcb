//! The mailbox's weeks: made ahead, dropped when nothing in them waits.

use testkit::until;

use crate::House;

const TURN: &str = "select mailbox_turn_partitions(interval '30 days')";

impl House {
    async fn turn(&self) {
        let tx = self.world.database("intake").begin_as_service().await.expect("a transaction");
        tx.run(TURN, []).await.expect("turned");
        tx.commit().await.expect("committed");
    }

    async fn exists(&self, table: &str) -> bool {
        let sql = format!("select count(*) as n from pg_class where oid = to_regclass('intake.{table}')");
        self.world.number("intake", &sql).await == 1
    }

    /// Makes a week of long ago, with one row in the outbox.
    async fn week_of_old(&self, monday: &str, next: &str, published_at: &str) {
        let part = monday.replace('-', "");
        let (begins, ends, noon) = (instant(monday, 0), instant(next, 0), instant(monday, 12));
        self.owner_runs(&format!(
            "set search_path to intake;
            create table outbox_{part} partition of outbox for values from (uuid_at({begins})) to (uuid_at({ends}));
            create table inbox_{part} partition of inbox for values from (uuid_at({begins})) to (uuid_at({ends}));
            insert into inbox values ('c', uuid_at({noon}), {noon});
            insert into outbox (event_id, subject, about, version, headers, body, created_at, published_at)
                values (uuid_at({noon}), '.intake.nothing.v1', 'a', 1, '{{}}', '', {noon}, {published_at})"
        ))
        .await;
    }
}

fn instant(day: &str, hour: u8) -> String {
    format!("timestamptz '{day} {hour:02}:00+00'")
}

#[tokio::test]
async fn a_week_is_dropped_when_it_is_old_and_nothing_in_it_waits() {
    let house = House::new().await;
    house.week_of_old("2025-01-06", "2025-01-13", "null").await;
    house.week_of_old("2025-01-13", "2025-01-20", "now()").await;
    house.turn().await;
    assert!(house.exists("outbox_20250106").await, "it holds a fact that nobody was told");
    assert!(!house.exists("outbox_20250113").await);
    assert!(!house.exists("inbox_20250106").await && !house.exists("inbox_20250113").await);
    assert_eq!(house.unpublished().await, 1);

    house.world.relay("intake");
    until("it is told after all", || async { house.unpublished().await == 0 }).await;
    house.turn().await;
    assert!(!house.exists("outbox_20250106").await);
    house.world.end().await;
}

#[tokio::test]
async fn five_weeks_ahead_are_ready() {
    let house = House::new().await;
    house.turn().await;
    let ahead = "select count(*) as n from generate_series(0, 4) as week
        where to_regclass('outbox_' || to_char(date_trunc('week', now(), 'UTC') at time zone 'UTC' + week * interval '7 days',
            'YYYYMMDD')) is not null";
    assert_eq!(house.world.number("intake", ahead).await, 5);
}

#[tokio::test]
async fn a_row_that_came_before_its_week_does_not_stop_the_housekeeping() {
    let house = House::new().await;
    // After a long pause, the first fact may be posted before the first turn.
    let this_week = "date_trunc('week', now(), 'UTC')";
    house
        .owner_runs(&format!(
            "set search_path to intake;
            do $$ declare part text; begin
                for part in select inhrelid::regclass::text from pg_inherits
                    where inhparent = 'outbox'::regclass and inhrelid <> 'outbox_rest'::regclass loop
                    execute 'drop table ' || part;
                end loop;
            end $$;
            insert into outbox (event_id, subject, about, version, headers, body)
                values (uuid_at({this_week} + interval '1 day'), '.intake.nothing.v1', 'a', 1, '{{}}', '')"
        ))
        .await;
    house.turn().await;
    let next = "select count(*) as n from pg_inherits where inhparent = 'outbox'::regclass";
    assert_eq!(house.world.number("intake", next).await, 6, "the default one and every week but this one");
    assert_eq!(house.unpublished().await, 1);

    house.owner_runs("update intake.outbox set created_at = '2025-01-06', published_at = now()").await;
    house.turn().await;
    assert_eq!(house.world.number("intake", "select count(*) as n from outbox").await, 0, "and then it is trimmed");
}
