//! Assistants: whom they look after, for whom they act just now, and what was agreed with whom.

pub(crate) mod delegations;
pub(crate) mod propose;

use askama::Template;
use axum::{
    http::header,
    response::{IntoResponse, Redirect, Response},
};
use contract::{
    Role,
    accounts::{DelegationState, DelegationView, FindDelegations, LiveDelegation},
    code,
};
use ids::{Cooperative, Id};

use super::{
    fields::Fields,
    format::Reader,
    frame::{Frame, Visit, render},
    parts::{Badge, Shape},
    places::first_place,
    routes,
};
use crate::{acting, problem::Problem};

/// An assistant's day: whom they may act for, and what still waits for somebody's yes.
#[derive(Debug, Template)]
#[template(path = "assisting/caseload.html")]
pub(crate) struct Page {
    frame: Frame,
    live: Vec<Case>,
    others: Vec<delegations::Row>,
}

/// A producer an assistant may act for today.
#[derive(Debug)]
struct Case {
    cooperative_id: String,
    cooperative: String,
    errands: String,
    until: String,
    ends_soon: bool,
    is_here: bool,
}

/// A delegation that ends within so many days is marked.
const SOON_DAYS: i64 = 14;

impl Page {
    pub(crate) fn new(
        frame: Frame,
        live: &[LiveDelegation],
        here: Option<Id<Cooperative>>,
        found: Vec<DelegationView>,
    ) -> Self {
        let to = frame.to;
        let case = |live: &LiveDelegation| Case {
            cooperative_id: live.cooperative_id.to_string(),
            cooperative: live.cooperative.clone(),
            errands: errand_words(to, &live.errands),
            until: to.day(live.ends_on),
            ends_soon: (live.ends_on - to.today()).num_days() <= SOON_DAYS,
            is_here: here == Some(live.cooperative_id),
        };
        let waits = |view: &DelegationView| view.state != DelegationState::Live || view.terms.starts_on > to.today();
        Self {
            live: live.iter().map(case).collect(),
            others: found
                .into_iter()
                .filter(waits)
                .map(|view| delegations::Row::new(to, view, Role::Assistant))
                .collect(),
            frame,
        }
    }
}

/// What somebody may do for a producer, in words.
pub(super) fn errand_words(to: Reader, errands: &[contract::accounts::Errand]) -> String {
    errands.iter().map(|errand| to.word("errand", errand.slug())).collect::<Vec<_>>().join("; ")
}

/// How a delegation stands.
fn badge_of(to: Reader, state: DelegationState) -> Badge {
    let shape = match state {
        DelegationState::Proposed => Shape::Waiting,
        DelegationState::Live => Shape::Done,
        DelegationState::Declined => Shape::Bad,
        DelegationState::Ended | DelegationState::Over => Shape::Off,
    };
    Badge { shape, words: to.word("delegation", state.slug()) }
}

pub(super) async fn show(visit: Visit) -> Result<Response, Problem> {
    visit.only(&[Role::Assistant])?;
    let found = visit.ask(&FindDelegations::default()).await?.rows;
    let frame = visit.frame(visit.to.say("caseload-title"));
    let here = visit.signed.acts_for.as_ref().map(|live| live.cooperative_id);
    render(&Page::new(frame, &visit.signed.identity.acts_for, here, found))
}

/// Acts for a cooperative from now on, or for nobody.
pub(super) async fn act_for(visit: Visit, form: Fields) -> Result<Response, Problem> {
    visit.only(&[Role::Assistant])?;
    let (acts_for, page) = match form.one("cooperative_id") {
        "" => (None, routes::CASELOAD),
        text => {
            let none = || Problem::new(code::NOT_FOUND, "there is no delegation for that cooperative");
            let id: Id<Cooperative> = text.parse().map_err(|_| none())?;
            let live = visit.signed.identity.acts_for.iter().find(|live| live.cooperative_id == id).ok_or_else(none)?;
            (Some(id), first_place(Role::Assistant, Some(&live.errands)))
        }
    };
    let cookie = acting::cookie(acts_for, visit.app.secure_cookies);
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(page)).into_response())
}
