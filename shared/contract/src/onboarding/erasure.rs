//! What is told when the data of somebody behind a producer were erased: ids, and nothing else.

use chrono::{DateTime, Utc};
use ids::{Cooperative, Id, Person};
use serde::{Deserialize, Serialize};

use super::Producer;
use crate::Fact;

/// Everything personal about somebody was erased. Whoever keeps something of theirs takes it away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonErased {
    /// Who they were: the head of this household, or the one who acts or acted for this cooperative.
    pub producer: Producer,
    /// The cooperative itself, or the one whose member they were.
    pub cooperative_id: Id<Cooperative>,
    /// As whom they came in here, where whoever erased them knew.
    pub sign_in: Option<Id<Person>>,
    /// When.
    pub erased_at: DateTime<Utc>,
}

impl Fact for PersonErased {
    const SERVICE: crate::Service = "onboarding";
    const NAME: &'static str = "person_erased";
    const VERSION: u16 = 1;

    fn about(&self) -> String {
        match self.producer {
            Producer::Cooperative(id) => id.to_string(),
            Producer::Household(id) => id.to_string(),
            Producer::Former(id) => id.to_string(),
        }
    }

    /// Somebody else may act for the cooperative afterwards, and be erased, too.
    fn version(&self) -> i64 {
        self.erased_at.timestamp_micros()
    }
}
