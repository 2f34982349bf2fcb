//! A lot was declared, or its declaration revised: its goods go onto the shelf, and short orders are tried again.

use contract::onboarding::LotDeclared;
use mailbox::{Heard, Stop};
use scoped::Scoped;

use crate::{
    App,
    actions::fill_short_orders,
    domain::order::stock_fact,
    store::{catalogue, stock},
};

/// Keeps the lot. A revision below what is already sold or promised is not followed: the books stay as they are, and what
/// they have is told again with the version that was heard, so that its cooperative sees where the two differ.
pub async fn take_lot(app: &App, tx: &Scoped, heard: Heard<LotDeclared>) -> Result<(), Stop> {
    let lot = heard.fact;
    catalogue::hold_books(tx, lot.cooperative_id).await?;
    if !stock::describe(tx, &lot).await? {
        return Ok(());
    }
    let mut shelf = stock::lock(tx, vec![lot.lot_id.uuid()]).await?;
    if let Err(below) = shelf.declare(lot.lot_id, lot.quantity_g) {
        tracing::warn!(lot.code = lot.lot_code, lot.version, %below, "a revised declaration cannot be followed");
        shelf.tell(lot.lot_id);
    }
    let (lots, movements) = shelf.into_changes();
    stock::save(tx, app.calendar.today(), &lots, &movements).await?;
    mailbox::post_all(tx, &lots.iter().map(stock_fact).collect::<Vec<_>>()).await?;
    fill_short_orders::of_lot(tx, app.calendar.today(), lot.cooperative_id, lot.lot_id).await
}
