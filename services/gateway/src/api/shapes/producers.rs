//! Producers and what they declare.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Grade, PaperView, ProducerKind, Product, Remark, TaxCodeStatus, Verification};

/// A cooperative. No personal data.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CooperativeView {
    #[schema(pattern = "^coo_[0-9a-f]{32}$")]
    cooperative_id: String,
    /// The short code its people use.
    code: String,
    /// Its legal name.
    name: String,
    kind: ProducerKind,
    /// Ten or thirteen digits; empty where its representative's own number takes their place.
    tax_code: String,
    tax_code_status: TaxCodeStatus,
    /// Commune code of today.
    commune_code: String,
    /// The address as it was given.
    address_given: String,
    state: Verification,
    /// Since when it is in that state, or waits to be decided.
    since: DateTime<Utc>,
    /// What is to be mended, or why it was stopped.
    remarks: Vec<Remark>,
    /// The official who looks at it.
    #[schema(required = true)]
    reviewer: Option<String>,
    /// Whether it may sell: once verified, and neither rejected nor suspended.
    may_sell: bool,
    /// Households with a current membership.
    households: u32,
    /// Lots declared.
    lots: u32,
    /// Declared weight in grams.
    declared_g: i64,
    papers: Vec<PaperView>,
}

/// A household, as its cooperative sees it; numbers are masked.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HouseholdView {
    #[schema(pattern = "^hou_[0-9a-f]{32}$")]
    household_id: String,
    /// The short code the cooperative uses.
    code: String,
    /// Head of the household.
    name: String,
    /// Only the last digits.
    personal_id_masked: String,
    /// Only the last digits.
    phone_masked: String,
    /// Commune code of today.
    commune_code: String,
    joined_on: NaiveDate,
    /// The last day, for one that has left.
    #[schema(required = true)]
    left_on: Option<NaiveDate>,
}

/// A household's file; numbers are masked.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HouseholdFile {
    household: HouseholdView,
    /// Goes along with a change.
    version: i64,
    /// Thôn, bản.
    #[schema(required = true)]
    hamlet: Option<String>,
    /// Times it was a member before; the newest first.
    earlier: Vec<MembershipTime>,
}

/// A time somebody was a member.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MembershipTime {
    /// First day.
    joined_on: NaiveDate,
    /// Last day.
    left_on: NaiveDate,
}

/// What a cooperative says of a member household.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HouseholdForm {
    /// The short code the cooperative uses; cannot change later.
    code: String,
    /// Head of the household.
    name: String,
    /// The head's twelve digits; none keeps what is known.
    personal_id: Option<String>,
    /// None keeps what is known; empty takes it away.
    phone: Option<String>,
    /// Commune code of today.
    commune_code: String,
    /// Thôn, bản.
    hamlet: Option<String>,
    /// Member since.
    joined_on: NaiveDate,
}

/// What happens to a membership.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum MembershipStep {
    /// It ends; this is the last day, which has been.
    Leave(NaiveDate),
    /// It has not ended after all.
    TakeBack,
    /// It begins anew on this day, which has been and is not before the last one.
    Rejoin(NaiveDate),
}

/// A lot as it was declared.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LotDeclared {
    #[schema(pattern = "^lot_[0-9a-f]{32}$")]
    lot_id: String,
    /// Counts its revisions.
    version: i64,
    /// Printed on boxes, with a check character.
    lot_code: String,
    #[schema(pattern = "^coo_[0-9a-f]{32}$")]
    cooperative_id: String,
    /// Where the cooperative sits: commune code of today.
    commune_code: String,
    product: Product,
    grade: Grade,
    /// Such as `CAM-2025-2026`.
    season: String,
    /// First day of picking.
    picked_from: NaiveDate,
    /// Last day of picking.
    picked_to: NaiveDate,
    /// Last day it should be sold.
    sell_by: NaiveDate,
    /// Declared weight in grams.
    quantity_g: i64,
    /// Households that picked for it.
    households: u32,
    /// The VietGAP and organic papers that cover everything picked for it, each by the first of its row of renewals; null where that
    /// was not reckoned yet.
    #[schema(required = true)]
    covered_by: Option<Vec<String>>,
}
