//! Row-level security of every table that holds rows of cooperatives, in every schema, tried with a row in each. The tables are
//! read from Postgres, so that a new one is looked at without a line here.

use ids::{Cooperative, Id};
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row, error::DatabaseError};

use crate::House;

const TABLES: &str = "
    select n.nspname, c.relname, c.relrowsecurity and c.relforcerowsecurity as is_forced
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and not c.relispartition and n.nspname not in ('pg_catalog', 'information_schema')
        and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'cooperative_id' and not a.attisdropped)
    order by 1, 2";

/// What a row must have, with its type.
const COLUMNS: &str = "
    select attname, format_type(atttypid, null) from pg_attribute
    where attrelid = $1::regclass and attnum > 0 and not attisdropped and attname <> 'cooperative_id'
        and (attnotnull and not atthasdef and attidentity = '' or attname = 'commune_code')";

/// What a row may hold is no matter here: any will do.
const CHECKS: &str = "select conname from pg_constraint where conrelid = $1::regclass and contype = 'c'";

/// A statement that adds a row of the cooperative given as `$1`.
async fn adding(owner: &mut PgConnection, schema: &str, table: &str) -> String {
    let columns = sqlx::query(COLUMNS).bind(format!("{schema}.{table}")).fetch_all(&mut *owner).await.expect("columns");
    let (mut names, mut values) = (vec!["cooperative_id".to_owned()], vec!["$1".to_owned()]);
    for column in columns {
        let (name, of_type): (String, String) = (column.get(0), column.get(1));
        let value = match of_type.as_str() {
            "uuid" => "gen_random_uuid()",
            "text" => "'x'",
            "jsonb" => "'{}'",
            "boolean" => "true",
            "date" | "timestamp with time zone" => "now()",
            "bytea" => "'\\x00'",
            "interval" => "interval '1 day'",
            list if list.ends_with("[]") => "'{}'",
            _ => "1",
        };
        values.push(value.to_owned());
        names.push(name);
    }
    format!("insert into {schema}.{table} ({}) values ({})", names.join(", "), values.join(", "))
}

async fn run(connection: &mut PgConnection, sql: &str, cooperative: Id<Cooperative>) -> Result<u64, sqlx::Error> {
    let query = sqlx::query(AssertSqlSafe(sql.to_owned())).bind(cooperative.uuid());
    query.execute(connection).await.map(|done| done.rows_affected())
}

async fn stand_as(connection: &mut PgConnection, scope: &str, of: &str) {
    let sql = "select set_config('phien.scope', $1, true), set_config('phien.scope_of', $2, true)";
    sqlx::query(sql).bind(scope).bind(of).execute(connection).await.expect("set");
}

#[tokio::test]
async fn no_table_of_any_service_shows_or_gives_a_row_to_another_cooperative() {
    let house = House::new().await;
    let mut owner = PgConnection::connect(&house.world.owner_url().await).await.expect("the owner gets in");
    let tables = sqlx::query(TABLES).fetch_all(&mut owner).await.expect("the catalogue");
    assert!(tables.len() >= 20, "{}", tables.len());
    for row in tables {
        let (schema, table, is_forced): (String, String, bool) = (row.get(0), row.get(1), row.get(2));
        let place = format!("{schema}.{table}");
        assert!(is_forced, "{place} has a cooperative's rows, and its row-level security is not forced");
        let add = adding(&mut owner, &schema, &table).await;
        let (own, other) = (Id::<Cooperative>::generate(), Id::<Cooperative>::generate());
        let mut tx = owner.begin().await.expect("a transaction");
        // Without its foreign keys, a row can stand alone.
        sqlx::query("set local session_replication_role = replica").execute(&mut *tx).await.expect("set");
        let checks = sqlx::query_scalar(CHECKS).bind(&place).fetch_all(&mut *tx).await;
        let checks: Vec<String> = checks.expect("the catalogue");
        for check in checks {
            let drop = format!("alter table {place} drop constraint {check}");
            sqlx::query(AssertSqlSafe(drop))
                .execute(&mut *tx)
                .await
                .expect("dropped, until the end of the transaction");
        }
        run(&mut tx, &add, own).await.unwrap_or_else(|error| panic!("{add}: {error}"));
        sqlx::query(AssertSqlSafe(format!("set local role phien_{schema}"))).execute(&mut *tx).await.expect("set");
        let find = format!("select from {place} where cooperative_id = $1");
        stand_as(&mut tx, "system", "").await;
        assert_eq!(run(&mut tx, &find, own).await.expect("asked"), 1, "the house itself sees {place}");
        let other_of = other.uuid().to_string();
        for (scope, of) in [("cooperative", other_of.as_str()), ("commune", "00000"), ("nobody", ""), ("", "")] {
            stand_as(&mut tx, scope, of).await;
            assert_eq!(run(&mut tx, &find, own).await.expect("asked"), 0, "`{scope}` sees a row of {place}");
            let change = format!("update {place} set cooperative_id = cooperative_id where cooperative_id = $1");
            for sql in [change, format!("delete from {place} where cooperative_id = $1"), add.clone()] {
                let mut attempt = tx.begin().await.expect("a savepoint");
                let touched = run(&mut attempt, &sql, own).await;
                // Nothing was seen to be touched, or Postgres said no: the policy, or a right that is not there.
                let refused =
                    touched.as_ref().err().and_then(sqlx::Error::as_database_error).and_then(DatabaseError::code);
                assert!(
                    matches!(touched, Ok(0)) || refused.as_deref() == Some("42501"),
                    "`{scope}`: {sql}: {touched:?}"
                );
                attempt.rollback().await.expect("rolled back");
            }
        }
        // Officials bring in and verify what onboarding knows, and hand in files of their own; all else they read.
        if schema != "onboarding" && table != "import" {
            for (scope, of) in [("province", ""), ("commune", "x")] {
                stand_as(&mut tx, scope, of).await;
                let change = format!("update {place} set cooperative_id = cooperative_id where cooperative_id = $1");
                let touched = run(&mut tx, &change, own).await.unwrap_or(0);
                assert_eq!(touched, 0, "`{scope}` writes {place}");
            }
        }
        tx.rollback().await.expect("rolled back");
    }
}
