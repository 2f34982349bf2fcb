//! Delegations: who may type for whom.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What an assistant does for a producer.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Errand {
    /// The cooperative's own file and its papers.
    File,
    /// Member households, harvests and lots.
    Harvest,
    /// Listings and goods.
    Goods,
}

/// Where a delegation stands.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DelegationState {
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

/// What becomes of a delegation.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DelegationDecision {
    /// It holds from its first day.
    Accept,
    /// It never holds.
    Decline,
    /// It holds no longer, from now on.
    End,
}

/// What a delegation is about.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DelegationTerms {
    #[schema(pattern = "^coo_[0-9a-f]{32}$")]
    cooperative_id: String,
    /// How it is called.
    cooperative: String,
    errands: Vec<Errand>,
    /// The first day.
    starts_on: NaiveDate,
    /// The last day.
    ends_on: NaiveDate,
}

/// A delegation.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DelegationView {
    #[schema(pattern = "^del_[0-9a-f]{32}$")]
    delegation_id: String,
    terms: DelegationTerms,
    state: DelegationState,
    /// Who acts.
    #[schema(pattern = "^per_[0-9a-f]{32}$")]
    assistant_id: String,
    /// How they are called.
    assistant: String,
    /// Who agreed, by name and office.
    agreed_by: String,
    /// The signed paper, by its SHA-256, where there is one.
    #[schema(required = true)]
    evidence: Option<String>,
    /// When it was given or proposed.
    made_at: DateTime<Utc>,
    /// When somebody accepted, declined or ended it.
    #[schema(required = true)]
    decided_at: Option<DateTime<Utc>>,
    /// Who that was.
    #[schema(required = true)]
    decided_by: Option<String>,
}
