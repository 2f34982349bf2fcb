//! All figures are made once more out of the event log, and must come out the same.

use std::time::Duration;

use scoped::{Database, DbErr};

use crate::{
    reckoner,
    store::verification::{self, Verified},
};

/// Rounds of the reckoner that are waited for. Days that are still stale then are left out, and counted as such.
const ROUNDS_MAX: usize = 20;

/// Rebuilds sales, lots and cooperatives from the event log, and the figures from the sales, and compares every row with what
/// is stored. It has stale days reckoned first, mends nothing, and may run at any time: each comparison is one statement, so it sees one moment.
pub async fn verify_figures(database: &Database) -> Result<Verified, DbErr> {
    for _ in 0..ROUNDS_MAX {
        if reckoner::round(database).await? == 0 && verification::stale_days(database).await? == 0 {
            break;
        }
        // Another replica may hold the lock.
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    verification::verify(database).await
}
