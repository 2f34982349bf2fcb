//! What a service's own role may not do, whatever its code was brought to say.

use sqlx::{Executor, Row};

use crate::{House, state};

const DENIED: &str = "42501";
const NOT_OWNER: &str = DENIED;

#[tokio::test]
async fn a_services_role_cannot_change_tables_nor_read_another_schema() {
    let house = House::new().await;
    let mut bare = house.bare().await;
    for (attempt, expected) in [
        ("create table intake.mine (n bigint)", DENIED),
        ("create table public.mine (n bigint)", DENIED),
        ("create schema mine", DENIED),
        ("drop table shop", NOT_OWNER),
        ("alter table shop add column mine bigint", NOT_OWNER),
        ("alter table shop disable row level security", NOT_OWNER),
        ("drop policy shop_seen on shop", NOT_OWNER),
        ("truncate shop", DENIED),
        ("select * from onboarding.lot", DENIED),
        ("select * from accounts.person", DENIED),
        ("insert into analytics.outbox select * from outbox", DENIED),
        ("select onboarding.mailbox_turn_partitions('30 days')", DENIED),
        ("set role chophien", DENIED),
        ("set session authorization phien_accounts", DENIED),
        ("select pg_read_file('postgresql.conf')", DENIED),
        ("copy shop to program 'cat'", DENIED),
    ] {
        assert_eq!(state(bare.execute(attempt).await), expected, "{attempt}");
    }
}

#[tokio::test]
async fn a_partition_is_no_way_around_the_policy_of_its_table() {
    let house = House::new().await;
    let mut bare = house.bare().await;
    let partitions = "select oid::regclass::text from pg_class
        where relnamespace = 'intake'::regnamespace and relispartition and relkind = 'r'";
    let partitions: Vec<String> = sqlx::query_scalar(partitions).fetch_all(&mut bare).await.expect("the catalogue");
    assert!(partitions.len() > 10, "{partitions:?}");
    for partition in partitions {
        let read = sqlx::query(sqlx::AssertSqlSafe(format!("select count(*) from {partition}")));
        assert_eq!(state(read.fetch_one(&mut bare).await.map(|_| ())), DENIED, "{partition}");
    }
}

#[tokio::test]
async fn a_temporary_table_cannot_pass_for_one_of_ours() {
    let house = House::new().await;
    let mut bare = house.bare().await;
    bare.execute("create temporary table inbox_rest (heard_at timestamptz)").await.expect("temporary tables are free");
    bare.execute("insert into inbox_rest values ('2020-01-01')").await.expect("a row");
    bare.execute("select mailbox_turn_partitions('30 days')").await.expect("turned");
    let left = bare.fetch_one("select count(*) from pg_temp.inbox_rest").await.expect("a count");
    assert_eq!(left.get::<i64, _>(0), 1, "the owner's rights were lent to a stranger's table");
}
