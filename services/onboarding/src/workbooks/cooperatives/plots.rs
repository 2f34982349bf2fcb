//! The sheet of plots: its rows are read, held against households and what is there already, and told again.

use std::collections::HashSet;

use chrono::NaiveDate;
use contract::onboarding::{FindPlots, PlantingAreaState};
use ids::Id;
use imports::{ids_of, only_who_may};
use mailbox::Stop;
use places::search_key;
use scoped::Scoped;
use sheets::{Faults, Row, RowReader, RowWriter};

use super::{
    judge::{Ground, Judge, Member, Tenant},
    layouts::{
        AREA, AREA_CODE, AREA_CODE_ISSUED_ON, AREA_CODE_MARKET, AREA_CODE_STATE, AREA_UNIT, HOUSEHOLD, LAYOUTS,
        PLANTED_YEAR, PLOT, PLOT_NAME,
    },
    rows::Seen,
    told::commune,
};
use crate::{
    domain::{Area, AreaFault, Code, Paper, PlantingArea, PlantingAreaCode, Plot, PlotMisfit, is_planted_in},
    store::{
        as_rows::{self, PlotAsRow},
        plots::PlotRow,
    },
    workbooks::{
        Effect,
        cells::{self, COMMUNE, COOPERATIVE, PRODUCT},
        complaints,
    },
};

/// A plot as its row tells it, with the household it names.
pub(super) struct Stated {
    household: Code,
    plot: Plot,
}

pub(super) fn plot<'a>(row: &'a Row, faults: &mut Faults, today: NaiveDate) -> Seen<'a, Stated> {
    let mut reader = RowReader::new(row, faults);
    let cooperative = cells::code(&mut reader, COOPERATIVE);
    let household = cells::code(&mut reader, HOUSEHOLD);
    let code = cells::code(&mut reader, PLOT);
    let name = cells::name(&mut reader, PLOT_NAME);
    let product = cells::product(&mut reader);
    let home = cells::commune(&mut reader);
    let area = area(&mut reader);
    let planted_year = reader.whole(PLANTED_YEAR).and_then(|year| {
        let year = i32::try_from(year).ok().filter(|year| is_planted_in(*year, today));
        if year.is_none() {
            reader.add_fault(PLANTED_YEAR, complaints::planted_year());
        }
        year
    });
    let planting_area = planting_area(&mut reader, row, today);
    let sound = reader.is_sound();
    let read = || {
        let plot = Plot {
            code: code?,
            name: name?,
            product: product?,
            commune: home?,
            area: area?,
            planted_year,
            planting_area,
        };
        Some(Stated { household: household?, plot })
    };
    Seen { row, cooperative, thing: if sound { read() } else { None } }
}

fn area(reader: &mut RowReader<'_>) -> Option<Area> {
    let (entered, unit) = (reader.text(AREA), reader.text(AREA_UNIT));
    Area::parse(&entered?, &unit?)
        .map_err(|fault| {
            let header = if fault == AreaFault::Unit { AREA_UNIT } else { AREA };
            reader.add_fault(header, fault.into());
        })
        .ok()
}

/// A planting-area code with what its paper says, or none of it.
fn planting_area(reader: &mut RowReader<'_>, row: &Row, today: NaiveDate) -> Option<PlantingArea> {
    let needed = [AREA_CODE, AREA_CODE_MARKET, AREA_CODE_ISSUED_ON];
    if needed.iter().chain(&[AREA_CODE_STATE]).all(|header| row.typed(header).is_empty()) {
        return None;
    }
    for header in needed.into_iter().filter(|header| row.typed(header).is_empty()) {
        reader.add_fault(header, complaints::planting_area_incomplete());
    }
    let code = cells::parsed(reader, AREA_CODE, PlantingAreaCode::parse);
    let market = cells::name(reader, AREA_CODE_MARKET);
    let issued_on = cells::past_day(reader, AREA_CODE_ISSUED_ON, today);
    let state = reader.choice(AREA_CODE_STATE).and_then(|name| {
        let key = search_key(name);
        PlantingAreaState::ALL.into_iter().find(|state| search_key(state.name_vi()) == key)
    });
    Some(PlantingArea { code: code?, market: market?, issued_on: issued_on?, state: state.unwrap_or_default() })
}

