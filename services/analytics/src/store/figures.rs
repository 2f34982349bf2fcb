//! Roll-ups: reckoned anew from sales, and read as groups.

use std::collections::BTreeMap;

use amounts::Vnd;
use chrono::{DateTime, NaiveDate, Utc};
use contract::{Grade, ProductCode, analytics::FigureFilter};
use ids::{Cooperative, Id};
use scoped::{DbErr, FromQueryResult, Scoped, Value};
use uuid::Uuid;

use crate::domain::{Cell, Group, Part, PriceBook, Tally, Totals};

/// What a roll-up over a CTE `key (day, cooperative_id, channel)` selects.
pub(crate) const ROLL_UP: &str = include_str!("roll_up.sql");
pub(crate) const PRICE_ROLL_UP: &str = include_str!("price_roll_up.sql");

const KEYS: &str =
    "key as (select * from unnest($1::date[], $2::uuid[], $3::text[]) as key (day, cooperative_id, channel))";
/// Marks taken in one round.
const MARKS_MAX: i64 = 5_000;
const RECKONING: &str = "hashtextextended('analytics reckons', 0)";

/// A cooperative's day on a channel.
#[derive(Debug, FromQueryResult)]
pub(crate) struct StaleDay {
    day: NaiveDate,
    cooperative_id: Uuid,
    channel: String,
}

/// Keeps others from reckoning until the transaction ends; false if somebody else is at it.
pub(crate) async fn lock_reckoning(tx: &Scoped) -> Result<bool, DbErr> {
    #[derive(FromQueryResult)]
    struct Lock {
        held: bool,
    }
    let sql = format!("select pg_try_advisory_xact_lock({RECKONING}) as held");
    let lock: Option<Lock> = tx.first(&sql, []).await?;
    Ok(lock.is_some_and(|lock| lock.held))
}

/// Waits until nobody reckons, and keeps everybody from it until the transaction ends.
pub(crate) async fn hold_reckoning(tx: &Scoped) -> Result<(), DbErr> {
    tx.run(&format!("select pg_advisory_xact_lock({RECKONING})"), []).await?;
    Ok(())
}

/// Takes marks away and tells the days they were on. The sales behind a mark were committed with it, so the next statement
/// sees them.
pub(crate) async fn take_stale(tx: &Scoped) -> Result<Vec<StaleDay>, DbErr> {
    let sql = "with taken as (
            delete from stale where id in (select id from stale order by id limit $1)
            returning day, cooperative_id, channel)
        select distinct day, cooperative_id, channel from taken";
    tx.all(sql, [MARKS_MAX.into()]).await
}

/// Reckons these days anew from their sales.
pub(crate) async fn reckon(tx: &Scoped, days: &[StaleDay]) -> Result<(), DbErr> {
    if days.is_empty() {
        return Ok(());
    }
    let values: [Value; 3] = [
        days.iter().map(|key| key.day).collect::<Vec<_>>().into(),
        days.iter().map(|key| key.cooperative_id).collect::<Vec<_>>().into(),
        days.iter().map(|key| key.channel.clone()).collect::<Vec<_>>().into(),
    ];
    for (table, roll_up) in [("daily", ROLL_UP), ("daily_price", PRICE_ROLL_UP)] {
        let forget = format!(
            "with {KEYS} delete from {table} as kept using key
            where kept.day = key.day and kept.cooperative_id = key.cooperative_id and kept.channel = key.channel"
        );
        tx.run(&forget, values.clone()).await?;
        let columns = columns(table);
        tx.run(&format!("with {KEYS} insert into {table} ({columns}) {roll_up}"), values.clone()).await?;
    }
    Ok(())
}

/// In the order the roll-ups select them.
fn columns(table: &str) -> &'static str {
    match table {
        "daily" => {
            "day, product, grade, commune_code, cooperative_id, channel, orders, orders_of_product, orders_of_grade, \
             ordered_g, ordered_vnd, weighed_vnd, sold_g, revenue_vnd, cancelled_g, returned_g, unmatched_lines"
        }
        _ => "day, product, grade, commune_code, cooperative_id, channel, price_vnd_per_kg, ordered_g",
    }
}

/// The moment before which everything heard is in the figures.
pub(crate) async fn as_of(tx: &Scoped) -> Result<DateTime<Utc>, DbErr> {
    #[derive(FromQueryResult)]
    struct AsOf {
        as_of: DateTime<Utc>,
    }
    let row: Option<AsOf> = tx.first("select figures_as_of() as as_of", []).await?;
    row.map(|row| row.as_of).ok_or_else(|| DbErr::RecordNotFound("an aggregate without a row".to_owned()))
}

