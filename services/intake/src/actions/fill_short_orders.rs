//! There is more to promise than before: orders that are short get what they can, the oldest first. The cooperative's books
//! must be held.

use chrono::NaiveDate;
use ids::{Cooperative, Id, Lot};
use mailbox::Stop;
use scoped::{FromQueryResult, Scoped};

use crate::{
    actions::settle::settle,
    store::orders::{self, WaitsFor},
};

/// More of this lot.
pub async fn of_lot(
    tx: &Scoped,
    today: NaiveDate,
    cooperative_id: Id<Cooperative>,
    lot_id: Id<Lot>,
) -> Result<(), Stop> {
    for sku in skus_of(tx, cooperative_id, lot_id).await? {
        of_sku(tx, today, cooperative_id, &sku).await?;
    }
    Ok(())
}

/// More of what this SKU draws on.
pub async fn of_sku(tx: &Scoped, today: NaiveDate, cooperative_id: Id<Cooperative>, sku: &str) -> Result<(), Stop> {
    loop {
        let short = orders::lock_waiting(tx, cooperative_id, sku, WaitsFor::Goods).await?;
        let all = short.len();
        let settled = settle(tx, today, short.into_iter().map(|order| (order, false)).collect()).await?;
        // Only so many are locked at once. If each of them got something there may be more; otherwise nothing is left.
        if all == 0 || settled.changed < all {
            return Ok(());
        }
    }
}

/// The SKUs that draw on a lot.
async fn skus_of(tx: &Scoped, cooperative_id: Id<Cooperative>, lot_id: Id<Lot>) -> Result<Vec<String>, Stop> {
    #[derive(FromQueryResult)]
    struct Row {
        sku: String,
    }
    let sql = "select sku from listing where cooperative_id = $1 and $2 = any (lots) order by sku";
    let rows: Vec<Row> = tx.all(sql, [cooperative_id.into(), lot_id.into()]).await?;
    Ok(rows.into_iter().map(|row| row.sku).collect())
}
