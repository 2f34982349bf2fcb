//! Months of offers' histories: made ahead, dropped once all of one is older than 400 days.

use std::time::Duration;

use host::Shutdown;
use scoped::{Database, DbErr};

pub(super) fn start(database: Database, shutdown: &Shutdown) {
    let ending = shutdown.clone();
    shutdown.spawn(async move {
        loop {
            if let Err(error) = turn(&database).await {
                tracing::warn!(%error, "could not turn the months of offers' histories");
            }
            if !ending.sleep(Duration::from_hours(1)).await {
                return;
            }
        }
    });
}

async fn turn(database: &Database) -> Result<(), DbErr> {
    let tx = database.begin_as_service().await?;
    tx.run("select offer_event_turn_partitions(interval '400 days')", []).await?;
    tx.commit().await
}
