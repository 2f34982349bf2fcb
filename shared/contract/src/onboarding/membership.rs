//! Households of a cooperative: who is a member, since when, and who has left.

use chrono::NaiveDate;
use ids::{Household, Id};
use serde::{Deserialize, Serialize};

use super::HouseholdView;
use crate::ask::ask;

/// One household with all the times it was a member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GetHousehold {
    /// Which one.
    pub household_id: Id<Household>,
}
ask!(GetHousehold => HouseholdFile: Question "get_household" v 1 of "onboarding" for [CooperativeManager], errand Harvest);

/// A household's file; numbers masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HouseholdFile {
    /// As lists show it.
    pub household: HouseholdView,
    /// Counts its changes; goes along with a change, so that two do not undo each other.
    pub version: i64,
    /// Thôn, bản.
    pub hamlet: Option<String>,
    /// Times it was a member before the present one, or before the last one; the newest first.
    pub earlier: Vec<MembershipTime>,
}

/// A time somebody was a member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MembershipTime {
    /// First day.
    pub joined_on: NaiveDate,
    /// Last day.
    pub left_on: NaiveDate,
}

/// What a cooperative says of a member household.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HouseholdForm {
    /// The short code the cooperative uses; cannot change later.
    pub code: String,
    /// Head of the household.
    pub name: String,
    /// The head's twelve digits; none keeps what is known.
    #[serde(default)]
    pub personal_id: Option<String>,
    /// None keeps what is known; empty takes it away.
    #[serde(default)]
    pub phone: Option<String>,
    /// Commune code of today.
    pub commune_code: String,
    /// Thôn, bản.
    #[serde(default)]
    pub hamlet: Option<String>,
    /// Member since.
    pub joined_on: NaiveDate,
}

/// Writes a member household: a new one, or the next state of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SaveHousehold {
    /// None for a new one.
    pub household_id: Option<Id<Household>>,
    /// The version that was changed; refused if another change came first.
    pub version: Option<i64>,
    /// What it says now.
    pub form: HouseholdForm,
}
ask!(SaveHousehold => Id<Household>: Command "save_household" v 1 of "onboarding" for [CooperativeManager], errand Harvest);

/// A household leaves, has not left after all, or comes back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeMembership {
    /// Which one.
    pub household_id: Id<Household>,
    /// What happens.
    pub step: MembershipStep,
}
ask!(ChangeMembership => (): Command "change_membership" v 1 of "onboarding" for [CooperativeManager], errand Harvest);

/// What happens to a membership.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MembershipStep {
    /// It ends; this is the last day, which has been.
    Leave(NaiveDate),
    /// It has not ended after all.
    TakeBack,
    /// It begins anew on this day, which has been and is not before the last one.
    Rejoin(NaiveDate),
}
