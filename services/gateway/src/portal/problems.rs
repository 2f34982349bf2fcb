//! The page for every "no": what happened, why, what to do now; its code stands small beside it for the helpdesk.

use askama::Template;
use axum::{
    http::{HeaderMap, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use contract::code;
use url::Url;

use super::{
    format::Reader,
    frame::{Frame, render},
    routes,
};
use crate::{
    App,
    problem::{Problem, known},
    session::own_page,
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
    /// Where asking again may help; empty for this very address.
    pub(crate) again: Option<String>,
}

impl Page {
    pub(crate) fn new(to: Reader, again: String, problem: &Problem) -> Self {
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
            again: (problem.retry_after().is_some() || problem.status == StatusCode::INTERNAL_SERVER_ERROR)
                .then_some(again),
        }
    }
}

/// A page is asked for again where it is; a form, which has a body, on the page it stood on.
fn again(headers: &HeaderMap) -> String {
    if !headers.contains_key(header::CONTENT_TYPE) {
        return String::new();
    }
    let page = headers.get("hx-current-url").or(headers.get(header::REFERER)).and_then(|page| page.to_str().ok());
    let page = page.and_then(|page| Url::parse(page).ok());
    let path = page.map(|page| page[url::Position::BeforePath..url::Position::AfterQuery].to_owned());
    own_page(path.as_deref().unwrap_or(routes::START)).to_owned()
}

/// The page about a problem, in the language the headers ask for. The status is set by the caller.
pub(crate) fn problem_page(app: &App, headers: &HeaderMap, problem: &Problem) -> Response {
    let to = Reader { language: Language::of(headers), now: app.calendar.now() };
    render(&Page::new(to, again(headers), problem)).unwrap_or_else(|_| problem.status.into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_that_failed_leads_back_to_the_page_it_stood_on() {
        let headers = |pairs: &[(header::HeaderName, &'static str)]| {
            pairs.iter().map(|(name, value)| (name.clone(), header::HeaderValue::from_static(value))).collect()
        };
        let form = (header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let cases: [(&[(header::HeaderName, &'static str)], &str); 4] = [
            (&[(header::REFERER, "https://chophien.example/home")], ""),
            (&[form.clone(), (header::REFERER, "https://chophien.example/orders?show=all#x")], "/orders?show=all"),
            (&[form.clone(), (header::REFERER, "https://chophien.example//elsewhere.example")], "/"),
            (&[form], "/"),
        ];
        for (pairs, link) in cases {
            assert_eq!(again(&headers(pairs)), link, "{pairs:?}");
        }
    }
}
