//! A cooperative, and what of it an official looks at.

use super::{Code, Home, PersonalId, Phone, TaxCode};
use chrono::NaiveDate;

/// A farmers' cooperative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cooperative {
    /// The short code its people use.
    pub code: Code,
    /// Its legal name.
    pub name: String,
    /// Its tax code, which is its registration number as well.
    pub tax_code: TaxCode,
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
}

/// What an official has looked at. A change of it asks for another look; a new phone number does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Its legal name.
    pub name: String,
    /// Ten or thirteen digits.
    pub tax_code: String,
    /// The one who acts for it.
    pub representative: String,
    /// The blind index of the representative's number.
    pub representative_index: String,
    /// Where it sits: commune code of today.
    pub commune_code: String,
}
