//! Lots and the harvests in them: which are there, how they are saved with every revision kept, how they are told.

mod file;

pub(crate) use file::{committed, find_file, find_lots, find_revisions, last_number, lock, note_booked, seasons};

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    fmt,
};

use chrono::{DateTime, NaiveDate, Utc};
use contract::{
    Grade, Page,
    onboarding::{DeclaredBy, FindDeclaredLots, LotDeclared},
};
use ids::{Cooperative, Household, Id, Lot as LotId, Plot as PlotId};
use mailbox::Stop;
use scoped::{FromQueryResult, Scoped};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::Serialize;
use uuid::Uuid;

use super::{Vault, cooperatives::product_of, coverage, cursor, entities::lot, narrowed, seen};
use crate::domain::{Declaration, Lot};

/// A lot that is there.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    pub lot_id: Id<LotId>,
    /// In hex.
    pub fingerprint: String,
}

/// The lots with these codes, as far as the caller may see them.
pub(crate) async fn known(tx: &Scoped, codes: &[String]) -> Result<HashMap<String, Known>, Stop> {
    let of_codes = lot::COLUMN.lot_code.is_in(codes.iter().cloned());
    let rows = lot::Entity::find().filter(of_codes).filter(seen(tx)).all(&**tx).await?;
    let known = rows.into_iter().map(|row| {
        let fingerprint = hex::encode(&row.fingerprint);
        (row.lot_code, Known { lot_id: row.lot_id, fingerprint })
    });
    Ok(known.collect())
}

/// Whose these lot codes are, whoever asks.
pub(crate) async fn used_codes(tx: &Scoped, codes: &[String]) -> Result<HashMap<String, Id<Cooperative>>, Stop> {
    #[derive(FromQueryResult)]
    struct Used {
        code: String,
        cooperative_id: Id<Cooperative>,
    }
    let sql = "select code, cooperative_id from used_lot_codes($1::text[])";
    let used: Vec<Used> = tx.all(sql, [codes.to_vec().into()]).await?;
    Ok(used.into_iter().map(|used| (used.code, used.cooperative_id)).collect())
}

/// Which weighing it is: of a lot, by a household, on a day, the how-manieth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct WeighingKey {
    pub lot_id: Id<LotId>,
    pub household_id: Id<Household>,
    pub picked_on: NaiveDate,
    pub weighing: i32,
}

/// Whose a declaration is, and on which plot of theirs it was picked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Origin {
    pub household_id: Id<Household>,
    pub plot_id: Option<Id<PlotId>>,
}

/// What was weighed.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Weighed {
    pub plot_id: Option<Id<PlotId>>,
    pub quantity_g: i64,
    pub quantity_entered: String,
    pub unit_entered: String,
    pub weigher: Option<String>,
}

impl fmt::Debug for Weighed {
    /// As it goes into a lot's fingerprint: without a plot it is the same as before there were plots.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Weighed");
        shown.field("quantity_g", &self.quantity_g).field("quantity_entered", &self.quantity_entered);
        shown.field("unit_entered", &self.unit_entered).field("weigher", &self.weigher);
        if let Some(plot_id) = &self.plot_id {
            shown.field("plot_id", plot_id);
        }
        shown.finish()
    }
}

/// The harvests in these lots.
pub(crate) async fn harvests(tx: &Scoped, lots: &[Id<LotId>]) -> Result<HashMap<WeighingKey, Weighed>, Stop> {
    #[derive(FromQueryResult)]
    struct Row {
        lot_id: Id<LotId>,
        household_id: Id<Household>,
        plot_id: Option<Uuid>,
        picked_on: NaiveDate,
        weighing: i32,
        quantity_g: i64,
        quantity_entered: String,
        unit_entered: String,
        weighed_by: Option<String>,
    }
    let ids: Vec<Uuid> = lots.iter().map(|id| id.uuid()).collect();
    let sql = "select lot_id, household_id, plot_id, picked_on, weighing, quantity_g, quantity_entered, unit_entered, weighed_by
        from harvest where lot_id = any($1::uuid[]) and $seen";
    let (sql, values) = narrowed(tx, sql, [ids.into()]);
    let rows: Vec<Row> = tx.all(&sql, values).await?;
    let harvests = rows.into_iter().map(|row| {
        let Row { lot_id, household_id, picked_on, weighing, .. } = row;
        let weighed = Weighed {
            plot_id: row.plot_id.map(Id::from_uuid),
            quantity_g: row.quantity_g,
            quantity_entered: row.quantity_entered,
            unit_entered: row.unit_entered,
            weigher: row.weighed_by,
        };
        (WeighingKey { lot_id, household_id, picked_on, weighing }, weighed)
    });
    Ok(harvests.collect())
}

