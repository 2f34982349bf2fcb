//! What an action of accounts may reach for.

use mailbox::Broker;
use scoped::Database;

use crate::domain::Passwords;

/// What an action may reach for. Cheap to clone.
#[derive(Debug, Clone)]
pub struct App {
    pub(crate) database: Database,
    pub(crate) broker: Broker,
    pub(crate) passwords: Passwords,
}

impl App {
    /// Accounts on this database and this broker.
    pub fn new(database: Database, broker: Broker) -> Self {
        Self { database, broker, passwords: Passwords::new() }
    }
}
