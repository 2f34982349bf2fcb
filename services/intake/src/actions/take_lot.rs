//! A lot was declared, or its declaration revised: its goods go onto the shelf, and short orders are tried again.

use contract::{Refusal, code, onboarding::LotDeclared};
use mailbox::{Heard, Stop};
use scoped::Scoped;

use crate::{
    App,
    actions::fill_short_orders,
    domain::order::stock_fact,
    store::{catalogue, stock},
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
    fill_short_orders::of_lot(tx, lot.cooperative_id, lot.lot_id).await
}
