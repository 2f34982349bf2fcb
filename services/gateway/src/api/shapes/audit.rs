//! The audit trail.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Something that somebody did, or was not let do.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AuditEntry {
    /// Its place in the service's trail, from 1 and without gaps.
    seq: u64,
    at: DateTime<Utc>,
    /// A person's id, a key's, or `anonymous` before sign-in.
    actor: String,
    role: String,
    /// A kind, and which one of it after a colon.
    scope: String,
    /// For whom, where that is somebody else.
    on_behalf_of: Option<String>,
    /// The name of an ask.
    action: String,
    /// Ids; at most 256.
    objects: Vec<String>,
    /// `done`, or the code of the refusal.
    outcome: String,
    address: Option<String>,
    request_id: Option<String>,
}
