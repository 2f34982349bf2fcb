//! A cooperative, and what of it an official looks at.

use super::{BankAccount, Code, Home, KindFault, PersonalId, Phone, TaxCode, tax_codes_of};
use chrono::NaiveDate;
use contract::onboarding::ProducerKind;

/// An organisation that sells: most often a farmers' cooperative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cooperative {
    /// The short code its people use.
    pub code: Code,
    /// Its legal name.
    pub name: String,
    /// What kind of organisation it is.
    pub kind: ProducerKind,
    /// Its tax code, which is its registration number as well; none where its representative's number takes its place.
    pub tax_code: Option<TaxCode>,
    /// The code it had before July 2025, where the representative's number took its place.
    pub legacy_tax_code: Option<TaxCode>,
    /// The one who acts for it.
    pub representative: String,
    /// The representative's number.
    pub representative_id: PersonalId,
    /// The representative's phone.
    pub phone: Phone,
    /// Where it sits.
    pub seat: Home,
    /// When it was founded, where that is known.
    pub founded_on: Option<NaiveDate>,
    /// Where its money goes; none says nothing about it.
    pub bank: Option<BankAccount>,
}

/// What an official has looked at. A change of it asks for another look; a new phone number does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Its legal name.
    pub name: String,
    /// What kind of organisation it is.
    pub kind: ProducerKind,
    /// Ten or thirteen digits; empty where the representative's number takes their place.
    pub tax_code: String,
    /// The one who acts for it.
    pub representative: String,
    /// The blind index of the representative's number.
    pub representative_index: String,
    /// Where it sits: commune code of today.
    pub commune_code: String,
}

impl Cooperative {
    /// Its tax codes go with its kind.
    pub fn tax_codes(&self) -> Result<(), KindFault> {
        tax_codes_of(self.kind, self.tax_code.as_ref(), self.legacy_tax_code.as_ref())
    }
}

impl Identity {
    /// What the tax office knows it by: its code, or the blind index of its representative's number.
    pub fn tax_key(&self) -> &str {
        if self.tax_code.is_empty() { &self.representative_index } else { &self.tax_code }
    }
}
