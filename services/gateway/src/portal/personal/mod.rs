//! Personal data: whose there are, what is kept of each, and what they ask of those who keep it.

pub(crate) mod file;
pub(crate) mod request;
pub(crate) mod requests;

use askama::Template;
use axum::{
    extract::Query,
    response::{IntoResponse, Redirect, Response},
};
use contract::{
    Page as Rows, PageRequest, Role, code,
    onboarding::{FindHouseholds, HouseholdView, Producer},
};
use ids::{Cooperative, Id};
use serde::Deserialize;

use super::{
    frame::{Frame, Visit, render},
    parts::{Pager, page_request},
    routes::{self, Link},
};
use crate::problem::Problem;

/// Who may look at somebody's file at all.
const SEE: &[Role] = &[Role::CooperativeManager, Role::CommuneOfficial, Role::ProvincialOfficial, Role::Operator];

/// What the list's URL says.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    text: String,
    after: Option<String>,
    size: Option<u32>,
}

#[derive(Debug, Template)]
#[template(path = "personal/list.html")]
pub(crate) struct Page {
    frame: Frame,
    own: String,
    text: String,
    /// Link, name, code, masked number and phone.
    rows: Vec<(String, String, String, String, String)>,
    pager: Pager,
}

impl Page {
    pub(crate) fn new(
        frame: Frame,
        own: Id<Cooperative>,
        asked: &Asked,
        page: &PageRequest,
        found: Rows<HouseholdView>,
    ) -> Self {
        let link = Link::to(routes::PERSONAL).with("text", &asked.text);
        let pager = Pager::new(&link, page, found.next.as_deref(), found.rows.len());
        let row = |row: HouseholdView| {
            let link = routes::personal_file(Producer::Household(row.household_id));
            (link, row.name, row.code, row.personal_id_masked, row.phone_masked)
        };
        Self {
            own: routes::personal_file(Producer::Cooperative(own)),
            text: asked.text.clone(),
            rows: found.rows.into_iter().map(row).collect(),
            pager,
            frame,
        }
    }
}

/// A manager's own people; whoever else sees to requests goes there.
pub(super) async fn show(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    visit.only(SEE)?;
    if visit.role() != Role::CooperativeManager {
        return Ok(Redirect::to(routes::REQUESTS).into_response());
    }
    let own = visit.signed.grant().scope.cooperative();
    let own = own.ok_or_else(|| Problem::new(code::NOT_ALLOWED, "the role is in no cooperative"))?;
    let page = page_request(asked.after.clone(), asked.size);
    let find = FindHouseholds { text: Some(asked.text.clone()), page: page.clone(), with_those_who_left: false };
    let found = visit.ask(&find).await?;
    let frame = visit.frame(visit.to.say("personal-title"));
    render(&Page::new(frame, own, &asked, &page, found))
}

/// Faults of fields, in words.
fn faults(to: super::format::Reader, refusal: &contract::Refusal) -> String {
    refusal.fields.iter().map(|fault| to.word("personal-fault", &fault.code)).collect::<Vec<_>>().join(" ")
}
