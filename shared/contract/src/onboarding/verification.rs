//! How a cooperative becomes a verified seller: handed in, looked at, decided, and if need be suspended by two.

use chrono::{DateTime, NaiveDate, Utc};
use ids::{Cooperative, Id, Person};
use serde::{Deserialize, Serialize};

use super::{
    BankForm, BankView, CooperativeView, FormerRepresentative, IdentityCheck, IdentitySeen, ProducerKind,
    UnionMembershipView, Unusual,
};
use crate::ask::ask;

/// How far a producer's verification has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verification {
    /// Being written.
    Draft,
    /// Handed in; nobody has taken it up.
    Submitted,
    /// An official is looking at it.
    InReview,
    /// Looked at and found right.
    Verified,
    /// Sent back with remarks, to be mended and handed in again.
    Returned,
    /// Looked at and not accepted.
    Rejected,
    /// Was verified, and two officials have stopped it.
    Suspended,
}

impl Verification {
    /// Every state, in the order of a cooperative's way.
    pub const ALL: [Self; 7] =
        [Self::Draft, Self::Submitted, Self::InReview, Self::Verified, Self::Returned, Self::Rejected, Self::Suspended];

    /// The word in tables and URLs.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::InReview => "in_review",
            Self::Verified => "verified",
            Self::Returned => "returned",
            Self::Rejected => "rejected",
            Self::Suspended => "suspended",
        }
    }

    /// The state with this slug.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.slug() == slug)
    }
}

/// What is to be mended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Remark {
    /// The field of [`CooperativeForm`] it is about, or `papers` or `households`; empty for all of it.
    pub field: String,
    /// In the official's words, 1 to 1,000 characters.
    pub reason: String,
}

/// What a cooperative says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CooperativeForm {
    /// Its legal name.
    pub name: String,
    /// What kind of organisation it is; none keeps what is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<ProducerKind>,
    /// Ten or thirteen digits; empty where the representative's own number takes their place.
    pub tax_code: String,
    /// The ten digits it had before July 2025, where the representative's own number took their place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legacy_tax_code: Option<String>,
    /// The one who acts for it.
    pub representative: String,
    /// The representative's twelve digits; none keeps what is known.
    #[serde(default)]
    pub representative_id: Option<String>,
    /// Where it can be called; none keeps what is known.
    #[serde(default)]
    pub phone: Option<String>,
    /// Since when the representative acts; needed where that is another person. None keeps what is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub representative_since: Option<NaiveDate>,
    /// Commune code of today.
    pub commune_code: String,
    /// Thôn, bản.
    #[serde(default)]
    pub hamlet: Option<String>,
    /// When it was founded.
    #[serde(default)]
    pub founded_on: Option<NaiveDate>,
    /// Where its money goes; none keeps what is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bank: Option<BankForm>,
}

/// Everything about one cooperative that its manager and those who verify it may see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GetCooperative {
    /// Which one.
    pub cooperative_id: Id<Cooperative>,
}
ask!(GetCooperative => CooperativeFile: Question "get_cooperative" v 1 of "onboarding"
    for [CooperativeManager, ProvincialOfficial, Operator], errand File);

/// A cooperative's file. Numbers are masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CooperativeFile {
    /// As lists show it.
    pub cooperative: CooperativeView,
    /// Counts its changes; goes along with a change, so that two do not undo each other.
    pub version: i64,
    /// The one who acts for it.
    pub representative: String,
    /// `•••••••••123`.
    pub representative_id_masked: String,
    /// `•••••••123`.
    pub phone_masked: String,
    /// Since when the representative acts, where that is known.
    #[serde(default)]
    pub representative_since: Option<NaiveDate>,
    /// The representative's data were erased, and nobody acts until another one is named.
    #[serde(default)]
    pub representative_erased: bool,
    /// Who acted before, the newest first.
    #[serde(default)]
    pub former_representatives: Vec<FormerRepresentative>,
    /// Unions it is or was a member of, or its members where it is one; those that last first, at most 200.
    #[serde(default)]
    pub unions: Vec<UnionMembershipView>,
    /// Thôn, bản.
    pub hamlet: Option<String>,
    /// When it was founded.
    pub founded_on: Option<NaiveDate>,
    /// The ten digits it had before July 2025.
    pub legacy_tax_code: Option<String>,
    /// Where its money goes.
    #[serde(default)]
    pub bank: Option<BankView>,
    /// What is unusual about it. Nothing is refused for it.
    pub unusual: Vec<Unusual>,
    /// The newest check of who its representative is; none where nobody has looked.
    pub identity: Option<IdentityCheck>,
    /// A suspension that a second official has yet to confirm.
    pub suspension: Option<SuspensionProposed>,
    /// What has happened to it, the newest first; at most 50.
    pub steps: Vec<VerificationStep>,
}

