//! Cooperatives, as onboarding tells them.

use std::collections::BTreeSet;

use contract::onboarding::CooperativeChanged;
use ids::{Cooperative, Id};
use scoped::{DbErr, FromQueryResult, Scoped};
use uuid::Uuid;

use super::listings;

const NOTE: &str = "
    insert into cooperative (cooperative_id, version, code, commune_code, may_sell) values ($1, $2, $3, $4, $5)
    on conflict (cooperative_id) do update
    set version = excluded.version, code = excluded.code, commune_code = excluded.commune_code,
        may_sell = excluded.may_sell
    where cooperative.version < excluded.version";

/// What a cooperative's rows carry for the officials of its commune.
const TABLES_WITH_COMMUNE: [&str; 6] = ["lot", "listing", "listing_lot", "listing_claim", "offer", "paper"];

/// Keeps what was heard, unless something newer was heard before.
pub(crate) async fn note(tx: &Scoped, fact: &CooperativeChanged) -> Result<(), DbErr> {
    let values = [
        fact.cooperative_id.into(),
        fact.version.into(),
        fact.code.as_str().into(),
        fact.commune_code.as_str().into(),
        fact.may_sell.into(),
    ];
    if tx.run(NOTE, values).await? == 0 {
        return Ok(());
    }
    // Whatever has changed: what stood here a moment ago, another replica may just be writing.
    listings::mark_of(tx, fact.cooperative_id).await?;
    for table in TABLES_WITH_COMMUNE {
        let sql = format!("update {table} set commune_code = $2 where cooperative_id = $1 and commune_code <> $2");
        tx.run(&sql, [fact.cooperative_id.into(), fact.commune_code.as_str().into()]).await?;
    }
    Ok(())
}

/// Those of these cooperatives that may not sell; one that was not heard of may.
pub(crate) async fn stopped_among(tx: &Scoped, ids: &[Id<Cooperative>]) -> Result<BTreeSet<Id<Cooperative>>, DbErr> {
    #[derive(FromQueryResult)]
    struct Row {
        cooperative_id: Id<Cooperative>,
    }
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let sql = "select cooperative_id from cooperative where cooperative_id = any($1::uuid[]) and not may_sell";
    let rows: Vec<Row> = tx.all(sql, [ids.into()]).await?;
    Ok(rows.into_iter().map(|row| row.cooperative_id).collect())
}

/// Where a cooperative sits, as far as it was heard.
pub(crate) async fn commune_of(tx: &Scoped, id: Id<Cooperative>) -> Result<Option<String>, DbErr> {
    #[derive(FromQueryResult)]
    struct Row {
        commune_code: String,
    }
    let mut values = vec![id.into()];
    let seen = tx.seen(&mut values, "cooperative_id", "commune_code");
    let sql = format!("select commune_code from cooperative where cooperative_id = $1 and {seen}");
    let row: Option<Row> = tx.first(&sql, values).await?;
    Ok(row.map(|row| row.commune_code))
}

/// The cooperatives with these codes, within the caller's scope.
pub(crate) async fn with_codes(tx: &Scoped, codes: Vec<String>) -> Result<Vec<(String, Id<Cooperative>)>, DbErr> {
    #[derive(FromQueryResult)]
    struct Row {
        code: String,
        cooperative_id: Id<Cooperative>,
    }
    let mut values = vec![codes.into()];
    let seen = tx.seen(&mut values, "cooperative_id", "commune_code");
    let sql = format!("select code, cooperative_id from cooperative where code = any($1::text[]) and {seen}");
    let rows: Vec<Row> = tx.all(&sql, values).await?;
    Ok(rows.into_iter().map(|row| (row.code, row.cooperative_id)).collect())
}
