//! One cooperative before an official: what it says beside its papers, a remark for each field, and the decision.

use askama::Template;
use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use contract::{
    Department, Role, code,
    onboarding::{
        BankView, CooperativeFile, DecideCooperatives, Decision, GetCooperative, IdentityMeans, IdentityResult,
        IdentitySeen, Remark, ReviewCooperative, ReviewStep, TaxCodeStatus, Verification,
    },
};
use host::calendar::day;
use ids::{Cooperative, Id, Person};
use mailbox::Unanswered;
use serde::Deserialize;

use super::cooperatives::{Paper, badge, remark_words};
use crate::{
    portal::{
        cooperative::{representatives::Representatives, unions, unusual_words},
        fields::Fields,
        format::Reader,
        frame::{Frame, Visit, render},
        parts::{Badge, Shape},
        routes::{self, Link},
    },
    problem::Problem,
};

/// What an official can ask to be mended, in the order of the form.
const FIELDS: [&str; 13] = [
    "name",
    "kind",
    "tax_code",
    "legacy_tax_code",
    "representative",
    "representative_id",
    "phone",
    "commune_code",
    "hamlet",
    "founded_on",
    "bank",
    "households",
    "papers",
];

#[derive(Debug, Template)]
#[template(path = "official/review.html")]
pub(crate) struct Page {
    frame: Frame,
    here: String,
    badge: Badge,
    rows: Vec<Row>,
    papers: Vec<Paper>,
    remarks: Vec<String>,
    /// What is unusual, and refuses nothing.
    unusual: Vec<String>,
    looked_up: LookedUp,
    representatives: Representatives,
    unions: Vec<unions::Row>,
    steps: Vec<Step>,
    /// Who looks at it.
    reviewer: Option<String>,
    /// Who wants it suspended and why; whether that is the reader.
    suspension: Option<(String, bool)>,
    may: May,
    /// What was typed about all of it.
    reason: String,
    version: i64,
}

/// One thing the cooperative says of itself.
#[derive(Debug)]
struct Row {
    field: &'static str,
    label: String,
    value: String,
    /// What was typed beside it.
    remark: String,
}