/// A row of `lot`; bytes in hex.
#[derive(Debug, Serialize)]
pub(crate) struct LotRow {
    pub lot_id: Uuid,
    pub lot_code: String,
    pub cooperative_id: Uuid,
    pub product: &'static str,
    pub grade: &'static str,
    pub season: String,
    pub picked_from: NaiveDate,
    pub picked_to: NaiveDate,
    pub sell_by: NaiveDate,
    pub quantity_g: i64,
    pub quantity_entered: String,
    pub unit_entered: String,
    pub households: usize,
    pub fingerprint: String,
}

/// A row of `harvest`.
#[derive(Debug, Serialize)]
pub(crate) struct HarvestRow {
    pub harvest_id: Uuid,
    pub lot_id: Uuid,
    pub household_id: Uuid,
    pub plot_id: Option<Uuid>,
    pub picked_on: NaiveDate,
    pub weighing: i32,
    pub quantity_g: i64,
    pub quantity_entered: String,
    pub unit_entered: String,
    pub weighed_by: Option<String>,
}

impl LotRow {
    /// A lot with all that was declared for it, and the same as weighings.
    pub(crate) fn new(
        vault: &Vault,
        (lot_id, cooperative_id): (Id<LotId>, Id<Cooperative>),
        lot: Lot,
        declarations: Vec<(Origin, Declaration)>,
    ) -> (Self, BTreeMap<WeighingKey, Weighed>) {
        let households: HashSet<Id<Household>> = declarations.iter().map(|(origin, _)| origin.household_id).collect();
        let (mut weighings, mut weighed_before) = (BTreeMap::new(), HashMap::<_, i32>::new());
        for (Origin { household_id, plot_id }, declaration) in declarations {
            let weighing = weighed_before.entry((household_id, declaration.picked_on)).or_default();
            *weighing += 1;
            let key = WeighingKey { lot_id, household_id, picked_on: declaration.picked_on, weighing: *weighing };
            let weighed = Weighed {
                plot_id,
                quantity_g: declaration.weight.grams,
                quantity_entered: declaration.weight.entered,
                unit_entered: declaration.weight.unit_entered,
                weigher: declaration.weighed_by,
            };
            weighings.insert(key, weighed);
        }
        let row = Self {
            lot_id: lot_id.uuid(),
            lot_code: lot.code.as_str().to_owned(),
            cooperative_id: cooperative_id.uuid(),
            product: lot.product.as_str(),
            grade: lot.grade.slug(),
            season: lot.season.to_string(),
            picked_from: lot.picked_from,
            picked_to: lot.picked_to,
            sell_by: lot.sell_by,
            quantity_g: lot.weight.grams,
            quantity_entered: lot.weight.entered,
            unit_entered: lot.weight.unit_entered,
            households: households.len(),
            fingerprint: String::new(),
        };
        let fingerprint = vault.fingerprint(&[&format!("{row:?}"), &format!("{weighings:?}")]);
        (Self { fingerprint, ..row }, weighings)
    }
}

impl HarvestRow {
    /// A weighing as a row.
    pub(crate) fn new(key: &WeighingKey, weighed: Weighed) -> Self {
        Self {
            harvest_id: Id::<ids::Harvest>::generate().uuid(),
            lot_id: key.lot_id.uuid(),
            household_id: key.household_id.uuid(),
            plot_id: weighed.plot_id.map(Id::uuid),
            picked_on: key.picked_on,
            weighing: key.weighing,
            quantity_g: weighed.quantity_g,
            quantity_entered: weighed.quantity_entered,
            unit_entered: weighed.unit_entered,
            weighed_by: weighed.weigher,
        }
    }
}

