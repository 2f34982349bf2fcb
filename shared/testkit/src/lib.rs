//! A house for a test: a database of its own, a broker with subjects of its own, and patience with a limit.
//!
//! One Postgres and one NATS serve all tests of a process and never outlive it. Each [`World`] has its own database,
//! cloned from a migrated template, and its own first token of every subject, so tests run side by side.

mod servers;

use std::{collections::BTreeMap, future::Future, time::Duration};

use contract::{SERVICES, Service};
use host::Shutdown;
use mailbox::{Broker, Relay};
use scoped::{Database, FromQueryResult, Scoped};

/// A house of its own.
#[derive(Debug)]
pub struct World {
    /// The first token of every subject in this world.
    pub house: String,
    /// This world's place on the broker.
    pub broker: Broker,
    /// Ends what was started in this world.
    pub shutdown: Shutdown,
    database_name: String,
    databases: BTreeMap<Service, Database>,
}

impl World {
    /// A fresh world: migrated schemas, provisioned streams, nothing running.
    ///
    /// # Panics
    /// Where the servers cannot be started; run `make stack` first.
    pub async fn new() -> Self {
        let servers = servers::running().await;
        let name = format!("t{}", uuid::Uuid::now_v7().simple());
        servers.create_database(&name).await;
        let mut databases = BTreeMap::new();
        for service in SERVICES {
            let url = servers.database_url(&format!("phien_{service}"), &name);
            databases.insert(service, Database::connect(&url, service, 5).await.expect("the test's database opens"));
        }
        let broker = Broker::connect(&servers.nats_url, &name).await.expect("the test's broker answers");
        broker.provision(1, 16 * 1024 * 1024).await.expect("the test's streams are made");
        Self { house: name.clone(), broker, shutdown: Shutdown::new(), database_name: name, databases }
    }

    /// The database of a service, in that service's own role.
    ///
    /// # Panics
    /// For a service that has none.
    pub fn database(&self, service: Service) -> Database {
        self.databases.get(service).expect("a service with a database").clone()
    }

    /// The address of this world's database for its owner, whom row-level security does not bind.
    pub async fn owner_url(&self) -> String {
        servers::running().await.database_url("chophien", &self.database_name)
    }

    /// The address of the broker.
    pub async fn nats_url(&self) -> String {
        servers::running().await.nats_url.clone()
    }

    /// Starts the relay of a service.
    pub fn relay(&self, service: Service) {
        Relay::new(self.database(service), self.broker.clone()).start(&self.shutdown);
    }

    /// Waits until every fact of these services is told and everybody who listens has heard it.
    ///
    /// # Panics
    /// Where that takes longer than half a minute.
    pub async fn until_quiet(&self, services: &[Service]) {
        until("everything is told and heard", || self.is_quiet(services)).await;
    }

    async fn is_quiet(&self, services: &[Service]) -> bool {
        for &service in services {
            let tx = self.begin(service).await;
            if mailbox::waiting(&tx).await.expect("the outbox answers") > 0 {
                return false;
            }
        }
        for service in services {
            if self.broker.unheard(service).await.expect("the broker answers").into_values().any(|facts| facts > 0) {
                return false;
            }
        }
        true
    }

    /// One number from a service's schema, as the service itself sees it.
    ///
    /// # Panics
    /// Where the query fails or its column is not called `n`.
    pub async fn number(&self, service: Service, sql: &str) -> i64 {
        #[derive(FromQueryResult)]
        struct Number {
            n: i64,
        }
        let tx = self.begin(service).await;
        let row: Option<Number> = tx.first(sql, []).await.expect("the query runs");
        row.expect("the query has a row").n
    }

    /// A transaction of the service's. A test may have cut its connections a moment ago: then the next one is whole.
    async fn begin(&self, service: Service) -> Scoped {
        let database = self.database(service);
        for _ in 0..4 {
            if let Ok(tx) = database.begin_as_service().await {
                return tx;
            }
        }
        database.begin_as_service().await.expect("a transaction")
    }

    /// Ends everything that was started in this world.
    pub async fn end(self) {
        self.shutdown.end(Duration::from_secs(10)).await;
    }
}

/// Waits for a condition, with a limit.
///
/// # Panics
/// Where it does not hold within half a minute; the message says what was waited for.
pub async fn until<F, Fut>(what: &str, mut condition: F)
where
    F: FnMut() -> Fut,
    Fut: Future<Output = bool>,
{
    for _ in 0..1_500 {
        if condition().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("waited half a minute in vain until {what}");
}
