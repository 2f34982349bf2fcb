//! The producers an assistant may ask to act for: those of their commune, by name alone.

use ids::{Cooperative, Id};
use serde::{Deserialize, Serialize};

use super::Verification;
use crate::{Page, PageRequest, ask::ask};

/// Which producers are there in my commune?
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindCaseload {
    /// Part of a name or code; diacritics do not matter.
    #[serde(default)]
    pub text: Option<String>,
    /// Only this one.
    #[serde(default)]
    pub cooperative_id: Option<Id<Cooperative>>,
    /// Which page.
    #[serde(default)]
    pub page: PageRequest,
}
ask!(FindCaseload => Page<CaseloadEntry>: Question "find_caseload" v 1 of "onboarding" for [Assistant]);

/// A producer, as somebody sees it who may not act for it yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseloadEntry {
    /// Which one.
    pub cooperative_id: Id<Cooperative>,
    /// The short code its people use.
    pub code: String,
    /// Its legal name.
    pub name: String,
    /// How far its verification has come.
    pub state: Verification,
}
