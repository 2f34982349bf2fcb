//! The safety of one's own sign-in: password, second factor, devices.

pub(super) mod second_factor;

use askama::Template;
use axum::{
    extract::Query,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use contract::{
    accounts::{ChangePassword, EndSessions, FindSecurity, Security},
    code,
};
use ids::{Id, Session};
use mailbox::Unanswered;
use serde::Deserialize;

use super::{
    fields::Fields,
    frame::{Frame, Visit, render},
    routes::{self, Link},
};
use crate::problem::Problem;

#[derive(Debug, Template)]
#[template(path = "security/overview.html")]
pub(crate) struct Page {
    frame: Frame,
    security: Security,
    devices: Vec<Device>,
    /// Why the password was not changed, and the field at fault.
    fault: Option<(&'static str, String)>,
    second_factor_words: String,
    password_words: String,
}

#[derive(Debug)]
struct Device {
    id: Id<Session>,
    name: String,
    times: String,
    is_this: bool,
}

impl Page {
    pub(crate) fn new(frame: Frame, security: Security, fault: Option<(&'static str, String)>) -> Self {
        let to = frame.to;
        let devices = security.sessions.iter().map(|session| Device {
            id: session.session_id,
            name: if session.device.is_empty() { to.say("security-device-unknown") } else { session.device.clone() },
            times: to.say_with(
                "security-device-times",
                [("started", to.moment(session.started_at).into()), ("seen", to.moment(session.seen_at).into())],
            ),
            is_this: session.is_this,
        });
        let key = match (security.has_second_factor, security.must_have_second_factor) {
            (true, _) => "security-second-on",
            (false, true) => "security-second-must",
            (false, false) => "security-second-off",
        };
        let words = to.say_with(key, [("codes", security.recovery_codes_left.into())]);
        let changed = to.say_with("password-about", [("when", to.moment(security.password_changed_at).into())]);
        Self { devices: devices.collect(), second_factor_words: words, password_words: changed, frame, security, fault }
    }

    fn makes_keys(&self) -> bool {
        self.frame.person.as_ref().is_some_and(|person| person.makes_keys)
    }

    fn fault_of(&self, field: &str) -> Option<&String> {
        self.fault.as_ref().filter(|(at, _)| *at == field).map(|(_, words)| words)
    }
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Done {
    #[serde(default)]
    done: String,
}

async fn page(visit: &Visit, fault: Option<(&'static str, String)>, done: Option<String>) -> Result<Response, Problem> {
    let ask = FindSecurity { session_hash: visit.signed.session_hash.clone() };
    let security = visit.ask(&ask).await?;
    render(&Page::new(visit.frame(visit.to.say("security-title")).done(done), security, fault))
}

/// How one's own sign-in stands.
pub(super) async fn show(visit: Visit, Query(Done { done }): Query<Done>) -> Result<Response, Problem> {
    let words = match done.as_str() {
        "password" => Some("security-done-password"),
        "dropped" => Some("security-done-dropped"),
        "ended" => Some("security-done-ended"),
        _ => None,
    };
    let words = words.map(|key| visit.to.say(key));
    page(&visit, None, words).await
}

/// Back to the page, with word of what was done.
fn done(what: &str) -> Response {
    Redirect::to(&Link::to(routes::SECURITY).with("done", what).to_string()).into_response()
}

/// Takes another password, typed twice.
pub(super) async fn change_password(visit: Visit, form: Fields) -> Result<Response, Problem> {
    let chosen = form.exact("new_password");
    let refuse = async |status: StatusCode, field, key: &str| {
        Ok((status, page(&visit, Some((field, visit.to.say(key))), None).await?).into_response())
    };
    if chosen != form.exact("new_password_again") {
        return refuse(StatusCode::UNPROCESSABLE_ENTITY, "new_password_again", "password-differs").await;
    }
    let ask = ChangePassword {
        session_hash: visit.signed.session_hash.clone(),
        password: form.exact("password").to_owned(),
        new_password: chosen.to_owned(),
    };
    let refusal = match visit.ask(&ask).await {
        Ok(()) => return Ok(done("password")),
        Err(Unanswered::Refused(refusal)) => refusal,
        Err(unknown @ Unanswered::Unknown { .. }) => return Err(unknown.into()),
    };
    match (refusal.code.as_str(), refusal.fields.first().map(|fault| fault.code.as_str())) {
        (code::SIGN_IN_FAILED, _) => refuse(StatusCode::UNPROCESSABLE_ENTITY, "password", "password-wrong").await,
        (code::TOO_MANY_ATTEMPTS, _) => refuse(StatusCode::TOO_MANY_REQUESTS, "password", "sign-in-too-many").await,
        (_, Some(fault)) => refuse(StatusCode::UNPROCESSABLE_ENTITY, "new_password", password_words(fault)).await,
        _ => Err(refusal.into()),
    }
}

/// What to say about a password that was not taken.
pub(super) fn password_words(fault: &str) -> &'static str {
    match fault {
        "too_short" => "password-too-short",
        "too_long" => "password-too-long",
        "as_before" => "password-as-before",
        _ => "password-too-easy",
    }
}

/// Ends one session, or all others.
pub(super) async fn end_sessions(visit: Visit, form: Fields) -> Result<Response, Problem> {
    let session_id = form.ids("session_id")?.first().copied();
    visit.ask(&EndSessions { session_hash: visit.signed.session_hash.clone(), session_id }).await?;
    Ok(done("ended"))
}
