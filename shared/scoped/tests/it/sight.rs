//! Who sees and changes which rows.

use contract::Scope;
use ids::Id;
use scoped::{Access, FromQueryResult};
use sqlx::Row;

use crate::{ADD_SHOP, House, shops};

#[tokio::test]
async fn a_scope_that_was_never_set_sees_nothing_in_any_table_of_tenants() {
    let house = House::new().await;
    house.cooperative("1").await;
    let mut bare = house.bare().await;
    let guarded = "select relname from pg_class where relnamespace = 'intake'::regnamespace and relrowsecurity
        and not relispartition";
    let tables: Vec<String> = sqlx::query_scalar(guarded).fetch_all(&mut bare).await.expect("the catalogue");
    assert!(tables.contains(&"shop".to_owned()) && tables.len() >= 10, "{tables:?}");
    for table in tables {
        let count = sqlx::query(sqlx::AssertSqlSafe(format!("select count(*) from {table}")));
        let seen: i64 = count.fetch_one(&mut bare).await.expect("a count").get(0);
        assert_eq!(seen, 0, "{table}");
    }
    let tx = house.begin(Scope::Nobody, Access::Write).await;
    assert!(shops(&tx).await.is_empty());
    assert!(tx.run(ADD_SHOP, ["2".into(), Id::<ids::Cooperative>::generate().uuid().into()]).await.is_err());
}

#[tokio::test]
async fn a_cooperative_sees_and_changes_its_own_rows_only() {
    let house = House::new().await;
    let (own, other) = (house.cooperative("own").await, house.cooperative("other").await);

    let tx = house.begin(Scope::Cooperative(own), Access::Write).await;
    assert_eq!(shops(&tx).await, ["own"]);
    assert_eq!(tx.run("update shop set version = 9", []).await.expect("updated"), 1);
    let others = "update shop set version = 9 where cooperative_id = $1";
    assert_eq!(tx.run(others, [other.uuid().into()]).await.expect("nothing to update"), 0);
    assert_eq!(tx.run("delete from shop where shop_id = 'other'", []).await.expect("nothing to delete"), 0);
    tx.commit().await.expect("committed");

    for theft in ["update shop set cooperative_id = $1", "insert into shop values ('shopee', 'new', $1, 1, true)"] {
        let tx = house.begin(Scope::Cooperative(own), Access::Write).await;
        let error = tx.run(theft, [other.uuid().into()]).await.expect_err(theft);
        assert!(error.to_string().contains("row-level security"), "{error}");
    }
    let tx = house.begin(Scope::System, Access::Read).await;
    assert_eq!(shops(&tx).await, ["other", "own"]);
    assert_eq!(house.world.number("intake", "select sum(version)::bigint as n from shop").await, 10);
}

#[tokio::test]
async fn the_rule_of_sight_fits_each_scope() {
    #[derive(FromQueryResult)]
    struct Seen {
        sees: Option<bool>,
    }
    let house = House::new().await;
    let (own, other) = (Id::generate(), Id::generate());
    let commune = || Scope::Commune("00874".into());
    let table = [
        (Scope::System, None, None, true),
        (Scope::Cooperative(own), Some(own), None, true),
        (Scope::Cooperative(own), Some(own), Some("00874"), true),
        (Scope::Cooperative(own), Some(other), Some("00874"), false),
        (Scope::Cooperative(own), None, None, false),
        (Scope::Province, Some(own), Some("00874"), true),
        (Scope::Province, Some(own), None, false),
        (commune(), Some(own), Some("00874"), true),
        (commune(), Some(own), Some("00875"), false),
        (commune(), Some(own), None, false),
        (Scope::Nobody, Some(own), Some("00874"), false),
    ];
    for (scope, cooperative, code, expected) in table {
        let tx = house.begin(scope.clone(), Access::Read).await;
        let cooperative = cooperative.map(Id::uuid);
        let sql = "select sees($1::uuid, $2) as sees";
        let answer: Option<Seen> = tx.first(sql, [cooperative.into(), code.into()]).await.expect("an answer");
        let seen = answer.and_then(|row| row.sees).unwrap_or(false);
        assert_eq!(seen, expected, "{scope:?} of {cooperative:?} in {code:?}");
        // The application's wall stands in the same place, for rows that officials read and for those they do not.
        let mut values = vec![cooperative.into(), code.into()];
        let seen = tx.seen(&mut values, "cooperative", "commune");
        let own = tx.own(&mut values, "cooperative");
        let sql = format!("select from (values ($1::uuid, $2::text)) as its (cooperative, commune) where {seen}");
        let with_own = format!("{sql} and {own}");
        let rows = tx.run(&sql, values.iter().take(2 + usize::from(seen.contains('$'))).cloned()).await.expect("rows");
        assert_eq!(rows == 1, expected, "{scope:?} of {cooperative:?} in {code:?}");
        let owns = expected && matches!(scope, Scope::System | Scope::Cooperative(_));
        assert_eq!(tx.run(&with_own, values).await.expect("rows") == 1, owns, "{scope:?} owns {cooperative:?}");
    }
}

#[tokio::test]
async fn a_scope_ends_with_its_transaction() {
    let house = House::new().await;
    let own = house.cooperative("own").await;
    let one = scoped::Database::connect(&house.url().await, "intake", 1).await.expect("a pool of one");
    let caller = |scope| contract::Caller::person(Id::generate(), contract::Role::CooperativeManager, scope);
    for scope in [Scope::System, Scope::Cooperative(own)] {
        let tx = one.begin(&caller(scope), Access::Write).await.expect("a transaction");
        assert_eq!(shops(&tx).await, ["own"]);
        tx.commit().await.expect("committed");
        let tx = one.begin(&caller(Scope::Nobody), Access::Read).await.expect("the same connection again");
        assert!(shops(&tx).await.is_empty());
    }
}

#[tokio::test]
async fn a_question_cannot_write_and_cannot_make_itself_a_command() {
    let house = House::new().await;
    let own = house.cooperative("own").await;
    let (forbidden, too_late) = ("read-only transaction", "must be set before any query");
    for (attempt, words) in [
        ("update shop set version = 2", forbidden),
        ("delete from shop", forbidden),
        ("select nextval('outbox_id')", forbidden),
        ("set transaction read write", too_late),
        ("select set_config('transaction_read_only', 'off', true)", too_late),
    ] {
        let tx = house.begin(Scope::Cooperative(own), Access::Read).await;
        assert_eq!(shops(&tx).await, ["own"]);
        let error = tx.run(attempt, []).await.expect_err(attempt);
        assert!(error.to_string().contains(words), "{attempt}: {error}");
    }
    assert_eq!(house.world.number("intake", "select sum(version)::bigint as n from shop").await, 1);
}

#[tokio::test]
async fn what_the_house_has_to_tell_is_not_read_by_a_cooperative() {
    let house = House::new().await;
    let own = house.cooperative("own").await;
    let post = "insert into outbox (event_id, subject, about, version, headers, body)
        values (gen_random_uuid(), '.s', 'a', 1, '{}', 'b')";
    let tx = house.begin(Scope::Cooperative(own), Access::Write).await;
    assert_eq!(tx.run(post, []).await.expect("anybody's change may be told"), 1);
    assert_eq!(tx.run("update outbox set body = 'c'", []).await.expect("nothing seen"), 0);
    assert_eq!(tx.run("delete from outbox", []).await.expect("nothing seen"), 0);
    tx.commit().await.expect("committed");
    assert_eq!(house.world.number("intake", "select count(*) as n from outbox where body = 'b'").await, 1);
}
