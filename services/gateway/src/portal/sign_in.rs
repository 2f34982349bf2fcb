//! In and out of the house, in which language and in which role; and the page of help.

use askama::Template;
use axum::{
    extract::{Query, State},
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::{AppendHeaders, IntoResponse, Redirect, Response},
};
use contract::{
    accounts::{Need, ProviderView},
    code,
};
use mailbox::Unanswered;
use serde::Deserialize;

use super::{
    fields::Fields,
    format::Reader,
    frame::{Frame, HalfVisit, Visit, render},
    held::{self, Held},
    places::home_of,
    provider::providers,
    routes::{self, Link},
};
use crate::{
    App, acting,
    problem::Problem,
    session::{self, GRANT_COOKIE, Signed, own_page},
    text::{LANGUAGE_COOKIE, Language},
    visitor::Visitor,
};

const YEAR_SECONDS: u32 = 365 * 24 * 3600;

#[derive(Debug, Template)]
#[template(path = "sign_in.html")]
pub(crate) struct Page {
    pub(crate) frame: Frame,
    pub(crate) login: String,
    pub(crate) next: String,
    /// Why it did not work, and what to do.
    pub(crate) fault: Option<String>,
    /// They were signed in before, and wanted to go somewhere.
    pub(crate) has_ended: bool,
    /// Other doors: where each is, and what it says.
    pub(crate) providers: Vec<(String, String)>,
    /// What they sent when they were no longer in.
    pub(crate) held: Option<Held>,
}

impl Page {
    pub(crate) fn new(to: Reader, login: &str, next: &str, fault: Option<String>) -> Self {
        let next = own_page(next);
        Self {
            frame: Frame::bare(to, to.say("sign-in-title"), &Uri::from_static(routes::START)),
            login: login.to_owned(),
            has_ended: fault.is_none() && next != routes::START,
            next: next.to_owned(),
            fault,
            providers: Vec::new(),
            held: None,
        }
    }

    /// The same with what they sent in hand.
    #[must_use]
    pub(crate) fn holding(mut self, held: Option<Held>) -> Self {
        self.frame.holds = held.is_some();
        Self { held, ..self }
    }

    /// The same with these doors beside it.
    #[must_use]
    pub(crate) fn with(mut self, providers: &[ProviderView]) -> Self {
        let door = |one: &ProviderView| {
            let words = self.frame.to.say_with("provider-button", [("name", one.name.as_str().into())]);
            (routes::provider(&one.provider).with("next", &self.next).to_string(), words)
        };
        self.providers = providers.iter().map(door).collect();
        self
    }
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Next {
    #[serde(default)]
    next: String,
}

/// Whoever reads a page before they are in.
pub(super) fn reader(app: &App, language: Language) -> Reader {
    Reader { language, now: app.calendar.now() }
}

/// The form; somebody who is signed in already goes on at once.
pub(super) async fn show(
    State(app): State<App>,
    language: Language,
    signed: Option<Signed>,
    Query(Next { next }): Query<Next>,
) -> Result<Response, Problem> {
    if signed.is_some() {
        return Ok(Redirect::to(own_page(&next)).into_response());
    }
    render(&Page::new(reader(&app, language), "", &next, None).with(&providers(&app).await))
}

/// Lets somebody in and sends them where they wanted to go.
pub(super) async fn sign_in(
    State(app): State<App>,
    language: Language,
    from: Visitor,
    form: Fields,
) -> Result<Response, Problem> {
    let (login, next, held) = (form.one("login"), own_page(form.one("next")), Held::of(&form));
    let to = reader(&app, language);
    match session::sign_in(&app, from, login, form.exact("password")).await {
        Ok((token, identity)) => {
            let cookie = [(header::SET_COOKIE, session::cookie(&app, &token))];
            let page = match (identity.need, held) {
                (None, Some(held)) => render(&held::Page::new(to, held, next))?,
                (Some(Need::SecondFactorCode), Some(held)) => render(&CodePage::new(to, next).holding(Some(held)))?,
                (Some(need), _) => {
                    Redirect::to(&Link::to(session::page_of(need)).with("next", next).to_string()).into_response()
                }
                (None, None) => Redirect::to(next).into_response(),
            };
            Ok((cookie, page).into_response())
        }
        Err(Unanswered::Refused(refusal)) => {
            let (status, key) = match refusal.code.as_str() {
                code::SIGN_IN_FAILED => (StatusCode::UNAUTHORIZED, "sign-in-failed"),
                code::TOO_MANY_ATTEMPTS => (StatusCode::TOO_MANY_REQUESTS, "sign-in-too-many"),
                _ => return Err(refusal.into()),
            };
            let page = Page::new(to, login, next, Some(to.say(key)));
            let page = if held.is_some() { page.holding(held) } else { page.with(&providers(&app).await) };
            Ok((status, render(&page)?).into_response())
        }
        Err(unknown @ Unanswered::Unknown { .. }) => Err(unknown.into()),
    }
}

#[derive(Debug, Template)]
#[template(path = "security/code.html")]
pub(crate) struct CodePage {
    pub(crate) frame: Frame,
    pub(crate) next: String,
    /// Why it did not work, and what to do.
    pub(crate) fault: Option<String>,
    /// What they sent when they were no longer in.
    pub(crate) held: Option<Held>,
}

impl CodePage {
    pub(crate) fn new(to: Reader, next: &str) -> Self {
        let frame = Frame::bare(to, to.say("code-title"), &Uri::from_static(routes::START));
        Self { frame, next: own_page(next).to_owned(), fault: None, held: None }
    }

