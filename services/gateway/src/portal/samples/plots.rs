//! Plots as onboarding would answer, and the pages they are on.

use chrono::NaiveDate;
use contract::{
    PageRequest, Role,
    onboarding::{Because, PlantingArea, PlantingAreaState, PlotForm, PlotView},
};

use super::{
    frame,
    lots::households,
    render,
    things::{id, page_of, product},
};
use crate::portal::{
    fields::Fields,
    format::Reader,
    plots::{self, form},
};

/// So many plots, of each kind.
pub(super) fn some(count: u128) -> Vec<PlotView> {
    let states = PlantingAreaState::ALL.map(Some).into_iter().chain([None]).cycle();
    let plot = |(number, state): (u128, Option<PlantingAreaState>)| PlotView {
        plot_id: id(number),
        version: 2,
        household_code: "HO0001".into(),
        household: "Giàng Mí Sính".into(),
        area_m2: 900,
        is_bound: number.is_multiple_of(2),
        form: PlotForm {
            household_id: id(1),
            code: format!("TH0001-{number}"),
            name: "Vườn đồi phía sau nhà văn hoá thôn Nà Khoang".into(),
            product: product("cam_sanh"),
            commune_code: "00874".into(),
            area: if state.is_some() { "2,5".into() } else { "900".into() },
            area_unit: if state.is_some() { "sào".into() } else { "m²".into() },
            planted_year: Some(2017),
            planting_area: state.map(|state| PlantingArea {
                code: "VN-HGOR-0042".into(),
                market: "Trung Quốc".into(),
                issued_on: NaiveDate::from_ymd_opt(2024, 5, 20).expect("a day"),
                state,
            }),
        },
    };
    (1..=count).zip(states).map(plot).collect()
}

fn list(to: Reader, rows: u128) -> String {
    let frame = frame(to.language, Role::CooperativeManager, &to.say("plots-title"), "/plots");
    render(&plots::Page::new(frame, &plots::Asked::default(), &PageRequest::first(25), page_of(some(rows))))
}

fn of_one(to: Reader, has_households: bool, known: Option<&PlotView>, faults: &[(&str, Because)]) -> String {
    let frame = frame(to.language, Role::CooperativeManager, &to.say("plot-new"), "/plots/new");
    let typed = known.map_or_else(|| Fields::of(&[("area", "1,33")]), form::typed_of);
    let households = if has_households { households() } else { Vec::new() };
    let faults: Vec<_> = faults.iter().map(|(field, because)| because.of(field)).collect();
    render(&form::Page::new(frame, known, &households, &typed, &faults))
}

/// The list and the form, each as it may come.
pub(super) fn pages(to: Reader) -> Vec<(&'static str, String)> {
    let picked = some(2).pop();
    let faults = [
        ("household_id", Because::HouseholdUnknown),
        ("code", Because::PlotTaken),
        ("area", Because::AreaTooFine),
        ("planted_year", Because::PlantedYear),
        ("planting_area.code", Because::PlantingAreaForm),
        ("planting_area.issued_on", Because::DateFuture),
    ];
    vec![
        ("plots", list(to, 30)),
        ("plots, none", list(to, 0)),
        ("plot, new", of_one(to, true, None, &[])),
        ("plot, new and faulty", of_one(to, true, None, &faults)),
        ("plot, without households", of_one(to, false, None, &[])),
        ("plot", of_one(to, true, picked.as_ref(), &[])),
    ]
}
