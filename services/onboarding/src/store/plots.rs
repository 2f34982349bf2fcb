//! Plots: which are there, how a list shows them, and how they are saved.

use std::collections::HashMap;

use chrono::NaiveDate;
use contract::{
    Page, ProductCode,
    onboarding::{FindPlots, PlantingArea, PlantingAreaState, PlotForm, PlotView},
};
use ids::{Cooperative, Household, Id, Plot as PlotId};
use mailbox::Stop;
use scoped::{FromQueryResult, Scoped, Value};
use serde::Serialize;
use uuid::Uuid;

use super::{Vault, cooperatives::product_of, cursor, narrowed};
use crate::domain::{Code, Grower, Plot, PlotMisfit};

/// A plot that is there.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    pub plot_id: Id<PlotId>,
    pub grower: Grower,
    /// In hex.
    pub fingerprint: String,
    /// What grows there stays.
    pub is_bound: bool,
}

/// What grows on a plot stays once something was picked there, or a paper for a product names it.
const IS_BOUND: &str = "(exists (select from harvest h where h.plot_id = plot.plot_id) or exists (
        select from paper_plot n join paper p on p.paper_id = n.paper_id
        where n.plot_id = plot.plot_id and p.product is not null)) as is_bound";

/// By cooperative and code.
pub(crate) type ByCode = HashMap<(Id<Cooperative>, String), Known>;

/// Every plot of these cooperatives, as far as the caller may see them.
pub(crate) async fn known(tx: &Scoped, cooperatives: &[Id<Cooperative>]) -> Result<ByCode, Stop> {
    #[derive(FromQueryResult)]
    struct Row {
        plot_id: Id<PlotId>,
        cooperative_id: Id<Cooperative>,
        household_id: Id<Household>,
        code: String,
        product: String,
        fingerprint: String,
        is_bound: bool,
    }
    let ids: Vec<Uuid> = cooperatives.iter().map(|id| id.uuid()).collect();
    let sql = format!(
        "select plot_id, cooperative_id, household_id, code, product, encode(fingerprint, 'hex') as fingerprint, {IS_BOUND}
        from plot where cooperative_id = any($1::uuid[]) and $seen"
    );
    let (sql, values) = narrowed(tx, &sql, [ids.into()]);
    let rows: Vec<Row> = tx.all(&sql, values).await?;
    let known = rows.into_iter().map(|row| {
        let grower = Grower { household_id: row.household_id, product: product_of(&row.product)? };
        let known = Known { plot_id: row.plot_id, grower, fingerprint: row.fingerprint, is_bound: row.is_bound };
        Ok(((row.cooperative_id, row.code), known))
    });
    known.collect()
}

/// The plot that a harvest of this household and product names, if it names one.
pub(crate) fn named(
    plots: &ByCode,
    (tenant, code): (Id<Cooperative>, Option<&Code>),
    (household_id, product): (Id<Household>, ProductCode),
) -> Result<Option<Id<PlotId>>, PlotMisfit> {
    let Some(code) = code else { return Ok(None) };
    let plot = plots.get(&(tenant, code.as_str().to_owned())).ok_or(PlotMisfit::Unknown)?;
    plot.grower.bears(household_id, product)?;
    Ok(Some(plot.plot_id))
}

/// A row of `plot`; bytes in hex.
#[derive(Debug, Serialize)]
pub(crate) struct PlotRow {
    plot_id: Uuid,
    cooperative_id: Uuid,
    household_id: Uuid,
    code: String,
    name: String,
    product: &'static str,
    plot_commune_code: &'static str,
    area_m2: i64,
    area_entered: String,
    area_unit: &'static str,
    planted_year: Option<i32>,
    area_code: Option<String>,
    area_code_market: Option<String>,
    area_code_issued_on: Option<NaiveDate>,
    area_code_state: Option<&'static str>,
    search_key: String,
    pub fingerprint: String,
}

impl PlotRow {
    /// A plot of this household, whose code lists are searched by, too.
    pub(crate) fn new(
        vault: &Vault,
        (plot_id, tenant): (Id<PlotId>, Id<Cooperative>),
        (household_id, household): (Id<Household>, &str),
        now: &Plot,
    ) -> Self {
        let area = now.planting_area.as_ref();
        let area_code = area.map(|area| area.code.as_str().to_owned());
        let searched = [now.code.as_str(), &now.name, household, area_code.as_deref().unwrap_or_default()].join(" ");
        let row = Self {
            plot_id: plot_id.uuid(),
            cooperative_id: tenant.uuid(),
            household_id: household_id.uuid(),
            code: now.code.as_str().to_owned(),
            name: now.name.clone(),
            product: now.product.as_str(),
            plot_commune_code: now.commune.code,
            area_m2: now.area.m2,
            area_entered: now.area.entered.clone(),
            area_unit: now.area.unit,
            planted_year: now.planted_year,
            area_code,
            area_code_market: area.map(|area| area.market.clone()),
            area_code_issued_on: area.map(|area| area.issued_on),
            area_code_state: area.map(|area| area.state.slug()),
            search_key: places::search_key(&searched),
            fingerprint: String::new(),
        };
        let fingerprint = vault.fingerprint(&[&format!("{row:?}")]);
        Self { fingerprint, ..row }
    }
}

