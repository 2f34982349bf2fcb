//! An official finds a paper right or not, or takes one back that its issuer has revoked.

use contract::{
    Actor, Department, FieldFault, Refusal, code,
    onboarding::{DecidePaper, PaperDecision, PaperScheme},
};
use mailbox::Stop;
use scoped::{DbErr, Scoped};
use sea_orm::SqlErr;

use super::review_cooperative::{by_name, decides_for};
use crate::{
    App,
    domain::{Official, PaperImpossible, read_form},
    store::{coverage, paper_files, turn},
};

const REASON_LENGTH_MAX: usize = 1_000;

pub(crate) async fn decide_paper(app: &App, tx: &Scoped, ask: DecidePaper) -> Result<(), Stop> {
    let Actor::Person(person_id) = tx.caller().actor else {
        return Err(Refusal::new(code::NOT_ALLOWED, "only a person has eyes").into());
    };
    let decision = decision(ask.decision)?;
    let by = Official { person_id, name: by_name(tx, &ask.name) };
    turn::take(tx, [paper_files::read(tx, ask.paper_id).await?.cooperative_id.uuid()]).await?;
    let mut record = paper_files::lock(tx, ask.paper_id).await?;
    decides_for(tx, Department::of_paper(record.form.scheme))?;
    if record.version != ask.version {
        return Err(Refusal::new(code::CONFLICT, "another change of the paper came first").into());
    }
    let (today, at) = (app.calendar.today(), app.calendar.now());
    if decision == PaperDecision::Verify
        && let Err(fields) = read_form(&record.form, today)
    {
        return Err(Refusal { fields, ..Refusal::new(code::PAPER_INCOMPLETE, "the paper lacks some fields") }.into());
    }
    let of_paper = (record.form.valid_to, record.scan.is_some());
    record.standing = record.standing.decided(&decision, &by, of_paper, (today, at)).map_err(impossible)?;
    record.version += 1;
    let mut told = vec![record.paper_id];
    let renewed_by = (decision == PaperDecision::Verify).then_some(record.paper_id);
    // What is renewed counts no more before the renewal does, and counts again after a renewal was taken back.
    if let (Some(old), Some(by)) = (record.renews, renewed_by)
        && paper_files::renew(tx, old, by).await?
    {
        told.push(old);
    }
    paper_files::save(tx, &record).await.map_err(refused_second)?;
    if let (Some(old), PaperDecision::Revoke(_)) = (record.renews, &decision)
        && paper_files::take_renewal_back(tx, old, record.paper_id).await.map_err(refused_second)?
    {
        told.push(old);
    }
    paper_files::tell(tx, &told).await?;
    match record.form.scheme {
        PaperScheme::Vietgap | PaperScheme::Organic => coverage::follow_paper(tx, record.cooperative_id).await,
        _ => Ok(()),
    }
}

/// The decision with its words trimmed.
fn decision(decision: PaperDecision) -> Result<PaperDecision, Refusal> {
    let sound = |reason: String| {
        let reason = reason.trim().to_owned();
        let is_sound = !reason.is_empty() && reason.chars().count() <= REASON_LENGTH_MAX;
        let fault = FieldFault { field: "decision".into(), code: "length".into() };
        if is_sound { Ok(reason) } else { Err(Refusal::of_fields(vec![fault])) }
    };
    Ok(match decision {
        PaperDecision::Verify => PaperDecision::Verify,
        PaperDecision::Reject(reason) => PaperDecision::Reject(sound(reason)?),
        PaperDecision::Revoke(reason) => PaperDecision::Revoke(sound(reason)?),
    })
}

/// The index decides, since two officials may verify two papers at once.
fn refused_second(error: DbErr) -> Stop {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(words)) if words.contains("paper_one_food_safety") => {
            Refusal::new(code::PAPER_OTHER_CURRENT, "another paper of food safety counts now").into()
        }
        _ => error.into(),
    }
}

/// A step that does not lead on, as a refusal.
pub(super) fn impossible(why: PaperImpossible) -> Refusal {
    match why {
        PaperImpossible::State => Refusal::new(code::CONFLICT, why.to_string()),
        PaperImpossible::Over => Refusal::new(code::PAPER_OVER, why.to_string()),
        PaperImpossible::NoScan => {
            let fields = vec![FieldFault { field: "scan".into(), code: "missing".into() }];
            Refusal { fields, ..Refusal::new(code::PAPER_INCOMPLETE, why.to_string()) }
        }
    }
}
