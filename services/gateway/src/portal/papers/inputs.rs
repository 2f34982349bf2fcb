//! The fields of a paper's form, for each kind its own.

use contract::{
    FieldFault, PRODUCTS, ProductCode,
    onboarding::{PaperScheme, PlotView},
};

use super::Typed;
use crate::portal::format::Reader;

/// One field.
#[derive(Debug)]
pub(crate) struct Input {
    pub(crate) name: &'static str,
    pub(crate) label: String,
    pub(crate) kind: &'static str,
    pub(crate) value: String,
    pub(crate) help: String,
    pub(crate) fault: Option<String>,
    pub(crate) required: bool,
    /// Of a drop-down: value, words, chosen.
    pub(crate) choices: Vec<(String, String, bool)>,
}

/// The fields of a kind, in the order of the paper: name, what kind of field, whether it must be filled in.
pub(super) const fn fields_of(scheme: PaperScheme) -> &'static [(&'static str, &'static str, bool)] {
    match scheme {
        PaperScheme::Ocop => &[
            ("product", "select", true),
            ("stars", "select", true),
            ("score", "text", false),
            ("decision_no", "text", true),
            ("decision_date", "date", true),
        ],
        PaperScheme::Vietgap => {
            &[("product", "select", true), ("plot", "text", true), ("area_m2", "text", true), ("plots", "boxes", false)]
        }
        PaperScheme::FoodSafety | PaperScheme::FoodSafetyCommitment => &[("facility", "text", true)],
        PaperScheme::Organic => &[
            ("standard", "text", true),
            ("body", "text", true),
            ("product", "select", false),
            ("plot", "text", false),
            ("area_m2", "text", false),
            ("plots", "boxes", false),
        ],
        PaperScheme::GeographicalIndication => &[
            ("product", "select", true),
            ("user_grant_no", "text", true),
            ("decision_no", "text", false),
            ("decision_date", "date", false),
        ],
    }
}

/// The fields every kind has.
pub(super) const COMMON: [(&str, &str, bool); 4] =
    [("number", "text", true), ("issuer", "text", true), ("issued_on", "date", true), ("valid_to", "date", false)];

impl Input {
    pub(super) fn new(
        to: Reader,
        (name, kind, required): (&'static str, &'static str, bool),
        typed: &Typed,
        (faults, plots): (&[FieldFault], &[PlotView]),
    ) -> Self {
        let fault = faults.iter().find(|fault| fault.field == name).map(|fault| {
            let key = format!("paper-fault-{}", fault.code.replace('_', "-"));
            to.language.find(&key).unwrap_or_else(|| to.say("fault-other"))
        });
        let value = typed.value(name).to_owned();
        let choices = match name {
            "product" => PRODUCTS
                .iter()
                .filter_map(|product| ProductCode::parse(product.code))
                .map(|product| (product.as_str().to_owned(), to.product(product).to_owned(), value == product.as_str()))
                .collect(),
            "plots" => boxes(to, &value, plots),
            "stars" => {
                (3..=5_usize).map(|stars| (stars.to_string(), "★".repeat(stars), value == stars.to_string())).collect()
            }
            _ => Vec::new(),
        };
        let help = to.word("paper-help", name);
        Self { name, kind, label: to.word("paper-field", name), value, help, fault, required, choices }
    }
}

/// The plots there are, and those that are named whoever may see them: what is not shown would be taken off the paper.
fn boxes(to: Reader, named: &str, plots: &[PlotView]) -> Vec<(String, String, bool)> {
    let named: Vec<&str> = named.split(',').filter(|code| !code.is_empty()).collect();
    let words = |plot: &PlotView| {
        [&plot.form.code, &plot.form.name, &plot.household_code, to.product(plot.form.product)].join(" · ")
    };
    let known =
        plots.iter().map(|plot| (plot.form.code.clone(), words(plot), named.contains(&plot.form.code.as_str())));
    let unseen = named.iter().filter(|code| !plots.iter().any(|plot| plot.form.code == **code));
    known.chain(unseen.map(|code| ((*code).to_owned(), (*code).to_owned(), true))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Language;

    #[test]
    fn a_plot_that_the_reader_does_not_see_stays_on_the_paper() {
        let to = Reader { language: Language::Vietnamese, now: chrono::DateTime::UNIX_EPOCH };
        assert_eq!(boxes(to, "TH1", &[]), [("TH1".to_owned(), "TH1".to_owned(), true)]);
        assert!(boxes(to, "", &[]).is_empty());
    }
}
