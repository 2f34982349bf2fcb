//! One household: what is known of it, and from when to when it is a member.

use askama::Template;
use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use chrono::NaiveDate;
use contract::{
    FieldFault, Refusal, code,
    onboarding::{
        Because, ChangeMembership, DraftForm, GetHousehold, HouseholdFile, HouseholdForm, MembershipStep, SaveHousehold,
    },
};
use host::calendar::day;
use ids::{Household, Id};
use mailbox::Unanswered;
use serde::Deserialize;

use super::badge;
use crate::{
    portal::{
        drafts::{self, Keeping},
        fields::Fields,
        format::Reader,
        frame::{Frame, Visit, render},
        parts::Badge,
        routes::{self, Link},
    },
    problem::Problem,
};

/// Name, what kind of field, and whether it must be filled in.
const INPUTS: [(&str, &str, bool); 6] = [
    ("name", "text", true),
    ("code", "text", true),
    ("personal_id", "text", false),
    ("phone", "tel", false),
    ("hamlet", "text", false),
    ("joined_on", "date", true),
];

#[derive(Debug, Template)]
#[template(path = "members/household.html")]
pub(crate) struct Page {
    frame: Frame,
    action: String,
    version: String,
    badge: Option<Badge>,
    inputs: Vec<Input>,
    communes: Vec<(&'static str, String, bool)>,
    commune_fault: Option<String>,
    /// Where its plots are listed.
    plots: Option<String>,
    /// Where it leaves, comes back or has not left after all, with what the button says.
    time: Option<(String, String)>,
    /// Times before, in words.
    earlier: Vec<String>,
    /// It is kept as it is typed.
    pub(crate) keeping: Keeping,
}

/// One field of the form.
#[derive(Debug)]
struct Input {
    name: &'static str,
    kind: &'static str,
    label: String,
    value: String,
    help: String,
    fault: Option<String>,
    is_required: bool,
    is_fixed: bool,
}

impl Page {
    /// The form as it was typed; `known` is the household it is about, unless it is a new one.
    pub(crate) fn new(frame: Frame, known: Option<&HouseholdFile>, typed: &Fields, faults: &[FieldFault]) -> Self {
        let to = frame.to;
        let fault_of = |field: &str| {
            let fault = faults.iter().find(|fault| fault.field == field)?;
            Some(to.word("field", &fault.code))
        };
        let help = |name: &str| match (name, known) {
            ("personal_id", Some(known)) => known_words(to, &known.household.personal_id_masked),
            ("phone", Some(known)) if !known.household.phone_masked.is_empty() => {
                known_words(to, &known.household.phone_masked)
            }
            _ => to.word("member-help", name),
        };
        let input = |(name, kind, is_required): (&'static str, &'static str, bool)| Input {
            name,
            kind,
            label: to.word("member-field", name),
            value: typed.one(name).to_owned(),
            help: help(name),
            fault: fault_of(name),
            is_required: is_required || (name == "personal_id" && known.is_none()),
            is_fixed: name == "code" && known.is_some(),
        };
        let chosen = typed.one("commune_code");
        let mut communes: Vec<_> = places::communes()
            .iter()
            .map(|commune| (commune.code, commune.full_name(), commune.code == chosen))
            .collect();
        communes.sort_by_cached_key(|(_, name, _)| places::search_key(name));
        let earlier = known.map(|known| known.earlier.as_slice()).unwrap_or_default();
        let time = |known: &HouseholdFile| {
            let key = if known.household.left_on.is_some() { "member-again" } else { "member-leave" };
            (routes::member_time(known.household.household_id), to.say(key))
        };
        Self {
            action: known
                .map_or_else(|| routes::MEMBER_NEW.to_owned(), |known| routes::member(known.household.household_id)),
            version: known.map(|known| known.version.to_string()).unwrap_or_default(),
            badge: known.map(|known| badge(to, &known.household)),
            inputs: INPUTS.into_iter().map(input).collect(),
            communes,
            commune_fault: fault_of("commune_code"),
            plots: known.map(|known| routes::plots_of(known.household.household_id)),
            time: known.map(time),
            earlier: earlier
                .iter()
                .map(|time| {
                    let days = [("from", to.day(time.joined_on).into()), ("to", to.day(time.left_on).into())];
                    to.say_with("member-time-before", days)
                })
                .collect(),
            keeping: Keeping::of(DraftForm::Household, about_of(known.map(|known| known.household.household_id))),
            frame,
        }
    }
}

/// What a draft of the form is about.
fn about_of(household_id: Option<Id<Household>>) -> String {
    household_id.map(|id| id.to_string()).unwrap_or_default()
}

fn known_words(to: Reader, masked: &str) -> String {
    to.say_with("cooperative-known", [("masked", masked.into())])
}

/// What is known of a household, as one would type it, without the numbers that are only shown masked.
pub(crate) fn typed_of(file: &HouseholdFile) -> Fields {
    let household = &file.household;
    let joined_on = household.joined_on.to_string();
    Fields::of(&[
        ("name", &household.name),
        ("code", &household.code),
        ("commune_code", &household.commune_code),
        ("hamlet", file.hamlet.as_deref().unwrap_or_default()),
        ("joined_on", &joined_on),
    ])
}

#[derive(Debug, Default, Deserialize)]
pub(in crate::portal) struct Done {
    #[serde(default)]
    done: String,
}

pub(in crate::portal) async fn show_new(visit: Visit) -> Result<Response, Problem> {
    visit.only_who_may::<SaveHousehold>()?;
    let begun = drafts::begun(&visit, DraftForm::Household, "").await;
    let typed = begun.as_ref().map(|begun| begun.fields.clone()).unwrap_or_default();
    let mut page = Page::new(visit.frame(visit.to.say("member-new")), None, &typed, &[]);
    page.keeping.resumed = begun.map(|begun| begun.words);
    render(&page)
}

pub(in crate::portal) async fn show(
    visit: Visit,
    Path(household_id): Path<Id<Household>>,
    Query(Done { done }): Query<Done>,
) -> Result<Response, Problem> {
    visit.only_who_may::<SaveHousehold>()?;
    let file = visit.ask(&GetHousehold { household_id }).await?;
    let words = (done == "saved").then(|| visit.to.say("member-saved"));
    let frame = visit.frame(&file.household.name).done(words);
    let begun = drafts::begun(&visit, DraftForm::Household, &about_of(Some(household_id))).await;
    let typed = begun.as_ref().map_or_else(|| typed_of(&file), |begun| begun.fields.clone());
    let mut page = Page::new(frame, Some(&file), &typed, &[]);
    if let Some(begun) = begun {
        page.version = begun.version().unwrap_or(file.version).to_string();
        page.keeping.resumed = Some(begun.words);
    }
    render(&page)
}

pub(in crate::portal) async fn save_new(visit: Visit, form: Fields) -> Result<Response, Problem> {
    write(visit, None, form).await
}

pub(in crate::portal) async fn save(
    visit: Visit,
    Path(household_id): Path<Id<Household>>,
    form: Fields,
) -> Result<Response, Problem> {
    write(visit, Some(household_id), form).await
}

async fn write(visit: Visit, household_id: Option<Id<Household>>, form: Fields) -> Result<Response, Problem> {
    visit.only_who_may::<SaveHousehold>()?;
    let refusal = match read(&form) {
        Err(faults) => Refusal::of_fields(faults),
        Ok(read) => {
            let ask = SaveHousehold { household_id, version: form.one("version").parse().ok(), form: read };
            match visit.command(form.key()?, &ask).await {
                Ok(saved_id) => {
                    drafts::forget(&visit, DraftForm::Household, &about_of(household_id)).await;
                    return Ok(saved(saved_id));
                }
                Err(Unanswered::Refused(refusal)) if is_to_mend(&refusal) => refusal,
                Err(unanswered) => return Err(unanswered.into()),
            }
        }
    };
    let known = match household_id {
        Some(household_id) => Some(visit.ask(&GetHousehold { household_id }).await?),
        None => None,
    };
    let is_conflict = refusal.code == code::CONFLICT;
    let title = known.as_ref().map_or_else(|| visit.to.say("member-new"), |known| known.household.name.clone());
    let words = visit.to.say(if is_conflict { "cooperative-changed" } else { "cooperative-not-saved" });
    let mut page = Page::new(visit.frame(title).not_done(Some(words)), known.as_ref(), &form, &refusal.fields);
    if !is_conflict {
        // What was looked at stays what it builds on: a slip says nothing of what others have changed.
        form.one("version").clone_into(&mut page.version);
    }
    let status = if is_conflict { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, render(&page)?).into_response())
}

