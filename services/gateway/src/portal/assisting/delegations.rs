//! Delegations as managers and officials see them: given, accepted, declined, ended; and the paper that is the evidence.

use askama::Template;
use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use chrono::{Days, NaiveDate};
use contract::{
    FieldFault, PageRequest, Role,
    accounts::{
        DecideDelegation, DelegationDecision, DelegationState, DelegationTerms, DelegationView, Errand,
        FindDelegations, GiveDelegation,
    },
    code,
    onboarding::GetCooperative,
};
use ids::{Delegation, Id};
use mailbox::Unanswered;
use serde::Deserialize;

use super::{badge_of, errand_words};
use crate::{
    portal::{
        fields::Fields,
        format::Reader,
        frame::{Frame, Visit, render},
        parts::{Badge, Chip, Pager, page_request},
        routes::{self, Link},
    },
    problem::Problem,
};

const READ: &[Role] = &[Role::CooperativeManager, Role::ProvincialOfficial, Role::Operator];

/// What the list's URL says.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    state: String,
    after: Option<String>,
    size: Option<u32>,
    #[serde(default)]
    done: String,
}

#[derive(Debug, Template)]
#[template(path = "assisting/delegations.html")]
pub(crate) struct Page {
    frame: Frame,
    chips: Vec<Chip>,
    rows: Vec<Row>,
    pager: Pager,
    /// A manager may give one here.
    give: Option<Give>,
}

/// A delegation in a list.
#[derive(Debug)]
pub(crate) struct Row {
    pub(super) delegation_id: String,
    pub(super) cooperative: String,
    pub(super) assistant: String,
    pub(super) badge: Badge,
    pub(super) errands: String,
    pub(super) days: String,
    pub(super) agreed_by: String,
    pub(super) evidence: Option<String>,
    pub(super) decided: Option<String>,
    /// What the reader may do with it: the word that is sent, and the button's.
    pub(super) buttons: Vec<(&'static str, String)>,
}

impl Row {
    pub(super) fn new(to: Reader, view: DelegationView, reader: Role) -> Self {
        let decides = READ.contains(&reader);
        let words: &[&'static str] = match view.state {
            DelegationState::Proposed if decides => &["accept", "decline"],
            DelegationState::Proposed | DelegationState::Live => &["end"],
            _ => &[],
        };
        let decided = view
            .decided_by
            .zip(view.decided_at)
            .map(|(by, at)| to.say_with("delegation-decided", [("by", by.into()), ("at", to.moment(at).into())]));
        let days = [("from", to.day(view.terms.starts_on).into()), ("until", to.day(view.terms.ends_on).into())];
        Self {
            evidence: view.evidence.is_some().then(|| routes::delegation_evidence(view.delegation_id)),
            delegation_id: view.delegation_id.to_string(),
            cooperative: view.terms.cooperative,
            assistant: view.assistant,
            badge: badge_of(to, view.state),
            errands: errand_words(to, &view.terms.errands),
            days: to.say_with("delegation-days", days),
            agreed_by: view.agreed_by,
            decided,
            buttons: words.iter().map(|word| (*word, to.word("delegation-do", word))).collect(),
        }
    }
}

/// The form by which a manager gives a delegation.
#[derive(Debug)]
pub(crate) struct Give {
    pub(crate) delegation_id: String,
    pub(crate) login: String,
    pub(crate) errands: Vec<(&'static str, String, String, bool)>,
    pub(crate) starts_on: String,
    pub(crate) ends_on: String,
    pub(crate) faults: Vec<(String, String)>,
}

impl Give {
    pub(crate) fn new(to: Reader, login: &str, typed: &Typed, faults: &[FieldFault]) -> Self {
        Self {
            delegation_id: Id::<Delegation>::generate().to_string(),
            login: login.to_owned(),
            errands: errand_choices(to, &typed.errands),
            starts_on: typed.starts_on.to_string(),
            ends_on: typed.ends_on.to_string(),
            faults: fault_words(to, faults),
        }
    }

    fn fault_of(&self, field: &str) -> Option<&String> {
        self.faults.iter().find(|(at, _)| at == field).map(|(_, words)| words)
    }
}

/// Word, name, help, whether it is chosen.
pub(super) fn errand_choices(to: Reader, chosen: &[Errand]) -> Vec<(&'static str, String, String, bool)> {
    let choice = |errand: Errand| {
        let slug = errand.slug();
        (slug, to.word("errand", slug), to.word("errand-help", slug), chosen.contains(&errand))
    };
    Errand::ALL.into_iter().map(choice).collect()
}

pub(super) fn fault_words(to: Reader, faults: &[FieldFault]) -> Vec<(String, String)> {
    let words = |fault: &FieldFault| match fault.field.as_str() {
        "evidence" if fault.code != "missing" => to.word("paper-fault", &fault.code),
        _ => to.word("field", &fault.code),
    };
    faults.iter().map(|fault| (fault.field.clone(), words(fault))).collect()
}

/// What a form says of the errands and the days.
#[derive(Debug, Clone)]
pub(crate) struct Typed {
    pub(crate) errands: Vec<Errand>,
    pub(crate) starts_on: NaiveDate,
    pub(crate) ends_on: NaiveDate,
}

impl Typed {
    /// Half a year from today, for the file: what most begin with.
    pub(crate) fn offered(to: Reader) -> Self {
        let starts_on = to.today();
        Self { errands: vec![Errand::File], starts_on, ends_on: starts_on + Days::new(180) }
    }

