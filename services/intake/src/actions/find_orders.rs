//! Questions are answered.

use contract::{
    Page,
    intake::{
        CountOrders, FindOrders, FindStock, GetLedger, GetOrder, IntakeFigures, IntakeHealth, MovementView,
        OrderCounts, OrderView, StockView,
    },
};
use mailbox::Stop;
use scoped::Scoped;

use crate::{App, store::read};

/// Which orders are there?
pub async fn find_orders(_: &App, tx: &Scoped, ask: FindOrders) -> Result<Page<OrderView>, Stop> {
    Ok(read::find_orders(tx, &ask).await?)
}

/// One order.
pub async fn get_order(_: &App, tx: &Scoped, ask: GetOrder) -> Result<OrderView, Stop> {
    let found = read::views(tx, vec![ask.order_id.uuid()]).await?;
    found.into_iter().next().ok_or_else(|| Stop::not_found("order"))
}

/// How many orders are in each state?
pub async fn count_orders(_: &App, tx: &Scoped, _: CountOrders) -> Result<OrderCounts, Stop> {
    Ok(read::count_orders(tx).await?)
}

/// What is in stock?
pub async fn find_stock(_: &App, tx: &Scoped, ask: FindStock) -> Result<Page<StockView>, Stop> {
    Ok(read::find_stock(tx, &ask).await?)
}

/// A lot's ledger.
pub async fn get_ledger(_: &App, tx: &Scoped, ask: GetLedger) -> Result<Page<MovementView>, Stop> {
    Ok(read::ledger(tx, &ask).await?)
}

/// How is the house doing at its door?
pub async fn intake_health(_: &App, tx: &Scoped, _: IntakeHealth) -> Result<IntakeFigures, Stop> {
    Ok(read::health(tx).await?)
}
