//! A manager writes a plot of a member household: a new one, or what is known of one.

use chrono::NaiveDate;
use contract::{
    FieldFault, Refusal, code,
    onboarding::{Because, PlotForm, SavePlot},
};
use ids::{Id, Plot as PlotId};
use mailbox::Stop;
use scoped::{DbErr, Scoped};
use sea_orm::SqlErr;

use crate::{
    App,
    domain::{Area, AreaFault, Code, PlantingArea, PlantingAreaCode, Plot, is_planted_in},
    store::{
        households,
        plots::{self, Locked, PlotRow},
        turn,
    },
};

const TEXT_LENGTH_MAX: usize = 200;

pub(crate) async fn save_plot(app: &App, tx: &Scoped, ask: SavePlot) -> Result<Id<PlotId>, Stop> {
    let Some(tenant) = tx.caller().scope.cooperative() else {
        return Err(Refusal::new(code::NOT_ALLOWED, "only a cooperative writes its plots").into());
    };
    turn::take(tx, [tenant.uuid()]).await?;
    let stored = match ask.plot_id {
        Some(id) => Some((id, plots::lock(tx, id).await?)),
        None => None,
    };
    if stored.as_ref().is_some_and(|(_, stored)| ask.version.is_some_and(|seen| seen != stored.version)) {
        return Err(Refusal::new(code::CONFLICT, "another change of the plot came first").into());
    }
    let household = household_of(tx, &ask.form).await?;
    let now = read(&ask.form, household.is_some(), stored.as_ref().map(|(_, stored)| stored), app.calendar.today());
    let (now, household) = now.map_err(Refusal::of_fields).and_then(|now| {
        let household = household.ok_or_else(|| Refusal::of_fields(vec![Because::HouseholdUnknown.of("household_id")]));
        Ok((now, household?))
    })?;
    let id = stored.as_ref().map_or_else(Id::generate, |(id, _)| *id);
    let row = PlotRow::new(&app.vault, (id, tenant), (ask.form.household_id, &household), &now);
    if stored.is_none_or(|(_, stored)| stored.fingerprint != row.fingerprint) {
        plots::save(tx, &[row]).await.map_err(taken)?;
    }
    Ok(id)
}

/// The code of the household, unless it was erased or is another cooperative's.
async fn household_of(tx: &Scoped, form: &PlotForm) -> Result<Option<String>, Stop> {
    let tenant = tx.caller().scope.cooperative();
    let known = match households::lock(tx, form.household_id).await {
        Ok(known) => known,
        Err(Stop::Refused(_)) => return Ok(None),
        Err(stop) => return Err(stop),
    };
    Ok((!known.erased && Some(known.cooperative_id) == tenant).then_some(known.code))
}

/// The constraint decides, since two people may write the same plot at once.
fn taken(stop: Stop) -> Stop {
    let violated = match &stop {
        Stop::Failed(error) => error.downcast_ref::<DbErr>().and_then(DbErr::sql_err),
        Stop::Refused(_) => None,
    };
    match violated {
        Some(SqlErr::UniqueConstraintViolation(_)) => Refusal::of_fields(vec![Because::PlotTaken.of("code")]).into(),
        _ => stop,
    }
}

/// Reads a form by the same rules as a file, and names every field at fault at once.
fn read(
    form: &PlotForm,
    has_household: bool,
    stored: Option<&Locked>,
    today: NaiveDate,
) -> Result<Plot, Vec<FieldFault>> {
    let mut faults = Vec::new();
    if stored.is_some_and(|stored| stored.household_id != form.household_id) {
        faults.push(Because::CannotChange.of("household_id"));
    } else if !has_household {
        faults.push(Because::HouseholdUnknown.of("household_id"));
    }
    let code = Code::parse(&form.code).map_err(|_| faults.push(Because::CodeForm.of("code"))).ok();
    if code.as_ref().zip(stored).is_some_and(|(code, stored)| code.as_str() != stored.code) {
        faults.push(Because::CannotChange.of("code"));
    }
    if stored.is_some_and(|stored| stored.is_bound && stored.product != form.product.as_str()) {
        faults.push(Because::PlotBound.of("product"));
    }
    let name = words("name", &form.name, &mut faults);
    let commune = places::commune(&form.commune_code);
    if commune.is_none() {
        faults.push(Because::CommuneUnknown.of("commune_code"));
    }
    let area = Area::parse(&form.area, &form.area_unit).map_err(|why| {
        faults.push(match why {
            AreaFault::Unit => Because::AreaUnit.of("area_unit"),
            AreaFault::Number => Because::AreaForm.of("area"),
            AreaFault::TooFine => Because::AreaTooFine.of("area"),
        });
    });
    if form.planted_year.is_some_and(|year| !is_planted_in(year, today)) {
        faults.push(Because::PlantedYear.of("planted_year"));
    }
    let planting_area = planting_area(form, today, &mut faults);
    match (code, commune, area) {
        (Some(code), Some(commune), Ok(area)) if faults.is_empty() => {
            let (product, planted_year) = (form.product, form.planted_year);
            Ok(Plot { code, name, product, commune, area, planted_year, planting_area })
        }
        _ => Err(faults),
    }
}

