//! Forms that are not finished: kept field by field, resumed on another device.
//!
//! A draft is the cooperative's: its manager and whoever acts for it go on where the other stopped. What is in it was never
//! judged; it becomes something only when the form is sent.

use std::{collections::BTreeMap, fmt};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{accounts::Errand, ask::ask};

/// A form that can be kept as a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DraftForm {
    /// What a cooperative says of itself.
    Cooperative,
    /// A paper.
    Paper,
    /// A member household.
    Household,
    /// A harvest.
    Harvest,
    /// A plot.
    Plot,
}

impl DraftForm {
    /// Every form.
    pub const ALL: [Self; 5] = [Self::Cooperative, Self::Paper, Self::Household, Self::Harvest, Self::Plot];

    /// The word in tables, addresses and on the wire.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Cooperative => "cooperative",
            Self::Paper => "paper",
            Self::Household => "household",
            Self::Harvest => "harvest",
            Self::Plot => "plot",
        }
    }

    /// The errand that filling it in belongs to.
    pub const fn errand(self) -> Errand {
        match self {
            Self::Cooperative | Self::Paper => Errand::File,
            Self::Household | Self::Harvest | Self::Plot => Errand::Harvest,
        }
    }

    /// The form with this word.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.slug() == slug)
    }
}

/// Keeps what has been typed into a form so far; it takes the place of what was kept before.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SaveDraft {
    /// Which form.
    pub form: DraftForm,
    /// The id of what the form changes; empty for something new.
    #[serde(default)]
    pub about: String,
    /// What was typed, by the fields' names; several values of one name lie one below the other. At most 64 KiB in all.
    pub fields: BTreeMap<String, Vec<String>>,
    /// How whoever typed it is named.
    pub by_name: String,
}
ask!(SaveDraft => (): Harmless "save_draft" v 1 of "onboarding" for [CooperativeManager, Assistant]);

/// What was typed into a form and not sent yet?
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindDraft {
    /// Which form.
    pub form: DraftForm,
    /// The id of what the form changes; empty for something new.
    #[serde(default)]
    pub about: String,
}
ask!(FindDraft => Option<Draft>: Question "find_draft" v 1 of "onboarding" for [CooperativeManager, Assistant]);

/// A form that is not finished.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// What was typed, by the fields' names.
    pub fields: BTreeMap<String, Vec<String>>,
    /// When it was kept last.
    pub saved_at: DateTime<Utc>,
    /// Who typed it.
    pub by_name: String,
}

/// Forgets what was typed into a form: it was sent, or is not wanted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DropDraft {
    /// Which form.
    pub form: DraftForm,
    /// The id of what the form changes; empty for something new.
    #[serde(default)]
    pub about: String,
}
ask!(DropDraft => (): Harmless "drop_draft" v 1 of "onboarding" for [CooperativeManager, Assistant]);

/// What people type is theirs: only the form and the fields' number are shown.
impl fmt::Debug for SaveDraft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SaveDraft")
            .field("form", &self.form)
            .field("fields", &self.fields.len())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Draft").field("fields", &self.fields.len()).finish_non_exhaustive()
    }
}