/// What was looked up beside what the cooperative says: its tax code, and who acts for it.
#[derive(Debug)]
struct LookedUp {
    tax_code: Badge,
    /// What came of looking at the representative; that nobody has is said as loudly.
    identity: Badge,
    /// By what, when, where it is written down, and by whom.
    how: Option<String>,
    means: Vec<(&'static str, String)>,
    results: Vec<(&'static str, String)>,
    today: String,
    reference: String,
}

impl LookedUp {
    fn new(to: Reader, file: &CooperativeFile, typed: &Fields) -> Self {
        let status = file.cooperative.tax_code_status;
        let tax_code = match status {
            TaxCodeStatus::FormatOk => Shape::Yours,
            TaxCodeStatus::VerifiedManual | TaxCodeStatus::VerifiedRegistry => Shape::Done,
            TaxCodeStatus::Mismatch => Shape::Bad,
        };
        let identity = match file.identity.as_ref().map(|check| check.result) {
            None => Badge { shape: Shape::Yours, words: to.say("identity-none") },
            Some(result) => {
                let shape = match result {
                    IdentityResult::Matched => Shape::Done,
                    IdentityResult::Mismatched => Shape::Bad,
                    IdentityResult::Unavailable | IdentityResult::Unsupported => Shape::Yours,
                };
                Badge { shape, words: to.word("identity", result.slug()) }
            }
        };
        let how = file.identity.as_ref().map(|check| {
            let means = check.means.map(|means| to.word("identity-means", means.slug())).unwrap_or_default();
            let values = [
                ("means", means.into()),
                ("day", check.seen_on.map(|day| to.day(day)).unwrap_or_default().into()),
                ("reference", check.reference.as_str().into()),
                ("name", check.by.as_str().into()),
            ];
            to.say_with("identity-how", values)
        });
        let results = [IdentityResult::Matched, IdentityResult::Mismatched, IdentityResult::Unavailable];
        Self {
            tax_code: Badge { shape: tax_code, words: to.word("tax-code", status.slug()) },
            identity,
            how,
            means: IdentityMeans::ALL.map(|means| (means.slug(), to.word("identity-means", means.slug()))).to_vec(),
            results: results.map(|result| (result.slug(), to.word("identity", result.slug()))).to_vec(),
            today: day(to.now).to_string(),
            reference: typed.one("reference").to_owned(),
        }
    }

    /// What an official saw, as they typed it.
    fn read(form: &Fields) -> Option<IdentitySeen> {
        Some(IdentitySeen {
            means: IdentityMeans::from_slug(form.one("means"))?,
            seen_on: form.one("seen_on").parse().ok()?,
            reference: form.one("reference").to_owned(),
            result: IdentityResult::from_slug(form.one("result"))?,
        })
    }
}

/// Something that happened.
#[derive(Debug)]
pub(in crate::portal) struct Step {
    pub(in crate::portal) badge: Badge,
    pub(in crate::portal) at: String,
    pub(in crate::portal) by: String,
    pub(in crate::portal) remarks: Vec<String>,
}

/// What the reader may do now.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "each is a button")]
struct May {
    take_up: bool,
    lay_down: bool,
    decide: bool,
    reject: bool,
    answer: bool,
    propose: bool,
    lift: bool,
}

impl May {
    fn of(file: &CooperativeFile, decides: bool) -> Self {
        let state = file.cooperative.state;
        let is = |states: &[Verification]| decides && states.contains(&state);
        Self {
            take_up: is(&[Verification::Submitted, Verification::InReview]),
            lay_down: is(&[Verification::InReview]),
            decide: decides && !matches!(state, Verification::Draft | Verification::Suspended),
            reject: decides
                && !file.cooperative.may_sell
                && state != Verification::Suspended
                && state != Verification::Draft,
            answer: decides,
            propose: decides && file.cooperative.may_sell && file.suspension.is_none(),
            lift: is(&[Verification::Suspended]),
        }
    }
}

/// A bank account in one line.
fn bank_words(bank: &BankView) -> String {
    [bank.bank.as_str(), &bank.account_masked, &bank.holder].join(" · ")
}

/// What has happened to a cooperative, in words.
pub(in crate::portal) fn steps(to: Reader, file: &CooperativeFile) -> Vec<Step> {
    let step = |step: &contract::onboarding::VerificationStep| Step {
        badge: badge(to, step.state),
        at: to.moment(step.at),
        by: to.language.find(&format!("role-{}", step.by.replace('_', "-"))).unwrap_or_else(|| step.by.clone()),
        remarks: step.remarks.iter().map(|remark| remark_words(to, remark)).collect(),
    };
    file.steps.iter().map(step).collect()
}

impl Page {
    pub(crate) fn new(frame: Frame, file: &CooperativeFile, reader: Id<Person>, decides: bool, typed: &Fields) -> Self {
        let (to, view) = (frame.to, &file.cooperative);
        let value = |field: &str| match field {
            "name" => view.name.clone(),
            "kind" => to.word("kind", view.kind.slug()),
            "tax_code" if view.tax_code.is_empty() => to.say("tax-code-is-the-persons"),
            "tax_code" => view.tax_code.clone(),
            "legacy_tax_code" => file.legacy_tax_code.clone().unwrap_or_default(),
            "representative" => file.representative.clone(),
            "representative_id" => file.representative_id_masked.clone(),
            "phone" => file.phone_masked.clone(),
            "commune_code" => format!("{} ({})", to.commune(&view.commune_code), view.address_given),
            "hamlet" => file.hamlet.clone().unwrap_or_default(),
            "founded_on" => file.founded_on.map(|day| to.day(day)).unwrap_or_default(),
            "bank" => file.bank.as_ref().map(bank_words).unwrap_or_default(),
            "households" => to.count(view.households.into()),
            _ => to.count(view.papers.len() as u64),
        };
        let row = |field: &'static str| Row {
            field,
            label: to.word("remark", field),
            value: value(field),
            remark: typed.one(&format!("remark_{field}")).to_owned(),
        };
        let wanted = file.suspension.as_ref().map(|wanted| {
            let values = [("name", wanted.by_name.as_str().into()), ("reason", wanted.reason.as_str().into())];
            (to.say_with("review-suspension-wanted", values), wanted.by == reader)
        });
        Self {
            here: routes::cooperative_file(view.cooperative_id),
            badge: badge(to, view.state),
            rows: FIELDS.into_iter().map(row).collect(),
            papers: view.papers.iter().map(|paper| Paper::new(to, paper)).collect(),
            remarks: view.remarks.iter().map(|remark| remark_words(to, remark)).collect(),
            unusual: unusual_words(to, file),
            looked_up: LookedUp::new(to, file, typed),
            representatives: Representatives::new(to, file),
            unions: unions::rows(to, file),
            steps: steps(to, file),
            reviewer: view.reviewer.clone(),
            suspension: wanted,
            may: May::of(file, decides),
            reason: typed.one("reason").to_owned(),
            version: file.version,
            frame,
        }
    }
}

#[derive(Debug, Default, Deserialize)]
pub(in crate::portal) struct Done {
    #[serde(default)]
    done: String,
}

pub(in crate::portal) async fn show(
    visit: Visit,
    Path(cooperative_id): Path<Id<Cooperative>>,
    Query(Done { done }): Query<Done>,
) -> Result<Response, Problem> {
    let done = (done == "saved").then_some("review-saved");
    page(&visit, cooperative_id, &Fields::default(), done, None).await
}

async fn page(
    visit: &Visit,
    cooperative_id: Id<Cooperative>,
    typed: &Fields,
    done: Option<&str>,
    trouble: Option<&str>,
) -> Result<Response, Problem> {
    visit.only(&[Role::ProvincialOfficial, Role::Operator])?;
    let file = visit.ask(&GetCooperative { cooperative_id }).await?;
    let say = |key: &str| visit.to.say(key);
    let frame = visit.frame(&file.cooperative.name).done(done.map(say)).not_done(trouble.map(say));
    let decides = visit.decides_for(Department::OF_SELLERS);
    render(&Page::new(frame, &file, visit.signed.identity.person_id, decides, typed))
}

/// Does what the pressed button says.
pub(in crate::portal) async fn act(
    visit: Visit,
    Path(cooperative_id): Path<Id<Cooperative>>,
    form: Fields,
) -> Result<Response, Problem> {
    let saved = || {
        let link = Link::to(routes::cooperative_file(cooperative_id)).with("done", "saved");
        Ok(Redirect::to(&link.to_string()).into_response())
    };
    // What was typed beside the fields is kept.
    let again = async |trouble: &str| {
        let page = page(&visit, cooperative_id, &form, None, Some(trouble)).await?;
        Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
    };
    let (name, reason) = (visit.signed.identity.name.clone(), form.one("reason").to_owned());
    let step = match form.one("do") {
        "take-up" => Some(ReviewStep::TakeUp),
        "lay-down" => Some(ReviewStep::LayDown),
        "propose" => Some(ReviewStep::ProposeSuspension(reason.clone())),
        "confirm" => Some(ReviewStep::ConfirmSuspension),
        "withdraw" => Some(ReviewStep::WithdrawSuspension),
        "lift" => Some(ReviewStep::LiftSuspension),
        "tax-code-right" => Some(ReviewStep::CheckTaxCode(true)),
        "tax-code-wrong" => Some(ReviewStep::CheckTaxCode(false)),
        "identity" => match LookedUp::read(&form) {
            Some(seen) => Some(ReviewStep::CheckIdentity(seen)),
            None => return again("identity-incomplete").await,
        },
        _ => None,
    };
    if matches!(&step, Some(ReviewStep::ProposeSuspension(reason)) if reason.is_empty()) {
        return again("review-no-remark").await;
    }
    if let Some(step) = step {
        return match visit.command(form.key()?, &ReviewCooperative { cooperative_id, name, step }).await {
            Ok(()) => saved(),
            Err(Unanswered::Refused(refusal)) if refusal.fields.iter().any(|fault| fault.field == "reference") => {
                again("identity-reference").await
            }
            Err(Unanswered::Refused(refusal)) if refusal.fields.iter().any(|fault| fault.field == "seen_on") => {
                again("field-date-future").await
            }
            Err(unanswered) => Err(unanswered.into()),
        };
    }
    let remarks = remarks(&form, &reason);
    let decision = match form.one("do") {
        // A press of Enter, or of the wrong button: whoever wrote what is to be mended does not mean that all is right.
        "verify" if !remarks.is_empty() => return again("review-remarks-left").await,
        "verify" => Decision::Verify,
        "reject" if reason.is_empty() => return again("review-no-remark").await,
        "reject" => Decision::Reject(reason),
        _ if remarks.is_empty() => return again("review-no-remark").await,
        _ => Decision::Return(remarks),
    };
    let version = form.one("version").parse().ok();
    let ask = DecideCooperatives { cooperative_ids: vec![cooperative_id], decision, version, name };
    match visit.command(form.key()?, &ask).await {
        Ok(_) => saved(),
        Err(Unanswered::Refused(refusal))
            if refusal.code == code::CONFLICT && is_mismatched(&visit, cooperative_id).await? =>
        {
            again("identity-stops").await
        }
        Err(Unanswered::Refused(refusal)) if refusal.code == code::CONFLICT => again("review-changed").await,
        Err(unanswered) => Err(unanswered.into()),
    }
}

/// Whether somebody has looked and seen another person than the one named.
async fn is_mismatched(visit: &Visit, cooperative_id: Id<Cooperative>) -> Result<bool, Problem> {
    let file = visit.ask(&GetCooperative { cooperative_id }).await?;
    Ok(file.identity.is_some_and(|check| check.result == IdentityResult::Mismatched))
}

/// What was written beside the fields, and about all of it.
fn remarks(form: &Fields, reason: &str) -> Vec<Remark> {
    let beside = FIELDS.iter().map(|field| (*field, form.one(&format!("remark_{field}"))));
    let all = beside.chain([("", reason)]).filter(|(_, reason)| !reason.is_empty());
    all.map(|(field, reason)| Remark { field: field.to_owned(), reason: reason.to_owned() }).collect()
}
