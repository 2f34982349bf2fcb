//! Farm-gate prices.

use std::collections::BTreeMap;

use amounts::Vnd;
use contract::imports::ImportCount;
use scoped::{DbErr, FromQueryResult, Scoped, Value};
use serde::Serialize;

use crate::domain::Observation;

/// The parameter of both statements as rows.
const GIVEN: &str = "jsonb_to_recordset($1::jsonb) as given (
    week date, commune_code text, product text, grade text, buyer text, observer text, price_vnd_per_kg bigint)";

/// How many of these would be added, changed or left alone.
pub(crate) async fn compare(tx: &Scoped, prices: &BTreeMap<Observation, Vnd>) -> Result<ImportCount, DbErr> {
    #[derive(FromQueryResult)]
    struct Row {
        added: i64,
        changed: i64,
        unchanged: i64,
    }
    let sql = format!(
        "select count(*) filter (where kept.week is null) as added,
            count(*) filter (where kept.price_vnd_per_kg <> given.price_vnd_per_kg) as changed,
            count(*) filter (where kept.price_vnd_per_kg = given.price_vnd_per_kg) as unchanged
        from {GIVEN}
        left join farmgate_price as kept using (week, product, grade, commune_code, buyer, observer)"
    );
    let row: Option<Row> = tx.first(&sql, [given(prices)?]).await?;
    let row = row.ok_or_else(|| DbErr::RecordNotFound("an aggregate without a row".to_owned()))?;
    let count = |stored: i64| u32::try_from(stored).unwrap_or(u32::MAX);
    Ok(ImportCount {
        what: "prices".to_owned(),
        added: count(row.added),
        changed: count(row.changed),
        unchanged: count(row.unchanged),
    })
}

/// Keeps these prices; one that was seen before takes the price it has here.
pub(crate) async fn save(tx: &Scoped, prices: &BTreeMap<Observation, Vnd>) -> Result<(), DbErr> {
    let sql = format!(
        "insert into farmgate_price as before (week, commune_code, product, grade, buyer, observer, price_vnd_per_kg)
        select week, commune_code, product, grade, buyer, observer, price_vnd_per_kg from {GIVEN}
        on conflict on constraint farmgate_price_key do update set price_vnd_per_kg = excluded.price_vnd_per_kg
        where before.price_vnd_per_kg <> excluded.price_vnd_per_kg"
    );
    tx.run(&sql, [given(prices)?]).await?;
    Ok(())
}

fn given(prices: &BTreeMap<Observation, Vnd>) -> Result<Value, DbErr> {
    #[derive(Serialize)]
    struct Given<'a> {
        week: chrono::NaiveDate,
        commune_code: &'a str,
        product: &'a str,
        grade: &'a str,
        buyer: &'a str,
        observer: &'a str,
        price_vnd_per_kg: i64,
    }
    let rows: Vec<Given> = prices
        .iter()
        .map(|(seen, price)| Given {
            week: seen.week,
            commune_code: seen.commune_code,
            product: seen.product.as_str(),
            grade: seen.grade.slug(),
            buyer: seen.buyer.slug(),
            observer: &seen.observer,
            price_vnd_per_kg: price.0,
        })
        .collect();
    serde_json::to_string(&rows).map(Value::from).map_err(|error| DbErr::Json(error.to_string()))
}
