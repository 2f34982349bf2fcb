//! The shapes of households and delegations describe exactly what is sent.

use contract::{accounts, onboarding};
use ids::Id;

use super::{
    DelegationDecision, DelegationState, DelegationView, Errand, HouseholdFile, HouseholdForm, MembershipStep,
    PlantingAreaState, PlotForm, PlotView, at, day, describes, household, names_all, orange, words,
};

#[test]
fn what_is_told_of_households_is_described() {
    describes::<HouseholdFile>(onboarding::HouseholdFile {
        household: household(),
        version: 1,
        hamlet: Some(words()),
        earlier: vec![onboarding::MembershipTime { joined_on: day(), left_on: day() }],
    });
    describes::<HouseholdForm>(onboarding::HouseholdForm {
        code: words(),
        name: words(),
        personal_id: Some(words()),
        phone: Some(words()),
        commune_code: words(),
        hamlet: Some(words()),
        joined_on: day(),
    });
    let steps = [
        onboarding::MembershipStep::Leave(day()),
        onboarding::MembershipStep::TakeBack,
        onboarding::MembershipStep::Rejoin(day()),
    ];
    names_all::<MembershipStep>(steps);
}

#[test]
fn what_is_told_of_plots_is_described() {
    names_all::<PlantingAreaState>(onboarding::PlantingAreaState::ALL);
    let form = onboarding::PlotForm {
        household_id: Id::generate(),
        code: words(),
        name: words(),
        product: orange(),
        commune_code: words(),
        area: words(),
        area_unit: words(),
        planted_year: Some(2017),
        planting_area: Some(onboarding::PlantingArea {
            code: words(),
            market: words(),
            issued_on: day(),
            state: onboarding::PlantingAreaState::Active,
        }),
    };
    describes::<PlotForm>(form.clone());
    describes::<PlotView>(onboarding::PlotView {
        plot_id: Id::generate(),
        version: 1,
        household_code: words(),
        household: words(),
        area_m2: 900,
        is_bound: true,
        form,
    });
}

#[test]
fn what_is_told_of_delegations_is_described() {
    names_all::<Errand>(accounts::Errand::ALL);
    names_all::<DelegationState>(accounts::DelegationState::ALL);
    let decisions = [
        accounts::DelegationDecision::Accept,
        accounts::DelegationDecision::Decline,
        accounts::DelegationDecision::End,
    ];
    names_all::<DelegationDecision>(decisions);
    describes::<DelegationView>(accounts::DelegationView {
        delegation_id: Id::generate(),
        terms: accounts::DelegationTerms {
            cooperative_id: Id::generate(),
            cooperative: words(),
            errands: vec![accounts::Errand::Goods],
            starts_on: day(),
            ends_on: day(),
        },
        state: accounts::DelegationState::Live,
        assistant_id: Id::generate(),
        assistant: words(),
        agreed_by: words(),
        evidence: Some(words()),
        made_at: at(),
        decided_at: Some(at()),
        decided_by: Some(words()),
    });
}