/// Marks on stale days.
pub(crate) async fn stale(tx: &Scoped) -> Result<u64, DbErr> {
    #[derive(FromQueryResult)]
    struct Count {
        marks: i64,
    }
    let count: Option<Count> = tx.first("select count(*) as marks from stale", []).await?;
    Ok(count.map_or(0, |count| count.marks.unsigned_abs()))
}

/// Everything the rows of this part are made of.
pub(crate) async fn tally(tx: &Scoped, part: &Part) -> Result<Tally, DbErr> {
    Ok(Tally {
        totals: totals(tx, part).await?,
        prices: prices(tx, part).await?,
        declared_g: if part.has_harvest() { Some(declared(tx, part).await?) } else { None },
        farmgate: farmgate(tx, &part.filter).await?,
        names: if part.by_cooperative() { names(tx).await? } else { BTreeMap::new() },
    })
}

#[derive(FromQueryResult)]
struct GroupRow {
    day: Option<NaiveDate>,
    product: Option<String>,
    grade: Option<String>,
    commune_code: Option<String>,
    cooperative_id: Option<Id<Cooperative>>,
    channel: Option<String>,
}

impl GroupRow {
    fn group(self) -> Result<Group, DbErr> {
        Ok(Group {
            day: self.day,
            commune_code: self.commune_code,
            cooperative_id: self.cooperative_id,
            product: self.product.as_deref().map(product).transpose()?,
            grade: self.grade.as_deref().map(grade).transpose()?,
            channel: self.channel.map(|slug| slug.parse().map_err(custom)).transpose()?,
        })
    }
}

async fn totals(tx: &Scoped, part: &Part) -> Result<BTreeMap<Group, Totals>, DbErr> {
    #[derive(FromQueryResult)]
    struct Row {
        #[sea_orm(nested)]
        group: GroupRow,
        orders: i64,
        orders_of_product: i64,
        orders_of_grade: i64,
        ordered_g: i64,
        ordered_vnd: i64,
        weighed_vnd: i64,
        sold_g: i64,
        revenue_vnd: i64,
        cancelled_g: i64,
        returned_g: i64,
        unmatched_lines: i64,
    }
    let (sql, values) = narrowed(tx, include_str!("totals.sql"), values(part));
    let rows: Vec<Row> = tx.all(&sql, values).await?;
    let mut totals = BTreeMap::new();
    if part.is_of_everything() {
        totals.insert(Group::default(), Totals::default());
    }
    for row in rows {
        let orders = if part.by_grade() {
            row.orders_of_grade
        } else if part.is_of_products() {
            row.orders_of_product
        } else {
            row.orders
        };
        let of_group = Totals {
            orders: count(orders)?,
            ordered_g: row.ordered_g,
            ordered_vnd: Vnd(row.ordered_vnd),
            weighed_vnd: Vnd(row.weighed_vnd),
            sold_g: row.sold_g,
            revenue_vnd: Vnd(row.revenue_vnd),
            cancelled_g: row.cancelled_g,
            returned_g: row.returned_g,
            unmatched_lines: count(row.unmatched_lines)?,
        };
        totals.insert(row.group.group()?, of_group);
    }
    Ok(totals)
}

async fn prices(tx: &Scoped, part: &Part) -> Result<BTreeMap<Group, PriceBook>, DbErr> {
    #[derive(FromQueryResult)]
    struct Row {
        #[sea_orm(nested)]
        group: GroupRow,
        cell_week: NaiveDate,
        cell_product: String,
        cell_grade: Option<String>,
        price_vnd_per_kg: i64,
        ordered_g: i64,
    }
    let (sql, values) = narrowed(tx, include_str!("prices.sql"), values(part));
    let rows: Vec<Row> = tx.all(&sql, values).await?;
    let mut books: BTreeMap<Group, PriceBook> = BTreeMap::new();
    for row in rows {
        let cell = cell(row.cell_week, &row.cell_product, row.cell_grade.as_deref())?;
        books.entry(row.group.group()?).or_default().add(cell, Vnd(row.price_vnd_per_kg), row.ordered_g);
    }
    Ok(books)
}

