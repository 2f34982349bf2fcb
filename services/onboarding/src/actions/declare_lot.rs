//! A lot is declared by form: the same rules as in a file, and every field at fault is named at once.

use std::collections::HashMap;

use amounts::{Dimension, Quantity, Unit};
use chrono::NaiveDate;
use contract::{
    FieldFault, Refusal,
    onboarding::{DeclareLot, DeclaredBy, LotForm, WeighingForm},
};
use ids::{Cooperative, Household, Id, Lot as LotId};
use mailbox::Stop;
use scoped::Scoped;

use super::review_cooperative::by_name;
use crate::{
    App,
    domain::{Code, Declaration, Lot, LotCode, LotCodeFault, LotFault, Membership, PlotMisfit, Season, Weight},
    store::{
        households,
        lots::{self, HarvestRow, LotRow, Origin, Said},
        plots, turn,
    },
};

const WEIGHINGS_MAX: usize = 500;
const WEIGHER_LENGTH_MAX: usize = 200;

pub(crate) async fn declare_lot(app: &App, tx: &Scoped, ask: DeclareLot) -> Result<Id<LotId>, Stop> {
    let Some(cooperative_id) = tx.caller().scope.cooperative() else { return Err(Stop::not_found("cooperative")) };
    turn::take(tx, [cooperative_id.uuid()]).await?;
    let typed = ask.form.lot_code.as_deref().map(str::trim).filter(|code| !code.is_empty()).map(str::to_owned);
    let mut faults = Vec::new();
    let season = Season::parse(&ask.form.season).map_err(|_| faults.push(fault("season", "season_form"))).ok();
    let code = match (&typed, &season) {
        (Some(typed), _) => LotCode::parse(typed).map_err(|why| faults.push(fault("lot_code", code_fault(why)))).ok(),
        (None, Some(season)) => {
            let drawn = next_code(tx, &ask.form, season).await?;
            if drawn.is_none() {
                faults.push(fault("lot_code", "codes_exhausted"));
            }
            drawn
        }
        (None, None) => None,
    };
    if let (Some(code), Some(_)) = (&code, &typed)
        && !lots::used_codes(tx, &[code.as_str().to_owned()]).await?.is_empty()
    {
        faults.push(fault("lot_code", "taken"));
    }
    let (lot, declarations) = read(app, tx, cooperative_id, code, season, &ask.form, faults).await?;
    let lot_id = Id::generate();
    let (row, weighings) = LotRow::new(&app.vault, (lot_id, cooperative_id), lot, declarations);
    let harvests: Vec<HarvestRow> =
        weighings.into_iter().map(|(key, weighed)| HarvestRow::new(&key, weighed)).collect();
    let by = by_name(tx, &ask.name);
    let said = Said { at: app.calendar.now(), source: DeclaredBy::Form, by: &by, reason: "" };
    lots::save(tx, vec![row], &harvests, &said).await?;
    Ok(lot_id)
}

async fn next_code(tx: &Scoped, form: &LotForm, season: &Season) -> Result<Option<LotCode>, Stop> {
    let product = form.product.product();
    let last = lots::last_number(tx, &LotCode::prefix(product, season)).await?;
    Ok(LotCode::draw(product, season, last.saturating_add(1)))
}

