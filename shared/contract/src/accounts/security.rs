//! What a person does for the safety of their own sign-in. Each ask is about whoever asks.

use chrono::{DateTime, Utc};
use ids::{Id, Session};
use serde::{Deserialize, Serialize};

use super::{Identity, IdentityView};
use crate::ask::ask;

/// Shows the second factor for a session whose login and password were right.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowSecondFactor {
    /// SHA-256 of the session token, in hex.
    pub session_hash: String,
    /// Six digits of the authenticator, or a recovery code. Each works once.
    pub code: String,
}
ask!(ShowSecondFactor => Identity: Harmless "show_second_factor" v 1 of "accounts" for [Anonymous]);

/// How the sign-in of whoever asks stands.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindSecurity {
    /// SHA-256 of the token of the session they ask from, in hex.
    pub session_hash: String,
}
ask!(FindSecurity => Security: Question "find_security" v 1 of "accounts" for
    [CooperativeManager, CooperativeMember, Household, Assistant, CommuneOfficial, ProvincialOfficial, Operator]);

/// How somebody's sign-in stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Security {
    /// Whether a second factor is asked for at sign-in.
    pub has_second_factor: bool,
    /// Whether one of their roles takes a second factor.
    pub must_have_second_factor: bool,
    /// Recovery codes that were not used yet.
    pub recovery_codes_left: u32,
    /// When the password was last changed.
    pub password_changed_at: DateTime<Utc>,
    /// Where they are signed in, the newest first.
    pub sessions: Vec<SignedInDevice>,
    /// By whose word they may come in, too, or could.
    #[serde(default)]
    pub identities: Vec<IdentityView>,
}

/// A device somebody is signed in on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedInDevice {
    /// To end it by.
    pub session_id: Id<Session>,
    /// In few words, such as `Chrome, Android`.
    pub device: String,
    /// When they signed in.
    pub started_at: DateTime<Utc>,
    /// When it was last used, to the minute.
    pub seen_at: DateTime<Utc>,
    /// Whether it is the one that asks.
    pub is_this: bool,
}

/// Changes the password of whoever asks, and ends all their other sessions.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangePassword {
    /// SHA-256 of the token of the session that stays, in hex.
    pub session_hash: String,
    /// The one that holds until now.
    pub password: String,
    /// The one that shall hold: 12 to 256 characters, and not easy to guess.
    pub new_password: String,
}
ask!(ChangePassword => (): Harmless "change_password" v 1 of "accounts" for
    [CooperativeManager, CooperativeMember, Household, Assistant, CommuneOfficial, ProvincialOfficial, Operator]);

/// Draws the secret of a second factor, which holds once a code made with it was shown. Drawing again replaces what was not
/// confirmed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DrawSecondFactor {
    /// So that an open browser is not enough to lock its owner out; needed unless their role takes a second factor and they
    /// have none.
    #[serde(default)]
    pub password: Option<String>,
}
ask!(DrawSecondFactor => DrawnSecondFactor: Harmless "draw_second_factor" v 1 of "accounts" for
    [CooperativeManager, CooperativeMember, Household, Assistant, CommuneOfficial, ProvincialOfficial, Operator]);

/// The secret of a second factor (RFC 6238: SHA-1, six digits, 30 seconds). It is told only here.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrawnSecondFactor {
    /// In base 32, to be typed.
    pub secret: String,
    /// `otpauth://totp/…`, to be scanned.
    pub uri: String,
}

/// Shows that the authenticator has the drawn secret: from now on it is asked for. Ends all other sessions.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfirmSecondFactor {
    /// SHA-256 of the token of the session that stays, in hex.
    pub session_hash: String,
    /// Six digits of the authenticator.
    pub code: String,
}
ask!(ConfirmSecondFactor => RecoveryCodes: Harmless "confirm_second_factor" v 1 of "accounts" for
    [CooperativeManager, CooperativeMember, Household, Assistant, CommuneOfficial, ProvincialOfficial, Operator]);

/// Codes that stand in for the authenticator, each once. They are told only here.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecoveryCodes {
    /// Ten, of 20 hexadecimal digits in groups of four.
    pub codes: Vec<String>,
}

/// Gives the second factor up, and ends all other sessions.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DropSecondFactor {
    /// SHA-256 of the token of the session that stays, in hex.
    pub session_hash: String,
    /// So that an open browser is not enough.
    pub password: String,
}
ask!(DropSecondFactor => (): Harmless "drop_second_factor" v 1 of "accounts" for
    [CooperativeManager, CooperativeMember, Household, Assistant, CommuneOfficial, ProvincialOfficial, Operator]);

/// Ends sessions of whoever asks, and tells how many.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndSessions {
    /// SHA-256 of the token of the session that asks, in hex.
    pub session_hash: String,
    /// Which one; all but the one that asks where none is named.
    pub session_id: Option<Id<Session>>,
}
ask!(EndSessions => u32: Harmless "end_sessions" v 1 of "accounts" for
    [CooperativeManager, CooperativeMember, Household, Assistant, CommuneOfficial, ProvincialOfficial, Operator]);

mute!(ShowSecondFactor, FindSecurity, ChangePassword, DrawSecondFactor, DrawnSecondFactor);
mute!(ConfirmSecondFactor, RecoveryCodes, DropSecondFactor, EndSessions);
