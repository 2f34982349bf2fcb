//! A cooperative that is not here yet is registered as a draft; its manager is invited next and completes it.

use askama::Template;
use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use contract::{
    FieldFault,
    onboarding::{CooperativeForm, ProducerKind, RegisterCooperative},
};
use mailbox::Unanswered;

use crate::{
    portal::{
        cooperative::typed,
        fields::Fields,
        frame::{Frame, Visit, render},
        routes::{self, Link},
    },
    problem::Problem,
};

#[derive(Debug, Template)]
#[template(path = "official/register.html")]
pub(crate) struct Page {
    frame: Frame,
    inputs: Vec<Input>,
    kinds: Vec<(&'static str, String, bool)>,
    communes: Vec<(&'static str, String, bool)>,
    commune_fault: Option<String>,
}

/// One field.
#[derive(Debug)]
struct Input {
    name: &'static str,
    kind: &'static str,
    value: String,
    label: String,
    help: Option<String>,
    fault: Option<String>,
    is_required: bool,
}

/// Name, kind of field, whether it must be filled in whatever the kind of producer is.
const INPUTS: [(&str, &str, bool); 9] = [
    ("code", "text", true),
    ("name", "text", true),
    ("tax_code", "text", false),
    ("representative", "text", true),
    ("representative_id", "text", true),
    ("phone", "tel", true),
    ("hamlet", "text", false),
    ("founded_on", "date", false),
    ("legacy_tax_code", "text", false),
];

impl Page {
    pub(crate) fn new(frame: Frame, code: &str, form: &CooperativeForm, faults: &[FieldFault]) -> Self {
        let to = frame.to;
        let fault_of = |field: &str| {
            let fault = faults.iter().find(|fault| fault.field == field)?;
            Some(to.word("field", &fault.code))
        };
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let value = |name: &str| match name {
            "code" => code.to_owned(),
            "name" => form.name.clone(),
            "tax_code" => form.tax_code.clone(),
            "representative" => form.representative.clone(),
            "representative_id" => text(&form.representative_id),
            "phone" => text(&form.phone),
            "hamlet" => text(&form.hamlet),
            "founded_on" => form.founded_on.map(|day| day.to_string()).unwrap_or_default(),
            _ => text(&form.legacy_tax_code),
        };
        let help = |name: &str| match name {
            "code" => Some(to.say("register-help-code")),
            "representative_id" => Some(to.say("register-help-number")),
            "name" | "tax_code" | "legacy_tax_code" => Some(to.word("cooperative-help", name)),
            _ => None,
        };
        let input = |(name, kind, is_required): (&'static str, &'static str, bool)| Input {
            name,
            kind,
            is_required,
            value: value(name),
            label: if name == "code" { to.say("register-code") } else { to.word("remark", name) },
            help: help(name),
            fault: fault_of(name),
        };
        let mut communes: Vec<_> = places::communes()
            .iter()
            .map(|commune| (commune.code, commune.full_name(), commune.code == form.commune_code))
            .collect();
        communes.sort_by_cached_key(|(_, name, _)| places::search_key(name));
        let kind = form.kind.unwrap_or_default();
        Self {
            inputs: INPUTS.into_iter().map(input).collect(),
            kinds: ProducerKind::ALL.map(|each| (each.slug(), to.word("kind", each.slug()), each == kind)).to_vec(),
            communes,
            commune_fault: fault_of("commune_code"),
            frame,
        }
    }
}

pub(in crate::portal) async fn show(visit: Visit) -> Result<Response, Problem> {
    visit.only_who_may::<RegisterCooperative>()?;
    let (empty, _) = typed(&Fields::default());
    render(&Page::new(visit.frame(visit.to.say("register-title")), "", &empty, &[]))
}

/// Registers it, and leads on to inviting its manager.
pub(in crate::portal) async fn register(visit: Visit, form: Fields) -> Result<Response, Problem> {
    visit.only_who_may::<RegisterCooperative>()?;
    let (typed, mut faults) = typed(&form);
    let code = form.one("code").to_owned();
    if faults.is_empty() {
        let ask = RegisterCooperative { code: code.clone(), form: typed.clone() };
        match visit.command(form.key()?, &ask).await {
            Ok(cooperative_id) => {
                let link = Link::to(routes::INVITE).with("cooperative", cooperative_id);
                return Ok(Redirect::to(&link.to_string()).into_response());
            }
            Err(Unanswered::Refused(refusal)) if !refusal.fields.is_empty() => faults = refusal.fields,
            Err(unanswered) => return Err(unanswered.into()),
        }
    }
    let frame = visit.frame(visit.to.say("register-title")).not_done(Some(visit.to.say("register-not-done")));
    Ok((StatusCode::UNPROCESSABLE_ENTITY, render(&Page::new(frame, &code, &typed, &faults))?).into_response())
}
