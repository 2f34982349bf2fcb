//! Listings: found, saved in sets, and marked for the worker that keeps their offers true.

mod find;
mod row;

pub(crate) use find::{Wanted, count, get, page};

use chrono::NaiveDate;
use ids::{Cooperative, Id, Listing as ListingId, Lot as LotId};
use scoped::{DbErr, FromQueryResult, Scoped};
use uuid::Uuid;

use super::rows_as_json;
use crate::domain::listing::Listing;
use row::Row;

/// A listing's columns, with its lots and its claims.
const SELECT: &str = "
    select listing.*, (select array_agg(lot_id order by lot_id) from listing_lot
                       where listing_lot.listing_id = listing.listing_id) as lots,
        (select jsonb_agg(jsonb_build_object('paper_id', first_paper_id, 'needed', needed) order by first_paper_id)
         from listing_claim where listing_claim.listing_id = listing.listing_id) as claims
    from listing";

/// Listings are locked in the order of their ids, so that two transactions never wait for each other.
const MARK_DRAWING_ON: &str = "
    with drawing as (
        select listing_id from listing
        where listing_id in (select listing_id from listing_lot where lot_id = $1)
        order by listing_id for no key update
    )
    update listing set resolve_due = true from drawing where listing.listing_id = drawing.listing_id";

/// In id order, too.
const MARK_OF: &str = "
    with affected as (
        select listing_id from listing where cooperative_id = $1 order by listing_id for no key update
    )
    update listing set resolve_due = true from affected where listing.listing_id = affected.listing_id";

/// One listing, locked until the transaction ends.
pub(crate) async fn lock(tx: &Scoped, id: Id<ListingId>) -> Result<Option<Listing>, DbErr> {
    let mut values = vec![id.into()];
    let seen = tx.seen(&mut values, "cooperative_id", "commune_code");
    let sql = format!("{SELECT} where listing_id = $1 and {seen} for no key update");
    let row: Option<Row> = tx.first(&sql, values).await?;
    row.map(Row::listing).transpose()
}

/// One listing.
pub(crate) async fn find(tx: &Scoped, id: Id<ListingId>) -> Result<Option<Listing>, DbErr> {
    let mut values = vec![id.into()];
    let seen = tx.seen(&mut values, "cooperative_id", "commune_code");
    let row: Option<Row> = tx.first(&format!("{SELECT} where listing_id = $1 and {seen}"), values).await?;
    row.map(Row::listing).transpose()
}

/// Those of these listings that are the caller's own, locked until the transaction ends.
pub(crate) async fn lock_all(tx: &Scoped, ids: &[Id<ListingId>]) -> Result<Vec<Listing>, DbErr> {
    let mut values = vec![uuids(ids).into()];
    let own = tx.own(&mut values, "cooperative_id");
    let sql = format!("{SELECT} where listing_id = any($1::uuid[]) and {own} order by listing_id for no key update");
    let rows: Vec<Row> = tx.all(&sql, values).await?;
    rows.into_iter().map(Row::listing).collect()
}

/// The listings with these SKUs, of these cooperatives, locked until the transaction ends.
pub(crate) async fn lock_with_skus(
    tx: &Scoped,
    cooperatives: &[Id<Cooperative>],
    skus: Vec<String>,
) -> Result<Vec<Listing>, DbErr> {
    find_with_skus(tx, cooperatives, skus, "order by listing_id for no key update").await
}

/// The same without a lock, for a transaction that only reads.
pub(crate) async fn with_skus(
    tx: &Scoped,
    cooperatives: &[Id<Cooperative>],
    skus: Vec<String>,
) -> Result<Vec<Listing>, DbErr> {
    find_with_skus(tx, cooperatives, skus, "").await
}

async fn find_with_skus(
    tx: &Scoped,
    cooperatives: &[Id<Cooperative>],
    skus: Vec<String>,
    lock: &str,
) -> Result<Vec<Listing>, DbErr> {
    let cooperatives: Vec<Uuid> = cooperatives.iter().map(|id| id.uuid()).collect();
    let mut values = vec![cooperatives.into(), skus.into()];
    let seen = tx.seen(&mut values, "cooperative_id", "commune_code");
    let sql = format!("{SELECT} where cooperative_id = any($1::uuid[]) and sku = any($2::text[]) and {seen} {lock}");
    let rows: Vec<Row> = tx.all(&sql, values).await?;
    rows.into_iter().map(Row::listing).collect()
}

