//! The whole house in one process: every service with its own role, its own pool, and the same broker.

use std::{path::Path, sync::Arc, time::Duration};

use anyhow::Context;
use contract::Service;
use host::{Calendar, Files, Sealer, Shutdown, file_store::FileStore, keys::FileKeys, settings::FilesKey};
use mailbox::{Asker, Broker};
use marketplaces::Registry;
use scoped::Database;
use tokio::sync::Notify;
use url::Url;

use crate::settings::{Keys, People, Polling, read_or_make_key, wall};

/// What every service is built from.
pub struct Means {
    /// Where facts and asks travel.
    pub broker: Broker,
    /// Business time.
    pub calendar: Calendar,
    /// Files in the object store.
    pub files: Files,
    /// Marketplaces this house speaks with.
    pub marketplaces: Registry,
    /// Ends it all.
    pub shutdown: Shutdown,
}

/// A service's database, if its schema is as new as this binary.
pub async fn database(url: &str, service: Service, connections: u32) -> anyhow::Result<Database> {
    let missing = migrations::pending(url, service).await.context("could not look at the schema's version")?;
    anyhow::ensure!(missing == 0, "the schema {service} lacks {missing} migrations: run `chophien migrate` first");
    Ok(Database::connect(url, service, connections).await?)
}

impl Means {
    /// The house's own files and people's, in this folder where no other place is given.
    pub async fn peoples_files(store: &FileStore, or_folder: &Path, key: &FilesKey) -> anyhow::Result<Files> {
        Ok(store.open(or_folder).await?.sealed(Sealer::from_file(&key.files_key_file)?))
    }

    /// Keeps the end of a service's audit trail where Postgres cannot change it.
    fn keep_trail(&self, database: &Database) {
        audit::keep_anchors(database.clone(), self.files.clone(), &self.shutdown);
    }

    /// Starts accounts, and lets the first operator in.
    pub async fn accounts(
        &self,
        database: Database,
        keys: &Keys,
        people: &People,
        public_url: Url,
    ) -> anyhow::Result<()> {
        self.keep_trail(&database);
        let sealer = Sealer::from_file(&keys.seal_key_file)?;
        let app = accounts::App::new(
            database,
            self.broker.clone(),
            self.calendar.clone(),
            sealer,
            people.second_factor.into(),
            public_url,
        )
        .with_providers(people.providers()?);
        if let Some((login, password)) = people.first_operator()? {
            let added = accounts::ensure_operator(&app, &login, password).await;
            added.map_err(|stop| anyhow::anyhow!("could not add the first operator: {stop}"))?;
        }
        accounts::start(app, people.messenger(), &self.shutdown).await?;
        Ok(())
    }

    /// Starts onboarding.
    pub async fn onboarding(&self, database: Database, keys: &Keys) -> anyhow::Result<()> {
        self.keep_trail(&database);
        let app = onboarding::App::new(
            database,
            self.broker.clone(),
            self.calendar.clone(),
            self.files.clone(),
            Arc::new(FileKeys::open(&keys.producer_keys_file)?),
            Sealer::from_file(&keys.seal_key_file)?,
            read_or_make_key(&keys.index_key_file)?,
        );
        let started = onboarding::start(app, &self.shutdown).await;
        started.map_err(|stop| anyhow::anyhow!("onboarding could not start: {stop}"))
    }

    /// Starts syndication.
    pub async fn syndication(&self, database: Database, keys: &Keys) -> anyhow::Result<()> {
        self.keep_trail(&database);
        let app = syndication::App::new(
            database,
            self.broker.clone(),
            self.files.clone(),
            Sealer::from_file(&keys.seal_key_file)?,
            self.marketplaces.clone(),
            wall(),
            self.calendar.clone(),
        );
        syndication::start(app, &self.shutdown).await?;
        Ok(())
    }

    /// Starts intake, and gives what wakes it when a webhook was recorded.
    pub async fn intake(&self, database: Database, keys: &Keys, polling: &Polling) -> anyhow::Result<Arc<Notify>> {
        self.keep_trail(&database);
        let app = intake::App::new(
            database,
            self.broker.clone(),
            self.calendar.clone(),
            wall(),
            self.marketplaces.clone(),
            Sealer::from_file(&keys.seal_key_file)?,
            Duration::from_secs(polling.poll_seconds.max(1)),
        );
        let recorded = app.webhook_recorded.clone();
        intake::start(&app, &self.shutdown).await?;
        Ok(recorded)
    }

    /// Starts analytics.
    pub async fn analytics(&self, database: Database) -> anyhow::Result<()> {
        self.keep_trail(&database);
        let app = analytics::App::new(database, self.broker.clone(), self.files.clone());
        analytics::start(app, &self.shutdown).await?;
        Ok(())
    }

    /// The gateway's pages and API.
    pub fn gateway(&self, public_url: Url, proxies: usize) -> axum::Router {
        let asker = Asker::new(self.broker.clone());
        let app = gateway::App::new(asker, self.files.clone(), self.calendar.clone(), public_url, proxies);
        gateway::router(app, &self.shutdown)
    }
}
