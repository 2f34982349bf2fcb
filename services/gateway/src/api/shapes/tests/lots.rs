//! What is told of lots.

use contract::{Grade, onboarding};
use ids::Id;

use super::{at, day, describes, orange};
use crate::api::shapes::{LotFile, LotForm, LotView, SeasonView};

/// A lot in the list, with everything that belongs to it, and as a form.
pub(super) fn describe(lot: onboarding::LotDeclared) {
    let weighing = onboarding::WeighingForm {
        household_id: Id::generate(),
        plot: Some("TH1".into()),
        picked_on: day(),
        quantity: "12,5".into(),
        unit: "tạ".into(),
        weighed_by: Some("Lan".into()),
    };
    describes::<LotForm>(onboarding::LotForm {
        lot_code: Some("CAMSANH-2526-0042-6".into()),
        product: orange(),
        grade: Grade::First,
        season: "CAM-2025-2026".into(),
        picked_from: day(),
        picked_to: day(),
        sell_by: day(),
        weighings: vec![weighing],
    });
    let booked = onboarding::Booked { version: 1, declared_g: 1, committed_g: 1 };
    let lot = onboarding::LotView { lot, public_code: "0AB2CD3E".into(), revisions: 1, booked: Some(booked) };
    describes::<LotView>(lot.clone());
    let revision = |source| onboarding::RevisionView {
        revision: 1,
        at: at(),
        source,
        by: "Lan".into(),
        reason: "Cân lại".into(),
        quantity_g: 1,
        grade: Grade::First,
        picked_from: day(),
        picked_to: day(),
        sell_by: day(),
        weighings: vec![onboarding::RevisedWeighing {
            household_code: "H1".into(),
            plot: Some("TH1".into()),
            picked_on: day(),
            quantity_g: 1,
            quantity_entered: "1".into(),
            unit_entered: "g".into(),
        }],
    };
    describes::<LotFile>(onboarding::LotFile {
        lot,
        quantity_entered: "1".into(),
        unit_entered: "g".into(),
        weighings: vec![onboarding::WeighingView {
            household_id: Id::generate(),
            household_code: "H1".into(),
            plot: Some("TH1".into()),
            picked_on: day(),
            quantity_g: 1,
            quantity_entered: "1".into(),
            unit_entered: "g".into(),
            weighed_by: Some("Lan".into()),
        }],
        revisions: vec![revision(onboarding::DeclaredBy::Form), revision(onboarding::DeclaredBy::File)],
    });
    describes::<SeasonView>(onboarding::SeasonView { season: "CAM-2025-2026".into(), lots: 1, declared_g: 1 });
}
