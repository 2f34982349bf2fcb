//! Sessions, attempts, links, keys and messages that have ended are swept out.

use std::time::Duration;

use host::Shutdown;
use scoped::{Database, DbErr};

use crate::store::{attempts, keys, links, messages, sessions};

/// Sweeps once an hour until the shutdown begins. Nothing depends on it but the size of some tables.
pub(crate) fn start(database: Database, shutdown: &Shutdown) {
    let ending = shutdown.clone();
    shutdown.spawn(async move {
        loop {
            if let Err(error) = sweep(&database).await {
                tracing::warn!(%error, "could not sweep out what has ended");
            }
            if !ending.sleep(Duration::from_hours(1)).await {
                return;
            }
        }
    });
}

async fn sweep(database: &Database) -> Result<(), DbErr> {
    let tx = database.begin_as_service().await?;
    sessions::sweep(&tx).await?;
    attempts::sweep(&tx).await?;
    links::sweep(&tx).await?;
    keys::sweep(&tx).await?;
    messages::sweep(&tx).await?;
    tx.commit().await
}
