//! Coming in by a link: an invitation, or the way back of somebody who has forgotten the password.

use askama::Template;
use axum::{
    extract::{Query, State},
    http::{StatusCode, Uri, header},
    response::{IntoResponse, Redirect, Response},
};
use contract::{
    Caller,
    accounts::{ForgetPassword, LinkView},
    code,
};
use mailbox::Unanswered;
use serde::Deserialize;

use super::{
    fields::Fields,
    format::Reader,
    frame::{Frame, render},
    routes::{self, Link},
    security::password_words,
    sign_in::reader,
};
use crate::{App, problem::Problem, session, text::Language, visitor::Visitor};

#[derive(Debug, Template)]
#[template(path = "join.html")]
pub(crate) struct Page {
    pub(crate) frame: Frame,
    pub(crate) token: String,
    /// Whom the link is for; none where it does not work any more.
    pub(crate) link: Option<LinkView>,
    /// The field at fault and why.
    pub(crate) fault: Option<(&'static str, String)>,
}

impl Page {
    fn greeting(&self, link: &LinkView) -> String {
        let key = if link.is_invitation { "join-invited" } else { "join-back" };
        self.frame.to.say_with(key, [("name", link.name.as_str().into())])
    }

    fn is_at_fault(&self, field: &str) -> bool {
        self.fault.as_ref().is_some_and(|(at, _)| *at == field)
    }
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    token: String,
}

/// A link's token is a secret: the address it stands in is not kept for the language's form.
fn frame(to: Reader) -> Frame {
    Frame::bare(to, to.say("join-title"), &Uri::from_static(routes::START))
}

async fn read(app: &App, from: Visitor, token: &str) -> Result<Option<LinkView>, Problem> {
    match session::read_link(app, from, token).await {
        Ok(link) => Ok(Some(link)),
        Err(Unanswered::Refused(refusal)) if refusal.code == code::NOT_FOUND => Ok(None),
        Err(unanswered) => Err(unanswered.into()),
    }
}

/// Greets whom the link is for.
pub(super) async fn show(
    State(app): State<App>,
    language: Language,
    from: Visitor,
    Query(Asked { token }): Query<Asked>,
) -> Result<Response, Problem> {
    let link = read(&app, from, &token).await?;
    let status = if link.is_some() { StatusCode::OK } else { StatusCode::NOT_FOUND };
    Ok((status, render(&Page { frame: frame(reader(&app, language)), token, link, fault: None })?).into_response())
}

/// Takes the password and lets them in.
pub(super) async fn join(
    State(app): State<App>,
    language: Language,
    from: Visitor,
    form: Fields,
) -> Result<Response, Problem> {
    let (to, token, password) = (reader(&app, language), form.one("token").to_owned(), form.exact("password"));
    let fault = if password == form.exact("password_again") {
        match session::use_link(&app, from.clone(), &token, password).await {
            Ok((session, identity)) => {
                let cookie = [(header::SET_COOKIE, session::cookie(&app, &session))];
                let page = identity.need.map_or(routes::START, session::page_of);
                return Ok((cookie, Redirect::to(&Link::to(page).to_string())).into_response());
            }
            Err(Unanswered::Refused(refusal)) if refusal.code == code::INVALID && !refusal.fields.is_empty() => {
                ("password", to.say(password_words(&refusal.fields[0].code)))
            }
            Err(Unanswered::Refused(refusal)) if refusal.code == code::NOT_FOUND => {
                let gone = render(&Page { frame: frame(to), token, link: None, fault: None })?;
                return Ok((StatusCode::NOT_FOUND, gone).into_response());
            }
            Err(unanswered) => return Err(unanswered.into()),
        }
    } else {
        ("password_again", to.say("password-differs"))
    };
    let link = read(&app, from, &token).await?;
    let again = render(&Page { frame: frame(to), token, link, fault: Some(fault) })?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, again).into_response())
}

#[derive(Debug, Template)]
#[template(path = "forgot.html")]
pub(crate) struct ForgotPage {
    pub(crate) frame: Frame,
    /// It was asked for; whether there is such a person is not told.
    pub(crate) is_asked: bool,
    pub(crate) login: String,
    pub(crate) fault: Option<String>,
}

impl ForgotPage {
    pub(crate) fn new(to: Reader, login: &str, is_asked: bool, fault: Option<String>) -> Self {
        let frame = Frame::bare(to, to.say("forgot-title"), &Uri::from_static(routes::FORGOT));
        Self { frame, is_asked, login: login.to_owned(), fault }
    }
}

/// The form.
pub(super) async fn show_forgot(State(app): State<App>, language: Language) -> Result<Response, Problem> {
    render(&ForgotPage::new(reader(&app, language), "", false, None))
}

/// Has a link sent.
pub(super) async fn forgot(
    State(app): State<App>,
    language: Language,
    from: Visitor,
    form: Fields,
) -> Result<Response, Problem> {
    let ask = ForgetPassword { login: form.one("login").to_owned() };
    let to = reader(&app, language);
    match app.asker.ask(&from.tell(Caller::anonymous()), &ask).await {
        Ok(()) => render(&ForgotPage::new(to, "", true, None)),
        Err(Unanswered::Refused(refusal)) if refusal.code == code::TOO_MANY_ATTEMPTS => {
            let page = render(&ForgotPage::new(to, &ask.login, false, Some(to.say("sign-in-too-many"))))?;
            Ok((StatusCode::TOO_MANY_REQUESTS, page).into_response())
        }
        Err(unanswered) => Err(unanswered.into()),
    }
}
