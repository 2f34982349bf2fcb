//! The households of a cooperative: list, one household, when it joined and left.

pub(crate) mod household;

use askama::Template;
use axum::{extract::Query, response::Response};
use contract::{
    Page as Rows, PageRequest,
    onboarding::{FindHouseholds, HouseholdView},
};
use serde::Deserialize;

use super::{
    format::Reader,
    frame::{Frame, Visit, render},
    parts::{Badge, Pager, Shape, page_request},
    routes::{self, Link},
};
use crate::problem::Problem;

/// What the list's URL says.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    text: String,
    /// Those that have left as well.
    #[serde(default)]
    left: String,
    after: Option<String>,
    size: Option<u32>,
}

#[derive(Debug, Template)]
#[template(path = "members/list.html")]
pub(crate) struct Page {
    frame: Frame,
    text: String,
    with_left: bool,
    rows: Vec<Row>,
    pager: Pager,
}

#[derive(Debug)]
struct Row {
    link: String,
    name: String,
    code: String,
    personal_id: String,
    phone: String,
    place: String,
    joined: String,
    badge: Badge,
}

impl Page {
    pub(crate) fn new(frame: Frame, asked: &Asked, page: &PageRequest, found: Rows<HouseholdView>) -> Self {
        let to = frame.to;
        let link = Link::to(routes::MEMBERS).with("text", &asked.text).with("left", &asked.left);
        let pager = Pager::new(&link, page, found.next.as_deref(), found.rows.len());
        let row = |household: HouseholdView| Row {
            link: routes::member(household.household_id),
            badge: badge(to, &household),
            code: household.code,
            personal_id: household.personal_id_masked,
            phone: household.phone_masked,
            place: to.commune(&household.commune_code),
            joined: to.day(household.joined_on),
            name: household.name,
        };
        Self {
            text: asked.text.clone(),
            with_left: !asked.left.is_empty(),
            rows: found.rows.into_iter().map(row).collect(),
            pager,
            frame,
        }
    }
}

/// Whether the household is a member, in words and a shape.
fn badge(to: Reader, household: &HouseholdView) -> Badge {
    match household.left_on {
        None => Badge { shape: Shape::Done, words: to.say("member-is") },
        Some(day) => Badge { shape: Shape::Off, words: to.say_with("member-left", [("day", to.day(day).into())]) },
    }
}

pub(super) async fn show(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    visit.only_who_may::<FindHouseholds>()?;
    let page = page_request(asked.after.clone(), asked.size);
    let ask = FindHouseholds {
        text: Some(asked.text.clone()).filter(|text| !text.trim().is_empty()),
        with_those_who_left: !asked.left.is_empty(),
        page: page.clone(),
    };
    let found = visit.ask(&ask).await?;
    render(&Page::new(visit.frame(visit.to.say("members-title")), &asked, &page, found))
}
