//! Goods leave a lot without an order: sold elsewhere, eaten, spoiled. What was written too much comes back the same way.

use contract::{
    FieldFault, Refusal, code,
    intake::{GoodsRemoved, RemoveGoods},
};
use mailbox::Stop;
use scoped::Scoped;

use crate::{
    App,
    actions::fill_short_orders,
    domain::{order::stock_fact, shelf::Balance},
    store::{catalogue, stock},
};

/// Writes it into the ledger. What is promised to orders cannot leave.
pub async fn remove_goods(_: &App, tx: &Scoped, ask: RemoveGoods) -> Result<GoodsRemoved, Stop> {
    if ask.quantity_g == 0 {
        let fault = FieldFault { field: "quantity_g".to_owned(), code: "missing".to_owned() };
        return Err(Refusal::of_fields(vec![fault]).into());
    }
    let Some(cooperative_id) = tx.caller().scope.cooperative() else { return Err(Stop::not_found("lot")) };
    catalogue::hold_books(tx, cooperative_id).await?;
    let mut shelf = stock::lock(tx, vec![ask.lot_id.uuid()]).await?;
    if shelf.balance(ask.lot_id).is_none() {
        return Err(Stop::not_found("lot"));
    }
    shelf
        .remove(ask.lot_id, ask.removal, ask.quantity_g)
        .map_err(|fault| Refusal::new(code::STOCK_SHORT, fault.to_string()))?;
    let (lots, movements) = shelf.into_changes();
    stock::save(tx, &lots, &movements).await?;
    mailbox::post_all(tx, &lots.iter().map(stock_fact).collect::<Vec<_>>()).await?;
    if ask.quantity_g < 0 {
        fill_short_orders::of_lot(tx, cooperative_id, ask.lot_id).await?;
    }
    Ok(GoodsRemoved { available_g: lots.first().map_or(0, Balance::available_g) })
}