/// Reads a form by the same rules as a file. What could not be read before is among `faults`.
pub(super) async fn read(
    app: &App,
    tx: &Scoped,
    cooperative_id: Id<Cooperative>,
    code: Option<LotCode>,
    season: Option<Season>,
    form: &LotForm,
    mut faults: Vec<FieldFault>,
) -> Result<(Lot, Vec<(Origin, Declaration)>), Stop> {
    let plots = plots::known(tx, &[cooperative_id]).await?;
    let households = households::known(tx, &[cooperative_id]).await?;
    let households: HashMap<_, _> =
        households.into_iter().map(|known| (known.household_id, (known.code, known.membership))).collect();
    let today = app.calendar.today();
    if form.weighings.is_empty() {
        faults.push(fault("weighings", "missing"));
    }
    if form.weighings.len() > WEIGHINGS_MAX {
        faults.push(fault("weighings", "too_many"));
    }
    if form.picked_to > today {
        faults.push(fault("picked_to", "date_future"));
    }
    let mut declarations = Vec::new();
    for (at, weighing) in form.weighings.iter().take(WEIGHINGS_MAX).enumerate() {
        match declaration(weighing, &households, (form.picked_from, form.picked_to)) {
            Ok(declaration) => {
                let household_id = weighing.household_id;
                let plot = declaration.plot.as_ref();
                match plots::named(&plots, (cooperative_id, plot), (household_id, form.product)) {
                    Ok(plot_id) => declarations.push((Origin { household_id, plot_id }, declaration)),
                    Err(misfit) => faults.push(fault(&format!("weighings.{at}.plot"), plot_fault(misfit))),
                }
            }
            Err((field, code)) => faults.push(fault(&format!("weighings.{at}.{field}"), code)),
        }
    }
    let (Some(code), Some(season)) = (code, season) else { return Err(Refusal::of_fields(faults).into()) };
    let lot = Lot {
        code,
        product: form.product,
        grade: form.grade,
        season,
        picked_from: form.picked_from,
        picked_to: form.picked_to,
        sell_by: form.sell_by,
        weight: Weight::sum(declarations.iter().map(|(_, declaration)| &declaration.weight)),
    };
    if let Err(why) = lot.check() {
        let (field, code) = lot_fault(why);
        faults.push(fault(field, code));
    }
    if faults.is_empty() { Ok((lot, declarations)) } else { Err(Refusal::of_fields(faults).into()) }
}

const fn plot_fault(why: PlotMisfit) -> &'static str {
    match why {
        PlotMisfit::Unknown => "plot_unknown",
        PlotMisfit::Household => "plot_of_another",
        PlotMisfit::Product => "plot_other_product",
    }
}

/// A weighing, or its field at fault.
fn declaration(
    form: &WeighingForm,
    households: &HashMap<Id<Household>, (String, Membership)>,
    (picked_from, picked_to): (NaiveDate, NaiveDate),
) -> Result<Declaration, (&'static str, &'static str)> {
    let (code, membership) = households.get(&form.household_id).ok_or(("household_id", "household_unknown"))?;
    let household = Code::parse(code).map_err(|_| ("household_id", "household_unknown"))?;
    let plot = form.plot.as_deref().map(str::trim).filter(|plot| !plot.is_empty());
    let plot = plot.map(Code::parse).transpose().map_err(|_| ("plot", "plot_unknown"))?;
    if membership.had_left(form.picked_on) {
        return Err(("picked_on", "household_had_left"));
    }
    if !(picked_from..=picked_to).contains(&form.picked_on) {
        return Err(("picked_on", "picked_outside_lot"));
    }
    let unit =
        Unit::named(&form.unit).filter(|unit| unit.dimension == Dimension::Mass).ok_or(("unit", "unit_unknown"))?;
    let quantity = Quantity::parse(&form.quantity, unit).map_err(|_| ("quantity", "weight_unreadable"))?;
    if quantity.base == 0 {
        return Err(("quantity", "weight_unreadable"));
    }
    let weighed_by = form.weighed_by.as_deref().map(str::trim).filter(|name| !name.is_empty());
    if weighed_by.is_some_and(|name| name.chars().count() > WEIGHER_LENGTH_MAX) {
        return Err(("weighed_by", "text_length"));
    }
    Ok(Declaration {
        household,
        plot,
        picked_on: form.picked_on,
        weight: Weight {
            grams: quantity.base,
            entered: form.quantity.trim().to_owned(),
            unit_entered: form.unit.trim().to_owned(),
        },
        weighed_by: weighed_by.map(str::to_owned),
    })
}

pub(super) fn fault(field: &str, code: &str) -> FieldFault {
    FieldFault { field: field.to_owned(), code: code.to_owned() }
}

const fn code_fault(why: LotCodeFault) -> &'static str {
    match why {
        LotCodeFault::Form => "lot_code_form",
        LotCodeFault::Check => "lot_code_check",
    }
}

/// Where the fault is mended.
const fn lot_fault(why: LotFault) -> (&'static str, &'static str) {
    match why {
        LotFault::DatesOrder => ("picked_to", "dates_order"),
        LotFault::Grade => ("grade", "grade_unknown"),
        LotFault::CodeProduct => ("product", "lot_code_product"),
        LotFault::CodeSeason => ("season", "lot_code_season"),
        LotFault::Sum { .. } => ("weighings", "weight_unreadable"),
    }
}
