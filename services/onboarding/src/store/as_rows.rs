//! Things as a file tells them: what a workbook writes, so that reading it again finds nothing to change. Whoever was erased is
//! in no file.

use chrono::NaiveDate;
use contract::{Grade, ProductCode};
use ids::{Cooperative, Household, Id, Lot, Paper, Plot};
use mailbox::Stop;
use scoped::{FromQueryResult, Scoped};
use uuid::Uuid;

use super::{lots::Origin, narrowed};
use crate::domain::{Code, Declaration, Lot as DeclaredLot, LotCode, Season, Weight};

#[derive(FromQueryResult)]
pub(crate) struct CooperativeAsRow {
    pub cooperative_id: Id<Cooperative>,
    pub code: String,
    pub name: String,
    pub kind: String,
    pub tax_code: Option<String>,
    pub legacy_tax_code: Option<String>,
    pub representative: String,
    pub representative_since: Option<NaiveDate>,
    pub representative_id_tail: Option<String>,
    pub phone_tail: Option<String>,
    pub hamlet: Option<String>,
    pub commune_code: String,
    pub founded_on: Option<NaiveDate>,
}

#[derive(FromQueryResult)]
pub(crate) struct HouseholdAsRow {
    pub household_id: Id<Household>,
    pub cooperative: String,
    pub code: String,
    pub head: String,
    pub personal_id_tail: Option<String>,
    pub phone_tail: Option<String>,
    pub hamlet: Option<String>,
    pub home_commune_code: String,
    pub joined_on: NaiveDate,
}

#[derive(FromQueryResult)]
pub(crate) struct PaperAsRow {
    pub paper_id: Id<Paper>,
    pub cooperative: String,
    pub scheme: String,
    pub number: String,
    pub issuer: String,
    pub issued_on: NaiveDate,
    pub valid_to: Option<NaiveDate>,
    pub product: Option<String>,
    pub stars: Option<i16>,
    pub score: Option<i16>,
    pub plots: Option<String>,
    pub plot: Option<String>,
    pub area_m2: Option<i64>,
    pub facility: Option<String>,
    pub decision_no: Option<String>,
    pub decision_date: Option<NaiveDate>,
    pub user_grant_no: Option<String>,
    pub standard: Option<String>,
    pub body: Option<String>,
}

#[derive(FromQueryResult)]
pub(crate) struct PlotAsRow {
    pub plot_id: Id<Plot>,
    pub cooperative: String,
    pub household: String,
    pub code: String,
    pub name: String,
    pub product: String,
    pub plot_commune_code: String,
    pub area_entered: String,
    pub area_unit: String,
    pub planted_year: Option<i32>,
    pub area_code: Option<String>,
    pub area_code_market: Option<String>,
    pub area_code_issued_on: Option<NaiveDate>,
    pub area_code_state: Option<String>,
}

#[derive(FromQueryResult)]
pub(crate) struct LotAsRow {
    pub lot_id: Id<Lot>,
    pub cooperative_id: Id<Cooperative>,
    pub cooperative: String,
    pub lot_code: String,
    pub product: String,
    pub grade: String,
    pub season: String,
    pub picked_from: NaiveDate,
    pub picked_to: NaiveDate,
    pub sell_by: NaiveDate,
    pub quantity_g: i64,
    pub quantity_entered: String,
    pub unit_entered: String,
}

/// One weighing; those of a household and a day come in the order they were written.
#[derive(Debug, Clone, FromQueryResult)]
pub(crate) struct HarvestAsRow {
    pub lot_id: Id<Lot>,
    pub lot_code: String,
    pub household_id: Id<Household>,
    pub household: String,
    pub plot_id: Option<Uuid>,
    pub plot: Option<String>,
    pub picked_on: NaiveDate,
    pub quantity_g: i64,
    pub quantity_entered: String,
    pub unit_entered: String,
    pub weighed_by: Option<String>,
}

impl LotAsRow {
    /// The lot itself; a table holds no other than a sound one.
    pub(crate) fn lot(&self) -> Option<DeclaredLot> {
        Some(DeclaredLot {
            code: LotCode::parse(&self.lot_code).ok()?,
            product: ProductCode::parse(&self.product)?,
            grade: Grade::from_slug(&self.grade)?,
            season: Season::parse(&self.season).ok()?,
            picked_from: self.picked_from,
            picked_to: self.picked_to,
            sell_by: self.sell_by,
            weight: Weight {
                grams: self.quantity_g,
                entered: self.quantity_entered.clone(),
                unit_entered: self.unit_entered.clone(),
            },
        })
    }
}

impl HarvestAsRow {
    /// Whose it is.
    pub(crate) fn origin(&self) -> Origin {
        Origin { household_id: self.household_id, plot_id: self.plot_id.map(Id::from_uuid) }
    }

