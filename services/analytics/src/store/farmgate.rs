//! Farm-gate prices.

use std::collections::BTreeMap;

use amounts::Vnd;
use chrono::NaiveDate;
use contract::{Grade, ProductCode, analytics::FarmgatePriceView, imports::ImportCount};
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

/// What tells two prices apart, as one text; whoever wrote it down may have any name, and comes last.
const KEY: &str = "week || '|' || product || '|' || grade || '|' || commune_code || '|' || buyer || '|' || observer";
const KEY_PARTS: usize = 6;

#[derive(FromQueryResult)]
struct Row {
    key: String,
    week: NaiveDate,
    commune_code: String,
    product: String,
    grade: String,
    buyer: String,
    observer: String,
    price_vnd_per_kg: i64,
}

impl Row {
    fn view(self) -> Result<FarmgatePriceView, DbErr> {
        let unknown = |word: &str| DbErr::Custom(format!("a farm-gate price has the unknown word `{word}`"));
        Ok(FarmgatePriceView {
            key: self.key,
            week: self.week,
            commune_code: self.commune_code,
            product: ProductCode::parse(&self.product).ok_or_else(|| unknown(&self.product))?,
            grade: Grade::from_slug(&self.grade).ok_or_else(|| unknown(&self.grade))?,
            buyer: self.buyer,
            observer: self.observer,
            price_vnd_per_kg: Vnd(self.price_vnd_per_kg),
        })
    }
}

/// The six parts of keys, each part as a list; `None` where one is no key.
fn parts_of(keys: &[String]) -> Option<[Value; KEY_PARTS]> {
    let mut lists: [Vec<String>; KEY_PARTS] = Default::default();
    for key in keys {
        let mut parts = key.splitn(KEY_PARTS, '|');
        for list in &mut lists {
            list.push(parts.next()?.to_owned());
        }
    }
    lists.first()?.iter().all(|week| week.parse::<NaiveDate>().is_ok()).then(|| lists.map(Value::from))
}

/// One page of the prices, by week, after the price with that key.
pub(crate) async fn page(
    tx: &Scoped,
    after: Option<&String>,
    rows: u32,
) -> Result<Option<Vec<FarmgatePriceView>>, DbErr> {
    let columns = "week, product, grade, commune_code, buyer, observer";
    let (condition, mut values) = match after {
        None => ("true".to_owned(), Vec::new()),
        Some(after) => {
            let Some(parts) = parts_of(std::slice::from_ref(after)) else { return Ok(None) };
            let last = "($1::text[])[1]::date, ($2::text[])[1], ($3::text[])[1], ($4::text[])[1], ($5::text[])[1],
                ($6::text[])[1]";
            (format!("({columns}) > ({last})"), parts.to_vec())
        }
    };
    values.push(i64::from(rows).into());
    let limit = values.len();
    let sql = format!("select *, {KEY} as key from farmgate_price where {condition} order by {columns} limit ${limit}");
    let rows: Vec<Row> = tx.all(&sql, values).await?;
    rows.into_iter().map(Row::view).collect::<Result<_, _>>().map(Some)
}

/// The prices with these keys; none where one is no key.
pub(crate) async fn with_keys(tx: &Scoped, keys: &[String]) -> Result<Option<Vec<FarmgatePriceView>>, DbErr> {
    let Some(parts) = parts_of(keys) else { return Ok(None) };
    let sql = format!(
        "select *, {KEY} as key from farmgate_price
        join unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
            as asked (on_week, of_product, of_grade, in_commune, by_buyer, by_observer)
            on week = on_week::date and product = of_product and grade = of_grade and commune_code = in_commune
                and buyer = by_buyer and observer = by_observer
        order by week, product, grade, commune_code, buyer, observer"
    );
    let rows: Vec<Row> = tx.all(&sql, parts).await?;
    rows.into_iter().map(Row::view).collect::<Result<_, _>>().map(Some)
}

fn given(prices: &BTreeMap<Observation, Vnd>) -> Result<Value, DbErr> {
    #[derive(Serialize)]
    struct Given<'a> {
        week: NaiveDate,
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
