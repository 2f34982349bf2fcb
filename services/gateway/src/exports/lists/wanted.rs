//! Which part of a list is wanted: the filters of its page, under the same names.

use contract::{
    FieldFault, Refusal,
    intake::{FindOrders, OrderState},
    onboarding::{FindCooperatives, FindHouseholds, FindLots, PaperState, Verification},
    syndication::{FindListings, OfferState},
};
use serde::Deserialize;

use crate::problem::Problem;

/// The filters of a list's page; those it does not have say nothing.
#[derive(Debug, Clone, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    /// What is searched for: of `cooperatives`, `households`, `plots`, `lots`, `listings`, `orders`, `people`, `audit`.
    pub(crate) text: Option<String>,
    /// Only those in this state: of `cooperatives`, `papers`, `orders`.
    pub(crate) state: Option<String>,
    /// Only lots of this season, and what belongs to them.
    pub(crate) season: Option<String>,
    /// Households that have left as well, where it says anything.
    pub(crate) left: Option<String>,
    /// Only listings with an offer in this state.
    pub(crate) offer_state: Option<String>,
    /// Only this service's part of the audit trail.
    pub(crate) service: Option<String>,
}

fn written(text: Option<&String>) -> Option<String> {
    text.filter(|text| !text.trim().is_empty()).cloned()
}

/// The state with this slug, where one is named.
fn state<T>(field: &str, slug: Option<&String>, from_slug: impl Fn(&str) -> Option<T>) -> Result<Option<T>, Problem> {
    let unknown = || Refusal::of_fields(vec![FieldFault { field: field.to_owned(), code: "unknown".to_owned() }]);
    let slug = slug.filter(|slug| !slug.is_empty());
    Ok(slug.map(|slug| from_slug(slug).ok_or_else(unknown)).transpose()?)
}

impl Wanted {
    /// All there is, those who left too.
    pub(crate) fn everything() -> Self {
        Self { left: Some("yes".to_owned()), ..Self::default() }
    }

    pub(super) fn cooperatives(&self) -> Result<FindCooperatives, Problem> {
        let state = state("state", self.state.as_ref(), Verification::from_slug)?;
        Ok(FindCooperatives { text: written(self.text.as_ref()), state, ..FindCooperatives::default() })
    }

    pub(super) fn households(&self) -> FindHouseholds {
        let with_those_who_left = written(self.left.as_ref()).is_some();
        FindHouseholds { text: written(self.text.as_ref()), with_those_who_left, ..FindHouseholds::default() }
    }

    pub(super) fn paper_state(&self) -> Result<Option<PaperState>, Problem> {
        state("state", self.state.as_ref(), PaperState::from_slug)
    }

    pub(super) fn lots(&self) -> FindLots {
        let (season, text) = (written(self.season.as_ref()), written(self.text.as_ref()));
        FindLots { season, text, ..FindLots::default() }
    }

    pub(super) fn listings(&self) -> Result<FindListings, Problem> {
        let offer_state = state("offer_state", self.offer_state.as_ref(), OfferState::from_slug)?;
        Ok(FindListings { text: written(self.text.as_ref()), offer_state, ..FindListings::default() })
    }

    pub(super) fn orders(&self) -> Result<FindOrders, Problem> {
        let states = state("state", self.state.as_ref(), OrderState::from_slug)?.into_iter().collect();
        Ok(FindOrders { text: written(self.text.as_ref()), states, ..FindOrders::default() })
    }
}
