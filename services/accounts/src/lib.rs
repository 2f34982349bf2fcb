//! Who may do what: people, how they sign in, and the roles they hold in a scope.
//!
//! The persons of the play: a *person* signs in with a *login* (phone number or e-mail address) and a password; a
//! *session* remembers them on one device; a *grant* gives them a role with a scope. The gateway draws the session's
//! token and shows us only its hash. A *key* lets a program in, for whoever made it.
//!
//! The promises:
//! - Neither a password nor a session's token is ever stored or logged. What is stored does not sign anybody in.
//! - Who guesses learns nothing: an unknown login and a wrong password are one refusal at one cost, and the eleventh
//!   attempt within a quarter of an hour is not even looked at, nor is the hundred and first from one address.
//! - A session ends by itself: sooner for officials and operators than for cooperatives. Its owner sees it and can end it;
//!   a changed password and a changed second factor end all the others.
//! - Who reaches beyond one cooperative shows a second factor, each code once; until then a session opens nothing.
//! - Nobody gives or takes what they could not give, and the last operator stays. An invitation is a link that works once;
//!   so is the way back of somebody who forgot their password, and whoever asks for one does not learn whether there is such
//!   a person.
//! - Whoever comes in by a provider's word has linked it themselves, against the password; an e-mail address proves nothing.
//!   The second factor is asked for all the same, unless an operator trusts that provider to have asked.
//! - A key reaches no further than whoever made it, ends within a year, and is dead once they may not make it any more.
//! - An assistant acts for a producer only under a delegation, until its last day, and never under one that only they agreed to.
//! - A role never holds in a scope that does not fit it; code and Postgres both see to that.
//! - Whose data are erased in onboarding has no sign-in any more; their id stays in the audit trail.
//!
//! It tells nothing: other services know people by their ids, which every ask and fact carries. It hears what managers must be
//! told of by a message, because only here are their phones known.

mod actions;
mod app;
mod conversation;
mod domain;
mod messenger;
mod providers;
mod sending;
mod store;
mod sweeping;

pub use actions::ensure_operator::ensure_operator;
pub use app::App;
pub use domain::SecondFactorRule;
pub use messenger::{FileMessenger, LogMessenger, Message, Messenger};
pub use providers::{ProviderSettings, Providers};

use std::sync::Arc;

use host::Shutdown;
use mailbox::BrokerFault;

/// Answers, and sends messages by this messenger, until the shutdown begins.
pub async fn start(app: App, messenger: Arc<dyn Messenger>, shutdown: &Shutdown) -> Result<(), BrokerFault> {
    mailbox::keep_house(app.database.clone(), shutdown);
    sweeping::start(app.database.clone(), shutdown);
    sending::start(app.clone(), messenger, shutdown);
    conversation::conversation(app).start(shutdown).await
}
