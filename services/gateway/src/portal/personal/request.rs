//! One request before whoever sees to it: its clocks, its steps, and how it ends.

use askama::Template;
use axum::{
    extract::{Path, Query},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use contract::{
    PageRequest, Role,
    accounts::FindPeople,
    code,
    onboarding::{
        FetchAccessFile, FindSubjectRequests, MakeAccessFile, Producer, RequestKind, RequestState, RequestStep,
        StepSubjectRequest, SubjectRequestView,
    },
};
use ids::{Id, Person, SubjectRequest};
use mailbox::Unanswered;
use serde::Deserialize;

use super::{SEE, faults, requests};
use crate::{
    portal::{
        fields::Fields,
        frame::{Frame, Visit, render},
        parts::Badge,
        routes::{self, Link},
    },
    problem::Problem,
};

const FILE_NAME: &str = "attachment; filename=\"du-lieu-ca-nhan.json\"";

/// A phone number has at least so many digits, and no name has any.
const PHONE_DIGITS: usize = 9;

#[derive(Debug, Template)]
#[template(path = "personal/request.html")]
pub(crate) struct Page {
    frame: Frame,
    here: String,
    file: String,
    person: String,
    code: String,
    badge: Badge,
    words: String,
    asked: String,
    due: String,
    holder: Option<String>,
    hold: Option<String>,
    steps: Vec<String>,
    version: i64,
    may: May,
    typed: String,
    /// Whoever acted for a cooperative may have a sign-in, which only a person can tell.
    asks_sign_in: bool,
}

/// What the reader may do now.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "each is a button")]
struct May {
    see_to_it: bool,
    answer: bool,
    finish: bool,
    make_file: bool,
    erase: bool,
    fetch: bool,
}

impl May {
    fn of(request: &SubjectRequestView, role: Role) -> Self {
        let sees = matches!(role, Role::ProvincialOfficial | Role::Operator);
        let is = |state| sees && request.state == state;
        let accepted = |kinds: &[RequestKind]| is(RequestState::Accepted) && kinds.contains(&request.kind);
        Self {
            see_to_it: is(RequestState::Received) || is(RequestState::Accepted),
            answer: is(RequestState::Received),
            finish: is(RequestState::Accepted) && !matches!(request.kind, RequestKind::Access | RequestKind::Erasure),
            make_file: accepted(&[RequestKind::Access])
                || is(RequestState::Done) && request.kind == RequestKind::Access && !request.has_file,
            erase: accepted(&[RequestKind::Erasure]),
            fetch: request.has_file && (sees || role == Role::CooperativeManager),
        }
    }
}

impl Page {
    pub(crate) fn new(frame: Frame, role: Role, request: &SubjectRequestView, typed: &str) -> Self {
        let to = frame.to;
        let step = |note: &contract::onboarding::RequestNote| {
            let by = if note.by.contains('_') { to.word("role", &note.by) } else { note.by.clone() };
            let parts = [to.moment(note.at), to.word("request-step", &note.step), by, note.words.clone()];
            parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
        };
        Self {
            here: routes::request(request.request_id),
            file: routes::request_file(request.request_id),
            person: routes::personal_file(request.producer),
            code: request.code.clone(),
            badge: requests::badge(to, request),
            words: request.words.clone(),
            asked: to.day(request.received_on),
            due: requests::due(to, request),
            holder: request.holder.clone(),
            hold: request.hold.clone(),
            steps: request.steps.iter().map(step).collect(),
            version: request.version,
            may: May::of(request, role),
            typed: typed.to_owned(),
            asks_sign_in: !matches!(request.producer, Producer::Household(_)),
            frame,
        }
    }
}

async fn read(visit: &Visit, request_id: Id<SubjectRequest>) -> Result<SubjectRequestView, Problem> {
    let ask = FindSubjectRequests { request_id: Some(request_id), ..FindSubjectRequests::default() };
    let found = visit.ask(&ask).await?.rows.into_iter().next();
    found.ok_or_else(|| Problem::new(code::NOT_FOUND, "there is no such request"))
}

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Done {
    #[serde(default)]
    done: String,
}

pub(crate) async fn show(
    visit: Visit,
    Path(request_id): Path<Id<SubjectRequest>>,
    Query(Done { done }): Query<Done>,
) -> Result<Response, Problem> {
    visit.only(SEE)?;
    let request = read(&visit, request_id).await?;
    let done = (done == "saved").then(|| visit.to.say("request-saved"));
    let frame = visit.frame(visit.to.word("request-kind", request.kind.slug())).done(done);
    render(&Page::new(frame, visit.role(), &request, ""))
}

/// A step is taken.
pub(crate) async fn act(
    visit: Visit,
    Path(request_id): Path<Id<SubjectRequest>>,
    form: Fields,
) -> Result<Response, Problem> {
    visit.only(SEE)?;
    let (words, name) = (form.one("words").to_owned(), visit.signed.identity.name.clone());
    let step = match form.one("do") {
        "make-file" => None,
        "accept" => Some(RequestStep::Accept(words)),
        "refuse" => Some(RequestStep::Refuse(words)),
        "hold" => Some(RequestStep::Hold(words)),
        "release" => Some(RequestStep::Release),
        "finish" => Some(RequestStep::Finish(words)),
        "erase" => Some(RequestStep::Erase(form.one("code").to_owned())),
        _ => Some(RequestStep::TakeUp),
    };
    let answer = match step {
        None => visit.ask(&MakeAccessFile { request_id, name }).await,
        Some(step) => {
            let version = form.one("version").parse().unwrap_or_default();
            let login = form.one("sign_in");
            let sign_in = if login.is_empty() { None } else { sign_in_of(&visit, request_id, login).await? };
            if sign_in.is_none() && !login.is_empty() {
                let why = visit.to.say("request-erase-sign-in-unknown");
                return again(&visit, request_id, "", (StatusCode::UNPROCESSABLE_ENTITY, why)).await;
            }
            visit.command(form.key()?, &StepSubjectRequest { request_id, version, name, step, sign_in }).await
        }
    };
    let (status, why) = match answer {
        Ok(()) => {
            let link = Link::to(routes::request(request_id)).with("done", "saved").to_string();
            return Ok(Redirect::to(&link).into_response());
        }
        Err(Unanswered::Refused(refusal)) => match refusal.code.as_str() {
            code::INVALID => (StatusCode::UNPROCESSABLE_ENTITY, faults(visit.to, &refusal)),
            code::CONFLICT => (StatusCode::CONFLICT, visit.to.say("request-changed")),
            code::MUST_BE_KEPT => (StatusCode::CONFLICT, visit.to.say("request-must-be-kept")),
            _ => return Err(Unanswered::Refused(refusal).into()),
        },
        Err(unanswered) => return Err(unanswered.into()),
    };
    again(&visit, request_id, form.one("words"), (status, why)).await
}

/// The page again, with word of why nothing was done.
async fn again(
    visit: &Visit,
    request_id: Id<SubjectRequest>,
    typed: &str,
    (status, why): (StatusCode, String),
) -> Result<Response, Problem> {
    let request = read(visit, request_id).await?;
    let frame = visit.frame(visit.to.word("request-kind", request.kind.slug())).not_done(Some(why));
    Ok((status, render(&Page::new(frame, visit.role(), &request, typed))?).into_response())
}

/// The one person with this login who is something in the cooperative of the request, if whoever asks manages them. What is no
/// login finds nobody: a part of a name would find a bystander.
async fn sign_in_of(visit: &Visit, request_id: Id<SubjectRequest>, login: &str) -> Result<Option<Id<Person>>, Problem> {
    let digits = login.chars().filter(char::is_ascii_digit).count();
    if !login.contains('@') && digits < PHONE_DIGITS {
        return Ok(None);
    }
    let cooperative_id = read(visit, request_id).await?.cooperative_id;
    let ask = FindPeople { text: Some(login.to_owned()), page: PageRequest::first(2), person_id: None };
    let found = visit.ask(&ask).await?.rows;
    Ok(match found.as_slice() {
        [one] if one.grants.iter().any(|grant| grant.scope.cooperative() == Some(cooperative_id)) => {
            Some(one.person_id)
        }
        _ => None,
    })
}

/// Hands the file over, once, and takes it out of the store.
pub(crate) async fn fetch(visit: Visit, Path(request_id): Path<Id<SubjectRequest>>) -> Result<Response, Problem> {
    visit.only(SEE)?;
    let name = visit.ask(&FetchAccessFile { request_id }).await?;
    let bytes = visit.app.files.read(&name).await.map_err(Problem::unavailable)?;
    if let Err(error) = visit.app.files.forget(&name).await {
        tracing::warn!(%error, "a file that was fetched could not be taken out of the store");
    }
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static(FILE_NAME)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, bytes).into_response())
}
