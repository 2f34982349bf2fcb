//! Who acted for a cooperative before the one who does.

use chrono::NaiveDate;
use ids::{Id, Representative};
use serde::{Deserialize, Serialize};

/// A time somebody acted for a cooperative that is over. Numbers are masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormerRepresentative {
    /// Who; the same for each time of one person.
    pub representative_id: Id<Representative>,
    /// Their name; the cooperative's code where their data were erased.
    pub name: String,
    /// `•••••••••123`.
    pub representative_id_masked: String,
    /// `•••••••123`.
    pub phone_masked: String,
    /// Since when they acted, where that is known.
    pub since: Option<NaiveDate>,
    /// Until when.
    pub until: NaiveDate,
    /// Their data were erased.
    pub erased: bool,
}
