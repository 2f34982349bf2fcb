//! The reckoner: stale days become up to date, each at most twice a second.
//!
//! Every replica has one; an advisory lock lets one of them work at a time.

use std::time::Duration;

use host::Shutdown;
use scoped::{Database, DbErr};

use crate::store::figures;

/// Between two rounds, so that a day on which an order comes in every millisecond is still reckoned twice a second only.
const PAUSE: Duration = Duration::from_millis(500);
/// Listeners wake the reckoner when they commit. Those in other processes cannot, so it looks by itself, too.
const POLL: Duration = Duration::from_secs(1);

/// Reckons until the shutdown begins.
pub(crate) fn start(database: Database, shutdown: &Shutdown) {
    let token = shutdown.token();
    shutdown.spawn(async move {
        let marked = database.posted();
        while !token.is_cancelled() {
            let pause = match round(&database).await {
                Ok(0) => {
                    tokio::select! {
                        () = token.cancelled() => {}
                        () = marked.notified() => {}
                        () = tokio::time::sleep(POLL) => {}
                    }
                    continue;
                }
                Ok(days) => {
                    metrics::counter!("phien_days_reckoned").increment(days as u64);
                    PAUSE
                }
                Err(error) => {
                    tracing::warn!(%error, "stale days could not be reckoned");
                    POLL
                }
            };
            tokio::select! {
                () = token.cancelled() => {}
                () = tokio::time::sleep(pause) => {}
            }
        }
    });
}

/// Reckons the days that are stale now, and tells how many there were. None where another replica is at it.
pub(crate) async fn round(database: &Database) -> Result<usize, DbErr> {
    let tx = database.begin_as_service().await?;
    if !figures::lock_reckoning(&tx).await? {
        tx.rollback().await?;
        return Ok(0);
    }
    let days = figures::take_stale(&tx).await?;
    figures::reckon(&tx, &days).await?;
    tx.commit().await?;
    Ok(days.len())
}
