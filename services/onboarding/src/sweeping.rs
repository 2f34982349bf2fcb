//! What nobody came back to is swept out: drafts that were typed and never sent, and files with all of somebody's data that were
//! fetched, made anew or never asked for.

use std::time::Duration;

use host::{Files, Shutdown};
use mailbox::Stop;
use scoped::Database;

use crate::store::{drafts, subject_requests};

/// Sweeps once an hour until the shutdown begins.
pub(crate) fn start(database: Database, files: Files, shutdown: &Shutdown) {
    let ending = shutdown.clone();
    shutdown.spawn(async move {
        loop {
            if let Err(error) = sweep(&database, &files).await {
                tracing::warn!(%error, "could not sweep out what is old");
            }
            if !ending.sleep(Duration::from_hours(1)).await {
                return;
            }
        }
    });
}

async fn sweep(database: &Database, files: &Files) -> Result<(), Stop> {
    let tx = database.begin_as_service().await?;
    drafts::sweep(&tx).await?;
    subject_requests::end_unfetched(&tx).await?;
    tx.commit().await?;
    loop {
        let tx = database.begin_as_service().await?;
        let old = subject_requests::to_forget(&tx).await?;
        tx.rollback().await?;
        if old.is_empty() {
            return Ok(());
        }
        // While the store is away, all of them stay to be forgotten.
        for (_, file) in &old {
            files.forget(file).await.map_err(anyhow::Error::from)?;
        }
        let tx = database.begin_as_service().await?;
        subject_requests::forgotten(&tx, old.into_iter().map(|(id, _)| id).collect()).await?;
        tx.commit().await?;
    }
}
