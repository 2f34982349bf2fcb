//! Samples of papers: in every state, of every kind, before their cooperative and before an official.

use chrono::{Days, NaiveDate};
use contract::{
    FieldFault, Role,
    onboarding::{PaperFile, PaperForm, PaperScheme, PaperState, ScanView},
};

use super::{
    frame, plots, render,
    things::{LONG_NAME, id, page_of, product, reader},
};
use crate::{
    portal::{
        format::Reader,
        papers::{self, Typed, form, review},
    },
    text::Language,
};

/// A paper in this state with so many days left.
pub(super) fn file(state: PaperState, days_left: i64) -> PaperFile {
    let today = NaiveDate::from_ymd_opt(2026, 1, 14).expect("a day");
    let last = today.checked_add_signed(chrono::TimeDelta::days(days_left));
    let is_verified = matches!(state, PaperState::Verified | PaperState::Expired | PaperState::Revoked);
    PaperFile {
        paper_id: id(8),
        version: 3,
        first_paper_id: id(8),
        cooperative_id: id(1),
        cooperative: LONG_NAME.into(),
        form: form_of(PaperScheme::Vietgap, last),
        plots_m2: Some(1_800),
        state,
        since: reader(Language::Vietnamese).now - chrono::TimeDelta::days(4),
        reason: matches!(state, PaperState::Rejected | PaperState::Revoked)
            .then(|| "Ảnh mờ, không đọc được số.".into()),
        days_left: Some(days_left),
        warned_days: (days_left <= 60).then_some(60),
        renews: is_verified.then(|| id(7)),
        renewed_by: None,
        scan: (state != PaperState::Draft).then(|| ScanView { media_type: "image/jpeg".into(), bytes: 184_201 }),
        verified_by: is_verified.then(|| "Hoàng Thị Lan".into()),
        verified_on: is_verified.then_some(today),
    }
}

fn form_of(scheme: PaperScheme, valid_to: Option<NaiveDate>) -> PaperForm {
    PaperForm {
        scheme,
        number: "VG-12/2024/TQ".into(),
        issuer: "Trung tâm Chứng nhận Phù hợp".into(),
        issued_on: valid_to.and_then(|last| last.checked_sub_days(Days::new(700))).expect("a day"),
        valid_to,
        product: Some(product("cam_sanh")),
        plot: Some("Khu Vĩnh Phúc, thửa 12 đến 18".into()),
        plots: vec!["TH0001-1".into(), "TH0001-2".into()],
        area_m2: Some(125_000),
        facility: None,
        stars: (scheme == PaperScheme::Ocop).then_some(4),
        score: None,
        decision_no: None,
        decision_date: None,
        user_grant_no: None,
        standard: None,
        body: None,
    }
}

pub(super) fn pages(to: Reader) -> Vec<(&'static str, String)> {
    let framed = |role, title: &str, here| frame(to.language, role, title, here);
    let own = |title: &str| framed(Role::CooperativeManager, title, "/papers");
    let many: Vec<PaperFile> =
        PaperState::ALL.into_iter().zip([90, 90, 20, 90, -5, 90]).map(|(state, days)| file(state, days)).collect();
    let list = |rows| render(&papers::Page::new(own(&to.say("papers-title")), rows, true));
    let new = |scheme, faults: &[FieldFault]| {
        render(&form::Page::of_new(
            own(&to.say("paper-new-title")),
            &Typed::new(scheme),
            String::new(),
            (faults, &plots::some(3)),
        ))
    };
    let saved = |paper: &PaperFile, may_write| {
        let typed = Typed::from_saved(to, &paper.form);
        render(&form::Page::of_saved(own("VietGAP"), paper, &typed, (&[], &plots::some(3)), may_write))
    };
    let fault = |field: &str, code: &str| FieldFault { field: field.into(), code: code.into() };
    let faults = [fault("stars", "ocop_stars"), fault("issued_on", "date_future"), fault("number", "code_of_tomorrow")];
    let queue = |rows: Vec<PaperFile>| {
        let frame = framed(Role::ProvincialOfficial, &to.say("papers-title"), "/official/papers");
        render(&review::Queue::new(frame, &review::Asked::default(), &page_of(rows)))
    };
    let reviewed = |paper: &PaperFile, decides| {
        let frame = framed(Role::ProvincialOfficial, "VietGAP · Cam sành", "/official/papers/x");
        render(&review::Review::new(frame, paper, decides, "Ảnh mờ"))
    };
    let pdf = ScanView { media_type: "application/pdf".into(), bytes: 1 };
    let with_pdf = |state| PaperFile { scan: Some(pdf.clone()), ..file(state, 0) };
    let endless = |state| {
        let paper = file(state, 0);
        PaperFile { days_left: None, form: PaperForm { valid_to: None, ..paper.form }, scan: None, ..paper }
    };
    vec![
        ("papers", list(many.clone())),
        ("papers, none", list(Vec::new())),
        ("paper, new OCOP", new(PaperScheme::Ocop, &[])),
        ("paper, faulty OCOP", new(PaperScheme::Ocop, &faults)),
        ("paper, new VietGAP", new(PaperScheme::Vietgap, &[])),
        ("paper, new certificate", new(PaperScheme::FoodSafety, &[])),
        ("paper, new commitment", new(PaperScheme::FoodSafetyCommitment, &[])),
        ("paper, new organic", new(PaperScheme::Organic, &[])),
        ("paper, new indication", new(PaperScheme::GeographicalIndication, &[])),
        ("paper, draft", saved(&file(PaperState::Draft, 90), true)),
        ("paper, sent back", saved(&file(PaperState::Rejected, 90), true)),
        ("paper, PDF", saved(&with_pdf(PaperState::Submitted), true)),
        ("paper, verified", saved(&file(PaperState::Verified, 1), true)),
        ("paper, of a member", saved(&file(PaperState::Expired, -1), false)),
        ("paper queue", queue(many)),
        ("paper queue, none", queue(Vec::new())),
        ("paper review", reviewed(&file(PaperState::Submitted, 400), true)),
        ("paper review, PDF", reviewed(&with_pdf(PaperState::Verified), true)),
        ("paper review, no scan", reviewed(&endless(PaperState::Submitted), true)),
        ("paper review, of an operator", reviewed(&file(PaperState::Revoked, 400), false)),
    ]
}
