//! Goods leave a lot without an order: sold elsewhere, eaten, spoiled. What was written too much comes back the same way, and a
//! slip of a moment ago is undone.

use contract::{
    FieldFault, Refusal, code,
    intake::{GoodsRemoved, Removal, RemoveGoods, UndoRemoval},
};
use mailbox::Stop;
use scoped::Scoped;

use crate::{
    App,
    actions::fill_short_orders,
    domain::{
        order::stock_fact,
        shelf::{Balance, NotUndone, OffPlatform, Shelf},
    },
    store::{catalogue, stock},
};

/// More than anybody pays for a kilogram of anything here.
const PRICE_VND_MAX: i64 = 100_000_000;

/// Writes it into the ledger. What is promised to orders cannot leave.
pub async fn remove_goods(app: &App, tx: &Scoped, ask: RemoveGoods) -> Result<GoodsRemoved, Stop> {
    let fault = |field: &str, code: &str| FieldFault { field: field.to_owned(), code: code.to_owned() };
    let mut faults = Vec::new();
    if ask.quantity_g == 0 {
        faults.push(fault("quantity_g", "missing"));
    }
    let is_sale = ask.removal == Removal::OffPlatform;
    if ask.buyer.is_some() && !is_sale {
        faults.push(fault("buyer", "no_sale"));
    }
    if ask.price_vnd_per_kg.is_some_and(|price| !is_sale || price.0 <= 0 || price.0 > PRICE_VND_MAX) {
        faults.push(fault("price_vnd_per_kg", if is_sale { "price_range" } else { "no_sale" }));
    }
    if !faults.is_empty() {
        return Err(Refusal::of_fields(faults).into());
    }
    let Some(cooperative_id) = tx.caller().scope.cooperative() else { return Err(Stop::not_found("lot")) };
    catalogue::hold_books(tx, cooperative_id).await?;
    let mut shelf = stock::lock(tx, vec![ask.lot_id.uuid()]).await?;
    if shelf.balance(ask.lot_id).is_none() {
        return Err(Stop::not_found("lot"));
    }
    let sale = OffPlatform { buyer: ask.buyer, price_vnd_per_kg: ask.price_vnd_per_kg };
    shelf
        .remove(ask.lot_id, ask.removal, ask.quantity_g, sale)
        .map_err(|fault| Refusal::new(code::STOCK_SHORT, fault.to_string()))?;
    let removed = keep(app, tx, shelf).await?;
    if ask.quantity_g < 0 {
        fill_short_orders::of_lot(tx, app.calendar.today(), cooperative_id, ask.lot_id).await?;
    }
    Ok(removed)
}

/// Writes a counter-movement beside what was written a moment ago.
pub async fn undo_removal(app: &App, tx: &Scoped, ask: UndoRemoval) -> Result<GoodsRemoved, Stop> {
    let Some(cooperative_id) = tx.caller().scope.cooperative() else { return Err(Stop::not_found("movement")) };
    catalogue::hold_books(tx, cooperative_id).await?;
    let removed = stock::removed(tx, ask.movement_id).await?.ok_or_else(|| Stop::not_found("movement"))?;
    let mut shelf = stock::lock(tx, vec![removed.lot_id.uuid()]).await?;
    shelf.undo(&removed).map_err(|why| {
        let refused = if matches!(why, NotUndone::Shelf(_)) { code::STOCK_SHORT } else { code::CONFLICT };
        Refusal::new(refused, why.to_string())
    })?;
    let undone = keep(app, tx, shelf).await?;
    fill_short_orders::of_lot(tx, app.calendar.today(), cooperative_id, removed.lot_id).await?;
    Ok(undone)
}

/// Keeps what happened to the one lot of a shelf, and tells it.
async fn keep(app: &App, tx: &Scoped, shelf: Shelf) -> Result<GoodsRemoved, Stop> {
    let (lots, movements) = shelf.into_changes();
    let written = stock::save(tx, app.calendar.today(), &lots, &movements).await?;
    mailbox::post_all(tx, &lots.iter().map(stock_fact).collect::<Vec<_>>()).await?;
    let movement_id = *written.last().ok_or_else(|| anyhow::anyhow!("nothing was written"))?;
    Ok(GoodsRemoved { available_g: lots.first().map_or(0, Balance::available_g), movement_id })
}
