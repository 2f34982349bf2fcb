//! What an action may reach for.

use std::sync::Arc;

use host::{Calendar, Files, Sealer, Secret};
use imports::{Imports, Workbook};
use mailbox::Broker;
use scoped::Database;

use crate::{
    identity::{ByHand, IdentityVerifier},
    store::Vault,
    workbooks::{CooperativesWorkbook, HarvestWorkbook},
};

/// What an action may reach for. Cheap to clone.
#[derive(Debug, Clone)]
pub struct App {
    /// The service's own schema.
    pub database: Database,
    /// Where facts go out and asks come in.
    pub broker: Broker,
    /// Business time.
    pub calendar: Calendar,
    /// The files on their way in.
    pub imports: Imports,
    pub(crate) vault: Vault,
    pub(crate) identity: Arc<dyn IdentityVerifier>,
}

impl App {
    /// `sealer` seals personal numbers and phones; `blind_index_key` finds the same number again, and is another key.
    pub fn new(
        database: Database,
        broker: Broker,
        calendar: Calendar,
        files: Files,
        sealer: Sealer,
        blind_index_key: Secret<[u8; 32]>,
    ) -> Self {
        let vault = Vault::new(sealer, blind_index_key);
        let workbooks: Vec<Arc<dyn Workbook>> = vec![
            Arc::new(CooperativesWorkbook::new(vault.clone(), calendar.clone())),
            Arc::new(HarvestWorkbook::new(vault.clone())),
        ];
        let imports = Imports::new(database.clone(), files, workbooks);
        Self { database, broker, calendar, imports, vault, identity: Arc::new(ByHand) }
    }
}

impl AsRef<Imports> for App {
    fn as_ref(&self) -> &Imports {
        &self.imports
    }
}
