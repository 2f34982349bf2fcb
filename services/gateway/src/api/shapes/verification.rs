//! How a cooperative becomes a verified seller.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::CooperativeView;

/// How far a producer's verification has come.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Verification {
    Draft,
    Submitted,
    InReview,
    Verified,
    Returned,
    Rejected,
    Suspended,
}

/// What is to be mended.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Remark {
    /// A field of the form, `papers` or `households`; empty for all of it.
    field: String,
    reason: String,
}

/// What a cooperative says of itself.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CooperativeForm {
    name: String,
    /// Absent keeps what is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kind: Option<ProducerKind>,
    /// Ten or thirteen digits; empty where the representative's own number takes their place.
    tax_code: String,
    /// The ten digits it had before July 2025, where the representative's own number took their place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    legacy_tax_code: Option<String>,
    /// The one who acts for it.
    representative: String,
    /// Twelve digits; null keeps what is known.
    representative_id: Option<String>,
    /// Null keeps what is known; of another person it is needed.
    phone: Option<String>,
    /// Since when the representative acts; needed where that is another person. Absent keeps what is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    representative_since: Option<NaiveDate>,
    /// Commune code of today.
    commune_code: String,
    /// Thôn, bản.
    hamlet: Option<String>,
    founded_on: Option<NaiveDate>,
    /// Absent keeps what is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    bank: Option<BankForm>,
}

/// A bank account as it was typed.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BankForm {
    /// NAPAS BIN.
    #[schema(pattern = "^[0-9]{6}$")]
    bin: String,
    /// 6 to 19 digits; null keeps what is known while the bank stays the same.
    account: Option<String>,
    /// As the bank writes it.
    holder: String,
}

/// A bank account; its number is masked.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BankView {
    /// NAPAS BIN.
    bin: String,
    /// As people call it.
    bank: String,
    /// Only the last digits.
    account_masked: String,
    holder: String,
}

/// A cooperative's file; numbers are masked.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CooperativeFile {
    cooperative: CooperativeView,
    /// Send it along with a change.
    version: i64,
    representative: String,
    representative_id_masked: String,
    phone_masked: String,
    #[schema(required = true)]
    representative_since: Option<NaiveDate>,
    /// The representative's data were erased; nobody acts until another one is named.
    representative_erased: bool,
    /// Who acted before, the newest first.
    former_representatives: Vec<FormerRepresentative>,
    /// Unions it is or was a member of, or its members where it is one; those that last first, at most 200.
    unions: Vec<UnionMembershipView>,
    #[schema(required = true)]
    hamlet: Option<String>,
    #[schema(required = true)]
    founded_on: Option<NaiveDate>,
    /// The ten digits it had before July 2025.
    #[schema(required = true)]
    legacy_tax_code: Option<String>,
    #[schema(required = true)]
    bank: Option<BankView>,
    /// What is unusual about it. Nothing is refused for it.
    unusual: Vec<Unusual>,
    /// The newest check of who its representative is; null where nobody has looked.
    #[schema(required = true)]
    identity: Option<IdentityCheck>,
    /// A suspension that a second official has yet to confirm.
    #[schema(required = true)]
    suspension: Option<SuspensionProposed>,
    /// What has happened to it, the newest first; at most 50.
    steps: Vec<VerificationStep>,
}

/// A time somebody acted for a cooperative that is over; numbers are masked.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FormerRepresentative {
    /// The same for each time of one person.
    #[schema(pattern = "^rep_[0-9a-f]{32}$")]
    representative_id: String,
    /// The cooperative's code where their data were erased.
    name: String,
    representative_id_masked: String,
    phone_masked: String,
    #[schema(required = true)]
    since: Option<NaiveDate>,
    until: NaiveDate,
    erased: bool,
}

/// A cooperative is or was a member of a union. Each side reads the other's code and name, and nothing else.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UnionMembershipView {
    #[schema(pattern = "^uni_[0-9a-f]{32}$")]
    membership_id: String,
    #[schema(pattern = "^coo_[0-9a-f]{32}$")]
    union_id: String,
    union_code: String,
    union_name: String,
    #[schema(pattern = "^coo_[0-9a-f]{32}$")]
    member_id: String,
    member_code: String,
    member_name: String,
    joined_on: NaiveDate,
    /// Null while it lasts.
    #[schema(required = true)]
    left_on: Option<NaiveDate>,
}

/// What kind of organisation sells.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ProducerKind {
    Cooperative,
    CooperativeUnion,
    CooperativeGroup,
    HouseholdBusiness,
    Enterprise,
}

/// How far a tax code was looked up.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TaxCodeStatus {
    FormatOk,
    VerifiedManual,
    VerifiedRegistry,
    Mismatch,
}

/// Unusual and not wrong.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Unusual {
    Name,
    FewMembers,
    BankHolder,
}

/// What somebody was looked at by.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum IdentityMeans {
    Card,
    Vneid,
}

/// What came of it. Only `matched` says that it is the person.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum IdentityResult {
    Matched,
    Mismatched,
    Unavailable,
    /// There is nobody and nothing that could look.
    Unsupported,
}

/// What an official saw with their own eyes.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct IdentitySeen {
    means: IdentityMeans,
    seen_on: NaiveDate,
    /// Where it is written down; no personal number.
    #[schema(min_length = 2, max_length = 200)]
    reference: String,
    result: IdentityResult,
}

/// The newest check of the present representative.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct IdentityCheck {
    /// `manual` for an official.
    verifier: String,
    #[schema(required = true)]
    means: Option<IdentityMeans>,
    #[schema(required = true)]
    seen_on: Option<NaiveDate>,
    reference: String,
    result: IdentityResult,
    by: String,
    at: DateTime<Utc>,
}

/// A suspension that one official wants.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SuspensionProposed {
    #[schema(pattern = "^per_[0-9a-f]{32}$")]
    by: String,
    by_name: String,
    reason: String,
    at: DateTime<Utc>,
}

/// Something that happened to a cooperative on its way.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct VerificationStep {
    at: DateTime<Utc>,
    /// After it.
    state: Verification,
    /// A person's name, or a role.
    by: String,
    remarks: Vec<Remark>,
}

/// A decision on cooperatives that were handed in.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DecideCooperatives {
    /// 1 to 200.
    cooperative_ids: Vec<String>,
    decision: Decision,
    /// Of a single one, the version that was read; refused if another change came first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    version: Option<i64>,
    /// The official's name, as others shall read it.
    #[serde(default)]
    name: String,
}

/// What an official decides.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Decision {
    /// It was found right.
    Verify,
    /// It is sent back to be mended; 1 to 20 remarks.
    Return(Vec<Remark>),
    /// It is not accepted, and why.
    Reject(String),
}

/// What was decided.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Decided {
    /// Cooperatives whose state has changed.
    changed: u32,
    at: DateTime<Utc>,
}

/// What an official does about one cooperative, before or after a decision.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ReviewStep {
    /// Looked its tax code up: whether it is this organisation's.
    CheckTaxCode(bool),
    /// Looked at its representative.
    CheckIdentity(IdentitySeen),
    TakeUp,
    LayDown,
    /// With the reason.
    ProposeSuspension(String),
    /// By another official than the one who proposed it.
    ConfirmSuspension,
    WithdrawSuspension,
    LiftSuspension,
}
