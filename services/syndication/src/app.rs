//! What an action may reach for.

use std::sync::Arc;

use host::{Calendar, Files, Sealer};
use ids::Channel;
use imports::Imports;
use mailbox::Broker;
use marketplaces::{Now, Registry};
use scoped::Database;
use tokio::sync::Notify;

use crate::listings_workbook::ListingsWorkbook;

/// What an action may reach for. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// This service's schema.
    pub database: Database,
    /// Where facts and asks travel.
    pub broker: Broker,
    /// Seals tokens at rest.
    pub sealer: Sealer,
    /// The channels this process can talk to.
    pub marketplaces: Registry,
    /// The wall clock. Tokens, claims and pauses run on it.
    pub now: Now,
    /// The business calendar. Seasons and the age of lots go by its days.
    pub calendar: Calendar,
    /// Excel files with listings.
    pub imports: Imports,
    /// Told when offers may have something to do.
    pub(crate) wake: Arc<Notify>,
}

impl App {
    /// With these; `files` is where people's Excel files are kept.
    pub fn new(
        database: Database,
        broker: Broker,
        files: Files,
        sealer: Sealer,
        marketplaces: Registry,
        now: Now,
        calendar: Calendar,
    ) -> Self {
        let wake = Arc::new(Notify::new());
        let workbook = ListingsWorkbook::new(Arc::clone(&wake), Arc::clone(&now));
        let imports = Imports::new(database.clone(), files, vec![Arc::new(workbook)]);
        Self { database, broker, sealer, marketplaces, now, calendar, imports, wake }
    }

    /// The channels this process can show listings on.
    pub(crate) fn channels_with_listings(&self) -> Vec<Channel> {
        let takes = |channel: &Channel| {
            self.marketplaces.marketplace(*channel).is_some_and(|known| known.takes_listings().is_some())
        };
        Channel::ALL.into_iter().filter(takes).collect()
    }
}

impl AsRef<Imports> for App {
    fn as_ref(&self) -> &Imports {
        &self.imports
    }
}
