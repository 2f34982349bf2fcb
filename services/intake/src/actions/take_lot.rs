//! A lot was declared, or its declaration revised: its goods go onto the shelf, and short orders are tried again.

use contract::{Refusal, code, onboarding::LotDeclared};
use ids::{Cooperative, Id, Lot};
use mailbox::{Heard, Stop};
use scoped::{FromQueryResult, Scoped};

use crate::{
    App,
    actions::settle::settle,
    domain::order::stock_fact,
    store::{
        catalogue,
        orders::{self, WaitsFor},
        stock,
    },
};

/// Keeps the lot. A revision below what is already sold or promised is refused.
pub async fn take_lot(_: &App, tx: &Scoped, heard: Heard<LotDeclared>) -> Result<(), Stop> {
    let lot = heard.fact;
    catalogue::hold_books(tx, lot.cooperative_id).await?;
    if !stock::describe(tx, &lot).await? {
        return Ok(());
    }
    let mut shelf = stock::lock(tx, vec![lot.lot_id.uuid()]).await?;
    shelf
        .declare(lot.lot_id, lot.quantity_g)
        .map_err(|below| Refusal::new(code::STOCK_SHORT, format!("lot {}: {below}", lot.lot_code)))?;
    let (lots, movements) = shelf.into_changes();
    stock::save(tx, &lots, &movements).await?;
    mailbox::post_all(tx, &lots.iter().map(stock_fact).collect::<Vec<_>>()).await?;
    fill_short_orders(tx, lot.cooperative_id, lot.lot_id).await
}

/// There is more of a lot than before: orders that are short of it get what they can. The cooperative's books must be held.
pub(super) async fn fill_short_orders(
    tx: &Scoped,
    cooperative_id: Id<Cooperative>,
    lot_id: Id<Lot>,
) -> Result<(), Stop> {
    for sku in skus_of(tx, cooperative_id, lot_id).await? {
        loop {
            let short = orders::lock_waiting(tx, cooperative_id, &sku, WaitsFor::Goods).await?;
            let all = short.len();
            let settled = settle(tx, short.into_iter().map(|order| (order, false)).collect()).await?;
            // As many as are locked at once, and every one of them got something: there may be more.
            if all == 0 || settled.changed < all {
                break;
            }
        }
    }
    Ok(())
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