fn is_to_mend(refusal: &Refusal) -> bool {
    refusal.code == code::CONFLICT || !refusal.fields.is_empty()
}

fn saved(household_id: Id<Household>) -> Response {
    Redirect::to(&Link::to(routes::member(household_id)).with("done", "saved").to_string()).into_response()
}

/// The form; a day that is none is the only thing that cannot even be asked.
fn read(form: &Fields) -> Result<HouseholdForm, Vec<FieldFault>> {
    let written = |name: &str| Some(form.one(name).to_owned()).filter(|text| !text.is_empty());
    let joined_on = form.one("joined_on").parse().map_err(|_| vec![Because::Missing.of("joined_on")])?;
    Ok(HouseholdForm {
        code: form.one("code").to_owned(),
        name: form.one("name").to_owned(),
        personal_id: written("personal_id"),
        phone: written("phone"),
        commune_code: form.one("commune_code").to_owned(),
        hamlet: written("hamlet"),
        joined_on,
    })
}

/// Asks once more before a household leaves, and from when it comes back.
#[derive(Debug, Template)]
#[template(path = "members/time.html")]
pub(crate) struct TimePage {
    frame: Frame,
    here: String,
    back: String,
    badge: Badge,
    has_left: bool,
    about: String,
    label: String,
    day: String,
    fault: Option<String>,
}

