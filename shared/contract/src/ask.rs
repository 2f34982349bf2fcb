//! Questions, commands, and how they are refused.

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{Caller, KeyScope, Role, Service, accounts::Errand};

/// What it means to ask the same thing twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeat {
    /// It only reads.
    Question,
    /// It has an effect; the caller's idempotency key makes a repeat answer what the first one did.
    Command,
    /// It has an effect, and a repeat does no harm, such as signing out.
    Harmless,
}

/// Something one service asks another.
pub trait Ask: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// The service that answers.
    const SERVICE: Service;
    /// Verb and noun.
    const NAME: &'static str;
    /// Of the meaning, from 1.
    const VERSION: u16;
    /// Who may ask. Nobody else may.
    const ALLOWED: &'static [Role];
    /// What it means to ask twice.
    const REPEAT: Repeat;
    /// The word that a program's key must have to ask it. Without one no program may.
    const KEY_SCOPE: Option<KeyScope> = None;
    /// The errand it belongs to. Whoever acts for a producer may ask it where their delegation names that errand.
    const ERRAND: Option<Errand> = None;
    /// What comes back.
    type Answer: Serialize + DeserializeOwned + Send + Sync + 'static;

    /// The service that answers this very ask; for asks that several services answer alike.
    fn service(&self) -> Service {
        Self::SERVICE
    }

    /// Whether this caller may ask: people and services by their role, an assistant by the errands of their delegation, too,
    /// and a program by a word of its key alone.
    fn admits(caller: &Caller) -> bool {
        let by_role = Self::ALLOWED.contains(&caller.role);
        match caller.role {
            Role::Integrator => Self::KEY_SCOPE.is_some_and(|scope| caller.key_scopes.contains(&scope)),
            Role::Assistant => by_role || Self::ERRAND.is_some_and(|errand| caller.errands.contains(&errand)),
            _ => by_role,
        }
    }
}

/// An answer, or a refusal. A failure of the world (database, broker) is neither: the asker gets no reply or a transport
/// error, does not know whether there was an effect, and asks again with the same key.
pub type Reply<A> = Result<A, Refusal>;

/// The domain says no.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// Stable, `snake_case`; has a text in each language and a page of its own.
    pub code: String,
    /// For the log and the developer, in English, without personal data.
    pub detail: String,
    /// Which fields are at fault, where some are.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldFault>,
}

/// A field that is at fault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldFault {
    /// The field's name in the ask.
    pub field: String,
    /// Stable, `snake_case`.
    pub code: String,
}

impl Refusal {
    /// A refusal about the whole ask.
    pub fn new(code: &str, detail: impl Into<String>) -> Self {
        Self { code: code.to_owned(), detail: detail.into(), fields: Vec::new() }
    }

    /// A refusal because of some fields.
    pub fn of_fields(fields: Vec<FieldFault>) -> Self {
        Self { code: code::INVALID.to_owned(), detail: "some fields are at fault".to_owned(), fields }
    }
}