async fn declared(tx: &Scoped, part: &Part) -> Result<BTreeMap<Group, i64>, DbErr> {
    #[derive(FromQueryResult)]
    struct Row {
        product: Option<String>,
        grade: Option<String>,
        commune_code: Option<String>,
        cooperative_id: Option<Id<Cooperative>>,
        declared_g: i64,
    }
    // Harvests are told apart neither by time nor by channel.
    let [_, product, grade, commune, cooperative, _, from, to, only_product, only_commune, only_cooperative, _] =
        values(part);
    let values = [product, grade, commune, cooperative, from, to, only_product, only_commune, only_cooperative];
    let (sql, values) = narrowed(tx, include_str!("declared.sql"), values);
    let rows: Vec<Row> = tx.all(&sql, values).await?;
    let declared = |row: Row| {
        let group = GroupRow {
            day: None,
            product: row.product,
            grade: row.grade,
            commune_code: row.commune_code,
            cooperative_id: row.cooperative_id,
            channel: None,
        };
        Ok((group.group()?, row.declared_g))
    };
    rows.into_iter().map(declared).collect()
}

/// The median farm-gate price of each product and grade in each week, over everybody's observations.
async fn farmgate(tx: &Scoped, filter: &FigureFilter) -> Result<BTreeMap<Cell, Vnd>, DbErr> {
    #[derive(FromQueryResult)]
    struct Row {
        week: NaiveDate,
        product: String,
        grade: String,
        price_vnd_per_kg: i64,
    }
    // A filter may begin or end within a week.
    let sql = "select week, product, grade,
            percentile_disc(0.5) within group (order by price_vnd_per_kg) as price_vnd_per_kg
        from farmgate_price
        where week > coalesce($1, '-infinity'::date) - 7 and week <= coalesce($2, 'infinity'::date)
            and ($3::text is null or product = $3)
        group by week, product, grade";
    let product = filter.product.map(ProductCode::as_str);
    let rows: Vec<Row> = tx.all(sql, [filter.from.into(), filter.to.into(), product.into()]).await?;
    let price = |row: Row| Ok((cell(row.week, &row.product, Some(&row.grade))?, Vnd(row.price_vnd_per_kg)));
    rows.into_iter().map(price).collect()
}

async fn names(tx: &Scoped) -> Result<BTreeMap<Id<Cooperative>, String>, DbErr> {
    #[derive(FromQueryResult)]
    struct Row {
        cooperative_id: Id<Cooperative>,
        name: String,
    }
    let (sql, values) = narrowed(tx, "select cooperative_id, name from cooperative where $seen", []);
    let rows: Vec<Row> = tx.all(&sql, values).await?;
    Ok(rows.into_iter().map(|row| (row.cooperative_id, row.name)).collect())
}

/// A query whose `$seen` is the condition for rows that the caller may see, with its values.
fn narrowed(tx: &Scoped, sql: &str, values: impl Into<Vec<Value>>) -> (String, Vec<Value>) {
    let mut values = values.into();
    let seen = tx.seen(&mut values, "cooperative_id", "commune_code");
    (sql.replace("$seen", &seen), values)
}

/// What a row is about ($1 to $6), and which part is asked for ($7 to $12).
fn values(part: &Part) -> [Value; 12] {
    let filter = &part.filter;
    [
        part.time().into(),
        part.by_product().into(),
        part.by_grade().into(),
        part.by_commune().into(),
        part.by_cooperative().into(),
        part.by_channel().into(),
        filter.from.into(),
        filter.to.into(),
        filter.product.map(ProductCode::as_str).into(),
        filter.commune_code.clone().into(),
        filter.cooperative_id.map(Id::uuid).into(),
        filter.channel.map(ids::Channel::slug).into(),
    ]
}

fn cell(week: NaiveDate, product_code: &str, grade_slug: Option<&str>) -> Result<Cell, DbErr> {
    Ok(Cell { week, product: product(product_code)?, grade: grade_slug.map(grade).transpose()? })
}

fn product(code: &str) -> Result<ProductCode, DbErr> {
    ProductCode::parse(code).ok_or_else(|| custom(format!("there is no product `{code}`")))
}

fn grade(slug: &str) -> Result<Grade, DbErr> {
    Grade::from_slug(slug).ok_or_else(|| custom(format!("there is no grade `{slug}`")))
}

fn count(stored: i64) -> Result<u64, DbErr> {
    u64::try_from(stored).map_err(custom)
}

fn custom(error: impl std::fmt::Display) -> DbErr {
    DbErr::Custom(error.to_string())
}
