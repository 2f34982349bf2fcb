//! What an action of accounts may reach for.

use std::sync::Arc;

use host::{Calendar, Sealer};
use mailbox::Broker;
use scoped::Database;
use tokio::sync::Notify;
use url::Url;

use crate::{
    Providers,
    domain::{Passwords, SecondFactorRule},
};

/// What an action may reach for. Cheap to clone.
#[derive(Debug, Clone)]
pub struct App {
    pub(crate) database: Database,
    pub(crate) broker: Broker,
    /// Business time: delegations begin and end by it.
    pub(crate) calendar: Calendar,
    pub(crate) sealer: Sealer,
    pub(crate) second_factor: SecondFactorRule,
    /// By whose word people may come in, too.
    pub(crate) providers: Providers,
    pub(crate) public_url: Arc<Url>,
    pub(crate) passwords: Passwords,
    /// Told when a message waits to be sent.
    pub(crate) message_waits: Arc<Notify>,
}

impl App {
    /// Accounts on this database and this broker. `sealer` keeps the secrets of second factors, and links on their way;
    /// `public_url` is where people find the portal.
    pub fn new(
        database: Database,
        broker: Broker,
        calendar: Calendar,
        sealer: Sealer,
        second_factor: SecondFactorRule,
        public_url: Url,
    ) -> Self {
        let (public_url, message_waits) = (Arc::new(public_url), Arc::new(Notify::new()));
        Self {
            database,
            broker,
            calendar,
            sealer,
            second_factor,
            providers: Providers::default(),
            public_url,
            passwords: Passwords::new(),
            message_waits,
        }
    }

    /// The same, where people may come in by the word of these providers, too.
    #[must_use]
    pub fn with_providers(mut self, providers: Providers) -> Self {
        self.providers = providers;
        self
    }
}
