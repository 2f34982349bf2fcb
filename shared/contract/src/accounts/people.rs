//! People: invited, listed, let in by a link, shut out.
//!
//! A link is a secret of 256 bits that somebody sets their password with: once, and not for long. Its token is drawn by the
//! gateway or by accounts, and only its SHA-256 is kept.

use chrono::{DateTime, Utc};
use ids::{Id, Person};
use serde::{Deserialize, Serialize};

use super::{Grant, Identity};
use crate::{Page, PageRequest, ask::ask};

/// Lets somebody become a person of the house; they choose their password by a link. Refused for grants that the caller may
/// not give. The same invitation given twice is given once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InvitePerson {
    /// Drawn by the caller, so that a repeat is known.
    pub person_id: Id<Person>,
    /// Phone number or e-mail address; unique.
    pub login: String,
    /// As others read it.
    pub name: String,
    /// At least one; the scope must fit the role.
    pub grants: Vec<Grant>,
}
ask!(InvitePerson => (): Harmless "invite_person" v 1 of "accounts" for [CooperativeManager, ProvincialOfficial, Operator]);

/// Draws a link for somebody whom the caller may manage; an older one no longer works. The link is also sent to them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DrawLink {
    /// Whose.
    pub person_id: Id<Person>,
}
ask!(DrawLink => DrawnLink: Harmless "draw_link" v 1 of "accounts" for [CooperativeManager, ProvincialOfficial, Operator]);

/// A link, told only here.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrawnLink {
    /// 64 hexadecimal digits.
    pub token: String,
    /// When it stops working.
    pub ends_at: DateTime<Utc>,
}

/// Whom a link is for. Not found when it was used, replaced, or is too old.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadLink {
    /// SHA-256 of the token, in hex.
    pub token_hash: String,
}
ask!(ReadLink => LinkView: Question "read_link" v 1 of "accounts" for [Anonymous]);

/// A link that works.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkView {
    /// To greet them by.
    pub name: String,
    /// They have never had a password.
    pub is_invitation: bool,
}

/// Chooses a password by a link and signs in; every other session of the person ends.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UseLink {
    /// SHA-256 of the token, in hex.
    pub token_hash: String,
    /// 12 to 256 characters, and not easy to guess.
    pub password: String,
    /// SHA-256, in hex, of the token of the session that begins.
    pub session_hash: String,
    /// What the session is begun on.
    pub device: String,
}
ask!(UseLink => Identity: Harmless "use_link" v 1 of "accounts" for [Anonymous]);

/// Somebody has forgotten their password. Whether there is such a login is not told; if there is, a link is sent there.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForgetPassword {
    /// Phone number or e-mail address.
    pub login: String,
}
ask!(ForgetPassword => (): Harmless "forget_password" v 1 of "accounts" for [Anonymous]);

/// Lists the people whom the caller may manage, the newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindPeople {
    /// Which page.
    #[serde(default)]
    pub page: PageRequest,
    /// Only those with these letters in their name, diacritics or none, or with this very login.
    #[serde(default)]
    pub text: Option<String>,
    /// Only this one.
    #[serde(default)]
    pub person_id: Option<Id<Person>>,
}
ask!(FindPeople => Page<PersonView>: Question "find_people" v 1 of "accounts" for
    [CooperativeManager, ProvincialOfficial, Operator]);

/// A person as those see them who manage them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonView {
    /// Who.
    pub person_id: Id<Person>,
    /// As others read it.
    pub name: String,
    /// Of a phone number the last three digits are shown, of an e-mail address the first letter and what follows the `@`.
    pub login: String,
    /// What they may be.
    pub grants: Vec<Grant>,
    /// Where they stand.
    pub state: PersonState,
    /// Whether a second factor is asked for when they sign in.
    pub has_second_factor: bool,
    /// When a session of theirs was last used, if one is left.
    pub seen_at: Option<DateTime<Utc>>,
}

/// Where a person stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PersonState {
    /// Has not chosen a password yet.
    Invited,
    /// Comes in.
    Active,
    /// Was shut out.
    ShutOut,
}

impl PersonState {
    /// The word on the wire.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Invited => "invited",
            Self::Active => "active",
            Self::ShutOut => "shut_out",
        }
    }
}

/// Changes something about somebody whom the caller may manage. Never takes the last operator away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangePerson {
    /// Whom.
    pub person_id: Id<Person>,
    /// What.
    pub change: PersonChange,
}
ask!(ChangePerson => (): Harmless "change_person" v 1 of "accounts" for [CooperativeManager, ProvincialOfficial, Operator]);

/// What is changed about a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PersonChange {
    /// They may be this, and nothing else.
    Grants(Vec<Grant>),
    /// They do not come in any more; their sessions end.
    ShutOut,
    /// They come in again.
    LetIn,
    /// Their authenticator is gone: the next sign-in asks for none, or for setting one up.
    ForgetSecondFactor,
}

mute!(InvitePerson, DrawnLink, ReadLink, UseLink, ForgetPassword);
