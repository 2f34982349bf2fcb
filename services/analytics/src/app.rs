//! What an action of analytics may reach for.

use std::sync::Arc;

use host::Files;
use imports::Imports;
use mailbox::Broker;
use scoped::Database;

use crate::workbooks::FarmgatePrices;

/// What an action may reach for. Cheap to clone.
#[derive(Debug, Clone)]
pub struct App {
    pub(crate) database: Database,
    pub(crate) broker: Broker,
    pub(crate) imports: Imports,
}

impl App {
    /// Analytics on this database and this broker; Excel files come from `files`.
    pub fn new(database: Database, broker: Broker, files: Files) -> Self {
        let imports = Imports::new(database.clone(), files, vec![Arc::new(FarmgatePrices)]);
        Self { database, broker, imports }
    }
}

impl AsRef<Imports> for App {
    fn as_ref(&self) -> &Imports {
        &self.imports
    }
}
