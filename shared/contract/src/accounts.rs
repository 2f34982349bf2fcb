//! What accounts answers: who may do what.

/// Hashes, passwords, logins and tokens are nobody's to read: a `Debug` that shows none of it.
macro_rules! mute {
    ($($type:ident),+) => {
        $(impl std::fmt::Debug for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($type)).finish_non_exhaustive()
            }
        })+
    };
}

mod delegations;
mod identities;
mod keys;
mod people;
mod security;

pub use delegations::{
    DecideDelegation, DelegationDecision, DelegationState, DelegationTerms, DelegationView, Errand, FindDelegations,
    GiveDelegation, LiveDelegation, ProposeDelegation,
};
pub use identities::{
    FindProviders, IdentityView, LinkIdentity, ProviderReturn, ProviderView, ProviderVisit, ReturnFromProvider,
    UnlinkIdentity, VisitProvider,
};
pub use keys::{FindKeys, KeyIdentity, KeyState, KeyView, MakeKey, RevokeKey, WhoseKey};
pub use people::{
    ChangePerson, DrawLink, DrawnLink, FindPeople, ForgetPassword, InvitePerson, LinkView, PersonChange, PersonState,
    PersonView, ReadLink, UseLink,
};
pub use security::{
    ChangePassword, ConfirmSecondFactor, DrawSecondFactor, DrawnSecondFactor, DropSecondFactor, EndSessions,
    FindSecurity, RecoveryCodes, Security, ShowSecondFactor, SignedInDevice,
};

use std::fmt;

use ids::{Id, Person};
use serde::{Deserialize, Serialize};

use crate::{Role, Scope, ask::ask};

/// Lets somebody in by login and password.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// Phone number or e-mail address.
    pub login: String,
    /// In clear; never stored or logged.
    pub password: String,
    /// SHA-256, in hex, of the session token the gateway has drawn. The token itself never leaves gateway and browser.
    pub session_hash: String,
    /// What the session is begun on, in few words such as `Chrome, Android`, so that its owner knows it again.
    #[serde(default)]
    pub device: String,
}
ask!(SignIn => Identity: Harmless "sign_in" v 1 of "accounts" for [Anonymous]);
mute!(SignIn);

/// Whose session is this?
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WhoIs {
    /// SHA-256 of the session token, in hex.
    pub session_hash: String,
}
ask!(WhoIs => Identity: Harmless "who_is" v 1 of "accounts" for [Anonymous]);
mute!(WhoIs);

/// Ends a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignOut {
    /// SHA-256 of the session token, in hex.
    pub session_hash: String,
}
ask!(SignOut => (): Harmless "sign_out" v 1 of "accounts" for [Anonymous]);

/// A person who is signed in, and what they may be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// Who.
    pub person_id: Id<Person>,
    /// The name to greet them by.
    pub name: String,
    /// At least one.
    pub grants: Vec<Grant>,
    /// For whom they may act today, as an assistant.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub acts_for: Vec<LiveDelegation>,
    /// What they must do before anything else; until then they may do nothing else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub need: Option<Need>,
}

/// What is missing when login and password alone are not enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// They have a second factor and have not shown it in this session.
    SecondFactorCode,
    /// Their role takes a second factor, and they have none yet.
    SecondFactorSetUp,
}

/// A role with the scope it holds in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// On whose things.
    pub scope: Scope,
}

/// Adds a person with their grants.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddPerson {
    /// Phone number or e-mail address; unique.
    pub login: String,
    /// As others read it.
    pub name: String,
    /// At least 12 characters.
    pub password: String,
    /// At least one; the scope must fit the role.
    pub grants: Vec<Grant>,
}
ask!(AddPerson => Id<Person>: Command "add_person" v 1 of "accounts" for [Operator]);

impl fmt::Debug for AddPerson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AddPerson").field("grants", &self.grants).finish_non_exhaustive()
    }
}
