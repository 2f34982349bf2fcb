//! A union's members, or the unions a cooperative is a member of: added by the union, ended by either side.

use askama::Template;
use axum::{
    extract::Query,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use chrono::NaiveDate;
use contract::{
    FieldFault, Refusal, code,
    onboarding::{AddUnionMember, Because, CooperativeFile, EndUnionMembership, GetCooperative, UnionMembershipView},
};
use host::calendar::day;
use ids::Id;
use mailbox::Unanswered;
use serde::Deserialize;

use crate::{
    portal::{
        fields::Fields,
        format::Reader,
        frame::{Frame, Visit, render},
        parts::{Badge, Shape},
        routes::{self, Link},
    },
    problem::Problem,
};

#[derive(Debug, Template)]
#[template(path = "cooperative_unions.html")]
pub(crate) struct Page {
    frame: Frame,
    is_union: bool,
    about: String,
    rows: Vec<Row>,
    member: String,
    member_fault: Option<String>,
    joined_on: String,
    joined_fault: Option<String>,
    today: String,
}

/// A membership, as the reader's side sees it.
#[derive(Debug)]
pub(crate) struct Row {
    id: String,
    pub(crate) name: String,
    pub(crate) code: String,
    pub(crate) badge: Badge,
    lasts: bool,
    fault: Option<String>,
}

impl Row {
    /// The other side's name and code, since when, and whether it lasts.
    fn new(to: Reader, own_is_union: bool, membership: &UnionMembershipView) -> Self {
        let (name, code) = if own_is_union {
            (&membership.member_name, &membership.member_code)
        } else {
            (&membership.union_name, &membership.union_code)
        };
        let from = to.day(membership.joined_on);
        let badge = match membership.left_on {
            None => Badge { shape: Shape::Done, words: to.say_with("union-since", [("day", from.into())]) },
            Some(left_on) => {
                let days = [("from", from.into()), ("until", to.day(left_on).into())];
                Badge { shape: Shape::Off, words: to.say_with("union-until", days) }
            }
        };
        Self {
            id: membership.membership_id.to_string(),
            name: name.clone(),
            code: code.clone(),
            badge,
            lasts: membership.left_on.is_none(),
            fault: None,
        }
    }
}

/// The memberships of a cooperative's file.
pub(crate) fn rows(to: Reader, file: &CooperativeFile) -> Vec<Row> {
    let is_own = |membership: &UnionMembershipView| membership.union_id == file.cooperative.cooperative_id;
    file.unions.iter().map(|membership| Row::new(to, is_own(membership), membership)).collect()
}

impl Page {
    pub(crate) fn new(frame: Frame, file: &CooperativeFile, typed: &Fields, faults: &[FieldFault]) -> Self {
        let to = frame.to;
        let is_union = file.cooperative.kind.is_union();
        let today = day(to.now).to_string();
        let fault_of = |field: &str| {
            let fault = faults.iter().find(|fault| fault.field == field)?;
            Some(to.word("field", &fault.code))
        };
        let mut rows = rows(to, file);
        for row in rows.iter_mut().filter(|row| row.id == typed.one("membership_id")) {
            row.fault = fault_of("left_on");
        }
        let joined_on = Some(typed.one("joined_on")).filter(|typed| !typed.is_empty()).unwrap_or(&today).to_owned();
        Self {
            is_union,
            about: to.say(if is_union { "unions-about-members" } else { "unions-about" }),
            rows,
            member: typed.one("member").to_owned(),
            member_fault: fault_of("member"),
            joined_on,
            joined_fault: fault_of("joined_on"),
            today,
            frame,
        }
    }
}

#[derive(Debug, Default, Deserialize)]
pub(in crate::portal) struct Done {
    #[serde(default)]
    done: String,
}

pub(in crate::portal) async fn show(visit: Visit, Query(Done { done }): Query<Done>) -> Result<Response, Problem> {
    let cooperative_id = super::own(&visit)?;
    let file = visit.ask(&GetCooperative { cooperative_id }).await?;
    let words = (done == "saved").then(|| visit.to.say("cooperative-saved"));
    render(&Page::new(visit.frame(visit.to.say("unions-title")).done(words), &file, &Fields::default(), &[]))
}

/// Adds a member, or ends a membership.
pub(in crate::portal) async fn act(visit: Visit, form: Fields) -> Result<Response, Problem> {
    let cooperative_id = super::own(&visit)?;
    let is_end = form.one("do") == "end";
    let field = if is_end { "left_on" } else { "joined_on" };
    let answer = match form.one(field).parse::<NaiveDate>() {
        Err(_) => Err(Unanswered::Refused(Refusal::of_fields(vec![Because::Missing.of(field)]))),
        Ok(left_on) if is_end => {
            let membership_id = form.ids("membership_id")?.into_iter().next();
            let membership_id: Id<_> =
                membership_id.ok_or_else(|| Problem::new(code::UNREADABLE, "the form names no membership"))?;
            visit.command(form.key()?, &EndUnionMembership { membership_id, left_on }).await
        }
        Ok(joined_on) => {
            let ask = AddUnionMember { member: form.one("member").to_owned(), joined_on };
            visit.command(form.key()?, &ask).await.map(|_| ())
        }
    };
    let (faults, words) = match answer {
        Ok(()) => return Ok(Redirect::to(&Link::to(routes::UNIONS).with("done", "saved").to_string()).into_response()),
        Err(Unanswered::Refused(refusal)) if refusal.code == code::CONFLICT => (Vec::new(), "unions-changed"),
        Err(Unanswered::Refused(refusal)) if !refusal.fields.is_empty() => (refusal.fields, "cooperative-not-saved"),
        Err(unanswered) => return Err(unanswered.into()),
    };
    let file = visit.ask(&GetCooperative { cooperative_id }).await?;
    let frame = visit.frame(visit.to.say("unions-title")).not_done(Some(visit.to.say(words)));
    Ok((StatusCode::UNPROCESSABLE_ENTITY, render(&Page::new(frame, &file, &form, &faults))?).into_response())
}
