//! The shapes of papers describe exactly what is sent.

use contract::onboarding;
use ids::Id;

use super::{PaperDecision, PaperFile, PaperForm, at, day, describes, orange, words};

#[test]
fn what_is_told_of_papers_is_described() {
    let form = onboarding::PaperForm {
        scheme: onboarding::PaperScheme::Ocop,
        number: words(),
        issuer: words(),
        issued_on: day(),
        valid_to: Some(day()),
        product: Some(orange()),
        plot: Some(words()),
        plots: vec![words()],
        area_m2: Some(1),
        facility: Some(words()),
        stars: Some(4),
        score: Some(80),
        decision_no: Some(words()),
        decision_date: Some(day()),
        user_grant_no: Some(words()),
        standard: Some(words()),
        body: Some(words()),
    };
    describes::<PaperForm>(form.clone());
    describes::<PaperFile>(onboarding::PaperFile {
        paper_id: Id::generate(),
        version: 1,
        first_paper_id: Id::generate(),
        cooperative_id: Id::generate(),
        cooperative: words(),
        form,
        plots_m2: Some(1),
        state: onboarding::PaperState::Verified,
        since: at(),
        reason: Some(words()),
        days_left: Some(60),
        warned_days: Some(60),
        renews: Some(Id::generate()),
        renewed_by: Some(Id::generate()),
        scan: Some(onboarding::ScanView { media_type: words(), bytes: 1 }),
        verified_by: Some(words()),
        verified_on: Some(day()),
    });
    for decision in [
        onboarding::PaperDecision::Verify,
        onboarding::PaperDecision::Reject(words()),
        onboarding::PaperDecision::Revoke(words()),
    ] {
        describes::<PaperDecision>(decision);
    }
}
