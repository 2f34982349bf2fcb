//! Delegations: a producer lets an assistant type on their behalf, for some errands, until a day, with evidence of it.
//!
//! Two people always stand behind one: a manager gives it, or an assistant proposes it with a paper the producer signed and the
//! manager or a provincial official accepts it. An assistant acts under a live delegation or not at all.

use chrono::{DateTime, NaiveDate, Utc};
use ids::{Cooperative, Delegation, Id, Person};
use serde::{Deserialize, Serialize};

use crate::{Page, PageRequest, ask::ask};

/// What an assistant does for a producer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Errand {
    /// The cooperative's own file and its papers: filled in and handed in.
    File,
    /// Member households, harvests and lots, by form or Excel file.
    Harvest,
    /// Listings and goods: what is offered, what leaves a lot, what is packed.
    Goods,
}

impl Errand {
    /// Every errand, as a form lists them.
    pub const ALL: [Self; 3] = [Self::File, Self::Harvest, Self::Goods];

    /// The word in tables and on the wire.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Harvest => "harvest",
            Self::Goods => "goods",
        }
    }

    /// The errand with this word.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|errand| errand.slug() == slug)
    }
}

/// A delegation that holds today.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveDelegation {
    /// Which one.
    pub delegation_id: Id<Delegation>,
    /// For whom the assistant acts.
    pub cooperative_id: Id<Cooperative>,
    /// How that cooperative is called.
    pub cooperative: String,
    /// What they may do for it.
    pub errands: Vec<Errand>,
    /// The last day.
    pub ends_on: NaiveDate,
}

/// What a delegation is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DelegationTerms {
    /// The cooperative that is acted for.
    pub cooperative_id: Id<Cooperative>,
    /// How it is called; whoever asks has looked it up.
    pub cooperative: String,
    /// At least one.
    pub errands: Vec<Errand>,
    /// The first day; not before today.
    pub starts_on: NaiveDate,
    /// The last day, at most 365 days after the first.
    pub ends_on: NaiveDate,
}

/// An assistant asks to act for a cooperative, with evidence that its representative agreed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProposeDelegation {
    /// Drawn by the caller, so that a repeat is known.
    pub delegation_id: Id<Delegation>,
    /// For whom, what, how long.
    pub terms: DelegationTerms,
    /// Who agreed, by name and office.
    pub agreed_by: String,
    /// The signed paper: SHA-256 of a file in the object store, in hex.
    pub evidence: String,
}
ask!(ProposeDelegation => (): Harmless "propose_delegation" v 1 of "accounts" for [Assistant]);

/// A manager lets an assistant act for the cooperative; the manager's own act is the evidence.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GiveDelegation {
    /// Drawn by the caller, so that a repeat is known.
    pub delegation_id: Id<Delegation>,
    /// The assistant, by phone number or e-mail address.
    pub assistant_login: String,
    /// For whom, what, how long.
    pub terms: DelegationTerms,
}
ask!(GiveDelegation => (): Harmless "give_delegation" v 1 of "accounts" for [CooperativeManager]);
mute!(GiveDelegation);

/// Accepts a proposed delegation or declines it, or ends one. An assistant may only end their own. What was decided already is
/// decided once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecideDelegation {
    /// Which one.
    pub delegation_id: Id<Delegation>,
    /// What becomes of it.
    pub decision: DelegationDecision,
}
ask!(DecideDelegation => (): Harmless "decide_delegation" v 1 of "accounts"
    for [CooperativeManager, Assistant, ProvincialOfficial, Operator]);

/// What becomes of a delegation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DelegationDecision {
    /// It holds from its first day.
    Accept,
    /// It never holds.
    Decline,
    /// It holds no longer, from now on.
    End,
}

/// Which delegations are there? An assistant finds their own, a manager those of the cooperative, officials all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindDelegations {
    /// Only this one.
    #[serde(default)]
    pub delegation_id: Option<Id<Delegation>>,
    /// Only those in this state.
    #[serde(default)]
    pub state: Option<DelegationState>,
    /// Which page.
    #[serde(default)]
    pub page: PageRequest,
}
ask!(FindDelegations => Page<DelegationView>: Question "find_delegations" v 1 of "accounts"
    for [CooperativeManager, Assistant, ProvincialOfficial, Operator]);

/// A delegation as lists show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DelegationView {
    /// Which one.
    pub delegation_id: Id<Delegation>,
    /// What it is about.
    pub terms: DelegationTerms,
    /// Where it stands today.
    pub state: DelegationState,
    /// Who acts.
    pub assistant_id: Id<Person>,
    /// How they are called.
    pub assistant: String,
    /// Who agreed, by name and office; the manager's name where a manager gave it.
    pub agreed_by: String,
    /// The signed paper, by its SHA-256, where there is one.
    pub evidence: Option<String>,
    /// When it was given or proposed.
    pub made_at: DateTime<Utc>,
    /// When somebody accepted, declined or ended it.
    pub decided_at: Option<DateTime<Utc>>,
    /// Who that was.
    pub decided_by: Option<String>,
}

/// Where a delegation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DelegationState {
    /// Waits for the manager or a provincial official.
    Proposed,
    /// Holds, today or from its first day on.
    Live,
    /// Was declined.
    Declined,
    /// Was ended before its last day.
    Ended,
    /// Its last day is over.
    Over,
}

impl DelegationState {
    /// Every state.
    pub const ALL: [Self; 5] = [Self::Proposed, Self::Live, Self::Declined, Self::Ended, Self::Over];

    /// The word on the wire.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Live => "live",
            Self::Declined => "declined",
            Self::Ended => "ended",
            Self::Over => "over",
        }
    }

    /// The state with this word.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.slug() == slug)
    }
}
