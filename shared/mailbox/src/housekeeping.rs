//! Partitions of outbox and inbox: made ahead, dropped when every row in them is published and older than 30 days.

use std::time::Duration;

use host::Shutdown;
use scoped::{Database, DbErr};

/// Keeps the mailbox's partitions in order, once an hour, until the shutdown begins.
pub fn keep_house(database: Database, shutdown: &Shutdown) {
    let ending = shutdown.clone();
    shutdown.spawn(async move {
        loop {
            if let Err(error) = turn_partitions(&database).await {
                tracing::warn!(service = database.service(), %error, "could not turn the mailbox's partitions");
            }
            if !ending.sleep(Duration::from_hours(1)).await {
                return;
            }
        }
    });
}

async fn turn_partitions(database: &Database) -> Result<(), DbErr> {
    let tx = database.begin_as_service().await?;
    tx.run("select mailbox_turn_partitions(interval '30 days')", []).await?;
    tx.run("delete from command where asked_at < now() - interval '48 hours'", []).await?;
    tx.commit().await
}
