//! Personal data: masked for everybody, and shown in full to whoever says why.

use std::fmt;

use ids::{Cooperative, Household, Id, Representative};
use serde::{Deserialize, Serialize};

use crate::ask::ask;

/// Whose personal data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Producer {
    /// Those of the one who acts for this cooperative.
    Cooperative(Id<Cooperative>),
    /// Those of the head of this household.
    Household(Id<Household>),
    /// Those of somebody who acted for a cooperative before.
    Former(Id<Representative>),
}

/// What is kept sealed of somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PersonalField {
    /// The twelve digits.
    PersonalId,
    /// Where they can be called.
    Phone,
    /// Where a cooperative's money goes; no household has one here.
    BankAccount,
}

impl PersonalField {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::PersonalId, Self::Phone, Self::BankAccount];

    /// The word in tables and forms.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::PersonalId => "personal_id",
            Self::Phone => "phone",
            Self::BankAccount => "bank_account",
        }
    }
}

/// What personal data are used for. Each has consent of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// To find out that they are who they say.
    Verification,
    /// To sell and deliver their goods.
    Sale,
    /// To count, without names.
    Statistics,
    /// To tell a marketplace, or VNeID, who they are.
    Sharing,
}

impl Purpose {
    /// Every one.
    pub const ALL: [Self; 4] = [Self::Verification, Self::Sale, Self::Statistics, Self::Sharing];

    /// The word in tables and forms.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Verification => "verification",
            Self::Sale => "sale",
            Self::Statistics => "statistics",
            Self::Sharing => "sharing",
        }
    }
}

/// Why somebody needs to read a number in full.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RevealReason {
    /// To call them.
    Call,
    /// To hold it against papers.
    ComparePapers,
    /// To mend a mistake.
    Correct,
    /// To fill in a form of a marketplace's.
    MarketplaceForm,
    /// They have asked for their own data. Needs no purpose.
    SubjectRequest,
    /// An authority has asked for it in writing. Needs no purpose.
    Authority,
}

impl RevealReason {
    /// Every one.
    pub const ALL: [Self; 6] =
        [Self::Call, Self::ComparePapers, Self::Correct, Self::MarketplaceForm, Self::SubjectRequest, Self::Authority];

    /// The word in tables and forms.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::ComparePapers => "compare_papers",
            Self::Correct => "correct",
            Self::MarketplaceForm => "marketplace_form",
            Self::SubjectRequest => "subject_request",
            Self::Authority => "authority",
        }
    }

    /// The law answers for it, so that it serves no purpose of ours.
    pub const fn is_law(self) -> bool {
        matches!(self, Self::SubjectRequest | Self::Authority)
    }
}

/// Reads one number of one producer in full. It is written down who did and why; 30 in an hour are let through.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RevealPersonalData {
    /// Whose.
    pub producer: Producer,
    /// Which number.
    pub field: PersonalField,
    /// Why.
    pub reason: RevealReason,
    /// Why, in their own words: 5 to 300 characters, and no long numbers.
    pub words: String,
    /// What it is used for, where the law does not answer for it.
    #[serde(default)]
    pub purpose: Option<Purpose>,
}
// Not a command: its answer is kept nowhere, not even for the same key. Asked twice, it is shown and written down twice.
ask!(RevealPersonalData => Revealed: Harmless "reveal_personal_data" v 1 of "onboarding"
    for [CooperativeManager, CommuneOfficial, ProvincialOfficial, Operator]);

/// A number in full. `Debug` is mute.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revealed {
    /// The number; none where the producer has none.
    pub value: Option<String>,
    /// How many more this person may read within the hour.
    pub left: u32,
}

impl fmt::Debug for Revealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Revealed").field("left", &self.left).finish_non_exhaustive()
    }
}