    /// What was declared.
    pub(crate) fn declaration(&self) -> Option<Declaration> {
        Some(Declaration {
            household: Code::parse(&self.household).ok()?,
            plot: self.plot.as_deref().map(Code::parse).transpose().ok()?,
            picked_on: self.picked_on,
            weight: Weight {
                grams: self.quantity_g,
                entered: self.quantity_entered.clone(),
                unit_entered: self.unit_entered.clone(),
            },
            weighed_by: self.weighed_by.clone(),
        })
    }
}

/// The code of a row's cooperative.
const COOPERATIVE: &str =
    "(select c.code from cooperative c where c.cooperative_id = it.cooperative_id) as cooperative";

/// Rows of a table that the caller may see, by their ids.
async fn of<T: FromQueryResult, K>(
    tx: &Scoped,
    (table, columns, condition): (&str, &str, &str),
    ids: &[Id<K>],
) -> Result<Vec<T>, Stop> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let sql = format!(
        "select {columns} from {table} it
        join unnest($1::uuid[]) with ordinality as asked (id, place) on asked.id = it.{table}_id
        where $seen and {condition} order by asked.place"
    );
    let (sql, values) = narrowed(tx, &sql, [ids.into()]);
    Ok(tx.all(&sql, values).await?)
}

pub(crate) async fn cooperatives(tx: &Scoped, ids: &[Id<Cooperative>]) -> Result<Vec<CooperativeAsRow>, Stop> {
    of(tx, ("cooperative", "it.*", "erased_at is null"), ids).await
}

pub(crate) async fn households(tx: &Scoped, ids: &[Id<Household>]) -> Result<Vec<HouseholdAsRow>, Stop> {
    of(tx, ("household", &format!("it.*, {COOPERATIVE}"), "erased_at is null"), ids).await
}

pub(crate) async fn papers(tx: &Scoped, ids: &[Id<Paper>]) -> Result<Vec<PaperAsRow>, Stop> {
    let plots = "(select string_agg(g.code, ', ' order by g.code collate \"C\") from paper_plot n
        join plot g on g.plot_id = n.plot_id where n.paper_id = it.paper_id) as plots";
    of(tx, ("paper", &format!("it.*, {COOPERATIVE}, {plots}"), "true"), ids).await
}

/// Plots whose household was not erased.
pub(crate) async fn plots(tx: &Scoped, ids: &[Id<Plot>]) -> Result<Vec<PlotAsRow>, Stop> {
    let household = "(select m.code from household m where m.household_id = it.household_id) as household";
    let condition =
        "not exists (select from household m where m.household_id = it.household_id and m.erased_at is not null)";
    of(tx, ("plot", &format!("it.*, {COOPERATIVE}, {household}"), condition), ids).await
}

pub(crate) async fn lots(tx: &Scoped, ids: &[Id<Lot>]) -> Result<Vec<LotAsRow>, Stop> {
    of(tx, ("lot", &format!("it.*, {COOPERATIVE}"), "true"), ids).await
}

/// Lots with these codes.
pub(crate) async fn lots_with_codes(tx: &Scoped, codes: &[String]) -> Result<Vec<LotAsRow>, Stop> {
    let sql = format!("select it.*, {COOPERATIVE} from lot it where lot_code = any($1::text[]) and $seen");
    let (sql, values) = narrowed(tx, &sql, [codes.to_vec().into()]);
    Ok(tx.all(&sql, values).await?)
}

const HARVESTS: &str = "select * from (
        select h.*, l.lot_code, m.code as household, g.code as plot from harvest h
        join lot l on l.lot_id = h.lot_id
        join household m on m.household_id = h.household_id
        left join plot g on g.plot_id = h.plot_id
    ) as it where $seen and";

/// The weighings of these lots.
pub(crate) async fn harvests(tx: &Scoped, ids: &[Id<Lot>]) -> Result<Vec<HarvestAsRow>, Stop> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let sql = format!("{HARVESTS} lot_id = any($1::uuid[]) order by lot_code, picked_on, household, weighing");
    let (sql, values) = narrowed(tx, &sql, [ids.into()]);
    Ok(tx.all(&sql, values).await?)
}

/// The weighings of lots with these codes.
pub(crate) async fn harvests_with_codes(tx: &Scoped, codes: &[String]) -> Result<Vec<HarvestAsRow>, Stop> {
    let sql = format!("{HARVESTS} lot_code = any($1::text[]) order by lot_code, picked_on, household, weighing");
    let (sql, values) = narrowed(tx, &sql, [codes.to_vec().into()]);
    Ok(tx.all(&sql, values).await?)
}
