//! What is stored beside what the event log makes of it.

use scoped::{Database, DbErr, FromQueryResult, Scoped};
use serde::{Deserialize, Serialize};

use crate::store::figures::{PRICE_ROLL_UP, ROLL_UP};

/// What a verification has found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verified {
    /// Rows that were made once more and compared.
    pub rows_compared: u64,
    /// Rows that differ, that are stored and should not be, or should be and are not.
    pub rows_differing: u64,
    /// Days of a cooperative on a channel that were left out because their figures were being reckoned.
    pub days_stale: u64,
    /// The first hundred differences of each table.
    pub differences: Vec<Difference>,
}

/// A row that is not what the event log makes of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// The table.
    pub table: String,
    /// Which row.
    pub key: String,
    /// The row as it is stored, if it is.
    pub kept: Option<serde_json::Value>,
    /// The row as it should be, if it should.
    pub rebuilt: Option<serde_json::Value>,
}

/// Every day that has sales or figures, but those whose figures are known to be behind. It is read in the same statement as
/// the sales, so no mark slips in between.
const SETTLED: &str = "key as materialized (
    select day, cooperative_id, channel from sale
    union select day, cooperative_id, channel from daily
    union select day, cooperative_id, channel from daily_price
    except select day, cooperative_id, channel from stale)";

/// Compares every row. It reads whole tables, so it takes the time it takes.
pub(crate) async fn verify(database: &Database) -> Result<Verified, DbErr> {
    let tx = database.begin_as_service().await?;
    tx.run("select set_config('statement_timeout', '0', true), set_config('lock_timeout', '0', true)", []).await?;
    let mut verified = Verified { days_stale: count_stale(&tx).await?, ..Verified::default() };
    let daily_key = "day, cooperative_id, channel, product, grade, commune_code";
    let price_key = format!("{daily_key}, price_vnd_per_kg");
    for (table, rebuilt) in [
        ("cooperative", include_str!("rebuild_cooperatives.sql").to_owned()),
        ("lot", include_str!("rebuild_lots.sql").to_owned()),
        ("sale", include_str!("rebuild_sales.sql").to_owned()),
        ("daily", roll_up("daily", daily_key, ROLL_UP)),
        ("daily_price", roll_up("daily_price", &price_key, PRICE_ROLL_UP)),
    ] {
        compare(&tx, table, &rebuilt, &mut verified).await?;
    }
    tx.rollback().await?;
    Ok(verified)
}

/// Days that wait for the reckoner.
pub(crate) async fn stale_days(database: &Database) -> Result<u64, DbErr> {
    let tx = database.begin_as_service().await?;
    let count = count_stale(&tx).await?;
    tx.rollback().await?;
    Ok(count)
}

async fn count_stale(tx: &Scoped) -> Result<u64, DbErr> {
    #[derive(FromQueryResult)]
    struct Count {
        stale: i64,
    }
    let sql = "select count(*) as stale from (select distinct day, cooperative_id, channel from stale) as day";
    let row: Option<Count> = tx.first(sql, []).await?;
    Ok(row.map_or(0, |row| u64::try_from(row.stale).unwrap_or(0)))
}

/// The CTEs `kept` and `rebuilt` of a roll-up.
fn roll_up(table: &str, key: &str, select: &str) -> String {
    format!(
        "with {SETTLED},
        kept as (
            select jsonb_build_array({key})::text as key, to_jsonb(kept) as content
            from {table} as kept join key using (day, cooperative_id, channel)),
        rebuilt as (
            select jsonb_build_array({key})::text as key, to_jsonb(reckoned) as content from ({select}) as reckoned)"
    )
}

async fn compare(tx: &Scoped, table: &str, ctes: &str, verified: &mut Verified) -> Result<(), DbErr> {
    #[derive(FromQueryResult)]
    struct Outcome {
        compared: i64,
        differing: i64,
        examples: serde_json::Value,
    }
    #[derive(Deserialize)]
    struct Example {
        key: String,
        kept: Option<serde_json::Value>,
        rebuilt: Option<serde_json::Value>,
    }
    let sql = format!("{ctes}\n{}", include_str!("compare.sql"));
    let outcome: Option<Outcome> = tx.first(&sql, []).await?;
    let Some(outcome) = outcome else { return Ok(()) };
    verified.rows_compared += u64::try_from(outcome.compared).unwrap_or(0);
    verified.rows_differing += u64::try_from(outcome.differing).unwrap_or(0);
    let examples: Vec<Example> =
        serde_json::from_value(outcome.examples).map_err(|error| DbErr::Json(error.to_string()))?;
    verified.differences.extend(examples.into_iter().map(|example| Difference {
        table: table.to_owned(),
        key: example.key,
        kept: example.kept,
        rebuilt: example.rebuilt,
    }));
    Ok(())
}
