//! The one way to a table: a transaction that knows for whom it runs.
//!
//! [`Database::begin`] opens a transaction and tells Postgres the caller's scope; row-level security shows it that scope's
//! rows and no others. A query says by itself, too, whose rows it wants ([`Scoped::seen`], [`Scoped::own`]): two walls, of
//! which each would do. There is no pool to reach around it with, and a scope that was never set shows nothing. A transaction
//! begins in a task of its own: a `begin` that is cancelled half-way would hand the pool a connection inside an open
//! transaction (sqlx up to 0.9.0). Work that must outlive a disconnected client is spawned by whoever starts it.

mod pool;
mod rows;
mod whose;

pub use pool::ConnectFault;
pub use sea_orm::{DbErr, FromQueryResult, Value};

use std::{
    fmt,
    ops::Deref,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use contract::{Caller, Service};
use ids::{Event, Id};
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, Statement, TransactionTrait};
use tokio::sync::Notify;

/// A service's own schema in Postgres.
#[derive(Clone)]
pub struct Database {
    connection: DatabaseConnection,
    service: Service,
    posted: Arc<Notify>,
}

/// What a transaction may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Reads; Postgres refuses anything else.
    Read,
    /// Reads and writes.
    Write,
}

impl Database {
    /// Opens a pool of at most `connections` on the service's schema.
    pub async fn connect(url: &str, service: Service, connections: u32) -> Result<Self, ConnectFault> {
        let connection = pool::open(url, service, connections).await?;
        Ok(Self { connection, service, posted: Arc::new(Notify::new()) })
    }

    /// The service whose schema this is.
    pub fn service(&self) -> Service {
        self.service
    }

    /// A transaction on the caller's behalf. Dropped without [`Scoped::commit`], it leaves nothing behind.
    pub async fn begin(&self, caller: &Caller, access: Access) -> Result<Scoped, DbErr> {
        let read_only = if access == Access::Read { "on" } else { "off" };
        let values = [caller.scope.kind().into(), caller.scope.of().into(), read_only.into()];
        let connection = self.connection.clone();
        // A task of its own: a caller who goes away must not cancel this half-way (see the crate's first lines).
        let begun = tokio::spawn(async move {
            let tx = connection.begin().await?;
            let set = "select set_config('phien.scope', $1, true), set_config('phien.scope_of', $2, true), \
                       set_config('transaction_read_only', $3, true)";
            tx.query_one_raw(Statement::from_sql_and_values(DbBackend::Postgres, set, values)).await?;
            Ok::<_, DbErr>(tx)
        });
        let tx = begun.await.map_err(|error| DbErr::Custom(format!("a transaction could not begin: {error}")))??;
        Ok(Scoped {
            tx,
            caller: caller.clone(),
            cause: Mutex::default(),
            posted: AtomicBool::new(false),
            wake: Arc::clone(&self.posted),
        })
    }

    /// A transaction of the service itself, on everybody's rows.
    pub async fn begin_as_service(&self) -> Result<Scoped, DbErr> {
        self.begin(&Caller::service(self.service), Access::Write).await
    }

    /// Told whenever a transaction commits that has posted a fact.
    pub fn posted(&self) -> Arc<Notify> {
        Arc::clone(&self.posted)
    }

    /// Waits for every connection to come home and closes them.
    pub async fn close(&self) {
        if let Err(error) = self.connection.close_by_ref().await {
            tracing::warn!(%error, "could not close the pool");
        }
    }
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Database").field("service", &self.service).finish_non_exhaustive()
    }
}

/// A transaction with a scope. Every store function takes one.
pub struct Scoped {
    tx: DatabaseTransaction,
    caller: Caller,
    cause: Mutex<Option<Id<Event>>>,
    posted: AtomicBool,
    wake: Arc<Notify>,
}

impl Scoped {
    /// For whom it runs.
    pub fn caller(&self) -> &Caller {
        &self.caller
    }

    /// The fact whose effect is being written, if one is.
    pub fn cause(&self) -> Option<Id<Event>> {
        *self.cause.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is written from now on is the effect of this fact.
    pub fn set_cause(&self, fact: Id<Event>) {
        *self.cause.lock().unwrap_or_else(PoisonError::into_inner) = Some(fact);
    }

    /// Notes that a fact was posted, so that the relay is woken by the commit.
    pub fn note_posted(&self) {
        self.posted.store(true, Ordering::Relaxed);
    }

    /// Makes it true. After an error the outcome is unknown: read again by a key instead of assuming.
    pub async fn commit(self) -> Result<(), DbErr> {
        self.tx.commit().await?;
        if self.posted.into_inner() {
            self.wake.notify_one();
        }
        Ok(())
    }

    /// Makes it never have been.
    pub async fn rollback(self) -> Result<(), DbErr> {
        self.tx.rollback().await
    }
}

/// Entities and queries of sea-orm run on it.
impl Deref for Scoped {
    type Target = DatabaseTransaction;

    fn deref(&self) -> &DatabaseTransaction {
        &self.tx
    }
}

impl fmt::Debug for Scoped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scoped").field("caller", &self.caller).finish_non_exhaustive()
    }
}
