//! How an action ends when it does not end well.

use contract::{Refusal, code};
use scoped::DbErr;

/// Why an action stopped: the domain said no, or the world failed.
#[derive(Debug)]
pub enum Stop {
    /// An answer. Heard facts that are refused are parked at once.
    Refused(Refusal),
    /// Not an answer: tried again, and parked after eight attempts.
    Failed(anyhow::Error),
}

impl Stop {
    /// There is no such thing within the caller's scope.
    pub fn not_found(what: &str) -> Self {
        Self::Refused(Refusal::new(code::NOT_FOUND, format!("there is no such {what}")))
    }
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<DbErr> for Stop {
    fn from(error: DbErr) -> Self {
        Self::Failed(error.into())
    }
}

impl From<anyhow::Error> for Stop {
    fn from(error: anyhow::Error) -> Self {
        Self::Failed(error)
    }
}

impl From<serde_json::Error> for Stop {
    fn from(error: serde_json::Error) -> Self {
        Self::Failed(error.into())
    }
}

impl std::fmt::Display for Stop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Refused(refusal) => write!(f, "refused: {}: {}", refusal.code, refusal.detail),
            Self::Failed(error) => write!(f, "failed: {error:#}"),
        }
    }
}
