//! What an action may reach for.

use std::sync::Arc;

use host::{Calendar, Files, Sealer, Secret, keys::KeyProvider};
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
    /// People's files, sealed.
    pub files: Files,
    pub(crate) vault: Vault,
    pub(crate) identity: Arc<dyn IdentityVerifier>,
    pub(crate) old_key: Sealer,
}

impl App {
    /// `keys` wrap each producer's own key; `blind_index_key` finds the same number again, and is another key. `old_key` opens what
    /// was sealed before producers had keys of their own.
    pub fn new(
        database: Database,
        broker: Broker,
        calendar: Calendar,
        files: Files,
        keys: Arc<dyn KeyProvider>,
        old_key: Sealer,
        blind_index_key: Secret<[u8; 32]>,
    ) -> Self {
        let vault = Vault::new(keys, blind_index_key);
        let workbooks: Vec<Arc<dyn Workbook>> = vec![
            Arc::new(CooperativesWorkbook::new(vault.clone(), calendar.clone())),
            Arc::new(HarvestWorkbook::new(vault.clone(), calendar.clone())),
        ];
        let imports = Imports::new(database.clone(), files.clone(), workbooks);
        Self { database, broker, calendar, imports, files, vault, identity: Arc::new(ByHand), old_key }
    }
}

impl AsRef<Imports> for App {
    fn as_ref(&self) -> &Imports {
        &self.imports
    }
}
