//! What a paper's form must say beside the rules every paper has: each kind has fields of its own.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use contract::{FieldFault, onboarding::PaperForm};

use super::{Code, Paper, PaperFault, Scheme};

const TEXT_LENGTH_MAX: usize = 200;
/// A thousand hectares: more than any cooperative has plots.
const AREA_M2_MAX: i64 = 10_000_000;

/// What a paper says that only some kinds do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Details {
    /// The plots it speaks of, in words.
    pub plot: Option<String>,
    /// Their area.
    pub area_m2: Option<i64>,
    /// The facility it speaks of.
    pub facility: Option<String>,
    /// The decision it rests on.
    pub decision_no: Option<String>,
    /// The day of that decision.
    pub decision_date: Option<NaiveDate>,
    /// The number under which this user may use a geographical indication.
    pub user_grant_no: Option<String>,
    /// The standard of an organic paper.
    pub standard: Option<String>,
    /// Who certified it as organic.
    pub body: Option<String>,
}

impl Details {
    /// Each field with whether something is said in it.
    fn said(&self) -> [(&'static str, bool); 8] {
        [
            ("area_m2", self.area_m2.is_some()),
            ("decision_date", self.decision_date.is_some()),
            ("plot", self.plot.is_some()),
            ("facility", self.facility.is_some()),
            ("decision_no", self.decision_no.is_some()),
            ("user_grant_no", self.user_grant_no.is_some()),
            ("standard", self.standard.is_some()),
            ("body", self.body.is_some()),
        ]
    }

    /// The fields in which something is said that papers of this kind do not say.
    pub fn not_of(&self, scheme: Scheme) -> impl Iterator<Item = &'static str> {
        let is_its = move |field: &str| needed(scheme).contains(&field) || allowed(scheme).contains(&field);
        self.said().into_iter().filter(move |(field, is_said)| *is_said && !is_its(field)).map(|(field, _)| field)
    }
}

/// Whether an area can be that of a paper's plots.
pub fn is_area_of_a_paper(m2: i64) -> bool {
    (1..=AREA_M2_MAX).contains(&m2)
}

/// Fields a kind needs.
const fn needed(scheme: Scheme) -> &'static [&'static str] {
    match scheme {
        Scheme::Ocop => &["product", "decision_no", "decision_date"],
        Scheme::Vietgap => &["product", "plot", "area_m2"],
        Scheme::FoodSafety | Scheme::FoodSafetyCommitment => &["facility"],
        Scheme::Organic => &["standard", "body"],
        Scheme::GeographicalIndication => &["product", "user_grant_no"],
    }
}

/// Fields a kind may have as well.
const fn allowed(scheme: Scheme) -> &'static [&'static str] {
    match scheme {
        Scheme::Organic => &["product", "plot", "area_m2"],
        Scheme::GeographicalIndication => &["decision_no", "decision_date"],
        Scheme::FoodSafety | Scheme::FoodSafetyCommitment => &["product"],
        Scheme::Ocop | Scheme::Vietgap => &[],
    }
}

/// Reads a form, or names every field at fault at once.
pub fn read_form(form: &PaperForm, today: NaiveDate) -> Result<(Paper, Details), Vec<FieldFault>> {
    let mut faults = Vec::new();
    let mut refuse = |field: &str, code: &str| {
        faults.push(FieldFault { field: field.to_owned(), code: code.to_owned() });
    };
    let text =
        |text: &Option<String>| text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    let details = Details {
        plot: text(&form.plot),
        area_m2: form.area_m2,
        facility: text(&form.facility),
        decision_no: text(&form.decision_no),
        decision_date: form.decision_date,
        user_grant_no: text(&form.user_grant_no),
        standard: text(&form.standard),
        body: text(&form.body),
    };
    let mut plots = BTreeSet::new();
    for code in form.plots.iter().filter(|code| !code.trim().is_empty()) {
        match Code::parse(code) {
            Ok(code) => drop(plots.insert(code)),
            Err(_) => refuse("plots", "plot_unknown"),
        }
    }
    let (number, issuer) = (form.number.trim().to_owned(), form.issuer.trim().to_owned());
    let optional = [
        ("plot", &details.plot),
        ("facility", &details.facility),
        ("decision_no", &details.decision_no),
        ("user_grant_no", &details.user_grant_no),
        ("standard", &details.standard),
        ("body", &details.body),
    ];
    for (field, text) in [("number", Some(&number)), ("issuer", Some(&issuer))]
        .into_iter()
        .chain(optional.map(|(field, text)| (field, text.as_ref())))
    {
        let least = if field == "issuer" { 2 } else { 1 };
        if text.is_some_and(|text| !(least..=TEXT_LENGTH_MAX).contains(&text.chars().count())) {
            refuse(field, "text_length");
        }
    }
    for (field, _) in [("product", form.product.is_some())].into_iter().chain(details.said()).filter(|(_, said)| !said)
    {
        if needed(form.scheme).contains(&field) {
            refuse(field, "missing");
        }
    }
    for field in details.not_of(form.scheme) {
        refuse(field, "not_of_this_kind");
    }
    if details.area_m2.is_some_and(|area| !is_area_of_a_paper(area)) {
        refuse("area_m2", "area");
    }
    for (field, day) in [("issued_on", Some(form.issued_on)), ("decision_date", form.decision_date)] {
        if day.is_some_and(|day| day > today) {
            refuse(field, "date_future");
        }
    }
    let paper = Paper {
        scheme: form.scheme,
        number,
        issuer,
        issued_on: form.issued_on,
        valid_to: form.valid_to,
        product: form.product,
        stars: form.stars,
        score: form.score,
        plots,
    };
    match Paper::try_new(paper) {
        Ok(paper) if faults.is_empty() => Ok((paper, details)),
        Ok(_) => Err(faults),
        Err(fault) => {
            let (field, code) = words_of(fault);
            if !faults.iter().any(|known| known.field == field) {
                faults.push(FieldFault { field: field.to_owned(), code: code.to_owned() });
            }
            Err(faults)
        }
    }
}

