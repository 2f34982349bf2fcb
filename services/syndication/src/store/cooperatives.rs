//! Cooperatives, as onboarding tells them.

use contract::onboarding::CooperativeChanged;
use ids::{Cooperative, Id};
use scoped::{DbErr, FromQueryResult, Scoped};

const NOTE: &str = "
    insert into cooperative (cooperative_id, version, code, commune_code) values ($1, $2, $3, $4)
    on conflict (cooperative_id) do update
    set version = excluded.version, code = excluded.code, commune_code = excluded.commune_code
    where cooperative.version < excluded.version";

/// What a cooperative's rows carry for the officials of its commune.
const TABLES_WITH_COMMUNE: [&str; 4] = ["lot", "listing", "listing_lot", "offer"];

/// Keeps what was heard, unless something newer was heard before.
pub(crate) async fn note(tx: &Scoped, fact: &CooperativeChanged) -> Result<(), DbErr> {
    let values =
        [fact.cooperative_id.into(), fact.version.into(), fact.code.as_str().into(), fact.commune_code.as_str().into()];
    if tx.run(NOTE, values).await? == 0 {
        return Ok(());
    }
    for table in TABLES_WITH_COMMUNE {
        let sql = format!("update {table} set commune_code = $2 where cooperative_id = $1 and commune_code <> $2");
        tx.run(&sql, [fact.cooperative_id.into(), fact.commune_code.as_str().into()]).await?;
    }
    Ok(())
}

/// The cooperatives with these codes, within the caller's scope.
pub(crate) async fn with_codes(tx: &Scoped, codes: Vec<String>) -> Result<Vec<(String, Id<Cooperative>)>, DbErr> {
    #[derive(FromQueryResult)]
    struct Row {
        code: String,
        cooperative_id: Id<Cooperative>,
    }
    let sql = "select code, cooperative_id from cooperative where code = any($1::text[])";
    let rows: Vec<Row> = tx.all(sql, [codes.into()]).await?;
    Ok(rows.into_iter().map(|row| (row.code, row.cooperative_id)).collect())
}
