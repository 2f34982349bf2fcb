//! Drafts that nobody came back to are swept out: what was typed and never sent is not kept for ever.

use std::time::Duration;

use host::Shutdown;
use mailbox::Stop;
use scoped::Database;

use crate::store::drafts;

/// Sweeps once an hour until the shutdown begins.
pub(crate) fn start(database: Database, shutdown: &Shutdown) {
    let ending = shutdown.clone();
    shutdown.spawn(async move {
        loop {
            if let Err(error) = sweep(&database).await {
                tracing::warn!(%error, "could not sweep out old drafts");
            }
            if !ending.sleep(Duration::from_hours(1)).await {
                return;
            }
        }
    });
}

async fn sweep(database: &Database) -> Result<(), Stop> {
    let tx = database.begin_as_service().await?;
    drafts::sweep(&tx).await?;
    tx.commit().await?;
    Ok(())
}
