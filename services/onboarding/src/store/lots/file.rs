//! Lots as their cooperative looks at them: by season, one with its history, and what the stock ledger has of them.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use contract::{
    Ask, Grade, Page,
    intake::StockChanged,
    onboarding::{
        Booked, DeclaredBy, FindLots, FindRevisions, LotFile, LotView, ReviseLot, RevisedWeighing, RevisionView,
        SeasonView, WeighingView,
    },
};
use ids::{Household, Id, Lot as LotId};
use mailbox::Stop;
use scoped::{FromQueryResult, Scoped};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::declared;
use crate::store::{cursor, entities::lot, narrowed, seen};

const REVISIONS_SHOWN: i64 = 50;
const REVISIONS_AT_ONCE: u32 = 20;

/// Locks a lot for the rest of the transaction.
pub(crate) async fn lock(tx: &Scoped, lot_id: Id<LotId>) -> Result<Option<lot::Model>, Stop> {
    Ok(lot::Entity::find_by_id(lot_id).filter(seen(tx)).lock_exclusive().one(&**tx).await?)
}

/// The last number of a lot code with this beginning; whoever asks next waits for the end of this transaction.
pub(crate) async fn last_number(tx: &Scoped, prefix: &str) -> Result<u32, Stop> {
    #[derive(FromQueryResult)]
    struct Last {
        number: i32,
    }
    let last: Option<Last> = tx.first("select last_lot_number($1) as number", [prefix.into()]).await?;
    Ok(last.map_or(0, |last| last.number.unsigned_abs()))
}

/// What of these lots is sold, lost or promised, as far as the ledger has told; in grams, by lot code.
pub(crate) async fn committed(tx: &Scoped, codes: &[String]) -> Result<HashMap<String, i64>, Stop> {
    #[derive(FromQueryResult)]
    struct Row {
        lot_code: String,
        committed_g: i64,
    }
    let sql = "select l.lot_code, b.committed_g from lot_booked b join lot l on l.lot_id = b.lot_id
        where l.lot_code = any($1::text[])";
    let rows: Vec<Row> = tx.all(sql, [codes.to_vec().into()]).await?;
    Ok(rows.into_iter().map(|row| (row.lot_code, row.committed_g)).collect())
}

/// Keeps what the ledger has told of a lot, unless something newer is known.
pub(crate) async fn note_booked(tx: &Scoped, told: &StockChanged) -> Result<(), Stop> {
    // What was told before declarations had versions says nothing of them.
    if told.declared_version == 0 {
        return Ok(());
    }
    let sql = "insert into lot_booked (lot_id, cooperative_id, version, declared_version, declared_g, committed_g)
        values ($1, $2, $3, $4, $5, $6)
        on conflict on constraint lot_booked_key do update set version = excluded.version,
            declared_version = excluded.declared_version, declared_g = excluded.declared_g,
            committed_g = excluded.committed_g
        where lot_booked.version < excluded.version";
    let values = [
        told.lot_id.into(),
        told.cooperative_id.into(),
        told.version.into(),
        told.declared_version.into(),
        told.declared_g.into(),
        (told.declared_g - told.available_g).into(),
    ];
    tx.run(sql, values).await?;
    Ok(())
}

/// The seasons in which the caller's lots were declared, the newest first.
pub(crate) async fn seasons(tx: &Scoped) -> Result<Vec<SeasonView>, Stop> {
    #[derive(FromQueryResult)]
    struct Row {
        season: String,
        lots: i64,
        declared_g: i64,
    }
    let sql = "select season, count(*) as lots, sum(quantity_g)::bigint as declared_g from lot
        where $seen
        group by season order by right(season, 9) desc, season limit 200";
    let (sql, values) = narrowed(tx, sql, []);
    let rows: Vec<Row> = tx.all(&sql, values).await?;
    let view = |row: Row| SeasonView { season: row.season, lots: row.lots.unsigned_abs(), declared_g: row.declared_g };
    Ok(rows.into_iter().map(view).collect())
}

#[derive(FromQueryResult)]
struct Beside {
    lot_id: Id<LotId>,
    public_code: String,
    revisions: i64,
    booked_version: Option<i64>,
    declared_g: Option<i64>,
    committed_g: Option<i64>,
}