impl Judge<'_> {
    pub(super) fn plots(&mut self, seen: Vec<Seen<'_, Stated>>, faults: &mut Faults) {
        let mut codes = HashSet::new();
        for Seen { row, cooperative, thing } in seen {
            let ground = self.ground((row, cooperative.as_ref().map(Code::as_str)), faults);
            if let Some(Ground::Firm(tenant)) = ground {
                // Until it is found to be sound.
                self.plots_now.entry((tenant, row.typed(PLOT).trim().to_uppercase())).or_default();
            }
            let (Some(Ground::Firm(tenant)), Some(Stated { household, plot })) = (ground, thing) else { continue };
            let household_id = match self.member(tenant, household.as_str()) {
                Member::Is(id) => id,
                Member::Faulty => continue,
                Member::Erased => {
                    faults.add(row, HOUSEHOLD, complaints::producer_erased());
                    continue;
                }
                Member::Unknown => {
                    faults.add(row, HOUSEHOLD, complaints::household_unknown());
                    continue;
                }
            };
            let key = (tenant, plot.code.as_str().to_owned());
            let known = self.there.plots.get(&key);
            if !codes.insert(key) || known.is_some_and(|known| known.grower.household_id != household_id) {
                faults.add(row, PLOT, complaints::plot_duplicate());
                continue;
            }
            if known.is_some_and(|known| known.is_bound && known.grower.product != plot.product) {
                faults.add(row, PRODUCT, complaints::plot_bound());
                continue;
            }
            let id = known.map_or_else(Id::generate, |known| known.plot_id);
            self.plots_now.insert((tenant, plot.code.as_str().to_owned()), Some(plot.product));
            let new = PlotRow::new(self.vault, (id, tenant), (household_id, household.as_str()), &plot);
            let effect = Effect::of(&new.fingerprint, known.map(|known| known.fingerprint.as_str()));
            self.tallies[3].note(effect);
            if effect != Effect::Nothing {
                self.producers.plots.push(new);
            }
        }
    }
}

impl Judge<'_> {
    /// Whether a paper can speak of the plots it names. What leans on a faulty row of this file is left out without a fault.
    pub(super) fn names_plots(&self, tenant: Tenant, paper: &Paper, (row, faults): (&Row, &mut Faults)) -> bool {
        for code in &paper.plots {
            let key = (tenant, code.as_str().to_owned());
            let there = || self.there.plots.get(&key).map(|plot| Some(plot.grower.product));
            let misfit = match self.plots_now.get(&key).copied().or_else(there) {
                Some(None) => return false,
                Some(Some(grows)) if paper.product.is_none_or(|product| product == grows) => continue,
                Some(Some(_)) => PlotMisfit::Product,
                None => PlotMisfit::Unknown,
            };
            faults.add(row, PLOT, misfit.into());
            return false;
        }
        true
    }
}

pub(super) async fn rows(tx: &Scoped, of: &[String]) -> Result<Vec<(String, RowWriter)>, Stop> {
    only_who_may::<FindPlots>(tx)?;
    let rows = as_rows::plots(tx, &ids_of(of)?).await?;
    Ok(rows.into_iter().map(|row| (row.plot_id.to_string(), written(row))).collect())
}

fn written(row: PlotAsRow) -> RowWriter {
    let product = contract::ProductCode::parse(&row.product).map(|code| code.product().name_vi);
    let state = row.area_code_state.as_deref().and_then(PlantingAreaState::from_slug);
    RowWriter::new(&LAYOUTS[3])
        .with(COOPERATIVE, row.cooperative)
        .with(HOUSEHOLD, row.household)
        .with(PLOT, row.code)
        .with(PLOT_NAME, row.name)
        .with_some(PRODUCT, product)
        .with(COMMUNE, commune(&row.plot_commune_code))
        .with(AREA, row.area_entered)
        .with(AREA_UNIT, row.area_unit)
        .with_some(PLANTED_YEAR, row.planted_year.map(|year| year.to_string()))
        .with_some(AREA_CODE, row.area_code)
        .with_some(AREA_CODE_MARKET, row.area_code_market)
        .with_some(AREA_CODE_ISSUED_ON, row.area_code_issued_on.map(|day| day.to_string()))
        .with_some(AREA_CODE_STATE, state.map(PlantingAreaState::name_vi))
}