impl TimePage {
    pub(crate) fn new(frame: Frame, file: &HouseholdFile, typed: Option<&str>, fault: Option<&FieldFault>) -> Self {
        let (to, household) = (frame.to, &file.household);
        let has_left = household.left_on.is_some();
        let name = [("name", household.name.as_str().into())];
        let (about, label) = if has_left {
            (to.say_with("member-again-about", name), to.say("member-again-day"))
        } else {
            (to.say_with("member-leave-about", name), to.say("member-leave-day"))
        };
        Self {
            here: routes::member_time(household.household_id),
            back: routes::member(household.household_id),
            badge: badge(to, household),
            has_left,
            about,
            label,
            day: typed.map_or_else(|| day(to.now).to_string(), str::to_owned),
            fault: fault.map(|fault| to.word("field", &fault.code)),
            frame,
        }
    }
}

pub(in crate::portal) async fn show_time(
    visit: Visit,
    Path(household_id): Path<Id<Household>>,
) -> Result<Response, Problem> {
    visit.only_who_may::<SaveHousehold>()?;
    let file = visit.ask(&GetHousehold { household_id }).await?;
    render(&TimePage::new(visit.frame(&file.household.name), &file, None, None))
}

/// Does what the pressed button says.
pub(in crate::portal) async fn change_time(
    visit: Visit,
    Path(household_id): Path<Id<Household>>,
    form: Fields,
) -> Result<Response, Problem> {
    visit.only_who_may::<SaveHousehold>()?;
    let day = form.one("day").parse::<NaiveDate>().map_err(|_| Because::Missing.of("day"));
    let step = match (form.one("do"), day) {
        ("take-back", _) => Ok(MembershipStep::TakeBack),
        ("again", Ok(day)) => Ok(MembershipStep::Rejoin(day)),
        (_, Ok(day)) => Ok(MembershipStep::Leave(day)),
        (_, Err(fault)) => Err(fault),
    };
    let fault = match step {
        Err(fault) => fault,
        Ok(step) => match visit.command(form.key()?, &ChangeMembership { household_id, step }).await {
            Ok(()) => return Ok(saved(household_id)),
            Err(Unanswered::Refused(Refusal { fields, .. })) if !fields.is_empty() => {
                fields.into_iter().next().unwrap_or_else(|| Because::Missing.of("day"))
            }
            Err(unanswered) => return Err(unanswered.into()),
        },
    };
    let file = visit.ask(&GetHousehold { household_id }).await?;
    let frame = visit.frame(&file.household.name).not_done(Some(visit.to.say("cooperative-not-saved")));
    let page = TimePage::new(frame, &file, Some(form.one("day")), Some(&fault));
    Ok((StatusCode::UNPROCESSABLE_ENTITY, render(&page)?).into_response())
}
