//! What every service answers about what people did there.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{Ask, Page, PageRequest, Repeat, Role, SERVICES, Service};

/// Lists what people did in one service, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindAudit {
    /// Whose trail: one of [`SERVICES`].
    pub service: String,
    /// Which page.
    #[serde(default)]
    pub page: PageRequest,
    /// Only entries with this actor, action, outcome or thing, as a whole word.
    #[serde(default)]
    pub text: Option<String>,
}

impl Ask for FindAudit {
    const SERVICE: Service = "";
    const NAME: &'static str = "find_audit";
    const VERSION: u16 = 1;
    const ALLOWED: &'static [Role] = &[Role::Operator];
    const REPEAT: Repeat = Repeat::Question;
    type Answer = Page<AuditEntry>;

    /// One that is unknown has nobody who answers.
    fn service(&self) -> Service {
        SERVICES.into_iter().find(|service| *service == self.service).unwrap_or_default()
    }
}

/// Something that somebody did, or was not let do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEntry {
    /// Its place in the service's trail, from 1 and without gaps.
    pub seq: u64,
    /// When.
    pub at: DateTime<Utc>,
    /// Who: a person's id, a key's, or `anonymous` before sign-in.
    pub actor: String,
    /// In which role.
    pub role: String,
    /// On whose things: a kind, and which one of it after a colon.
    pub scope: String,
    /// For whom, where that is somebody else.
    pub on_behalf_of: Option<String>,
    /// What: the name of an ask.
    pub action: String,
    /// To what, by ids; at most 256.
    pub objects: Vec<String>,
    /// `done`, or the code of the refusal.
    pub outcome: String,
    /// From where.
    pub address: Option<String>,
    /// Of the request at the gateway.
    pub request_id: Option<String>,
}
