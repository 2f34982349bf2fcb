//! Whether the one who acts for a producer is who they say they are.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// What somebody was looked at by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdentityMeans {
    /// The identity card itself, in the person's presence.
    Card,
    /// The VNeID app on the person's own phone, in their presence.
    Vneid,
}

impl IdentityMeans {
    /// Every means.
    pub const ALL: [Self; 2] = [Self::Card, Self::Vneid];

    /// The word in tables and forms.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::Vneid => "vneid",
        }
    }

    /// The means with this slug.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|means| means.slug() == slug)
    }
}

/// What came of a check. Only `matched` says that it is the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdentityResult {
    /// Name and number are the person's.
    Matched,
    /// They are not.
    Mismatched,
    /// It could not be looked at this time.
    Unavailable,
    /// There is nobody and nothing that could look. Never the same as matched.
    Unsupported,
}

impl IdentityResult {
    /// Every result.
    pub const ALL: [Self; 4] = [Self::Matched, Self::Mismatched, Self::Unavailable, Self::Unsupported];

    /// The word in tables and forms.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Matched => "matched",
            Self::Mismatched => "mismatched",
            Self::Unavailable => "unavailable",
            Self::Unsupported => "unsupported",
        }
    }

    /// The result with this slug.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|result| result.slug() == slug)
    }
}

/// What an official saw with their own eyes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentitySeen {
    /// By what.
    pub means: IdentityMeans,
    /// On which day; not one to come.
    pub seen_on: NaiveDate,
    /// Where it is written down, such as the number of the minutes; 2 to 200 characters, and no personal number.
    pub reference: String,
    /// What came of it: all but `unsupported`.
    pub result: IdentityResult,
}

/// The newest check of the present representative.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentityCheck {
    /// Who looked: `manual` for an official.
    pub verifier: String,
    /// By what.
    pub means: Option<IdentityMeans>,
    /// On which day.
    pub seen_on: Option<NaiveDate>,
    /// Where it is written down.
    pub reference: String,
    /// What came of it.
    pub result: IdentityResult,
    /// The official's name.
    pub by: String,
    /// When it was recorded.
    pub at: DateTime<Utc>,
}
