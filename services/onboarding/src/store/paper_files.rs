//! Papers whole, with their life and their scan: found, locked, saved, and told of.

mod row;

pub(crate) use row::Record;

use chrono::NaiveDate;
use contract::{
    Page,
    onboarding::{FindPapers, PaperChanged, PaperFile},
};
use ids::{Cooperative, Id, Paper};
use mailbox::Stop;
use scoped::{FromQueryResult, Scoped};
use uuid::Uuid;

use super::{cursor, narrowed};
use row::Row;

/// A paper's columns, with the name of its cooperative.
const SELECT: &str = "
    select paper.*, encode(paper.fingerprint, 'hex') as fingerprint_hex, cooperative.name as cooperative,
        array(
            select plot.code from paper_plot named join plot on plot.plot_id = named.plot_id
            where named.paper_id = paper.paper_id order by plot.code
        ) as plots,
        (
            select sum(plot.area_m2)::bigint from paper_plot named join plot on plot.plot_id = named.plot_id
            where named.paper_id = paper.paper_id
        ) as plots_m2
    from paper join cooperative using (cooperative_id)";

/// What waits for an official, by how long it has; what ends, by its end.
const ORDER_WAITING: &str =
    "to_char(paper.state_since at time zone 'utc', 'YYYY-MM-DD HH24:MI:SS.US') || paper.paper_id";
const ORDER_ENDING: &str = "to_char(paper.valid_to, 'YYYY-MM-DD') || paper.paper_id";

/// One page of papers that the caller may see.
pub(crate) async fn find(tx: &Scoped, ask: &FindPapers, today: NaiveDate) -> Result<Page<PaperFile>, Stop> {
    #[derive(FromQueryResult)]
    struct Found {
        #[sea_orm(nested)]
        row: Row,
        place: String,
    }
    let size = ask.page.rows();
    let order = if ask.ends_within.is_some() { ORDER_ENDING } else { ORDER_WAITING };
    let sql = format!(
        "select * from ({}) as papers where place > $1 and ($2::uuid is null or cooperative_id = $2) and $seen
            and ($3::text is null or state = $3)
            and ($4::integer is null or state = 'verified' and renewed_by is null and valid_to <= $5::date + $4)
         order by place limit $6",
        SELECT.replacen("select ", &format!("select {order} as place, "), 1)
    );
    let values = [
        cursor::after(&ask.page)?.into(),
        ask.cooperative_id.map(Id::uuid).into(),
        ask.state.map(|state| state.slug().to_owned()).into(),
        ask.ends_within.map(i32::from).into(),
        today.into(),
        i64::from(size + 1).into(),
    ];
    let (sql, values) = narrowed(tx, &sql, values);
    let found: Vec<Found> = tx.all(&sql, values).await?;
    let (found, next) = cursor::page(found, size, |found| found.place.clone());
    let rows = found.into_iter().map(|found| found.row.into_file(today)).collect::<Result<_, _>>()?;
    Ok(Page { rows, next, total: None })
}

/// One paper, if the caller may see it.
pub(crate) async fn get(tx: &Scoped, id: Id<Paper>, today: NaiveDate) -> Result<PaperFile, Stop> {
    one(tx, id, "").await?.into_file(today)
}

/// One paper, locked until the transaction ends.
pub(crate) async fn lock(tx: &Scoped, id: Id<Paper>) -> Result<Record, Stop> {
    one(tx, id, " for update of paper").await?.into_record()
}

/// One paper as it lies there.
pub(crate) async fn read(tx: &Scoped, id: Id<Paper>) -> Result<Record, Stop> {
    one(tx, id, "").await?.into_record()
}

async fn one(tx: &Scoped, id: Id<Paper>, lock: &str) -> Result<Row, Stop> {
    let mut values = vec![id.into()];
    let seen = tx.seen(&mut values, "paper.cooperative_id", "paper.commune_code");
    let row: Option<Row> = tx.first(&format!("{SELECT} where paper_id = $1 and {seen}{lock}"), values).await?;
    row.ok_or_else(|| Stop::not_found("paper"))
}

/// Saves a paper as it is now.
pub(crate) async fn save(tx: &Scoped, record: &Record) -> Result<(), scoped::DbErr> {
    let row = serde_json::to_string(&row::Saved::of(record)).expect("texts, numbers and days are always JSON");
    tx.run(include_str!("paper_files/save.sql"), [row.into()]).await.map(drop)
}

/// Names the paper that renews this one. False where it says so already.
pub(crate) async fn renew(tx: &Scoped, id: Id<Paper>, by: Id<Paper>) -> Result<bool, scoped::DbErr> {
    let sql = "update paper set renewed_by = $2, version = version + 1
        where paper_id = $1 and renewed_by is distinct from $2";
    Ok(tx.run(sql, [id.into(), by.into()]).await? > 0)
}

/// A renewal was taken back: what renews it renews this paper now, or nothing does. False where another renews it anyway.
pub(crate) async fn take_renewal_back(tx: &Scoped, id: Id<Paper>, by: Id<Paper>) -> Result<bool, scoped::DbErr> {
    let sql = "update paper set renewed_by = (select renewed_by from paper where paper_id = $2), version = version + 1
        where paper_id = $1 and renewed_by = $2";
    Ok(tx.run(sql, [id.into(), by.into()]).await? > 0)
}

/// Verified papers whose last day is over, or whose end is near and not yet warned of; locked, and left to another worker
/// that has them in hand.
pub(crate) async fn lock_ending(
    tx: &Scoped,
    today: NaiveDate,
    until: NaiveDate,
    at_most: i64,
) -> Result<Vec<Record>, Stop> {
    let sql = format!(
        "{SELECT} where paper.state = 'verified' and (valid_to < $1
            or renewed_by is null and valid_to <= $2 and coalesce(warned_days, 61) > case
                when valid_to - $1::date <= 7 then 7 when valid_to - $1::date <= 30 then 30 else 60 end)
         order by paper_id limit $3 for update of paper skip locked"
    );
    let rows: Vec<Row> = tx.all(&sql, [today.into(), until.into(), at_most.into()]).await?;
    rows.into_iter().map(Row::into_record).collect()
}

/// Notes that a warning was given. False where it was given before.
pub(crate) async fn note_warning(
    tx: &Scoped,
    id: Id<Paper>,
    days: u16,
    today: NaiveDate,
) -> Result<bool, scoped::DbErr> {
    let sql = "insert into paper_warning (paper_id, cooperative_id, commune_code, days, told_on)
        select paper_id, cooperative_id, commune_code, $2::integer, $3 from paper where paper_id = $1 on conflict do nothing";
    Ok(tx.run(sql, [id.into(), i32::from(days).into(), today.into()]).await? > 0)
}

/// Tells papers as they are now. What was never verified is nobody else's business.
pub(crate) async fn tell(tx: &Scoped, ids: &[Id<Paper>]) -> Result<(), Stop> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let sql = format!("{SELECT} where paper_id = any($1::uuid[]) and verified_on is not null order by paper_id");
    let rows: Vec<Row> = tx.all(&sql, [ids.into()]).await?;
    let facts = rows.into_iter().map(Row::into_fact).collect::<Result<Vec<PaperChanged>, _>>()?;
    Ok(mailbox::post_all(tx, &facts).await?)
}

/// The commune of a cooperative that the caller may see.
pub(crate) async fn commune_of(tx: &Scoped, id: Id<Cooperative>) -> Result<String, Stop> {
    let known = super::cooperatives::by_id(tx, id).await?;
    Ok(known.ok_or_else(|| Stop::not_found("cooperative"))?.identity.commune_code)
}
