//! Lots as onboarding would answer, and the pages they are on.

use chrono::NaiveDate;
use contract::{
    FieldFault, Grade, Refusal, Role, code,
    onboarding::{
        Booked, DeclaredBy, HouseholdView, LotDeclared, LotFile, LotView, RevisedWeighing, RevisionView, SeasonView,
        WeighingView,
    },
};

use super::{
    super::lots::{self, Typed, form::Beside},
    frame, render,
    things::{id, lot, page_of, product},
};
use crate::portal::format::Reader;

fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, day).expect("a day")
}

fn view(number: u128, booked: Option<Booked>) -> LotView {
    let lot = LotDeclared {
        lot_id: id(number),
        version: 2,
        lot_code: format!("CAMSANH-2526-{number:04}-K"),
        cooperative_id: id(1),
        commune_code: "00874".into(),
        product: product("cam_sanh"),
        grade: Grade::First,
        season: "CAM-2025-2026".into(),
        picked_from: day(2),
        picked_to: day(9),
        sell_by: day(30),
        quantity_g: 4_000_000,
        households: 2,
        covered_by: match number % 3 {
            0 => None,
            1 => Some(vec![id(8)]),
            _ => Some(Vec::new()),
        },
    };
    LotView { lot, public_code: "0AB2CD3E".into(), revisions: 2, booked }
}

const fn booked(declared_g: i64) -> Booked {
    Booked { version: 2, declared_g, committed_g: 3_750_000 }
}

fn file(is_in_the_books: bool) -> LotFile {
    let weighing = |number: u128| WeighingView {
        household_id: id(number),
        household_code: format!("HO{number:04}"),
        plot: (number == 1).then(|| "TH0001-1".into()),
        picked_on: day(5),
        quantity_g: 2_000_000,
        quantity_entered: "20".into(),
        unit_entered: "tạ".into(),
        weighed_by: (number == 1).then(|| "Lý Thị Mẫu".into()),
    };
    let revision = |revision, source, reason: &str| RevisionView {
        revision,
        at: "2026-01-10T03:00:00Z".parse().expect("an instant"),
        source,
        by: "Vàng Thị Mỷ".into(),
        reason: reason.into(),
        quantity_g: 4_000_000,
        grade: Grade::First,
        picked_from: day(2),
        picked_to: day(9),
        sell_by: day(30),
        weighings: vec![RevisedWeighing {
            household_code: "HO0001".into(),
            plot: Some("TH0001-1".into()),
            picked_on: day(5),
            quantity_g: 4_000_000,
            quantity_entered: "40".into(),
            unit_entered: "tạ".into(),
        }],
    };
    LotFile {
        lot: view(1, Some(booked(if is_in_the_books { 4_000_000 } else { 4_200_000 }))),
        quantity_entered: "40".into(),
        unit_entered: "tạ".into(),
        weighings: vec![weighing(1), weighing(2)],
        revisions: vec![revision(2, DeclaredBy::Form, "Cân lại"), revision(1, DeclaredBy::File, "")],
    }
}

pub(super) fn households() -> Vec<HouseholdView> {
    let household = |number: u128| HouseholdView {
        household_id: id(number),
        code: format!("HO{number:04}"),
        name: "Giàng Mí Sính".into(),
        personal_id_masked: "•••••••••123".into(),
        phone_masked: "•••••••456".into(),
        commune_code: "00874".into(),
        joined_on: day(1),
        left_on: None,
    };
    (1..=25).map(household).collect()
}

/// The list, with so many lots.
pub(super) fn list(to: Reader, lots: u128) -> String {
    let frame = frame(to.language, Role::CooperativeManager, "lots", "/lots");
    let booked_of = |number: u128| match number % 3 {
        0 => Some(booked(4_000_000)),
        1 => Some(booked(4_200_000)),
        _ => None,
    };
    let seasons: Vec<SeasonView> = (0..u64::from(lots > 0))
        .map(|_| SeasonView { season: "CAM-2025-2026".into(), lots: 25, declared_g: 100_000_000 })
        .collect();
    let rows = page_of((1..=lots).map(|number| view(number, booked_of(number))).collect());
    render(&lots::Page::new(frame, &lots::Asked::default(), &rows, &seasons, Role::CooperativeManager))
}

/// One lot, which the stock ledger has, or could not follow.
pub(super) fn detail(to: Reader, is_in_the_books: bool) -> String {
    let frame = frame(to.language, Role::CooperativeManager, "CAMSANH-2526-0001-K", "/lots/x");
    let names = households().into_iter().map(|household| (household.household_id, household.name)).collect();
    let stock = is_in_the_books.then(|| lot(1));
    render(&lots::detail::Page::new(frame, &file(is_in_the_books), stock.as_ref(), &names, true))
}

/// The form, new or of a lot that is revised, as it is opened or as it comes back.
pub(super) fn form(to: Reader, is_revised: bool, is_faulty: bool) -> String {
    let frame = frame(to.language, Role::CooperativeManager, "lot", "/lots/new");
    let (households, plots, file) = (households(), super::plots::some(3), file(true));
    let beside = Beside { households: &households, plots: &plots, seasons: &[], file: is_revised.then_some(&file) };
    let typed = if is_revised { Typed::from_saved(&file) } else { Typed::fresh(day(14), Some("CAM-2025-2026")) };
    let page = lots::form::Page::new(frame, typed, &beside);
    let fault = |field: &str, code: &str| FieldFault { field: field.into(), code: code.into() };
    if !is_faulty {
        return render(&page);
    }
    if is_revised {
        let fields = vec![fault("weighings", "below_sold")];
        return render(&page.with(&Refusal { fields, ..Refusal::new(code::STOCK_SHORT, "") }));
    }
    let faults = [
        ("season", "season_form"),
        ("lot_code", "lot_code_check"),
        ("picked_to", "date_future"),
        ("weighings.0.household_id", "missing"),
        ("weighings.0.plot", "plot_of_another"),
        ("weighings.0.quantity", "weight_unreadable"),
        ("weighings.0.picked_on", "picked_outside_lot"),
    ];
    render(&page.with(&Refusal::of_fields(faults.map(|(field, code)| fault(field, code)).into())))
}
