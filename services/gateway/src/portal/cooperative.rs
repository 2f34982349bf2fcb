//! A cooperative's own page: how its verification stands, what to do next, and what it says of itself.

use askama::Template;
use axum::{
    extract::Query,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use chrono::NaiveDate;
use contract::{
    Bank, FieldFault, code,
    onboarding::{
        BankForm, CooperativeFile, CooperativeForm, DraftForm, GetCooperative, PaperState, ProducerKind,
        SaveCooperative, SubmitCooperative, Verification,
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

#[derive(Debug, Template)]
#[template(path = "cooperative.html")]
pub(crate) struct Page {
    frame: Frame,
    badge: Badge,
    about: String,
    remarks: Vec<String>,
    /// Steps of the way, with where they are done.
    list: Vec<(String, Badge, &'static str)>,
    inputs: Vec<Input>,
    communes: Vec<(&'static str, String, bool)>,
    commune_fault: Option<String>,
    /// BIN, name, whether it was chosen.
    banks: Vec<(&'static str, String, bool)>,
    bank_fault: Option<String>,
    kinds: Vec<(&'static str, String, bool)>,
    /// What is unusual, and refuses nothing.
    unusual: Vec<String>,
    version: i64,
    pub(crate) keeping: Keeping,
    may_submit: bool,
    steps: Vec<Step>,
}

/// One field of the form.
#[derive(Debug)]
struct Input {
    name: &'static str,
    label: String,
    kind: &'static str,
    value: String,
    help: Option<String>,
    fault: Option<String>,
}

/// Name, and what kind of field.
const INPUTS: [(&str, &str); 10] = [
    ("name", "text"),
    ("tax_code", "text"),
    ("legacy_tax_code", "text"),
    ("representative", "text"),
    ("representative_id", "text"),
    ("phone", "tel"),
    ("hamlet", "text"),
    ("founded_on", "date"),
    ("bank_account", "text"),
    ("bank_holder", "text"),
];

impl Page {
    pub(crate) fn new(frame: Frame, file: &CooperativeFile, form: &CooperativeForm, faults: &[FieldFault]) -> Self {
        let (to, view) = (frame.to, &file.cooperative);
        let fault_of = |field: &str| {
            let fault = faults.iter().find(|fault| fault.field == field)?;
            Some(to.word("field", &fault.code))
        };
        let bank = form.bank.as_ref();
        let value = |name: &str| match name {
            "bank_account" => bank.and_then(|bank| bank.account.clone()).unwrap_or_default(),
            "bank_holder" => bank.map(|bank| bank.holder.clone()).unwrap_or_default(),
            "name" => form.name.clone(),
            "tax_code" => form.tax_code.clone(),
            "legacy_tax_code" => form.legacy_tax_code.clone().unwrap_or_default(),
            "representative" => form.representative.clone(),
            "representative_id" => form.representative_id.clone().unwrap_or_default(),
            "phone" => form.phone.clone().unwrap_or_default(),
            "hamlet" => form.hamlet.clone().unwrap_or_default(),
            _ => form.founded_on.map(|day| day.to_string()).unwrap_or_default(),
        };
        let help = |name: &str| match name {
            "representative_id" => {
                Some(to.say_with("cooperative-known", [("masked", file.representative_id_masked.as_str().into())]))
            }
            "phone" => Some(to.say_with("cooperative-known", [("masked", file.phone_masked.as_str().into())])),
            "bank_account" if let Some(known) = &file.bank => {
                Some(to.say_with("cooperative-known", [("masked", known.account_masked.as_str().into())]))
            }
            "name" | "tax_code" | "legacy_tax_code" | "bank_account" | "bank_holder" => {
                Some(to.word("cooperative-help", name))
            }
            _ => None,
        };
        let input = |(name, kind): (&'static str, &'static str)| Input {
            name,
            kind,
            label: to.word("remark", name),
            value: value(name),
            help: help(name),
            fault: fault_of(name),
        };
        let mut communes: Vec<_> = places::communes()
            .iter()
            .map(|commune| (commune.code, commune.full_name(), commune.code == form.commune_code))
            .collect();
        communes.sort_by_cached_key(|(_, name, _)| places::search_key(name));
        let bin = bank.map(|bank| bank.bin.as_str()).unwrap_or_default();
        let named = |bank: &Bank| format!("{} · {}", bank.short_name, bank.name);
        let banks = Bank::all().iter().map(|bank| (bank.bin, named(bank), bank.bin == bin)).collect();
        let kind = form.kind.unwrap_or(view.kind);
        let kinds = ProducerKind::ALL.map(|each| (each.slug(), to.word("kind", each.slug()), each == kind));
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
            inputs: INPUTS.into_iter().map(input).collect(),
            communes,
            commune_fault: fault_of("commune_code"),
            banks,
            bank_fault: fault_of("bank_bin"),
            kinds: kinds.to_vec(),
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

/// What the cooperative says now, without the numbers that are only shown masked.
pub(crate) fn form_of(file: &CooperativeFile) -> CooperativeForm {
    CooperativeForm {
        name: file.cooperative.name.clone(),
        kind: Some(file.cooperative.kind),
        tax_code: file.cooperative.tax_code.clone(),
        legacy_tax_code: file.legacy_tax_code.clone(),
        representative: file.representative.clone(),
        representative_id: None,
        phone: None,
        commune_code: file.cooperative.commune_code.clone(),
        hamlet: file.hamlet.clone(),
        founded_on: file.founded_on,
        bank: file.bank.as_ref().map(|bank| BankForm {
            bin: bank.bin.clone(),
            account: None,
            holder: bank.holder.clone(),
        }),
    }
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

/// The form as it was typed, and what could not even be read.
pub(super) fn typed(form: &Fields) -> (CooperativeForm, Vec<FieldFault>) {
    let written = |name: &str| Some(form.one(name).to_owned()).filter(|text| !text.is_empty());
    let typed_day = written("founded_on").map(|day| day.parse::<NaiveDate>());
    let unread = matches!(typed_day, Some(Err(_)));
    let typed = CooperativeForm {
        name: form.one("name").to_owned(),
        kind: ProducerKind::from_slug(form.one("kind")),
        tax_code: form.one("tax_code").to_owned(),
        legacy_tax_code: written("legacy_tax_code"),
        representative: form.one("representative").to_owned(),
        representative_id: written("representative_id"),
        phone: written("phone"),
        commune_code: form.one("commune_code").to_owned(),
        hamlet: written("hamlet"),
        founded_on: typed_day.and_then(Result::ok),
        bank: Some(BankForm {
            bin: form.one("bank_bin").to_owned(),
            account: written("bank_account"),
            holder: form.one("bank_holder").to_owned(),
        }),
    };
    let fault = unread.then(|| FieldFault { field: "founded_on".into(), code: "date_future".into() });
    (typed, fault.into_iter().collect())
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
