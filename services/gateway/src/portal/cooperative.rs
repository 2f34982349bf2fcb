//! A cooperative's own page: how its verification stands, what to do next, and what it says of itself.

use askama::Template;
use axum::{
    extract::Query,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use contract::{
    FieldFault, code,
    onboarding::{
        CooperativeFile, CooperativeForm, DraftForm, GetCooperative, PaperState, SaveCooperative, SubmitCooperative,
        Verification,
    },
};
use ids::{Cooperative, Id};
use mailbox::Unanswered;
use serde::Deserialize;

use super::{
    drafts::{self, Keeping},
    fields::Fields,
    format::Reader,
    frame::{Frame, Visit, render},
    official::{
        cooperatives::{badge, remark_words},
        review::{Step, steps},
    },
    parts::{Badge, Shape},
    routes::{self, Link},
};
use crate::problem::Problem;

pub(crate) mod form;
pub(crate) mod representatives;
pub(crate) mod unions;

use form::{Form, form_of, typed};
use representatives::Representatives;

#[derive(Debug, Template)]
#[template(path = "cooperative.html")]
pub(crate) struct Page {
    frame: Frame,
    badge: Badge,
    about: String,
    remarks: Vec<String>,
    /// Steps of the way, with where they are done.
    list: Vec<(String, Badge, &'static str)>,
    representatives: Representatives,
    unions: Vec<unions::Row>,
    form: Form,
    /// What is unusual, and refuses nothing.
    unusual: Vec<String>,
    version: i64,
    pub(crate) keeping: Keeping,
    may_submit: bool,
    steps: Vec<Step>,
}

impl Page {
    pub(crate) fn new(frame: Frame, file: &CooperativeFile, form: &CooperativeForm, faults: &[FieldFault]) -> Self {
        let (to, view) = (frame.to, &file.cooperative);
        let has_paper = |state| view.papers.iter().any(|paper| paper.state == state);
        let is_in = matches!(view.state, Verification::Submitted | Verification::InReview | Verification::Verified);
        let list = [
            ("cooperative-list-form", true, "#form"),
            ("cooperative-list-households", view.households > 0, routes::MEMBERS),
            ("cooperative-list-papers", has_paper(PaperState::Verified), routes::PAPERS),
            ("cooperative-list-submitted", is_in, "#submit"),
            ("cooperative-list-verified", view.may_sell, "#history"),
            ("cooperative-list-lots", view.lots > 0, routes::IMPORTS),
        ];
        let entry = |key: &str, done: bool| {
            let (shape, key) = match (done, key) {
                (true, _) => (Shape::Done, "cooperative-list-done"),
                (false, "cooperative-list-verified") if is_in => (Shape::Waiting, "cooperative-list-waiting"),
                (false, "cooperative-list-papers") if has_paper(PaperState::Submitted) => {
                    (Shape::Waiting, "cooperative-list-waiting")
                }
                (false, _) => (Shape::Yours, "cooperative-list-open"),
            };
            Badge { shape, words: to.say(key) }
        };
        Self {
            badge: badge(to, view.state),
            about: to.word("cooperative-about", view.state.slug()),
            remarks: view.remarks.iter().map(|remark| remark_words(to, remark)).collect(),
            list: list.into_iter().map(|(key, done, link)| (to.say(key), entry(key, done), link)).collect(),
            representatives: Representatives::new(to, file),
            unions: unions::rows(to, file),
            form: Form::of(to, file, form, faults),
            unusual: unusual_words(to, file),
            version: file.version,
            keeping: Keeping::of(DraftForm::Cooperative, ""),
            may_submit: matches!(view.state, Verification::Draft | Verification::Returned),
            steps: steps(to, file),
            frame,
        }
    }
}

/// What is unusual about it, in words.
pub(super) fn unusual_words(to: Reader, file: &CooperativeFile) -> Vec<String> {
    file.unusual.iter().map(|what| to.word("unusual", what.slug())).collect()
}

fn own(visit: &Visit) -> Result<Id<Cooperative>, Problem> {
    visit.only_who_may::<SaveCooperative>()?;
    visit.own_cooperative()
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Done {
    #[serde(default)]
    done: String,
}

pub(super) async fn show(visit: Visit, Query(Done { done }): Query<Done>) -> Result<Response, Problem> {
    let file = visit.ask(&GetCooperative { cooperative_id: own(&visit)? }).await?;
    let words = match done.as_str() {
        "saved" => Some(visit.to.say("cooperative-saved")),
        "submitted" => Some(visit.to.say("cooperative-submitted")),
        _ => None,
    };
    let frame = visit.frame(&file.cooperative.name).done(words);
    let begun = drafts::begun(&visit, DraftForm::Cooperative, "").await;
    let form = begun.as_ref().map_or_else(|| form_of(&file), |begun| typed(&begun.fields).0);
    let mut page = Page::new(frame, &file, &form, &[]);
    if let Some(begun) = begun {
        page.version = begun.version().unwrap_or(page.version);
        page.keeping.resumed = Some(begun.words);
    }
    render(&page)
}

/// Saves, and hands in where that was pressed.
pub(super) async fn save(visit: Visit, form: Fields) -> Result<Response, Problem> {
    let cooperative_id = own(&visit)?;
    let (typed, mut faults) = typed(&form);
    let version = form.one("version").parse().unwrap_or_default();
    if faults.is_empty() {
        let ask = SaveCooperative { cooperative_id, version, form: typed.clone() };
        match visit.command(form.key()?, &ask).await {
            Ok(()) => {}
            Err(Unanswered::Refused(refusal)) if !refusal.fields.is_empty() => faults = refusal.fields,
            Err(Unanswered::Refused(refusal)) if refusal.code == code::CONFLICT => {
                // What was typed stands beside the newest version, to be looked at once more.
                let file = visit.ask(&GetCooperative { cooperative_id }).await?;
                let frame = visit.frame(&file.cooperative.name).not_done(Some(visit.to.say("cooperative-changed")));
                let page = Page::new(frame, &file, &typed, &[]);
                return Ok((StatusCode::CONFLICT, render(&page)?).into_response());
            }
            Err(unanswered) => return Err(unanswered.into()),
        }
    }
    if !faults.is_empty() {
        let file = visit.ask(&GetCooperative { cooperative_id }).await?;
        let frame = visit.frame(&file.cooperative.name).not_done(Some(visit.to.say("cooperative-not-saved")));
        let mut page = Page::new(frame, &file, &typed, &faults);
        page.version = version;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, render(&page)?).into_response());
    }
    let hands_in = form.one("do") == "submit";
    if hands_in {
        visit.command(&format!("{}, submit", form.key()?), &SubmitCooperative { cooperative_id }).await?;
    }
    drafts::forget(&visit, DraftForm::Cooperative, "").await;
    let done = if hands_in { "submitted" } else { "saved" };
    Ok(Redirect::to(&Link::to(routes::COOPERATIVE).with("done", done).to_string()).into_response())
}
