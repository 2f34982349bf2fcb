//! An assistant asks to act for a producer, with the paper its representative has signed.

use askama::Template;
use axum::{
    extract::{
        Multipart, Query,
        multipart::{MultipartError, MultipartRejection},
    },
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use bytes::Bytes;
use contract::{
    FieldFault, PageRequest, Role,
    accounts::{DelegationTerms, ProposeDelegation},
    code,
    onboarding::{CaseloadEntry, FindCaseload},
};
use ids::{Cooperative, Delegation, Id};
use mailbox::Unanswered;
use serde::Deserialize;

use super::delegations::{Typed, errand_choices, fault_words};
use crate::{
    portal::{
        fields::Fields,
        frame::{Frame, Visit, render},
        routes::{self, Link},
    },
    problem::Problem,
    scan,
};

/// Producers the search offers.
const OFFERED: u32 = 50;

/// The producers of the commune, to choose one.
#[derive(Debug, Template)]
#[template(path = "assisting/choose.html")]
pub(crate) struct ChoosePage {
    pub(crate) frame: Frame,
    pub(crate) text: String,
    /// Link, name, code.
    pub(crate) rows: Vec<(String, String, String)>,
}

/// The form for one producer.
#[derive(Debug, Template)]
#[template(path = "assisting/propose.html")]
pub(crate) struct Page {
    frame: Frame,
    delegation_id: String,
    cooperative_id: String,
    cooperative: String,
    errands: Vec<(&'static str, String, String, bool)>,
    starts_on: String,
    ends_on: String,
    agreed_by: String,
    faults: Vec<(String, String)>,
}

impl Page {
    pub(crate) fn new(frame: Frame, of: &CaseloadEntry, typed: &Typed, agreed_by: &str, faults: &[FieldFault]) -> Self {
        let to = frame.to;
        Self {
            delegation_id: Id::<Delegation>::generate().to_string(),
            cooperative_id: of.cooperative_id.to_string(),
            cooperative: of.name.clone(),
            errands: errand_choices(to, &typed.errands),
            starts_on: typed.starts_on.to_string(),
            ends_on: typed.ends_on.to_string(),
            agreed_by: agreed_by.to_owned(),
            faults: fault_words(to, faults),
            frame,
        }
    }

    fn fault_of(&self, field: &str) -> Option<&String> {
        self.faults.iter().find(|(at, _)| at == field).map(|(_, words)| words)
    }
}

#[derive(Debug, Default, Deserialize)]
pub(in crate::portal) struct Asked {
    #[serde(default)]
    text: String,
    cooperative_id: Option<Id<Cooperative>>,
}

/// Chooses a producer, or fills in the form for the one that was chosen.
pub(in crate::portal) async fn show(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    visit.only(&[Role::Assistant])?;
    if let Some(cooperative_id) = asked.cooperative_id {
        let of = find(&visit, cooperative_id).await?;
        let frame = visit.frame(visit.to.say("propose-title"));
        return render(&Page::new(frame, &of, &Typed::offered(visit.to), "", &[]));
    }
    let text = Some(asked.text.clone()).filter(|text| !text.is_empty());
    let ask = FindCaseload { text, cooperative_id: None, page: PageRequest::first(OFFERED) };
    let found = visit.ask_for_oneself(&ask).await?.rows;
    let row = |entry: CaseloadEntry| {
        let link = Link::to(routes::PROPOSE).with("cooperative_id", entry.cooperative_id);
        (link.to_string(), entry.name, entry.code)
    };
    let frame = visit.frame(visit.to.say("propose-title"));
    render(&ChoosePage { frame, text: asked.text, rows: found.into_iter().map(row).collect() })
}

async fn find(visit: &Visit, cooperative_id: Id<Cooperative>) -> Result<CaseloadEntry, Problem> {
    let ask = FindCaseload { cooperative_id: Some(cooperative_id), ..FindCaseload::default() };
    let found = visit.ask_for_oneself(&ask).await?.rows.into_iter().next();
    found.ok_or_else(|| Problem::new(code::NOT_FOUND, "there is no such producer in the commune"))
}

/// Keeps the signed paper and hands the request in.
pub(in crate::portal) async fn propose(
    visit: Visit,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Problem> {
    visit.only(&[Role::Assistant])?;
    let form = form.map_err(|rejection| Problem::new(code::UNREADABLE, rejection.body_text()))?;
    let (fields, photo) = read(form).await.map_err(|error| Problem::new(code::UNREADABLE, error.body_text()))?;
    let unread = || Problem::new(code::UNREADABLE, "the form has no ids");
    let delegation_id: Id<Delegation> = fields.one("delegation_id").parse().map_err(|_| unread())?;
    let of = find(&visit, fields.one("cooperative_id").parse().map_err(|_| unread())?).await?;
    let (typed, mut faults) = Typed::read(visit.to, &fields);
    let evidence = match scan::keep(&visit.app, photo).await {
        Ok(file) => file,
        Err(problem) if !problem.fields.is_empty() => {
            let code = problem.fields.into_iter().next().map(|fault| fault.code).unwrap_or_default();
            faults.push(FieldFault { field: "evidence".into(), code });
            String::new()
        }
        Err(problem) => return Err(problem),
    };
    let agreed_by = fields.one("agreed_by");
    let Typed { errands, starts_on, ends_on } = typed.clone();
    let (cooperative_id, cooperative) = (of.cooperative_id, of.name.clone());
    let terms = DelegationTerms { cooperative_id, cooperative, errands, starts_on, ends_on };
    if faults.is_empty() {
        let ask = ProposeDelegation { delegation_id, terms, agreed_by: agreed_by.to_owned(), evidence };
        match visit.ask(&ask).await {
            Ok(()) => {
                let link = Link::to(routes::CASELOAD).with("done", "proposed");
                return Ok(Redirect::to(&link.to_string()).into_response());
            }
            Err(Unanswered::Refused(refusal)) if !refusal.fields.is_empty() => faults = refusal.fields,
            Err(unanswered) => return Err(unanswered.into()),
        }
    }
    let frame = visit.frame(visit.to.say("propose-title")).not_done(Some(visit.to.say("form-faulty")));
    let page = render(&Page::new(frame, &of, &typed, agreed_by, &faults))?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// The fields, and the photo of the paper.
async fn read(mut form: Multipart) -> Result<(Fields, Bytes), MultipartError> {
    let (mut fields, mut photo) = (Vec::new(), Bytes::new());
    while let Some(field) = form.next_field().await? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "evidence" {
            photo = field.bytes().await?;
        } else {
            fields.push((name, field.text().await?));
        }
    }
    Ok((Fields::from(fields), photo))
}
