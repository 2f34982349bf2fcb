//! A member household, as one cooperative knows it. The same people may be members of two cooperatives: each has its own
//! record of them, for its own purpose.

use chrono::NaiveDate;
use places::Commune;

use super::{Code, PersonalId, Phone};

/// Where somebody is at home: a commune of today, and the hamlet in people's own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    /// Thôn, bản: free text without a code.
    pub hamlet: Option<String>,
    /// Commune of today.
    pub commune: &'static Commune,
    /// The whole address as it was given, old district included.
    pub given: String,
}

/// A producing household that is a member of a cooperative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Household {
    /// The short code the cooperative uses.
    pub code: Code,
    /// Head of the household.
    pub head: String,
    /// The head's number.
    pub personal_id: PersonalId,
    /// Not every household has one.
    pub phone: Option<Phone>,
    /// Where they live.
    pub home: Home,
    /// Member since.
    pub joined_on: NaiveDate,
}