/// Keeps new and changed listings and tells of them. Four statements, however many they are.
pub(crate) async fn save(tx: &Scoped, listings: &[Listing]) -> Result<(), DbErr> {
    if listings.is_empty() {
        return Ok(());
    }
    let rows: Vec<Row> = listings.iter().map(Row::of).collect();
    tx.run(include_str!("listings/save.sql"), [rows_as_json(&rows)?]).await?;
    tx.run(include_str!("listings/save_lots.sql"), [rows_as_json(&rows)?]).await?;
    tx.run(include_str!("listings/save_claims.sql"), [rows_as_json(&rows)?]).await?;
    let facts: Vec<_> = listings.iter().map(Listing::fact).collect();
    mailbox::post_all(tx, &facts).await
}

/// Marks the listings that draw on a lot.
pub(crate) async fn mark_drawing_on(tx: &Scoped, lot: Id<LotId>) -> Result<(), DbErr> {
    tx.run(MARK_DRAWING_ON, [lot.into()]).await.map(drop)
}

/// Marks locked listings.
pub(crate) async fn mark(tx: &Scoped, ids: &[Id<ListingId>]) -> Result<(), DbErr> {
    let mut values = vec![uuids(ids).into()];
    let own = tx.own(&mut values, "cooperative_id");
    let sql = format!("update listing set resolve_due = true where listing_id = any($1::uuid[]) and {own}");
    tx.run(&sql, values).await.map(drop)
}

/// Marks all listings of a cooperative.
pub(crate) async fn mark_of(tx: &Scoped, cooperative: Id<Cooperative>) -> Result<(), DbErr> {
    tx.run(MARK_OF, [cooperative.into()]).await.map(drop)
}

/// Marks the listings that were resolved for another day and have a rule that goes by days; tells how many.
pub(crate) async fn mark_of_other_days(tx: &Scoped, today: NaiveDate) -> Result<u64, DbErr> {
    tx.run(include_str!("listings/mark_of_other_days.sql"), [today.into()]).await
}

/// Some marked listings, locked until the transaction ends. Those another worker has in hand are left to it.
pub(crate) async fn lock_marked(tx: &Scoped, at_most: i64) -> Result<Vec<Listing>, DbErr> {
    let sql = format!("{SELECT} where resolve_due order by listing_id limit $1 for no key update skip locked");
    let rows: Vec<Row> = tx.all(&sql, [at_most.into()]).await?;
    rows.into_iter().map(Row::listing).collect()
}

/// Takes the marks away: they are resolved for this day.
pub(crate) async fn unmark(tx: &Scoped, ids: &[Id<ListingId>], today: NaiveDate) -> Result<(), DbErr> {
    let sql = "update listing set resolve_due = false, resolved_on = $2 where listing_id = any($1::uuid[])";
    tx.run(sql, [uuids(ids).into(), today.into()]).await.map(drop)
}

/// The listings themselves.
pub(crate) async fn with_ids(tx: &Scoped, ids: &[Id<ListingId>]) -> Result<Vec<Listing>, DbErr> {
    let rows: Vec<Row> = tx.all(&format!("{SELECT} where listing_id = any($1::uuid[])"), [uuids(ids).into()]).await?;
    rows.into_iter().map(Row::listing).collect()
}

/// Those of these listings that the caller may see, with the code of their cooperative and those of their lots.
pub(crate) async fn with_codes(tx: &Scoped, ids: &[Id<ListingId>]) -> Result<Vec<(Listing, String, String)>, DbErr> {
    #[derive(FromQueryResult)]
    struct Coded {
        #[sea_orm(nested)]
        row: Row,
        cooperative: String,
        lot_codes: Option<String>,
    }
    let mut values = vec![uuids(ids).into()];
    let seen = tx.seen(&mut values, "cooperative_id", "commune_code");
    let sql = format!(
        "select listings.*,
            (select code from cooperative where cooperative.cooperative_id = listings.cooperative_id) as cooperative,
            (select string_agg(lot_code, ';' order by lot_code) from lot where lot.lot_id = any(listings.lots)) as lot_codes
        from ({SELECT}) as listings where listing_id = any($1::uuid[]) and {seen} order by sku"
    );
    let rows: Vec<Coded> = tx.all(&sql, values).await?;
    let coded = rows.into_iter().map(|it| Ok((it.row.listing()?, it.cooperative, it.lot_codes.unwrap_or_default())));
    coded.collect()
}

fn uuids(ids: &[Id<ListingId>]) -> Vec<Uuid> {
    ids.iter().map(|id| id.uuid()).collect()
}
