//! Questions about a period of the business calendar: what left the store between two days, and what was there. The ledger keeps
//! the day beside the moment, which is the wall's.

use std::collections::HashMap;

use amounts::Vnd;
use chrono::{DateTime, NaiveDate, Utc};
use contract::{
    Grade, Page, PageRequest, ProductCode,
    intake::{Buyer, Removal, RemovalView, StockSum},
};
use ids::{Id, Lot, Movement, Order};
use scoped::{DbErr, FromQueryResult, Scoped};
use uuid::Uuid;

use crate::store::unknown_word;

/// The day of a movement; what was written before there were days has its moment's.
const DAY: &str = "coalesce(m.day, (m.at at time zone 'Asia/Ho_Chi_Minh')::date)";

/// What one lot gave to a line.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Given {
    order_id: Id<Order>,
    line_no: i32,
    /// Which lot.
    pub lot_id: Id<Lot>,
    /// Printed on its boxes.
    pub lot_code: String,
    /// Grams.
    pub quantity_g: i64,
}

/// What lots gave, by order and line.
pub type GivenTo = HashMap<(Id<Order>, i32), Vec<Given>>;

/// What lots gave to the lines of these orders, whether or not it came back.
pub async fn lots_of(tx: &Scoped, orders: Vec<Uuid>) -> Result<GivenTo, DbErr> {
    let sql = "select r.order_id, r.line_no, r.lot_id, l.lot_code, r.quantity_g
        from reservation r join lot l on l.lot_id = r.lot_id
        where r.order_id = any($1::uuid[]) and r.state in ('consumed', 'returned')
        order by r.order_id, r.line_no, l.lot_code";
    let rows: Vec<Given> = tx.all(sql, [orders.into()]).await?;
    let mut given = GivenTo::new();
    for row in rows {
        given.entry((row.order_id, row.line_no)).or_default().push(row);
    }
    Ok(given)
}

/// A page of what left without an order from one day to another, oldest first.
pub async fn removals(
    tx: &Scoped,
    (from, to): (NaiveDate, NaiveDate),
    asked: &PageRequest,
) -> Result<Page<RemovalView>, DbErr> {
    #[derive(FromQueryResult)]
    struct Row {
        movement_id: Id<Movement>,
        at: DateTime<Utc>,
        lot_code: String,
        product: String,
        grade: String,
        kind: String,
        buyer: Option<String>,
        quantity_g: i64,
        price_vnd_per_kg: Option<i64>,
        gross_vnd: Option<i64>,
    }
    let size = asked.rows();
    let after: Option<Uuid> = asked.after.as_deref().and_then(|id| id.parse::<Id<Movement>>().ok()).map(Id::uuid);
    let sql = format!(
        "select m.movement_id, m.at, l.lot_code, l.product, l.grade, m.kind, m.buyer, m.quantity_g,
            m.price_vnd_per_kg, round(m.quantity_g::numeric * m.price_vnd_per_kg / 1000)::bigint as gross_vnd
        from movement m join lot l on l.lot_id = m.lot_id
        where m.kind in ('off_platform', 'own_use', 'waste') and m.order_id is null and {DAY} between $1 and $2
            and ($3::uuid is null or m.movement_id > $3) and ($4::uuid is null or m.cooperative_id = $4)
        order by m.movement_id limit $5"
    );
    let own = tx.caller().scope.cooperative().map(Id::uuid);
    let values = [from.into(), to.into(), after.into(), own.into(), i64::from(size + 1).into()];
    let mut rows: Vec<Row> = tx.all(&sql, values).await?;
    let more = rows.len() > size as usize;
    rows.truncate(size as usize);
    let next = rows.last().filter(|_| more).map(|row| row.movement_id.to_string());
    let view = |row: Row| {
        Ok(RemovalView {
            movement_id: row.movement_id,
            at: row.at,
            lot_code: row.lot_code,
            product: ProductCode::parse(&row.product).ok_or_else(|| unknown_word("product", &row.product))?,
            grade: Grade::from_slug(&row.grade).ok_or_else(|| unknown_word("grade", &row.grade))?,
            removal: Removal::from_slug(&row.kind).ok_or_else(|| unknown_word("kind", &row.kind))?,
            buyer: row.buyer.as_deref().and_then(Buyer::from_slug),
            quantity_g: row.quantity_g,
            price_vnd_per_kg: row.price_vnd_per_kg.map(Vnd),
            gross_vnd: row.gross_vnd.map(Vnd),
        })
    };
    Ok(Page { rows: rows.into_iter().map(view).collect::<Result<_, DbErr>>()?, next, total: None })
}

/// The stock of every product and grade over a period.
pub async fn stock(tx: &Scoped, (from, to): (NaiveDate, NaiveDate)) -> Result<Vec<StockSum>, DbErr> {
    #[derive(FromQueryResult)]
    struct Row {
        product: String,
        grade: String,
        opening_g: i64,
        declared_g: i64,
        sold_g: i64,
        returned_g: i64,
        off_platform_g: i64,
        own_use_g: i64,
        waste_g: i64,
        closing_g: i64,
    }
    let own = tx.caller().scope.cooperative().map(Id::uuid);
    let sql = include_str!("stock_of_period.sql").replace("$day", DAY);
    let rows: Vec<Row> = tx.all(&sql, [from.into(), to.into(), own.into()]).await?;
    let sum = |row: Row| {
        Ok(StockSum {
            product: ProductCode::parse(&row.product).ok_or_else(|| unknown_word("product", &row.product))?,
            grade: Grade::from_slug(&row.grade).ok_or_else(|| unknown_word("grade", &row.grade))?,
            opening_g: row.opening_g,
            declared_g: row.declared_g,
            sold_g: row.sold_g,
            returned_g: row.returned_g,
            off_platform_g: row.off_platform_g,
            own_use_g: row.own_use_g,
            waste_g: row.waste_g,
            closing_g: row.closing_g,
        })
    };
    rows.into_iter().map(sum).collect()
}