fn planting_area(form: &PlotForm, today: NaiveDate, faults: &mut Vec<FieldFault>) -> Option<PlantingArea> {
    let stated = form.planting_area.as_ref()?;
    let code = PlantingAreaCode::parse(&stated.code);
    if code.is_err() {
        faults.push(Because::PlantingAreaForm.of("planting_area.code"));
    }
    if stated.issued_on > today {
        faults.push(Because::DateFuture.of("planting_area.issued_on"));
    }
    let market = words("planting_area.market", &stated.market, faults);
    Some(PlantingArea { code: code.ok()?, market, issued_on: stated.issued_on, state: stated.state })
}

/// A text of at least two letters, trimmed.
fn words(field: &str, text: &str, faults: &mut Vec<FieldFault>) -> String {
    let text = text.trim();
    if !(2..=TEXT_LENGTH_MAX).contains(&text.chars().count()) {
        faults.push(Because::TextLength.of(field));
    }
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use contract::{ProductCode, onboarding};

    use super::*;

    fn form() -> PlotForm {
        PlotForm {
            household_id: Id::generate(),
            code: "th0012-1".into(),
            name: "Vườn đồi".into(),
            product: ProductCode::parse("cam_sanh").expect("a product"),
            commune_code: "00874".into(),
            area: "2,5".into(),
            area_unit: "sào".into(),
            planted_year: Some(2017),
            planting_area: None,
        }
    }

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2025, 9, 1).expect("a day")
    }

    #[test]
    fn every_field_at_fault_is_named() {
        let plot = read(&form(), true, None, today()).expect("sound");
        assert_eq!((plot.code.as_str(), plot.area.m2), ("TH0012-1", 900));
        let faulty = PlotForm {
            code: "?".into(),
            name: "x".into(),
            commune_code: "99999".into(),
            area: "1,33".into(),
            planted_year: Some(2026),
            planting_area: Some(onboarding::PlantingArea {
                code: "VN".into(),
                market: String::new(),
                issued_on: today().succ_opt().expect("a day"),
                state: onboarding::PlantingAreaState::Active,
            }),
            ..form()
        };
        let named = read(&faulty, false, None, today()).expect_err("faulty");
        let named: Vec<_> = named.iter().map(|fault| (fault.field.as_str(), fault.code.as_str())).collect();
        assert_eq!(
            named,
            [
                ("household_id", "household_unknown"),
                ("code", "code_form"),
                ("name", "text_length"),
                ("commune_code", "commune_unknown"),
                ("area", "area_too_fine"),
                ("planted_year", "planted_year"),
                ("planting_area.code", "planting_area_form"),
                ("planting_area.issued_on", "date_future"),
                ("planting_area.market", "text_length"),
            ]
        );
    }

    #[test]
    fn whose_it_is_and_what_is_told_of_it_elsewhere_stay() {
        let stored = |is_bound| Locked {
            household_id: form().household_id,
            code: "TH0012-2".into(),
            product: "cam_vang".into(),
            version: 1,
            fingerprint: String::new(),
            is_bound,
        };
        let named = |is_bound| {
            let named = read(&form(), true, Some(&stored(is_bound)), today()).expect_err("it cannot change");
            named.into_iter().map(|fault| fault.field).collect::<Vec<_>>()
        };
        assert_eq!(named(false), ["household_id", "code"]);
        assert_eq!(named(true), ["household_id", "code", "product"]);
    }
}