    /// The same with what they sent in hand.
    #[must_use]
    fn holding(mut self, held: Option<Held>) -> Self {
        self.frame.holds = held.is_some();
        Self { held, ..self }
    }
}

/// Asks for the code of the second factor; somebody who has shown it already goes on at once.
pub(super) async fn show_code(
    HalfVisit(visit): HalfVisit,
    Query(Next { next }): Query<Next>,
) -> Result<Response, Problem> {
    let next = own_page(&next).to_owned();
    if visit.signed.identity.need != Some(Need::SecondFactorCode) {
        return Ok(Redirect::to(&next).into_response());
    }
    render(&CodePage { frame: visit.frame(visit.to.say("code-title")), ..CodePage::new(visit.to, &next) })
}

/// Takes the code, and sends them where they wanted to go.
pub(super) async fn take_code(HalfVisit(visit): HalfVisit, form: Fields) -> Result<Response, Problem> {
    let (next, held) = (own_page(form.one("next")), Held::of(&form));
    match session::show_second_factor(&visit.app, &visit.signed, form.one("code")).await {
        Ok(_) => match held {
            Some(held) => render(&held::Page::new(visit.to, held, next)),
            None => Ok(Redirect::to(next).into_response()),
        },
        Err(Unanswered::Refused(refusal)) => {
            let (status, key) = match refusal.code.as_str() {
                code::SECOND_FACTOR_WRONG => (StatusCode::UNPROCESSABLE_ENTITY, "code-wrong"),
                code::TOO_MANY_ATTEMPTS => (StatusCode::TOO_MANY_REQUESTS, "sign-in-too-many"),
                _ => return Err(refusal.into()),
            };
            let (frame, fault) = (visit.frame(visit.to.say("code-title")), Some(visit.to.say(key)));
            let page = CodePage { frame, fault, ..CodePage::new(visit.to, next) };
            Ok((status, render(&page.holding(held))?).into_response())
        }
        Err(unknown @ Unanswered::Unknown { .. }) => Err(unknown.into()),
    }
}

/// Ends the session.
pub(super) async fn sign_out(HalfVisit(visit): HalfVisit) -> Result<Response, Problem> {
    session::sign_out(&visit.app, &visit.signed).await?;
    let cookies = AppendHeaders([
        (header::SET_COOKIE, session::cleared_cookie(&visit.app)),
        (header::SET_COOKIE, acting::cookie(None, visit.app.secure_cookies)),
    ]);
    Ok((cookies, Redirect::to(routes::SIGN_IN)).into_response())
}

/// To the first page of the role.
pub(super) async fn go_home(visit: Visit) -> Redirect {
    Redirect::to(home_of(visit.role()))
}

/// Keeps a language for a year.
pub(super) async fn choose_language(form: Fields) -> Response {
    let language = Language::from_code(form.one("language")).unwrap_or(Language::Vietnamese);
    remember(LANGUAGE_COOKIE, language.code(), own_page(form.one("next")))
}

/// Acts under another grant from now on, and begins at its first page.
pub(super) async fn choose_role(visit: Visit, form: Fields) -> Result<Response, Problem> {
    let no_such = || Problem::new(code::NOT_FOUND, "the person has no such grant");
    let at: usize = form.one("grant").parse().map_err(|_| no_such())?;
    let grant = visit.signed.identity.grants.get(at).ok_or_else(no_such)?;
    Ok(remember(GRANT_COOKIE, &at.to_string(), home_of(grant.role)))
}

/// What is kept is a code of ours or a number, so it always fits a header.
fn remember(name: &str, value: &str, next: &str) -> Response {
    let cookie = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={YEAR_SECONDS}");
    let redirect = Redirect::to(next);
    match HeaderValue::from_str(&cookie) {
        Ok(cookie) => ([(header::SET_COOKIE, cookie)], redirect).into_response(),
        Err(_) => redirect.into_response(),
    }
}

#[derive(Debug, Template)]
#[template(path = "help.html")]
pub(crate) struct Help {
    pub(crate) frame: Frame,
}

/// What this house is, and whom to ask; for everybody.
pub(super) async fn help(State(app): State<App>, headers: HeaderMap, uri: Uri) -> Result<Response, Problem> {
    let to = reader(&app, Language::of(&headers));
    render(&Help { frame: Frame::bare(to, to.say("help-title"), &uri) })
}
