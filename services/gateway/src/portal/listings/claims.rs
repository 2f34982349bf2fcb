//! The papers a listing claims, in words: which it may, and why one that it lacks hides it.

use std::collections::BTreeSet;

use contract::{
    onboarding::{PaperFile, PaperState},
    syndication::{ClaimView, ListingView},
};

use super::{form::PaperChoice, typed::Typed};
use crate::portal::{format::Reader, papers};

/// The cooperative's verified papers, each row of renewals once, and what the listing claims already.
pub(super) fn paper_choices(to: Reader, papers: &[PaperFile], claims: &[ClaimView], typed: &Typed) -> Vec<PaperChoice> {
    let choice = |id: String, words: String, number: &str| PaperChoice {
        is_claimed: typed.claims.contains(&id),
        // Whoever names a paper for the first time is asked to let it hide the listing; they may decide otherwise.
        is_needed: typed.needs.contains(&id) || !typed.claims.contains(&id),
        number: number.to_owned(),
        words,
        id,
    };
    let mut seen = BTreeSet::new();
    let verified = papers
        .iter()
        .map(|paper| (paper.first_paper_id.to_string(), papers::name_of(to, &paper.form), paper.form.number.as_str()));
    let claimed = claims.iter().map(|claim| {
        let ended = to.word("paper-state", claim.state.slug());
        (
            claim.paper_id.to_string(),
            format!("{} · {ended}", to.word("paper", claim.scheme.slug())),
            claim.number.as_str(),
        )
    });
    let mut choices = Vec::new();
    for (id, words, number) in verified.chain(claimed) {
        if seen.insert(id.clone()) {
            choices.push(choice(id, words, number));
        }
    }
    choices
}

/// Why a listing is hidden for lack of papers, one sentence for each.
pub(super) fn hidden(to: Reader, listing: &ListingView) -> Vec<String> {
    let lacking = listing.claims.iter().filter(|claim| claim.needed && claim.state != PaperState::Verified);
    lacking.map(|claim| why(to, claim)).collect()
}

fn why(to: Reader, claim: &ClaimView) -> String {
    let (paper, number) = (to.word("paper", claim.scheme.slug()), claim.number.as_str());
    match (claim.state, claim.valid_to) {
        (PaperState::Expired, Some(last)) => {
            let values = [("paper", paper.into()), ("number", number.into()), ("day", to.day(last).into())];
            to.say_with("listing-hidden-expired", values)
        }
        _ => to.say_with("listing-hidden-revoked", [("paper", paper.into()), ("number", number.into())]),
    }
}
