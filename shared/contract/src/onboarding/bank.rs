//! Where a cooperative's money goes: its bank account, masked for everybody.

use std::fmt;

use chrono::{DateTime, Utc};
use ids::{Cooperative, Id};
use serde::{Deserialize, Serialize};

use crate::fact::fact;

/// A bank account as it was typed. `Debug` is mute.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BankForm {
    /// Which bank: its NAPAS BIN.
    pub bin: String,
    /// 6 to 19 digits; none keeps what is known, as long as the bank stays the same.
    #[serde(default)]
    pub account: Option<String>,
    /// Who holds it, as the bank writes it.
    pub holder: String,
}

impl fmt::Debug for BankForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BankForm").field("bin", &self.bin).finish_non_exhaustive()
    }
}

/// A bank account as a cooperative's file shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BankView {
    /// Which bank: its NAPAS BIN.
    pub bin: String,
    /// As people call it.
    pub bank: String,
    /// `••••••1234`.
    pub account_masked: String,
    /// Who holds it.
    pub holder: String,
}

/// A cooperative's bank account is not any more what it was: another one took its place, or its holder took it along. Its managers are told by a message, for this is what
/// thieves do first. Neither account is in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BankAccountReplaced {
    /// Whose.
    pub cooperative_id: Id<Cooperative>,
    /// The cooperative's version after it.
    pub version: i64,
    /// When, by the business calendar.
    pub at: DateTime<Utc>,
}
fact!(BankAccountReplaced: "onboarding" says "bank_account_replaced" v 1, about cooperative_id);