/// Saves plots, new and changed.
pub(crate) async fn save(tx: &Scoped, rows: &[PlotRow]) -> Result<(), Stop> {
    if rows.is_empty() {
        return Ok(());
    }
    tx.run(include_str!("plots/save.sql"), [serde_json::to_string(rows)?.into()]).await?;
    Ok(())
}

/// A plot as it stands, locked.
#[derive(FromQueryResult)]
pub(crate) struct Locked {
    pub household_id: Id<Household>,
    pub code: String,
    pub product: String,
    pub version: i64,
    pub fingerprint: String,
    pub is_bound: bool,
}

/// Locks a plot, if the caller may see it.
pub(crate) async fn lock(tx: &Scoped, id: Id<PlotId>) -> Result<Locked, Stop> {
    let sql = format!(
        "select household_id, code, product, version, encode(fingerprint, 'hex') as fingerprint, {IS_BOUND}
        from plot where plot_id = $1 and $seen for update"
    );
    let (sql, values) = narrowed(tx, &sql, [id.into()]);
    let locked: Option<Locked> = tx.first(&sql, values).await?;
    locked.ok_or_else(|| Stop::not_found("plot"))
}

#[derive(FromQueryResult)]
struct Row {
    plot_id: Id<PlotId>,
    version: i64,
    household_id: Id<Household>,
    household_code: String,
    household: String,
    code: String,
    name: String,
    product: String,
    plot_commune_code: String,
    area_m2: i64,
    area_entered: String,
    area_unit: String,
    planted_year: Option<i32>,
    area_code: Option<String>,
    area_code_market: Option<String>,
    area_code_issued_on: Option<NaiveDate>,
    area_code_state: Option<String>,
    is_bound: bool,
}

fn select(condition: &str) -> String {
    format!(
        "select plot.*, h.code as household_code, h.head as household, {IS_BOUND}
        from plot join household h on h.household_id = plot.household_id where {condition}"
    )
}

impl Row {
    fn planting_area(&self) -> Option<PlantingArea> {
        Some(PlantingArea {
            code: self.area_code.clone()?,
            market: self.area_code_market.clone()?,
            issued_on: self.area_code_issued_on?,
            state: PlantingAreaState::from_slug(self.area_code_state.as_deref()?)?,
        })
    }

    fn view(self) -> Result<PlotView, Stop> {
        Ok(PlotView {
            plot_id: self.plot_id,
            version: self.version,
            area_m2: self.area_m2,
            is_bound: self.is_bound,
            form: PlotForm {
                household_id: self.household_id,
                planting_area: self.planting_area(),
                code: self.code,
                name: self.name,
                product: product_of(&self.product)?,
                commune_code: self.plot_commune_code,
                area: self.area_entered,
                area_unit: self.area_unit,
                planted_year: self.planted_year,
            },
            household_code: self.household_code,
            household: self.household,
        })
    }
}

/// The condition for plots that the caller may see.
fn seen(tx: &Scoped, mut values: Vec<Value>) -> (String, Vec<Value>) {
    let seen = tx.seen(&mut values, "plot.cooperative_id", "plot.commune_code");
    (seen, values)
}

/// One page of the plots that the caller may see, by code.
pub(crate) async fn find(tx: &Scoped, ask: &FindPlots) -> Result<Page<PlotView>, Stop> {
    let size = ask.page.rows();
    let values = vec![
        cursor::after(&ask.page)?.into(),
        ask.household_id.map(Id::uuid).into(),
        ask.text.as_deref().map(places::search_key).unwrap_or_default().into(),
        i64::from(size + 1).into(),
    ];
    let (seen, values) = seen(tx, values);
    let sql = select(&format!(
        "plot.code collate \"C\" > $1 and ($2::uuid is null or plot.household_id = $2)
            and ($3 = '' or strpos(plot.search_key, $3) > 0) and {seen}
        order by plot.code collate \"C\" limit $4"
    ));
    let rows: Vec<Row> = tx.all(&sql, values).await?;
    let (rows, next) = cursor::page(rows, size, |row| row.code.clone());
    Ok(Page { rows: rows.into_iter().map(Row::view).collect::<Result<_, _>>()?, next, total: None })
}

/// One plot, if the caller may see it.
pub(crate) async fn get(tx: &Scoped, id: Id<PlotId>) -> Result<Option<PlotView>, Stop> {
    let (seen, values) = seen(tx, vec![id.into()]);
    let row: Option<Row> = tx.first(&select(&format!("plot.plot_id = $1 and {seen}")), values).await?;
    row.map(Row::view).transpose()
}

/// The plots of the household that asks; its scope opens no others.
pub(super) async fn own(tx: &Scoped, household: Id<Household>) -> Result<Vec<PlotView>, Stop> {
    let sql = select("plot.household_id = $1 order by plot.code collate \"C\"");
    let rows: Vec<Row> = tx.all(&sql, [household.into()]).await?;
    rows.into_iter().map(Row::view).collect()
}
