//! An official takes a cooperative up, lays it down, or has a part in its suspension.

use chrono::{DateTime, Utc};
use contract::{
    Actor, Department, Refusal, code,
    onboarding::{Because, IdentityResult, IdentitySeen, Remark, ReviewCooperative, ReviewStep, TaxCodeStatus},
};
use mailbox::Stop;
use scoped::Scoped;

use crate::{
    App,
    domain::{Impossible, Official},
    identity::Claim,
    store::{
        cooperatives::{self, Known},
        identities,
        standings::{self, Change},
    },
};

const REASON_LENGTH_MAX: usize = 1_000;
const NAME_LENGTH_MAX: usize = 120;
const REFERENCE_LENGTH_MAX: usize = 200;
/// So many digits may be a personal number, old or new.
const PERSONAL_DIGITS: usize = 9;
/// What a step about a tax code is filed under.
const TAX_CODE_CHECKED: &str = "tax_code_checked";

pub(crate) async fn review_cooperative(app: &App, tx: &Scoped, ask: ReviewCooperative) -> Result<(), Stop> {
    let Actor::Person(person_id) = tx.caller().actor else {
        return Err(Refusal::new(code::NOT_ALLOWED, "only a person has eyes").into());
    };
    decides_for(tx, Department::OF_SELLERS)?;
    let step = match ask.step {
        ReviewStep::ProposeSuspension(reason) => {
            let reason = reason.trim().to_owned();
            if reason.is_empty() || reason.chars().count() > REASON_LENGTH_MAX {
                return Err(Refusal::of_fields(vec![Because::Length.of("step")]).into());
            }
            ReviewStep::ProposeSuspension(reason)
        }
        step => step,
    };
    let by = Official { person_id, name: by_name(tx, &ask.name) };
    let known = cooperatives::lock(tx, &[ask.cooperative_id]).await?;
    let known = known.into_iter().next().ok_or_else(|| Stop::not_found("cooperative"))?;
    let at = app.calendar.now();
    match &step {
        ReviewStep::CheckTaxCode(is_theirs) => return check_tax_code(tx, &known, *is_theirs, (&by.name, at)).await,
        ReviewStep::CheckIdentity(seen) => return check_identity(app, tx, &known, seen, (&by.name, at)).await,
        _ => {}
    }
    let standing = known.standing.reviewed(&step, &by, at).map_err(|why| impossible(&known.code, why))?;
    let change = standing.map(|standing| Change { cooperative_id: known.cooperative_id, standing, said: None });
    standings::stand(tx, change.into_iter().collect(), &by.name, at).await
}

/// Officials of a department decide on what is theirs.
pub(super) fn decides_for(tx: &Scoped, department: Department) -> Result<(), Refusal> {
    if tx.caller().scope.decides_for(department) {
        return Ok(());
    }
    Err(Refusal::new(code::OTHER_DEPARTMENT, format!("this is for the department {} to decide", department.slug())))
}

/// Writes down what came of looking its tax code up.
async fn check_tax_code(
    tx: &Scoped,
    known: &Known,
    is_theirs: bool,
    (by, at): (&str, DateTime<Utc>),
) -> Result<(), Stop> {
    let status = if is_theirs { TaxCodeStatus::VerifiedManual } else { TaxCodeStatus::Mismatch };
    cooperatives::note_tax_code(tx, known.cooperative_id, status).await?;
    let said = Remark { field: TAX_CODE_CHECKED.into(), reason: status.slug().into() };
    standings::note_said(tx, known.cooperative_id, said, (by, at)).await
}

/// Has its representative looked at, and writes down what was found.
async fn check_identity(
    app: &App,
    tx: &Scoped,
    known: &Known,
    seen: &IdentitySeen,
    (by, at): (&str, DateTime<Utc>),
) -> Result<(), Stop> {
    let reference = seen.reference.trim().to_owned();
    let mut faults = Vec::new();
    if !(2..=REFERENCE_LENGTH_MAX).contains(&reference.chars().count()) {
        faults.push(Because::TextLength.of("reference"));
    }
    // It is read by many, so it may not carry what only the sealed column may.
    if reference.chars().filter(char::is_ascii_digit).count() >= PERSONAL_DIGITS {
        faults.push(Because::HoldsANumber.of("reference"));
    }
    if seen.seen_on > app.calendar.today() {
        faults.push(Because::DateFuture.of("seen_on"));
    }
    if seen.result == IdentityResult::Unsupported {
        faults.push(Because::Missing.of("result"));
    }
    if !faults.is_empty() {
        return Err(Refusal::of_fields(faults).into());
    }
    let seen = IdentitySeen { reference, ..seen.clone() };
    let kept = cooperatives::kept(tx, &app.vault, known.cooperative_id).await?;
    let claim = Claim { name: &known.identity.representative, personal_id: &kept.representative_id, seen: Some(&seen) };
    let finding = app.identity.verify(claim).await;
    identities::keep(tx, known, (app.identity.name(), &finding), (by, at)).await?;
    standings::note_said(tx, known.cooperative_id, identities::said(Some(finding.result)), (by, at)).await
}

/// How whoever acts is named in the cooperative's file: as they said, or by their role.
pub(super) fn by_name(tx: &Scoped, name: &str) -> String {
    let name: String = name.trim().chars().filter(|c| !c.is_control()).take(NAME_LENGTH_MAX).collect();
    if name.is_empty() { tx.caller().role.slug().to_owned() } else { name }
}

/// A step that does not lead on, as a refusal.
pub(super) fn impossible(cooperative: &str, why: Impossible) -> Refusal {
    let refusal = match why {
        Impossible::SameEyes => code::FOUR_EYES,
        Impossible::Draft | Impossible::State => code::CONFLICT,
    };
    Refusal::new(refusal, format!("{cooperative}: {why}"))
}
