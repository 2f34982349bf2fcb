//! The safety of one's own sign-in: password, second factor, devices, and by whose word one comes in, too.

pub(super) mod second_factor;

use askama::Template;
use axum::{
    extract::Query,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use contract::{
    Refusal,
    accounts::{ChangePassword, EndSessions, FindSecurity, IdentityView, Security},
    code,
};
use ids::{Id, Session};
use mailbox::Unanswered;
use serde::Deserialize;

use super::{
    fields::Fields,
    format::Reader,
    frame::{Frame, Visit, render},
    provider::words_of,
    routes::{self, Link},
};
use crate::problem::Problem;

#[derive(Debug, Template)]
#[template(path = "security/overview.html")]
pub(crate) struct Page {
    frame: Frame,
    security: Security,
    devices: Vec<Device>,
    doors: Vec<Door>,
    /// Why something was not done, and the field at fault.
    fault: Option<(String, String)>,
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

/// A provider by whose word they come in, or could.
#[derive(Debug)]
struct Door {
    name: String,
    words: String,
    is_linked: bool,
    /// Where its form goes.
    link: String,
    /// The password's field.
    field: String,
}

impl Door {
    fn of(identity: &IdentityView, to: Reader) -> Self {
        let IdentityView { provider, name, linked_at, used_at } = identity;
        let words = match (linked_at, used_at) {
            (None, _) => to.say("provider-off"),
            (Some(linked), None) => to.say_with("provider-on-unused", [("linked", to.moment(*linked).into())]),
            (Some(linked), Some(used)) => {
                let times = [("linked", to.moment(*linked).into()), ("used", to.moment(*used).into())];
                to.say_with("provider-on", times)
            }
        };
        let is_linked = linked_at.is_some();
        let link = if is_linked { routes::provider_unlink(provider) } else { routes::provider_link(provider) };
        Self { name: name.clone(), words, is_linked, link, field: password_of(provider) }
    }
}

/// The field of the password that links a provider.
pub(super) fn password_of(provider: &str) -> String {
    format!("password-{provider}")
}

impl Page {
    pub(crate) fn new(frame: Frame, security: Security, fault: Option<(String, String)>) -> Self {
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
        Self {
            devices: devices.collect(),
            second_factor_words: words,
            password_words: changed,
            doors: security.identities.iter().map(|identity| Door::of(identity, to)).collect(),
            frame,
            security,
            fault,
        }
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
    /// With which provider.
    #[serde(default)]
    at: String,
}

/// Word of something done, or of why it could not be.
pub(super) enum Word {
    None,
    Done(&'static str),
    /// With which provider.
    NotDone(&'static str, String),
}

pub(super) async fn page(visit: &Visit, fault: Option<(String, String)>, word: Word) -> Result<Response, Problem> {
    let ask = FindSecurity { session_hash: visit.signed.session_hash.clone() };
    let security = visit.ask(&ask).await?;
    let frame = visit.frame(visit.to.say("security-title"));
    let frame = match word {
        Word::None => frame,
        Word::Done(key) => frame.done(Some(visit.to.say(key))),
        Word::NotDone(key, at) => {
            let name = security.identities.iter().find(|one| one.provider == at).map_or("", |one| &one.name);
            frame.not_done(Some(visit.to.say_with(key, [("name", name.into())])))
        }
    };
    render(&Page::new(frame, security, fault))
}

/// How one's own sign-in stands.
pub(super) async fn show(visit: Visit, Query(Done { done, at }): Query<Done>) -> Result<Response, Problem> {
    let word = match done.as_str() {
        "password" => Word::Done("security-done-password"),
        "dropped" => Word::Done("security-done-dropped"),
        "ended" => Word::Done("security-done-ended"),
        "linked" => Word::Done("security-done-linked"),
        "unlinked" => Word::Done("security-done-unlinked"),
        code => words_of(code).map_or(Word::None, |(_, key)| Word::NotDone(key, at)),
    };
    page(&visit, None, word).await
}

/// Back to the page, with word of what was done.
pub(super) fn done(what: &str) -> Response {
    Redirect::to(&Link::to(routes::SECURITY).with("done", what).to_string()).into_response()
}

/// The same with word of what could not be done with a provider.
pub(super) fn not_done(refusal: Refusal, provider: &str) -> Result<Response, Problem> {
    if words_of(&refusal.code).is_none() {
        return Err(refusal.into());
    }
    let link = Link::to(routes::SECURITY).with("done", &refusal.code).with("at", provider);
    Ok(Redirect::to(&link.to_string()).into_response())
}

/// Takes another password, typed twice.
pub(super) async fn change_password(visit: Visit, form: Fields) -> Result<Response, Problem> {
    let chosen = form.exact("new_password");
    let refuse = async |status: StatusCode, field, key: &str| {
        let fault = (String::from(field), visit.to.say(key));
        Ok((status, page(&visit, Some(fault), Word::None).await?).into_response())
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