/// These lots with what stands beside them.
async fn views(tx: &Scoped, rows: Vec<lot::Model>) -> Result<Vec<LotView>, Stop> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.lot_id.uuid()).collect();
    let sql = "select l.lot_id, l.public_code,
            (select count(*) from lot_revision r where r.lot_id = l.lot_id) as revisions,
            b.declared_version as booked_version, b.declared_g, b.committed_g
        from lot l left join lot_booked b on b.lot_id = l.lot_id where l.lot_id = any($1::uuid[])";
    let beside: Vec<Beside> = tx.all(sql, [ids.into()]).await?;
    let mut beside: HashMap<_, _> = beside.into_iter().map(|row| (row.lot_id, row)).collect();
    let view = |row: lot::Model| {
        let beside = beside.remove(&row.lot_id).ok_or_else(|| anyhow::anyhow!("a lot has gone"))?;
        let booked = (beside.booked_version, beside.declared_g, beside.committed_g);
        let booked = match booked {
            (Some(version), Some(declared_g), Some(committed_g)) => Some(Booked { version, declared_g, committed_g }),
            _ => None,
        };
        let revisions = u32::try_from(beside.revisions).unwrap_or(u32::MAX);
        Ok(LotView { lot: declared(row)?, public_code: beside.public_code, revisions, booked })
    };
    rows.into_iter().map(view).collect()
}

/// One page of the lots the caller may see: by season, the newest first, and by code.
pub(crate) async fn find_lots(tx: &Scoped, ask: &FindLots) -> Result<Page<LotView>, Stop> {
    #[derive(FromQueryResult)]
    struct Found {
        lot_id: Uuid,
        place: String,
    }
    let size = ask.page.rows();
    let text = ask.text.as_deref().map(|text| text.trim().to_ascii_uppercase()).filter(|text| !text.is_empty());
    // The newest season first and its lots by code, as one text that a cursor can hold: each digit of the years is turned
    // round, so that later ones sort first.
    let place = "translate(right(season, 9), '0123456789', '9876543210') || '|' || season || '|' || lot_code";
    let sql = format!(
        "select lot_id, {place} as place from lot
        where $seen and ($1::text is null or season = $1)
            and ($2::text is null or strpos(lot_code, $2) > 0 or public_code = $2)
            and ({place}) collate \"C\" > $3
        order by ({place}) collate \"C\" limit $4"
    );
    let values =
        [ask.season.clone().into(), text.into(), cursor::after(&ask.page)?.into(), (i64::from(size) + 1).into()];
    let (sql, values) = narrowed(tx, &sql, values);
    let found: Vec<Found> = tx.all(&sql, values).await?;
    let (found, next) = cursor::page(found, size, |row| row.place.clone());
    let ids: Vec<Uuid> = found.into_iter().map(|row| row.lot_id).collect();
    let mut rows = by_ids(tx, &ids).await?;
    rows.sort_by_key(|row| ids.iter().position(|id| *id == row.lot_id.uuid()));
    Ok(Page { rows: views(tx, rows).await?, next, total: None })
}

async fn by_ids(tx: &Scoped, ids: &[Uuid]) -> Result<Vec<lot::Model>, Stop> {
    let ids = ids.iter().copied().map(Id::<LotId>::from_uuid);
    Ok(lot::Entity::find().filter(lot::Column::LotId.is_in(ids)).filter(seen(tx)).all(&**tx).await?)
}

/// One lot with everything that belongs to it. Who weighed is told to its manager alone.
pub(crate) async fn find_file(tx: &Scoped, lot_id: Id<LotId>) -> Result<Option<LotFile>, Stop> {
    #[derive(FromQueryResult)]
    struct Entered {
        quantity_entered: String,
        unit_entered: String,
    }
    let view = views(tx, by_ids(tx, &[lot_id.uuid()]).await?).await?.into_iter().next();
    let sql = "select quantity_entered, unit_entered from lot where lot_id = $1";
    let entered: Option<Entered> = tx.first(sql, [lot_id.into()]).await?;
    let (Some(lot), Some(entered)) = (view, entered) else { return Ok(None) };
    Ok(Some(LotFile {
        lot,
        quantity_entered: entered.quantity_entered,
        unit_entered: entered.unit_entered,
        weighings: weighings(tx, lot_id).await?,
        revisions: revisions(tx, lot_id, i32::MAX, REVISIONS_SHOWN).await?,
    }))
}

