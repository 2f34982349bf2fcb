//! Who is asking, in which role, and whose things they may touch.

use std::{fmt, str::FromStr};

use ids::{ApiKey, Cooperative, Household, Id, Person};
use serde::{Deserialize, Serialize};

use crate::{Department, KeyScope, accounts::Errand};

/// Whose rows a transaction may see. Row-level security in Postgres reads it; nothing set means no rows.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", content = "of", rename_all = "snake_case")]
pub enum Scope {
    /// Workers of the house, and operators: every row.
    System,
    /// The whole province.
    Province,
    /// The whole province to read, and to decide on what is one department's.
    Department(Department),
    /// One commune, by its code of today.
    Commune(String),
    /// One cooperative's own things.
    Cooperative(Id<Cooperative>),
    /// What one household may see of its cooperative's: its own.
    Household {
        /// The cooperative it is a member of.
        cooperative: Id<Cooperative>,
        /// Which one.
        household: Id<Household>,
    },
    /// Nobody's: before sign-in.
    Nobody,
}

impl Scope {
    /// The word row-level security compares with.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Province | Self::Department(_) => "province",
            Self::Commune(_) => "commune",
            Self::Cooperative(_) => "cooperative",
            Self::Household { .. } => "household",
            Self::Nobody => "nobody",
        }
    }

    /// Which one of its kind, as row-level security compares it: a bare UUID, two of them with a slash between, or a commune code; of a
    /// department its word.
    pub fn of(&self) -> String {
        match self {
            Self::Commune(code) => code.clone(),
            Self::Department(department) => department.slug().to_owned(),
            Self::Cooperative(id) => id.uuid().to_string(),
            Self::Household { cooperative, household } => format!("{}/{}", cooperative.uuid(), household.uuid()),
            Self::System | Self::Province | Self::Nobody => String::new(),
        }
    }

    /// The cooperative this scope is limited to, if it is limited to one or to a part of one.
    pub const fn cooperative(&self) -> Option<Id<Cooperative>> {
        match self {
            Self::Cooperative(cooperative) | Self::Household { cooperative, .. } => Some(*cooperative),
            _ => None,
        }
    }
}

impl Scope {
    /// Whether what is this department's may be decided in this scope.
    pub fn decides_for(&self, department: Department) -> bool {
        match self {
            Self::Department(own) => *own == department,
            Self::System | Self::Province => true,
            Self::Commune(_) | Self::Cooperative(_) | Self::Household { .. } | Self::Nobody => false,
        }
    }
}

/// What somebody is to the house. An ask names the roles that may ask it; nobody else may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Not signed in.
    Anonymous,
    /// Runs one cooperative.
    CooperativeManager,
    /// Packs and looks after goods in one cooperative; decides nothing for it.
    CooperativeMember,
    /// A household that grows; reads its own.
    Household,
    /// Types for producers of a commune, for each under a delegation and never without one.
    Assistant,
    /// Looks after one commune: reads figures and producers.
    CommuneOfficial,
    /// Looks after the province: reads figures and producers, verifies cooperatives.
    ProvincialOfficial,
    /// Keeps the house running.
    Operator,
    /// A program with an API key; what it may ask, the words of its key say.
    Integrator,
    /// Another service of the house.
    Service,
}

impl Role {
    /// The word in tables and on the wire.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Anonymous => "anonymous",
            Self::CooperativeManager => "cooperative_manager",
            Self::CooperativeMember => "cooperative_member",
            Self::Household => "household",
            Self::Assistant => "assistant",
            Self::CommuneOfficial => "commune_official",
            Self::ProvincialOfficial => "provincial_official",
            Self::Operator => "operator",
            Self::Integrator => "integrator",
            Self::Service => "service",
        }
    }
}

impl FromStr for Role {
    type Err = String;

    fn from_str(slug: &str) -> Result<Self, String> {
        [
            Self::Anonymous,
            Self::CooperativeManager,
            Self::CooperativeMember,
            Self::Household,
            Self::Assistant,
            Self::CommuneOfficial,
            Self::ProvincialOfficial,
            Self::Operator,
            Self::Integrator,
            Self::Service,
        ]
        .into_iter()
        .find(|role| role.slug() == slug)
        .ok_or_else(|| format!("there is no role `{slug}`"))
    }
}

/// Who does something: a person, a program by its key, or a service by its name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// A person who signed in.
    Person(Id<Person>),
    /// A program that has shown this key.
    ApiKey(Id<ApiKey>),
    /// A service acting by itself.
    Service(String),
    /// Nobody known.
    Anonymous,
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Person(id) => id.fmt(f),
            Self::ApiKey(id) => id.fmt(f),
            Self::Service(name) => write!(f, "service:{name}"),
            Self::Anonymous => f.write_str("anonymous"),
        }
    }
}

/// The one for whom a piece of work is done. Every transaction, ask and fact carries it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caller {
    /// Who acts.
    pub actor: Actor,
    /// In which role.
    pub role: Role,
    /// On whose things.
    pub scope: Scope,
    /// The words of the key that the actor has shown; none for anybody but programs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub key_scopes: Vec<KeyScope>,
    /// For whom the actor acts, where that is somebody else.
    #[serde(default)]
    pub on_behalf_of: Option<String>,
    /// What they may do for them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errands: Vec<Errand>,
    /// The caller's own key of a command: the same key has its effect once.
    #[serde(default)]
    pub idempotency_key: Option<String>,
    /// W3C trace context.
    #[serde(default)]
    pub traceparent: Option<String>,
    /// From where the request came; for the audit trail alone.
    #[serde(default)]
    pub address: Option<String>,
    /// The gateway's id of the request; for the audit trail alone.
    #[serde(default)]
    pub request_id: Option<String>,
}

impl Caller {
    /// A service working by itself, on everybody's rows.
    pub fn service(name: &str) -> Self {
        Self {
            actor: Actor::Service(name.to_owned()),
            role: Role::Service,
            scope: Scope::System,
            key_scopes: Vec::new(),
            on_behalf_of: None,
            errands: Vec::new(),
            idempotency_key: None,
            traceparent: None,
            address: None,
            request_id: None,
        }
    }

    /// Somebody who has not signed in.
    pub fn anonymous() -> Self {
        Self { actor: Actor::Anonymous, role: Role::Anonymous, scope: Scope::Nobody, ..Self::service("") }
    }

    /// A person in a role.
    pub fn person(person: Id<Person>, role: Role, scope: Scope) -> Self {
        Self { actor: Actor::Person(person), role, scope, ..Self::service("") }
    }

    /// A program with a key of these words.
    pub fn api_key(key: Id<ApiKey>, scope: Scope, key_scopes: Vec<KeyScope>) -> Self {
        Self { actor: Actor::ApiKey(key), role: Role::Integrator, scope, key_scopes, ..Self::service("") }
    }

    /// The same caller with a command's key.
    #[must_use]
    pub fn with_key(mut self, key: impl Into<String>) -> Self {
        self.idempotency_key = Some(key.into());
        self
    }
}