/// A suspension that one official wants.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuspensionProposed {
    /// Who wants it, and therefore cannot confirm it.
    pub by: Id<Person>,
    /// Their name.
    pub by_name: String,
    /// Why.
    pub reason: String,
    /// Since when.
    pub at: DateTime<Utc>,
}

/// Something that happened to a cooperative on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerificationStep {
    /// When, by the business calendar.
    pub at: DateTime<Utc>,
    /// The state after it.
    pub state: Verification,
    /// Who did it: a person's name, where it was told, or a role.
    pub by: String,
    /// What was said.
    pub remarks: Vec<Remark>,
}

/// Changes what a cooperative says of itself. A change of what was verified asks for another look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SaveCooperative {
    /// Which one.
    pub cooperative_id: Id<Cooperative>,
    /// The version that was changed; refused if another change came first.
    pub version: i64,
    /// What it says now.
    pub form: CooperativeForm,
}
ask!(SaveCooperative => (): Command "save_cooperative" v 1 of "onboarding" for [CooperativeManager], errand File);

/// Registers a cooperative that is not here yet, as a draft: its manager is invited next, completes the file and hands it in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegisterCooperative {
    /// The short code it goes by, such as `HTX01`; cannot change later.
    pub code: String,
    /// What it says of itself; numbers are asked for, since none are known.
    pub form: CooperativeForm,
}
ask!(RegisterCooperative => Id<Cooperative>: Command "register_cooperative" v 1 of "onboarding"
    for [ProvincialOfficial, Operator]);

/// Hands a draft, or what was sent back, in to the province.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubmitCooperative {
    /// Which one.
    pub cooperative_id: Id<Cooperative>,
}
ask!(SubmitCooperative => (): Command "submit_cooperative" v 1 of "onboarding" for [CooperativeManager], errand File);

/// An official does something about one cooperative.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReviewCooperative {
    /// Which one.
    pub cooperative_id: Id<Cooperative>,
    /// The official's name, as others shall read it.
    pub name: String,
    /// What.
    pub step: ReviewStep,
}
ask!(ReviewCooperative => (): Command "review_cooperative" v 1 of "onboarding" for [ProvincialOfficial]);

/// What an official does about one cooperative, before or after a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewStep {
    /// Looks at it from now on; whoever did before no longer does.
    TakeUp,
    /// Lays it back into the queue.
    LayDown,
    /// Wants it suspended, and says why.
    ProposeSuspension(String),
    /// Wants it suspended, too: another official than the one who proposed it.
    ConfirmSuspension,
    /// Is against it; anybody may be.
    WithdrawSuspension,
    /// Lets it be verified anew.
    LiftSuspension,
    /// Looked its tax code up at the tax office: whether it is this organisation's.
    CheckTaxCode(bool),
    /// Looked at its representative: what was seen, and by what.
    CheckIdentity(IdentitySeen),
}

/// Decides on cooperatives that were handed in: all that are named, or none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecideCooperatives {
    /// Which ones; 1 to 200.
    pub cooperative_ids: Vec<Id<Cooperative>>,
    /// The same for all of them.
    pub decision: Decision,
    /// Of a single one, the version that was read; refused if another change came first. Absent, whatever it says now counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
    /// The official's name, as others shall read it; may be empty.
    #[serde(default)]
    pub name: String,
}
ask!(DecideCooperatives => Decided: Command "decide_cooperatives" v 1 of "onboarding" for [ProvincialOfficial]);

/// What an official decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// It was found right.
    Verify,
    /// It is sent back to be mended; 1 to 20 remarks.
    Return(Vec<Remark>),
    /// It is not accepted, and why.
    Reject(String),
}

/// What was decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// Cooperatives whose state has changed.
    pub changed: u32,
    /// When.
    pub at: DateTime<Utc>,
}
