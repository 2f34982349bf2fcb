//! What a household reads of itself: how it is written down, and what it grows, and what was weighed of it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{HouseholdView, PlotView};
use crate::{Grade, ProductCode, ask::ask};

/// How am I written down, and what was weighed of me?
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GetOwnHousehold {}
ask!(GetOwnHousehold => OwnHousehold: Question "get_own_household" v 1 of "onboarding" for [Household]);

/// A household, as it reads itself. Numbers are masked here, too: a phone is passed from hand to hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnHousehold {
    /// As its cooperative sees it.
    pub household: HouseholdView,
    /// The cooperative's legal name.
    pub cooperative: String,
    /// What grows where.
    #[serde(default)]
    pub plots: Vec<PlotView>,
    /// What was weighed, the newest first; the last 200.
    pub weighings: Vec<Weighing>,
}

/// What one household picked on a day for a lot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weighing {
    /// The lot it went into.
    pub lot_code: String,
    /// What it is.
    pub product: ProductCode,
    /// How good it is.
    pub grade: Grade,
    /// Such as `CAM-2025-2026`.
    pub season: String,
    /// The day.
    pub picked_on: NaiveDate,
    /// Grams.
    pub quantity_g: i64,
    /// Who weighed it, where that was written down.
    pub weighed_by: Option<String>,
}