async fn weighings(tx: &Scoped, lot_id: Id<LotId>) -> Result<Vec<WeighingView>, Stop> {
    #[derive(FromQueryResult)]
    struct Row {
        household_id: Id<Household>,
        household_code: String,
        plot: Option<String>,
        picked_on: NaiveDate,
        quantity_g: i64,
        quantity_entered: String,
        unit_entered: String,
        weighed_by: Option<String>,
    }
    let sql = "select h.household_id, m.code as household_code, g.code as plot, h.picked_on, h.quantity_g, h.quantity_entered,
            h.unit_entered, h.weighed_by
        from harvest h join household m on m.household_id = h.household_id left join plot g on g.plot_id = h.plot_id
        where h.lot_id = $1 order by h.picked_on, m.code, h.weighing";
    let rows: Vec<Row> = tx.all(sql, [lot_id.into()]).await?;
    // Whoever may revise it must find all of what was written.
    let may_revise = ReviseLot::admits(tx.caller());
    let view = |row: Row| WeighingView {
        household_id: row.household_id,
        household_code: row.household_code,
        plot: row.plot,
        picked_on: row.picked_on,
        quantity_g: row.quantity_g,
        quantity_entered: row.quantity_entered,
        unit_entered: row.unit_entered,
        weighed_by: row.weighed_by.filter(|_| may_revise),
    };
    Ok(rows.into_iter().map(view).collect())
}

/// One page of a lot's revisions, if the caller may see the lot.
pub(crate) async fn find_revisions(tx: &Scoped, ask: &FindRevisions) -> Result<Option<Page<RevisionView>>, Stop> {
    if by_ids(tx, &[ask.lot_id.uuid()]).await?.is_empty() {
        return Ok(None);
    }
    let size = ask.page.rows().min(REVISIONS_AT_ONCE);
    let before = cursor::after(&ask.page)?.parse().unwrap_or(i32::MAX);
    let rows = revisions(tx, ask.lot_id, before, i64::from(size) + 1).await?;
    let (rows, next) = cursor::page(rows, size, |row| row.revision.to_string());
    Ok(Some(Page { rows, next, total: None }))
}

/// So many revisions before this one.
async fn revisions(tx: &Scoped, lot_id: Id<LotId>, before: i32, limit: i64) -> Result<Vec<RevisionView>, Stop> {
    #[derive(FromQueryResult)]
    struct Row {
        revision: i32,
        at: DateTime<Utc>,
        source: String,
        by_name: String,
        reason: String,
        quantity_g: i64,
        grade: String,
        picked_from: NaiveDate,
        picked_to: NaiveDate,
        sell_by: NaiveDate,
        weighings: String,
    }
    let sql = "select revision, at, source, by_name, reason, quantity_g, grade, picked_from, picked_to, sell_by,
            weighings::text as weighings
        from lot_revision where lot_id = $1 and revision < $2 order by revision desc limit $3";
    let rows: Vec<Row> = tx.all(sql, [lot_id.into(), before.into(), limit.into()]).await?;
    let view = |row: Row| {
        let weighings: Vec<RevisedWeighing> = serde_json::from_str(&row.weighings)?;
        Ok(RevisionView {
            revision: row.revision.unsigned_abs(),
            at: row.at,
            source: if row.source == DeclaredBy::Form.slug() { DeclaredBy::Form } else { DeclaredBy::File },
            by: row.by_name,
            reason: row.reason,
            quantity_g: row.quantity_g,
            grade: Grade::from_slug(&row.grade).ok_or_else(|| anyhow::anyhow!("a revision has an unknown grade"))?,
            picked_from: row.picked_from,
            picked_to: row.picked_to,
            sell_by: row.sell_by,
            weighings,
        })
    };
    rows.into_iter().map(view).collect()
}
