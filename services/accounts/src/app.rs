//! What an action of accounts may reach for.

use host::Sealer;
use mailbox::Broker;
use scoped::Database;

use crate::domain::{Passwords, SecondFactorRule};

/// What an action may reach for. Cheap to clone.
#[derive(Debug, Clone)]
pub struct App {
    pub(crate) database: Database,
    pub(crate) broker: Broker,
    pub(crate) sealer: Sealer,
    pub(crate) second_factor: SecondFactorRule,
    pub(crate) passwords: Passwords,
}

impl App {
    /// Accounts on this database and this broker. `sealer` keeps the secrets of second factors.
    pub fn new(database: Database, broker: Broker, sealer: Sealer, second_factor: SecondFactorRule) -> Self {
        Self { database, broker, sealer, second_factor, passwords: Passwords::new() }
    }
}
