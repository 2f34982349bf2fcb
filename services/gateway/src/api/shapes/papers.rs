//! Papers: what they say and how far they have come.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Product;

/// What kind of paper it is.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PaperScheme {
    Ocop,
    Vietgap,
    FoodSafety,
    FoodSafetyCommitment,
    Organic,
    Gi,
}

/// How far a paper has come. It counts while it is verified.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PaperState {
    Draft,
    Submitted,
    Verified,
    Rejected,
    Expired,
    Revoked,
}

/// A certificate or another paper, in a line.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PaperView {
    #[schema(pattern = "^pap_[0-9a-f]{32}$")]
    paper_id: String,
    scheme: PaperScheme,
    /// The issuer's number.
    number: String,
    issuer: String,
    /// First day it holds.
    issued_on: NaiveDate,
    /// Last day it holds.
    #[schema(required = true)]
    valid_to: Option<NaiveDate>,
    /// The product it speaks of, if of one.
    #[schema(required = true)]
    product: Option<Product>,
    /// OCOP stars, 3 to 5.
    #[schema(required = true)]
    stars: Option<u8>,
    state: PaperState,
}

/// What a paper says. Each kind has fields of its own; those of other kinds stay out.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PaperForm {
    scheme: PaperScheme,
    /// The issuer's number.
    #[schema(min_length = 1, max_length = 200)]
    number: String,
    #[schema(min_length = 2, max_length = 200)]
    issuer: String,
    /// First day it holds; not in the future.
    issued_on: NaiveDate,
    /// Last day it holds; where absent, the usual one of its kind.
    valid_to: Option<NaiveDate>,
    /// The product it speaks of; `ocop`, `vietgap` and `gi` need one.
    product: Option<Product>,
    /// The plots it speaks of, in words; `vietgap` needs them.
    plot: Option<String>,
    /// The codes of those plots; all of the cooperative's that grow its product where none is named.
    #[serde(default)]
    plots: Vec<String>,
    /// Their area in square metres; `vietgap` needs it.
    area_m2: Option<i64>,
    /// The facility it speaks of; papers of food safety need one.
    facility: Option<String>,
    /// 3 to 5; `ocop` needs them.
    stars: Option<u8>,
    /// 0 to 100, within the band of its stars.
    score: Option<u8>,
    /// The decision it rests on; `ocop` needs one.
    decision_no: Option<String>,
    decision_date: Option<NaiveDate>,
    /// The number under which this user may use a geographical indication; `gi` needs it.
    user_grant_no: Option<String>,
    /// The standard; `organic` needs it.
    standard: Option<String>,
    /// Who certified it; `organic` needs it.
    body: Option<String>,
}

/// Everything about a paper but what its scan shows.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PaperFile {
    #[schema(pattern = "^pap_[0-9a-f]{32}$")]
    paper_id: String,
    /// Counts its changes.
    version: i64,
    /// The first paper of the row of renewals it belongs to; listings claim this one.
    #[schema(pattern = "^pap_[0-9a-f]{32}$")]
    first_paper_id: String,
    #[schema(pattern = "^coo_[0-9a-f]{32}$")]
    cooperative_id: String,
    /// The cooperative's name.
    cooperative: String,
    form: PaperForm,
    /// The area of the plots it names, as their cooperative has them; null where it names none.
    #[schema(required = true)]
    plots_m2: Option<i64>,
    state: PaperState,
    /// Since when it is in that state.
    since: DateTime<Utc>,
    /// Why it was rejected or revoked.
    #[schema(required = true)]
    reason: Option<String>,
    /// Days until its last one, which is day 0.
    #[schema(required = true)]
    days_left: Option<i64>,
    /// The last warning before its end that was given: 60, 30 or 7 days.
    #[schema(required = true)]
    warned_days: Option<u16>,
    /// The paper it renews.
    #[schema(required = true)]
    renews: Option<String>,
    /// The verified paper that renews it.
    #[schema(required = true)]
    renewed_by: Option<String>,
    #[schema(required = true)]
    scan: Option<ScanView>,
    /// The official who verified it.
    #[schema(required = true)]
    verified_by: Option<String>,
    #[schema(required = true)]
    verified_on: Option<NaiveDate>,
}

/// A paper's scan, without what it shows.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ScanView {
    /// `image/jpeg` or `application/pdf`.
    media_type: String,
    /// How large it is.
    bytes: u64,
}

/// What an official decides on a paper; a reason has 1 to 1,000 characters.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PaperDecision {
    /// It was found right.
    Verify,
    /// It was not found right, and why.
    Reject(String),
    /// It was verified, and whoever issued it has taken it back, and why.
    Revoke(String),
}
