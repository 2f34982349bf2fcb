//! Identities elsewhere: people who come in by the word of a provider of OpenID Connect.
//!
//! An identity is an issuer and a subject there, nothing else: an e-mail address is no proof of who somebody is. A person
//! links one to themselves while they are signed in; before that it opens nothing. Accounts speaks with the provider; whoever
//! asks only leads a browser there and back.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Identity;
use crate::ask::ask;

/// By whose word people may come in, too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindProviders {}
ask!(FindProviders => Vec<ProviderView>: Question "find_providers" v 1 of "accounts" for [Anonymous]);

/// A provider, as people know it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderView {
    /// Its word in addresses.
    pub provider: String,
    /// What people call it.
    pub name: String,
}

/// Leads somebody to a provider, to sign in by its word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VisitProvider {
    /// To which one.
    pub provider: String,
    /// The page they want to see once they are in.
    pub next: String,
}
ask!(VisitProvider => ProviderVisit: Harmless "visit_provider" v 1 of "accounts" for [Anonymous]);

/// Leads whoever asks to a provider, to link what it calls them. An open browser is not enough: it takes the password.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkIdentity {
    /// To which one.
    pub provider: String,
    /// SHA-256 of the token of the session that asks, in hex. The same one must come back.
    pub session_hash: String,
    /// Theirs.
    pub password: String,
}
ask!(LinkIdentity => ProviderVisit: Harmless "link_identity" v 1 of "accounts" for
    [CooperativeManager, CooperativeMember, Household, Assistant, CommuneOfficial, ProvincialOfficial, Operator]);

/// Where a browser goes, and what it must bring back within ten minutes.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderVisit {
    /// The provider's page.
    pub url: String,
    /// Sealed; for this browser alone.
    pub sealed: String,
}

/// A browser comes back from a provider. Refused where it was not this one that was sent, where the provider's word does not
/// hold, and where nobody has linked whom it vouches for.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReturnFromProvider {
    /// From which one, by the address it came back to.
    pub provider: String,
    /// What the browser was given when it went; empty if it brings nothing.
    pub sealed: String,
    /// What the provider was to give back unchanged.
    pub state: String,
    /// What the provider's word is fetched with; none where it did not vouch.
    pub code: Option<String>,
    /// Who says so, where the provider names itself (RFC 9207).
    pub issuer: Option<String>,
    /// SHA-256, in hex, of the token of the session that begins.
    pub session_hash: String,
    /// The same of the session this browser has already, if it has one.
    pub current_session: Option<String>,
    /// What the session is begun on.
    pub device: String,
}
ask!(ReturnFromProvider => ProviderReturn: Harmless "return_from_provider" v 1 of "accounts" for [Anonymous]);

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProviderReturn {
    /// They are in.
    SignedIn {
        /// Who, and what is missing, as after a password.
        identity: Identity,
        /// The page they wanted to see.
        next: String,
    },
    /// The identity opens the house to them from now on.
    Linked,
}

/// Takes the identity at a provider away from whoever asks, and ends all their other sessions.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnlinkIdentity {
    /// At which one.
    pub provider: String,
    /// SHA-256 of the token of the session that stays, in hex.
    pub session_hash: String,
}
ask!(UnlinkIdentity => (): Harmless "unlink_identity" v 1 of "accounts" for
    [CooperativeManager, CooperativeMember, Household, Assistant, CommuneOfficial, ProvincialOfficial, Operator]);

/// How somebody stands with a provider. What it calls them is told to nobody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentityView {
    /// The provider.
    pub provider: String,
    /// What people call it.
    pub name: String,
    /// Since when it opens the house to them, if it does.
    pub linked_at: Option<DateTime<Utc>>,
    /// When they last came in by it.
    pub used_at: Option<DateTime<Utc>>,
}

mute!(LinkIdentity, ProviderVisit, ReturnFromProvider, UnlinkIdentity);
