//! Consent, purpose by purpose: who gave it or withdrew it, to which text, and how that can be shown.

use chrono::{DateTime, Utc};
use ids::{Cooperative, Id};
use serde::{Deserialize, Serialize};

use super::{PersonalField, Producer, Purpose, RevealReason, SubjectRequestView};
use crate::{Page, PageRequest, ask::ask};

/// How somebody said it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsentChannel {
    /// Themselves, signed in.
    Portal,
    /// On paper.
    Paper,
    /// In words, to somebody who wrote it down for them.
    Assistant,
}

impl ConsentChannel {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::Portal, Self::Paper, Self::Assistant];

    /// The word in tables and forms.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Portal => "portal",
            Self::Paper => "paper",
            Self::Assistant => "assistant",
        }
    }
}

/// Writes down that somebody gave or withdrew their consent to a purpose. What was written down before stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordConsent {
    /// Whose.
    pub producer: Producer,
    /// To what.
    pub purpose: Purpose,
    /// Given, or withdrawn.
    pub given: bool,
    /// The version of the text they read; the newest one, where it is given.
    pub version: u32,
    /// `vi` or `en`: the language they read it in.
    pub language: String,
    /// How they said it.
    pub channel: ConsentChannel,
    /// What shows it, such as where the paper lies; 5 to 300 characters, empty where they signed in themselves.
    #[serde(default)]
    pub proof: String,
    /// A file that shows it, by its hash.
    #[serde(default)]
    pub proof_file: Option<String>,
}
ask!(RecordConsent => (): Command "record_consent" v 1 of "onboarding"
    for [CooperativeManager, CommuneOfficial, ProvincialOfficial]);

/// What is kept of one person, masked; what they consented to; who read what; and what they asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GetPersonalFile {
    /// Whose.
    pub producer: Producer,
}
ask!(GetPersonalFile => PersonalFile: Question "get_personal_file" v 1 of "onboarding"
    for [CooperativeManager, CommuneOfficial, ProvincialOfficial, Operator]);

/// What is kept of one person. Numbers are masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonalFile {
    /// Whose.
    pub producer: Producer,
    /// The same person, also once somebody else acts for the cooperative: what is written about them goes to this one.
    pub person: Producer,
    /// Whose member they are, or for whom they act.
    pub cooperative_id: Id<Cooperative>,
    /// The producer's short code.
    pub code: String,
    /// The person's name; the code where it was erased.
    pub name: String,
    /// When their data were erased.
    pub erased_at: Option<DateTime<Utc>>,
    /// Each number with its last digits; empty where there is none.
    pub fields: Vec<(PersonalField, String)>,
    /// Every purpose, with the newest text and what was said to it last.
    pub consents: Vec<ConsentStanding>,
    /// What was said, the newest first; at most 50.
    pub said: Vec<ConsentSaid>,
    /// Who read what, the newest first; at most 50.
    pub reveals: Vec<RevealNote>,
    /// What they asked for, the newest first; at most 50.
    pub requests: Vec<SubjectRequestView>,
}

/// How one purpose stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentStanding {
    /// Which one.
    pub purpose: Purpose,
    /// Given, withdrawn, or never asked.
    pub given: Option<bool>,
    /// Of the newest text.
    pub version: u32,
    /// Its title and words in Vietnamese.
    pub text_vi: (String, String),
    /// The same in English.
    pub text_en: (String, String),
}

/// What did the people of a cooperative say to each purpose? The oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindConsents {
    /// Which page.
    #[serde(default)]
    pub page: PageRequest,
}
ask!(FindConsents => Page<ConsentNote>: Question "find_consents" v 1 of "onboarding" for [CooperativeManager]);

/// What one of them said, and who of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentNote {
    /// Whose consent: the household's code, or the cooperative's for its representative.
    pub code: String,
    /// What they said.
    pub said: ConsentSaid,
}

/// Something that was said to a purpose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentSaid {
    /// When.
    pub at: DateTime<Utc>,
    /// To which.
    pub purpose: Purpose,
    /// Given, or withdrawn.
    pub given: bool,
    /// Of the text.
    pub version: u32,
    /// How.
    pub channel: ConsentChannel,
    /// What shows it.
    pub proof: String,
    /// Whether a file shows it, too.
    pub has_file: bool,
    /// In which role it was written down.
    pub by_role: String,
}

/// Somebody read a number in full.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevealNote {
    /// When.
    pub at: DateTime<Utc>,
    /// In which role.
    pub by_role: String,
    /// Which number.
    pub field: PersonalField,
    /// Why.
    pub reason: RevealReason,
    /// The same in their own words.
    pub words: String,
    /// For what.
    pub purpose: Option<Purpose>,
}
