//! The page for every "no": what happened, why, what to do now; its code stands small beside it for the helpdesk.

use askama::Template;
use axum::{
    http::{HeaderMap, StatusCode, Uri},
    response::{IntoResponse, Response},
};
use contract::code;

use super::{
    format::Reader,
    frame::{Frame, render},
    routes,
};
use crate::{
    App,
    problem::{Problem, known},
    text::Language,
};

#[derive(Debug, Template)]
#[template(path = "problem.html")]
pub(crate) struct Page {
    pub(crate) frame: Frame,
    pub(crate) remedy: String,
    /// The marketplace's own words, where it is its "no".
    pub(crate) words: Option<String>,
    pub(crate) code: String,
    pub(crate) status: u16,
    /// Asking the same again may help.
    pub(crate) again: bool,
}

impl Page {
    pub(crate) fn new(to: Reader, problem: &Problem) -> Self {
        let known = known(&problem.code);
        let (title, remedy) = match (to.language, known) {
            (Language::Vietnamese, Some(known)) => (known.title_vi, known.remedy_vi),
            (Language::English, Some(known)) => (known.title, known.remedy),
            (_, None) => ("", ""),
        };
        let or_general = |text: &str, key: &str| if text.is_empty() { to.say(key) } else { text.to_owned() };
        Self {
            frame: Frame::bare(to, or_general(title, "problem-title"), &Uri::from_static(routes::START)),
            remedy: or_general(remedy, "problem-remedy"),
            words: (problem.code == code::CHANNEL_REFUSED).then(|| problem.detail.clone()),
            code: problem.code.clone().into_owned(),
            status: problem.status.as_u16(),
            again: problem.retry_after().is_some() || problem.status == StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

/// The page about a problem, in the language the headers ask for. The status is set by the caller.
pub(crate) fn problem_page(app: &App, headers: &HeaderMap, problem: &Problem) -> Response {
    let to = Reader { language: Language::of(headers), now: app.calendar.now() };
    render(&Page::new(to, problem)).unwrap_or_else(|_| problem.status.into_response())
}