/// Refusal codes that any service may give.
pub mod code {
    /// Some fields are at fault; they are named.
    pub const INVALID: &str = "invalid";
    /// The caller's role may not ask this.
    pub const NOT_ALLOWED: &str = "not_allowed";
    /// What another department of the province decides on.
    pub const OTHER_DEPARTMENT: &str = "other_department";
    /// The program's key lacks the word that this takes, or this takes a person.
    pub const KEY_SCOPE_MISSING: &str = "key_scope_missing";
    /// There is no such thing within the caller's scope.
    pub const NOT_FOUND: &str = "not_found";
    /// Another change came first, or the thing's state does not allow it.
    pub const CONFLICT: &str = "conflict";
    /// The key was used before with another body.
    pub const KEY_REUSED: &str = "idempotency_key_reused";
    /// A command came without a key.
    pub const KEY_MISSING: &str = "idempotency_key_missing";
    /// The ask could not be read.
    pub const UNREADABLE: &str = "unreadable";
    /// The login or the password is wrong. Which of them is not said.
    pub const SIGN_IN_FAILED: &str = "sign_in_failed";
    /// The provider of sign-in cannot be reached.
    pub const PROVIDER_AWAY: &str = "provider_away";
    /// What a browser brings back from a provider does not fit what it was sent with, is too late, or was used.
    pub const PROVIDER_STALE: &str = "provider_stale";
    /// The provider did not vouch, or its word does not hold.
    pub const PROVIDER_REFUSED: &str = "provider_refused";
    /// This provider's word does not let people of this role in.
    pub const PROVIDER_NOT_FOR_ROLE: &str = "provider_not_for_role";
    /// Nobody has linked this identity.
    pub const IDENTITY_UNLINKED: &str = "identity_unlinked";
    /// Too many attempts; wait.
    pub const TOO_MANY_ATTEMPTS: &str = "too_many_attempts";
    /// The second factor must be shown first.
    pub const SECOND_FACTOR_NEEDED: &str = "second_factor_needed";
    /// The second factor must be set up first.
    pub const SECOND_FACTOR_MISSING: &str = "second_factor_missing";
    /// The code of the second factor is wrong, or was used before.
    pub const SECOND_FACTOR_WRONG: &str = "second_factor_wrong";
    /// The form was opened for another cooperative than its sender acts for now.
    pub const OPENED_FOR_ANOTHER: &str = "opened_for_another";
    /// It takes another person than the one who began it.
    pub const FOUR_EYES: &str = "four_eyes";
    /// So many numbers were read in full within the hour that one has to wait.
    pub const TOO_MANY_REVEALS: &str = "too_many_reveals";
    /// The data of whom this is about were erased.
    pub const ERASED: &str = "erased";
    /// Consent to this purpose was withdrawn, or never given.
    pub const CONSENT_MISSING: &str = "consent_missing";
    /// The law, or goods under way, want these data kept for now.
    pub const MUST_BE_KEPT: &str = "must_be_kept";
    /// A paper lacks its scan or some fields, which are named.
    pub const PAPER_INCOMPLETE: &str = "paper_incomplete";
    /// Another paper of food safety counts now; a new one renews it, or it is revoked first.
    pub const PAPER_OTHER_CURRENT: &str = "paper_other_current";
    /// The paper's last day is over.
    pub const PAPER_OVER: &str = "paper_over";
    /// A file to import has faults and they were not waived.
    pub const IMPORT_HAS_FAULTS: &str = "import_has_faults";
    /// There is less to sell than this asks for.
    pub const STOCK_SHORT: &str = "stock_short";
    /// The channel is not set up in this house.
    pub const CHANNEL_UNSUPPORTED: &str = "channel_unsupported";
    /// The marketplace did not accept it; the detail has its words.
    pub const CHANNEL_REFUSED: &str = "channel_refused";
    /// The consent link is too old, used, or somebody else's.
    pub const CONSENT_STATE: &str = "consent_state";
}

/// `ask!(FindOrders => Page<Order>: Question "find_orders" v 1 of "intake" for [Operator], key OrdersRead);`, where the key's
/// word may be left out. `, errand Goods` at the end opens it to an assistant whose delegation names that errand.
macro_rules! ask {
    ($type:ty => $answer:ty: $repeat:ident $name:literal v $version:literal of $service:literal for [$($role:ident),+]
        $(, key $scope:ident)? $(, errand $errand:ident)?) => {
        impl $crate::Ask for $type {
            const SERVICE: $crate::Service = $service;
            const NAME: &'static str = $name;
            const VERSION: u16 = $version;
            const ALLOWED: &'static [$crate::Role] = &[$($crate::Role::$role),+];
            const REPEAT: $crate::Repeat = $crate::Repeat::$repeat;
            $(const KEY_SCOPE: Option<$crate::KeyScope> = Some($crate::KeyScope::$scope);)?
            $(const ERRAND: Option<$crate::accounts::Errand> = Some($crate::accounts::Errand::$errand);)?
            type Answer = $answer;
        }
    };
}
pub(crate) use ask;