const fn words_of(fault: PaperFault) -> (&'static str, &'static str) {
    match fault {
        PaperFault::DatesOrder => ("valid_to", "dates_order"),
        PaperFault::TooLong => ("valid_to", "paper_too_long"),
        PaperFault::Stars => ("stars", "ocop_stars"),
        PaperFault::StarsElsewhere => ("stars", "not_of_this_kind"),
        PaperFault::ScoreBand => ("score", "ocop_score_band"),
        PaperFault::ProductMissing => ("product", "missing"),
        PaperFault::PlotsElsewhere => ("plots", "not_of_this_kind"),
    }
}

#[cfg(test)]
mod tests {
    use contract::ProductCode;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn form(scheme: Scheme) -> PaperForm {
        PaperForm {
            scheme,
            number: "GCN-01".into(),
            issuer: "Sở Nông nghiệp".into(),
            issued_on: day("2024-11-20"),
            valid_to: None,
            product: None,
            plot: None,
            plots: Vec::new(),
            area_m2: None,
            facility: None,
            stars: None,
            score: None,
            decision_no: None,
            decision_date: None,
            user_grant_no: None,
            standard: None,
            body: None,
        }
    }

    fn faults(form: &PaperForm) -> Vec<(String, String)> {
        let faults = read_form(form, day("2025-09-01")).err().unwrap_or_default();
        faults.into_iter().map(|fault| (fault.field, fault.code)).collect()
    }

    #[test]
    fn each_kind_names_the_fields_it_needs() {
        let cases: [(Scheme, &[&str]); 6] = [
            (Scheme::Ocop, &["product", "decision_date", "decision_no", "stars"]),
            (Scheme::Vietgap, &["product", "area_m2", "plot"]),
            (Scheme::FoodSafety, &["facility"]),
            (Scheme::FoodSafetyCommitment, &["facility"]),
            (Scheme::Organic, &["standard", "body"]),
            (Scheme::GeographicalIndication, &["product", "user_grant_no"]),
        ];
        for (scheme, fields) in cases {
            let named: Vec<String> = faults(&form(scheme)).into_iter().map(|(field, _)| field).collect();
            assert_eq!(named, fields, "{scheme:?}");
        }
    }

    #[test]
    fn what_belongs_to_another_kind_or_cannot_be_is_named() {
        let sound = PaperForm {
            product: ProductCode::parse("cam_sanh"),
            plot: Some(" Khu Vĩnh Phúc ".into()),
            area_m2: Some(125_000),
            ..form(Scheme::Vietgap)
        };
        let (paper, details) = read_form(&sound, day("2025-09-01")).expect("sound");
        assert_eq!((paper.valid_to, details.plot.as_deref()), (Some(day("2026-11-20")), Some("Khu Vĩnh Phúc")));
        let cases = [
            (PaperForm { user_grant_no: Some("1".into()), ..sound.clone() }, "user_grant_no", "not_of_this_kind"),
            (PaperForm { stars: Some(4), ..sound.clone() }, "stars", "not_of_this_kind"),
            (PaperForm { plots: vec!["?".into()], ..sound.clone() }, "plots", "plot_unknown"),
            (PaperForm { area_m2: Some(0), ..sound.clone() }, "area_m2", "area"),
            (PaperForm { issued_on: day("2025-09-02"), ..sound.clone() }, "issued_on", "date_future"),
            (PaperForm { valid_to: Some(day("2024-11-19")), ..sound.clone() }, "valid_to", "dates_order"),
            (PaperForm { valid_to: Some(day("2027-02-21")), ..sound.clone() }, "valid_to", "paper_too_long"),
            (PaperForm { number: "  ".into(), ..sound.clone() }, "number", "text_length"),
            (PaperForm { issuer: "x".repeat(201), ..sound.clone() }, "issuer", "text_length"),
        ];
        for (form, field, code) in cases {
            assert_eq!(faults(&form), [(field.to_owned(), code.to_owned())]);
        }
    }
}
