//! The fields in which a cooperative says what it is: on its own page, and where it is registered.

use askama::Template;
use chrono::NaiveDate;
use contract::{
    Bank, FieldFault,
    onboarding::{BankForm, CooperativeFile, CooperativeForm, ProducerKind},
};

use crate::portal::{fields::Fields, format::Reader};

/// The fields, to stand in a form.
#[derive(Debug, Template)]
#[template(path = "parts/cooperative_fields.html")]
pub(crate) struct Form {
    to: Reader,
    inputs: Vec<Input>,
    kinds: Vec<(&'static str, String, bool)>,
    communes: Vec<(&'static str, String, bool)>,
    has_commune: bool,
    commune_fault: Option<String>,
    /// BIN, name, whether it was chosen; stands before the bank's other fields.
    banks: Vec<(&'static str, String, bool)>,
    bank_fault: Option<String>,
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

/// Name, and what kind of field.
const INPUTS: [(&str, &str); 11] = [
    ("name", "text"),
    ("tax_code", "text"),
    ("legacy_tax_code", "text"),
    ("representative", "text"),
    ("representative_id", "text"),
    ("representative_since", "date"),
    ("phone", "tel"),
    ("hamlet", "text"),
    ("founded_on", "date"),
    ("bank_account", "text"),
    ("bank_holder", "text"),
];

impl Form {
    /// The fields of a cooperative that is not here yet, with the code it is to have.
    pub(crate) fn of_new(to: Reader, code: &str, typed: &CooperativeForm, faults: &[FieldFault]) -> Self {
        let mut form = Self::new(to, typed, faults, None);
        let code = Input {
            name: "code",
            kind: "text",
            value: code.to_owned(),
            label: to.say("register-code"),
            help: Some(to.say("register-help-code")),
            fault: fault_of(to, faults, "code"),
            is_required: true,
        };
        form.inputs.insert(0, code);
        form.inputs.retain(|input| !input.name.starts_with("bank") && input.name != "representative_since");
        form
    }

    /// The fields of one that is here; numbers that are known need not be typed again.
    pub(crate) fn of(to: Reader, file: &CooperativeFile, typed: &CooperativeForm, faults: &[FieldFault]) -> Self {
        Self::new(to, typed, faults, Some(file))
    }

    fn new(to: Reader, typed: &CooperativeForm, faults: &[FieldFault], file: Option<&CooperativeFile>) -> Self {
        let input = |(name, kind): (&'static str, &'static str)| Input {
            name,
            kind,
            value: value(typed, name),
            label: to.word("remark", name),
            help: help(to, file, name),
            fault: fault_of(to, faults, name),
            is_required: match name {
                "name" | "representative" => true,
                "representative_id" | "phone" => file.is_none_or(|file| file.representative_erased),
                "representative_since" => file.is_some_and(|file| file.representative_erased),
                _ => false,
            },
        };
        let mut communes: Vec<_> = places::communes()
            .iter()
            .map(|commune| (commune.code, commune.full_name(), commune.code == typed.commune_code))
            .collect();
        communes.sort_by_cached_key(|(_, name, _)| places::search_key(name));
        let kind = typed.kind.or(file.map(|file| file.cooperative.kind)).unwrap_or_default();
        let bin = typed.bank.as_ref().map(|bank| bank.bin.as_str()).unwrap_or_default();
        let named = |bank: &Bank| format!("{} · {}", bank.short_name, bank.name);
        Self {
            to,
            inputs: INPUTS.into_iter().map(input).collect(),
            kinds: ProducerKind::ALL.map(|each| (each.slug(), to.word("kind", each.slug()), each == kind)).to_vec(),
            has_commune: communes.iter().any(|(_, _, is_chosen)| *is_chosen),
            communes,
            commune_fault: fault_of(to, faults, "commune_code"),
            banks: Bank::all().iter().map(|bank| (bank.bin, named(bank), bank.bin == bin)).collect(),
            bank_fault: fault_of(to, faults, "bank_bin"),
        }
    }
}

fn fault_of(to: Reader, faults: &[FieldFault], field: &str) -> Option<String> {
    let fault = faults.iter().find(|fault| fault.field == field)?;
    Some(to.word("field", &fault.code))
}

fn value(typed: &CooperativeForm, name: &str) -> String {
    let bank = typed.bank.as_ref();
    let value = match name {
        "name" => Some(typed.name.clone()),
        "tax_code" => Some(typed.tax_code.clone()),
        "legacy_tax_code" => typed.legacy_tax_code.clone(),
        "representative" => Some(typed.representative.clone()),
        "representative_id" => typed.representative_id.clone(),
        "representative_since" => typed.representative_since.map(|day| day.to_string()),
        "phone" => typed.phone.clone(),
        "hamlet" => typed.hamlet.clone(),
        "founded_on" => typed.founded_on.map(|day| day.to_string()),
        "bank_account" => bank.and_then(|bank| bank.account.clone()),
        _ => bank.map(|bank| bank.holder.clone()),
    };
    value.unwrap_or_default()
}

/// What to write there; of a number that is known, how it ends.
fn help(to: Reader, file: Option<&CooperativeFile>, name: &str) -> Option<String> {
    let masked = file.and_then(|file| match name {
        _ if file.representative_erased => None,
        "representative_id" => Some(&file.representative_id_masked),
        "phone" => Some(&file.phone_masked),
        "bank_account" => file.bank.as_ref().map(|bank| &bank.account_masked),
        _ => None,
    });
    match (name, masked) {
        (_, Some(masked)) => Some(to.say_with("cooperative-known", [("masked", masked.as_str().into())])),
        ("representative_id", None) => Some(to.say("register-help-number")),
        ("representative_since", None) => {
            let known = file.and_then(|file| file.representative_since);
            let known = known.map(|day| to.say_with("representative-since-known", [("day", to.day(day).into())]));
            Some(
                [known.as_deref().unwrap_or_default(), &to.say("representative-since-help")]
                    .join(" ")
                    .trim()
                    .to_owned(),
            )
        }
        ("name" | "tax_code" | "legacy_tax_code" | "bank_account" | "bank_holder", None) => {
            Some(to.word("cooperative-help", name))
        }
        _ => None,
    }
}

/// What the cooperative says now, without the numbers that are only shown masked.
pub(crate) fn form_of(file: &CooperativeFile) -> CooperativeForm {
    CooperativeForm {
        name: file.cooperative.name.clone(),
        kind: Some(file.cooperative.kind),
        tax_code: file.cooperative.tax_code.clone(),
        legacy_tax_code: file.legacy_tax_code.clone(),
        // Of whoever was erased there is nothing to go on with.
        representative: if file.representative_erased { String::new() } else { file.representative.clone() },
        representative_id: None,
        phone: None,
        representative_since: None,
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

/// The form as it was typed, and what could not even be read.
pub(crate) fn typed(form: &Fields) -> (CooperativeForm, Vec<FieldFault>) {
    let written = |name: &str| Some(form.one(name).to_owned()).filter(|text| !text.is_empty());
    let mut faults = Vec::new();
    let mut day = |name: &str| {
        let day = written(name)?.parse::<NaiveDate>();
        day.map_err(|_| faults.push(FieldFault { field: name.to_owned(), code: "date_future".into() })).ok()
    };
    let typed = CooperativeForm {
        name: form.one("name").to_owned(),
        kind: ProducerKind::from_slug(form.one("kind")),
        tax_code: form.one("tax_code").to_owned(),
        legacy_tax_code: written("legacy_tax_code"),
        representative: form.one("representative").to_owned(),
        representative_id: written("representative_id"),
        phone: written("phone"),
        representative_since: day("representative_since"),
        commune_code: form.one("commune_code").to_owned(),
        hamlet: written("hamlet"),
        founded_on: day("founded_on"),
        bank: Some(BankForm {
            bin: form.one("bank_bin").to_owned(),
            account: written("bank_account"),
            holder: form.one("bank_holder").to_owned(),
        }),
    };
    (typed, faults)
}
