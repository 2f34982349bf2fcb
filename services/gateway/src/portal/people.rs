//! Who is in the house, for those who manage them: list, one person, invitation.

pub(crate) mod grants;
pub(crate) mod person;

use askama::Template;
use axum::{extract::Query, response::Response};
use contract::{
    Page as Rows, PageRequest, Role,
    accounts::{FindPeople, PersonState, PersonView},
};
use serde::Deserialize;

use self::grants::{Cooperatives, grant_words};
use super::{
    format::Reader,
    frame::{Frame, Visit, render},
    parts::{Badge, Pager, Shape, page_request},
    routes::{self, Link},
};
use crate::problem::Problem;

/// Who manages people at all.
const MANAGE: &[Role] = &[Role::CooperativeManager, Role::ProvincialOfficial, Role::Operator];

/// What the list's URL says.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    text: String,
    after: Option<String>,
    size: Option<u32>,
}

#[derive(Debug, Template)]
#[template(path = "people/list.html")]
pub(crate) struct Page {
    frame: Frame,
    text: String,
    rows: Vec<Row>,
    pager: Pager,
}

#[derive(Debug)]
struct Row {
    link: String,
    name: String,
    login: String,
    roles: Vec<String>,
    badge: Badge,
    second_factor: bool,
    seen: String,
}

impl Page {
    pub(crate) fn new(
        frame: Frame,
        asked: &Asked,
        page: &PageRequest,
        found: Rows<PersonView>,
        cooperatives: &Cooperatives,
    ) -> Self {
        let to = frame.to;
        let link = Link::to(routes::PEOPLE).with("text", &asked.text);
        let pager = Pager::new(&link, page, found.next.as_deref(), found.rows.len());
        let row = |person: PersonView| Row {
            link: routes::person(person.person_id),
            login: person.login,
            roles: person.grants.iter().map(|grant| grant_words(to, grant, cooperatives)).collect(),
            badge: badge_of(to, person.state),
            second_factor: person.has_second_factor,
            seen: person.seen_at.map(|at| to.moment(at)).unwrap_or_default(),
            name: person.name,
        };
        Self { text: asked.text.clone(), rows: found.rows.into_iter().map(row).collect(), pager, frame }
    }
}

fn badge_of(to: Reader, state: PersonState) -> Badge {
    let shape = match state {
        PersonState::Invited => Shape::Waiting,
        PersonState::Active => Shape::Done,
        PersonState::ShutOut => Shape::Off,
    };
    Badge { shape, words: to.word("person", state.slug()) }
}

pub(super) async fn show(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    visit.only(MANAGE)?;
    let page = page_request(asked.after.clone(), asked.size);
    let ask = FindPeople { page: page.clone(), text: Some(asked.text.clone()), person_id: None };
    let (found, cooperatives) = tokio::join!(visit.ask(&ask), Cooperatives::of(&visit));
    let frame = visit.frame(visit.to.say("people-title"));
    render(&Page::new(frame, &asked, &page, found?, &cooperatives?))
}
