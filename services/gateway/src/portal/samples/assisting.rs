//! Samples of assistants, delegations, and a household's own page.

use axum::http::Uri;
use chrono::Days;
use contract::{
    FieldFault, Grade, PageRequest, Role,
    accounts::{DelegationState, DelegationTerms, DelegationView, Errand, LiveDelegation},
    onboarding::{CaseloadEntry, HouseholdView, OwnHousehold, Verification, Weighing},
};

use super::{
    frame, render,
    things::{LONG_NAME, id, page_of, product},
};
use crate::portal::{
    assisting::{
        self, delegations,
        propose::{self, ChoosePage},
    },
    format::Reader,
    own_household,
};

/// Every page of this kind, with its name.
pub(super) fn pages(to: Reader) -> Vec<(&'static str, String)> {
    vec![
        ("caseload", caseload(to, true)),
        ("caseload, none", caseload(to, false)),
        ("delegations", delegations_page(to, Role::CooperativeManager, &[])),
        (
            "delegations, faulty",
            delegations_page(to, Role::CooperativeManager, &["assistant_login", "errands", "ends_on"]),
        ),
        ("delegations, official", delegations_page(to, Role::ProvincialOfficial, &[])),
        ("propose, choose", choose(to, true)),
        ("propose, nobody", choose(to, false)),
        ("propose", propose_page(to)),
        ("own household", household(to, 30)),
        ("own household, new", household(to, 0)),
    ]
}

fn view(to: Reader, number: u128, state: DelegationState) -> DelegationView {
    let starts_on = to.today();
    DelegationView {
        delegation_id: id(number),
        terms: DelegationTerms {
            cooperative_id: id(number),
            cooperative: LONG_NAME.to_owned(),
            errands: Errand::ALL.to_vec(),
            starts_on,
            ends_on: starts_on + Days::new(90),
        },
        state,
        assistant_id: id(7),
        assistant: "Mai Thị Hoa".to_owned(),
        agreed_by: "Giàng Mí Sính, giám đốc".to_owned(),
        evidence: (number % 2 == 1).then(|| "0a".repeat(32)),
        made_at: to.now,
        decided_at: (state != DelegationState::Proposed).then_some(to.now),
        decided_by: (state != DelegationState::Proposed).then(|| "Hoàng Thị Lan".to_owned()),
    }
}

fn views(to: Reader) -> Vec<DelegationView> {
    DelegationState::ALL.into_iter().zip(1..).map(|(state, number)| view(to, number, state)).collect()
}

fn caseload(to: Reader, any: bool) -> String {
    let live = |number: u128, days: u64| LiveDelegation {
        delegation_id: id(number),
        cooperative_id: id(number),
        cooperative: LONG_NAME.to_owned(),
        errands: vec![Errand::File, Errand::Harvest],
        ends_on: to.today() + Days::new(days),
    };
    let mut frame = frame(to.language, Role::Assistant, &to.say("caseload-title"), "/caseload");
    let (live, found) = if any {
        frame.acting = Some(to.say_with("acting-for", [("cooperative", LONG_NAME.into()), ("until", "x".into())]));
        (vec![live(1, 3), live(2, 200)], views(to))
    } else {
        (Vec::new(), Vec::new())
    };
    render(&assisting::Page::new(frame, &live, Some(id(1)), found))
}

fn delegations_page(to: Reader, role: Role, at_fault: &[&str]) -> String {
    let frame = frame(to.language, role, &to.say("delegations-title"), "/delegations");
    let fault = |field: &&str| FieldFault { field: (*field).to_owned(), code: "missing".to_owned() };
    let faults: Vec<FieldFault> = at_fault.iter().map(fault).collect();
    let typed = delegations::Typed::offered(to);
    let give = (role == Role::CooperativeManager).then(|| delegations::Give::new(to, "0912", &typed, &faults));
    let asked = delegations::Asked::default();
    render(&delegations::Page::new(frame, role, &asked, &PageRequest::first(25), page_of(views(to)), give))
}

fn choose(to: Reader, any: bool) -> String {
    let frame = frame(to.language, Role::Assistant, &to.say("propose-title"), "/caseload/propose");
    let rows = if any {
        vec![("/caseload/propose?cooperative_id=x".to_owned(), LONG_NAME.to_owned(), "HTX01".to_owned())]
    } else {
        Vec::new()
    };
    render(&ChoosePage { frame, text: "cam".to_owned(), rows })
}

fn propose_page(to: Reader) -> String {
    let frame = frame(to.language, Role::Assistant, &to.say("propose-title"), "/caseload/propose");
    let (code, name) = ("HTX01".to_owned(), LONG_NAME.to_owned());
    let of = CaseloadEntry { cooperative_id: id(1), code, name, state: Verification::Draft };
    let fault = |field: &str| FieldFault { field: field.to_owned(), code: "missing".to_owned() };
    let faults = ["agreed_by", "evidence", "starts_on"].map(fault);
    render(&propose::Page::new(frame, &of, &delegations::Typed::offered(to), "Sính", &faults))
}

fn household(to: Reader, weighings: u32) -> String {
    let frame = crate::portal::frame::Frame::sample(
        to,
        Role::Household,
        &to.say("own-household-title"),
        &Uri::from_static("/household"),
    );
    let weighing = |number: u32| Weighing {
        lot_code: format!("CAMSANH-2526-{number:04}-K"),
        product: product("cam_sanh"),
        grade: Grade::First,
        season: if number.is_multiple_of(2) { "CAM-2025-2026" } else { "CAM-2024-2025" }.to_owned(),
        picked_on: to.today(),
        quantity_g: 125_000,
        weighed_by: number.is_multiple_of(3).then(|| "Giàng Mí Sính".to_owned()),
    };
    let own = OwnHousehold {
        household: HouseholdView {
            household_id: id(5),
            code: "HO-005".to_owned(),
            name: "Vàng Thị Mỷ".to_owned(),
            personal_id_masked: "•••••••••014".to_owned(),
            phone_masked: if weighings == 0 { String::new() } else { "•••••••678".to_owned() },
            commune_code: "00874".to_owned(),
            joined_on: to.today(),
            left_on: None,
        },
        cooperative: LONG_NAME.to_owned(),
        plots: super::plots::some(u128::from(weighings / 10)),
        weighings: (0..weighings).map(weighing).collect(),
    };
    render(&own_household::Page::new(frame, own))
}
