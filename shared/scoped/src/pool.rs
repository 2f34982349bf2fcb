//! The pool behind a [`crate::Database`], and the guard that keeps a dead or poisoned connection out of it.

use std::time::Duration;

use contract::Service;
use sea_orm::{DatabaseConnection, SqlxPostgresConnector};
use sqlx::{
    Row,
    postgres::{PgConnectOptions, PgPoolOptions},
};

/// A connection that was used so lately is not asked whether it still works: that would be a fifth round trip for every
/// transaction of a busy service.
const TRUSTED: Duration = Duration::from_secs(1);

/// Why a database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum ConnectFault {
    /// The address is none.
    #[error("the database address of {service} cannot be read")]
    Address {
        /// For which service.
        service: Service,
        /// Why.
        #[source]
        source: sqlx::Error,
    },
    /// Nobody answers there, or we are not let in.
    #[error("could not reach the database of {service}")]
    Unreachable {
        /// For which service.
        service: Service,
        /// Why.
        #[source]
        source: sqlx::Error,
    },
}

pub(crate) async fn open(url: &str, service: Service, connections: u32) -> Result<DatabaseConnection, ConnectFault> {
    let options: PgConnectOptions = url.parse().map_err(|source| ConnectFault::Address { service, source })?;
    let options = options.application_name(service).options([
        ("search_path", format!("{service},public").as_str()),
        ("statement_timeout", "5s"),
        ("lock_timeout", "2s"),
        ("idle_in_transaction_session_timeout", "15s"),
        ("tcp_keepalives_idle", "30"),
        ("tcp_keepalives_interval", "10"),
        ("tcp_keepalives_count", "3"),
    ]);
    let pool = PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(Duration::from_secs(3))
        .idle_timeout(Duration::from_mins(5))
        .max_lifetime(Duration::from_mins(30))
        .test_before_acquire(false)
        .before_acquire(|connection, known| {
            Box::pin(async move { Ok(known.idle_for < TRUSTED || is_outside_a_transaction(connection).await) })
        })
        .connect_with(options)
        .await
        .map_err(|source| ConnectFault::Unreachable { service, source })?;
    Ok(SqlxPostgresConnector::from_sqlx_postgres_pool(pool))
}

/// False for a dead connection and for one that was left inside a transaction: there, `now()` stands still at the
/// transaction's start. The pool then closes it.
///
/// Asked in the simple protocol: in the extended one, every statement begins a moment after its own transaction.
async fn is_outside_a_transaction(connection: &mut sqlx::PgConnection) -> bool {
    let fresh = sqlx::raw_sql("select now() = statement_timestamp()").fetch_one(&mut *connection).await;
    let clean = fresh.and_then(|row| row.try_get::<bool, _>(0)).unwrap_or(false);
    if !clean {
        tracing::warn!("a connection was dead or still inside a transaction, and is closed");
    }
    clean
}