/// Who declares or revises, when and why.
#[derive(Debug)]
pub(crate) struct Said<'a> {
    pub at: DateTime<Utc>,
    pub source: DeclaredBy,
    pub by: &'a str,
    pub reason: &'a str,
}

/// Saves these lots, each with all its harvests, keeps this declaration of them, and tells them. Comes in their cooperatives' turn.
pub(crate) async fn save(
    tx: &Scoped,
    mut lots: Vec<LotRow>,
    harvests: &[HarvestRow],
    said: &Said<'_>,
) -> Result<(), Stop> {
    if lots.is_empty() {
        return Ok(());
    }
    lots.sort_by_key(|row| row.lot_id);
    let ids: Vec<Uuid> = lots.iter().map(|row| row.lot_id).collect();
    tx.run(include_str!("lots/save_lots.sql"), [serde_json::to_string(&lots)?.into()]).await?;
    let rows = serde_json::to_string(harvests)?;
    tx.run(include_str!("lots/drop_harvests.sql"), [ids.clone().into(), rows.as_str().into()]).await?;
    tx.run(include_str!("lots/save_harvests.sql"), [rows.into()]).await?;
    coverage::settle(tx, &ids, 0).await?;
    let values = [
        ids.clone().into(),
        said.at.into(),
        tx.caller().actor.to_string().into(),
        said.by.into(),
        said.source.slug().into(),
        said.reason.into(),
    ];
    tx.run(include_str!("lots/keep_revisions.sql"), values).await?;
    tell(tx, ids).await
}

/// The lots of cooperatives that have moved lie in another commune now, which is told.
pub(super) async fn follow_cooperatives(tx: &Scoped, cooperatives: Vec<Uuid>) -> Result<(), Stop> {
    #[derive(FromQueryResult)]
    struct Moved {
        lot_id: Uuid,
    }
    if cooperatives.is_empty() {
        return Ok(());
    }
    let sql = "update lot set version = version + 1 where cooperative_id = any($1::uuid[]) returning lot_id";
    let moved: Vec<Moved> = tx.all(sql, [cooperatives.into()]).await?;
    tell(tx, moved.into_iter().map(|row| row.lot_id).collect()).await
}

pub(super) async fn tell(tx: &Scoped, ids: Vec<Uuid>) -> Result<(), Stop> {
    let rows = lot::Entity::find().filter(lot::Column::LotId.is_in(ids.into_iter().map(Id::<LotId>::from_uuid)));
    let rows = rows.order_by_asc(lot::COLUMN.lot_id).all(&**tx).await?;
    let facts = rows.into_iter().map(declared).collect::<Result<Vec<_>, _>>()?;
    Ok(mailbox::post_all(tx, &facts).await?)
}

/// One page of the lots that the caller may see, by code.
pub(crate) async fn find(tx: &Scoped, ask: &FindDeclaredLots) -> Result<Page<LotDeclared>, Stop> {
    let size = ask.page.rows();
    let rows = lot::Entity::find()
        .filter(lot::COLUMN.lot_code.gt(cursor::after(&ask.page)?))
        .filter(seen(tx))
        .order_by_asc(lot::COLUMN.lot_code)
        .limit(u64::from(size) + 1)
        .all(&**tx)
        .await?;
    let (rows, next) = cursor::page(rows, size, |row| row.lot_code.clone());
    Ok(Page { rows: rows.into_iter().map(declared).collect::<Result<_, _>>()?, next, total: None })
}

fn declared(row: lot::Model) -> Result<LotDeclared, Stop> {
    let grade = Grade::from_slug(&row.grade);
    Ok(LotDeclared {
        lot_id: row.lot_id,
        version: row.version,
        lot_code: row.lot_code,
        cooperative_id: row.cooperative_id,
        commune_code: row.commune_code,
        product: product_of(&row.product)?,
        grade: grade.ok_or_else(|| anyhow::anyhow!("a lot has the unknown grade `{}`", row.grade))?,
        season: row.season,
        picked_from: row.picked_from,
        picked_to: row.picked_to,
        sell_by: row.sell_by,
        quantity_g: row.quantity_g,
        households: u32::try_from(row.households).unwrap_or(0),
        covered_by: row.covered_by.map(|papers| papers.into_iter().map(Id::from_uuid).collect()),
    })
}