    /// What was typed; a day that is none is named as a fault and today is put in its place.
    pub(crate) fn read(to: Reader, form: &Fields) -> (Self, Vec<FieldFault>) {
        let mut faults = Vec::new();
        let mut day = |field: &str| {
            form.one(field).parse().unwrap_or_else(|_| {
                faults.push(FieldFault { field: field.into(), code: "missing".into() });
                to.today()
            })
        };
        let (starts_on, ends_on) = (day("starts_on"), day("ends_on"));
        let errands = form.all("errand").filter_map(Errand::from_slug).collect();
        (Self { errands, starts_on, ends_on }, faults)
    }
}

impl Page {
    pub(crate) fn new(
        frame: Frame,
        reader: Role,
        asked: &Asked,
        page: &PageRequest,
        found: contract::Page<DelegationView>,
        give: Option<Give>,
    ) -> Self {
        let to = frame.to;
        let link = |state: &str| Link::to(routes::DELEGATIONS).with("state", state);
        let all = (String::new(), to.say("delegations-all"));
        let states = DelegationState::ALL.map(|state| (state.slug().to_owned(), to.word("delegation", state.slug())));
        let chips = [all].into_iter().chain(states);
        let rows = found.rows.len();
        Self {
            chips: chips
                .map(|(state, words)| Chip::new(to, words, None, &link(&state), asked.state == state))
                .collect(),
            pager: Pager::new(&link(&asked.state), page, found.next.as_deref(), rows),
            rows: found.rows.into_iter().map(|view| Row::new(to, view, reader)).collect(),
            give,
            frame,
        }
    }
}

pub(in crate::portal) async fn show(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    visit.only(READ)?;
    let give =
        (visit.role() == Role::CooperativeManager).then(|| Give::new(visit.to, "", &Typed::offered(visit.to), &[]));
    Ok(page(&visit, &asked, give).await?.into_response())
}

async fn page(visit: &Visit, asked: &Asked, give: Option<Give>) -> Result<Response, Problem> {
    let request = page_request(asked.after.clone(), asked.size);
    let state = DelegationState::from_slug(&asked.state);
    let found = visit.ask(&FindDelegations { delegation_id: None, state, page: request.clone() }).await?;
    let done = matches!(asked.done.as_str(), "given" | "accept" | "decline" | "end")
        .then(|| visit.to.word("delegation-done", &asked.done));
    let faulty = give.as_ref().is_some_and(|give| !give.faults.is_empty());
    let not_done = faulty.then(|| visit.to.say("form-faulty"));
    let frame = visit.frame(visit.to.say("delegations-title")).done(done).not_done(not_done);
    render(&Page::new(frame, visit.role(), asked, &request, found, give))
}

/// A manager gives one.
pub(in crate::portal) async fn give(visit: Visit, form: Fields) -> Result<Response, Problem> {
    visit.only(&[Role::CooperativeManager])?;
    let cooperative_id = visit.own_cooperative()?;
    let cooperative = visit.ask(&GetCooperative { cooperative_id }).await?.cooperative.name;
    let (typed, mut faults) = Typed::read(visit.to, &form);
    let unread = |_| Problem::new(code::UNREADABLE, "the form has no id");
    let delegation_id: Id<Delegation> = form.one("delegation_id").parse().map_err(unread)?;
    let Typed { errands, starts_on, ends_on } = typed.clone();
    let terms = DelegationTerms { cooperative_id, cooperative, errands, starts_on, ends_on };
    let ask = GiveDelegation { delegation_id, assistant_login: form.one("login").to_owned(), terms };
    if faults.is_empty() {
        match visit.ask(&ask).await {
            Ok(()) => {
                let link = Link::to(routes::DELEGATIONS).with("done", "given");
                return Ok(Redirect::to(&link.to_string()).into_response());
            }
            Err(Unanswered::Refused(refusal)) if !refusal.fields.is_empty() => faults = refusal.fields,
            Err(unanswered) => return Err(unanswered.into()),
        }
    }
    let again = Give::new(visit.to, form.one("login"), &typed, &faults);
    let page = page(&visit, &Asked::default(), Some(again)).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// Accepts, declines or ends one.
pub(in crate::portal) async fn decide(visit: Visit, form: Fields) -> Result<Response, Problem> {
    let unread = |_| Problem::new(code::UNREADABLE, "the form has no id");
    let delegation_id: Id<Delegation> = form.one("delegation_id").parse().map_err(unread)?;
    let word = form.one("do");
    let decision = match word {
        "accept" => DelegationDecision::Accept,
        "decline" => DelegationDecision::Decline,
        "end" => DelegationDecision::End,
        _ => return Err(Problem::new(code::UNREADABLE, "the form names no decision")),
    };
    visit.ask(&DecideDelegation { delegation_id, decision }).await?;
    let page = if visit.role() == Role::Assistant { routes::CASELOAD } else { routes::DELEGATIONS };
    Ok(Redirect::to(&Link::to(page).with("done", word).to_string()).into_response())
}

/// The signed paper.
pub(in crate::portal) async fn evidence(visit: Visit, Path(id): Path<Id<Delegation>>) -> Result<Response, Problem> {
    let ask = FindDelegations { delegation_id: Some(id), ..FindDelegations::default() };
    let found = visit.ask(&ask).await?.rows.into_iter().next();
    let none = || Problem::new(code::NOT_FOUND, "there is no such paper");
    let hash = found.and_then(|view| view.evidence).ok_or_else(none)?;
    crate::scan::shown(&visit.app, &hash, &id.to_string()).await
}
