//! The register of what people ask of those who keep their data: what is due first on top.

use askama::Template;
use axum::{extract::Query, response::Response};
use contract::{
    Page as Rows, PageRequest,
    onboarding::{FindSubjectRequests, RequestState, SubjectRequestView},
};
use serde::Deserialize;

use super::SEE;
use crate::{
    portal::{
        format::Reader,
        frame::{Frame, Visit, render},
        parts::{Badge, Chip, Pager, Shape, page_request},
        routes::{self, Link},
    },
    problem::Problem,
};

/// What the list's URL says.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    show: String,
    after: Option<String>,
    size: Option<u32>,
}

#[derive(Debug, Template)]
#[template(path = "personal/requests.html")]
pub(crate) struct Page {
    frame: Frame,
    chips: Vec<Chip>,
    rows: Vec<Row>,
    pager: Pager,
}

/// A request in a list.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) link: String,
    pub(crate) kind: String,
    pub(crate) code: String,
    pub(crate) badge: Badge,
    /// When it came, and until when what is to be done next is due.
    pub(crate) asked: String,
    pub(crate) due: String,
    pub(crate) holder: String,
}

/// How far it has come; late stands out, in words and shape.
pub(super) fn badge(to: Reader, request: &SubjectRequestView) -> Badge {
    if request.overdue {
        return Badge { shape: Shape::Bad, words: to.say("request-overdue") };
    }
    let shape = match request.state {
        RequestState::Received => Shape::Yours,
        RequestState::Accepted => Shape::Waiting,
        RequestState::Done => Shape::Done,
        RequestState::Refused => Shape::Off,
    };
    Badge { shape, words: to.word("request-state", request.state.slug()) }
}

/// What is due until when, while something is.
pub(super) fn due(to: Reader, request: &SubjectRequestView) -> String {
    match request.state {
        RequestState::Received => to.say_with("request-answer-due", [("day", to.day(request.answer_due).into())]),
        RequestState::Accepted => to.say_with("request-finish-due", [("day", to.day(request.finish_due).into())]),
        RequestState::Done | RequestState::Refused => String::new(),
    }
}

impl Row {
    pub(super) fn new(to: Reader, request: &SubjectRequestView) -> Self {
        Self {
            link: routes::request(request.request_id),
            kind: to.word("request-kind", request.kind.slug()),
            code: request.code.clone(),
            badge: badge(to, request),
            asked: to.day(request.received_on),
            due: due(to, request),
            holder: request.holder.clone().unwrap_or_default(),
        }
    }
}

impl Page {
    pub(crate) fn new(frame: Frame, asked: &Asked, page: &PageRequest, found: &Rows<SubjectRequestView>) -> Self {
        let (to, closed) = (frame.to, asked.show == "closed");
        let link = Link::to(routes::REQUESTS);
        let of_closed = link.clone().with("show", "closed");
        let chips = vec![
            Chip::new(to, to.say("request-open"), None, &link, !closed),
            Chip::new(to, to.say("request-closed"), None, &of_closed, closed),
        ];
        let pager = Pager::new(if closed { &of_closed } else { &link }, page, found.next.as_deref(), found.rows.len());
        Self { rows: found.rows.iter().map(|request| Row::new(to, request)).collect(), chips, pager, frame }
    }
}

pub(crate) async fn show(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    visit.only(SEE)?;
    let page = page_request(asked.after.clone(), asked.size);
    let ask = FindSubjectRequests { closed: asked.show == "closed", request_id: None, page: page.clone() };
    let found = visit.ask(&ask).await?;
    render(&Page::new(visit.frame(visit.to.say("request-title")), &asked, &page, &found))
}
