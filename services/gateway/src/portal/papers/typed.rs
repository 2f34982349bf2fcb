//! What was typed into the form of a paper, and what it means: days and numbers are read here, sense is the service's.

use std::collections::BTreeMap;

use amounts::Vnd;
use chrono::NaiveDate;
use contract::{
    FieldFault, ProductCode, code,
    onboarding::{PaperForm, PaperScheme},
};

use crate::{
    portal::{fields::Fields, format::Reader},
    problem::Problem,
};

/// Every field a paper may have.
const FIELDS: [&str; 16] = [
    "number",
    "issuer",
    "issued_on",
    "valid_to",
    "product",
    "stars",
    "score",
    "decision_no",
    "decision_date",
    "plot",
    "plots",
    "area_m2",
    "facility",
    "user_grant_no",
    "standard",
    "body",
];

/// What was typed, as it was typed.
#[derive(Debug, Clone)]
pub(crate) struct Typed {
    pub(crate) scheme: PaperScheme,
    values: BTreeMap<&'static str, String>,
}

impl Typed {
    pub(crate) const fn new(scheme: PaperScheme) -> Self {
        Self { scheme, values: BTreeMap::new() }
    }

    pub(super) fn of(form: &Fields) -> Result<Self, Problem> {
        let scheme = PaperScheme::from_slug(form.one("scheme"));
        let scheme = scheme.ok_or_else(|| Problem::new(code::UNREADABLE, "the form names no kind of paper"))?;
        let values = FIELDS.into_iter().map(|name| (name, form.all(name).collect::<Vec<_>>().join(","))).collect();
        Ok(Self { scheme, values })
    }

    /// What a saved paper says, as one would type it.
    pub(crate) fn from_saved(to: Reader, form: &PaperForm) -> Self {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        let small = |number: Option<u8>| number.map(|number| number.to_string()).unwrap_or_default();
        let values = [
            ("number", form.number.clone()),
            ("issuer", form.issuer.clone()),
            ("issued_on", form.issued_on.to_string()),
            ("valid_to", day(form.valid_to)),
            ("product", form.product.map(|product| product.as_str().to_owned()).unwrap_or_default()),
            ("stars", small(form.stars)),
            ("score", small(form.score)),
            ("decision_no", text(&form.decision_no)),
            ("decision_date", day(form.decision_date)),
            ("plot", text(&form.plot)),
            ("plots", form.plots.join(",")),
            ("area_m2", form.area_m2.map(|area| to.number(area)).unwrap_or_default()),
            ("facility", text(&form.facility)),
            ("user_grant_no", text(&form.user_grant_no)),
            ("standard", text(&form.standard)),
            ("body", text(&form.body)),
        ];
        Self { scheme: form.scheme, values: values.into() }
    }

    /// What a renewal of this paper will say again: all but its number and its days.
    pub(super) fn of_renewal(form: &PaperForm) -> Self {
        let reader = Reader { language: crate::text::Language::Vietnamese, now: chrono::DateTime::UNIX_EPOCH };
        let mut typed = Self::from_saved(reader, form);
        typed
            .values
            .retain(|name, _| !["number", "issued_on", "valid_to", "decision_no", "decision_date"].contains(name));
        typed
    }

    pub(super) fn value(&self, name: &str) -> &str {
        self.values.get(name).map_or("", String::as_str)
    }

    fn text(&self, name: &str) -> Option<String> {
        Some(self.value(name).to_owned()).filter(|text| !text.is_empty())
    }

    /// The form, or the fields that cannot be read.
    pub(super) fn read(&self) -> Result<PaperForm, Vec<FieldFault>> {
        let mut faults = Vec::new();
        let mut read = |name: &str, is_read: bool, code: &str| {
            if !is_read {
                faults.push(FieldFault { field: name.to_owned(), code: code.to_owned() });
            }
        };
        let day = |name: &str| self.text(name).map(|text| text.parse::<NaiveDate>());
        let small = |name: &str| self.text(name).map(|text| text.parse::<u8>());
        let issued_on = day("issued_on").and_then(Result::ok);
        read("issued_on", issued_on.is_some(), "date_unreadable");
        let [valid_to, decision_date] = ["valid_to", "decision_date"].map(day);
        read("valid_to", valid_to.as_ref().is_none_or(Result::is_ok), "date_unreadable");
        read("decision_date", decision_date.as_ref().is_none_or(Result::is_ok), "date_unreadable");
        let [stars, score] = ["stars", "score"].map(small);
        read("stars", stars.as_ref().is_none_or(Result::is_ok), "number_unreadable");
        read("score", score.as_ref().is_none_or(Result::is_ok), "number_unreadable");
        // Whole numbers with their groups are read like money: `125.000`, and never `12,5`.
        let area = self.text("area_m2").map(|text| Vnd::parse(&text).map(|area| area.0));
        read("area_m2", area.as_ref().is_none_or(Result::is_ok), "number_unreadable");
        let (Some(issued_on), true) = (issued_on, faults.is_empty()) else { return Err(faults) };
        Ok(PaperForm {
            scheme: self.scheme,
            number: self.value("number").to_owned(),
            issuer: self.value("issuer").to_owned(),
            issued_on,
            valid_to: valid_to.and_then(Result::ok),
            product: ProductCode::parse(self.value("product")),
            plot: self.text("plot"),
            plots: self.value("plots").split(',').filter(|code| !code.is_empty()).map(str::to_owned).collect(),
            area_m2: area.and_then(Result::ok),
            facility: self.text("facility"),
            stars: stars.and_then(Result::ok),
            score: score.and_then(Result::ok),
            decision_no: self.text("decision_no"),
            decision_date: decision_date.and_then(Result::ok),
            user_grant_no: self.text("user_grant_no"),
            standard: self.text("standard"),
            body: self.text("body"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_areas_are_read_as_people_type_them_and_slips_are_named() {
        let fields = [
            ("scheme", "vietgap"),
            ("number", "VG-1"),
            ("issued_on", "2024-11-20"),
            ("area_m2", "125.000"),
            ("plots", "TH1"),
            ("plots", "TH2"),
        ];
        let read = Typed::of(&Fields::from(fields)).expect("a kind").read().expect("no slips");
        assert_eq!((read.area_m2, read.valid_to, read.plot), (Some(125_000), None, None));
        assert_eq!(read.plots, ["TH1", "TH2"]);
        let slips = [
            ("scheme", "ocop"),
            ("issued_on", "hôm qua"),
            ("valid_to", "x"),
            ("score", "tám mươi"),
            ("area_m2", "12,5 ha"),
        ];
        let faults = Typed::of(&Fields::from(slips)).expect("a kind").read().expect_err("slips");
        let fields: Vec<&str> = faults.iter().map(|fault| fault.field.as_str()).collect();
        assert_eq!(fields, ["issued_on", "valid_to", "score", "area_m2"]);
        assert!(Typed::of(&Fields::from([("scheme", "iso")])).is_err());
    }
}
