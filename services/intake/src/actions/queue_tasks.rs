//! Parcels are packed, or goods cannot be had: the marketplaces are to be told. A job does the telling.

use contract::{
    FieldFault, Refusal,
    intake::{CancelOrders, OrderState, ShipOrders, TasksQueued},
};
use ids::{Id, Order};
use mailbox::Stop;
use scoped::Scoped;

use crate::{
    App,
    store::{
        orders,
        tasks::{self, Kind},
    },
};

const AT_ONCE: usize = 200;

/// Tells that parcels are packed. Only an order that is paid for, or to be paid on delivery, can be shipped.
pub async fn ship_orders(app: &App, tx: &Scoped, ask: ShipOrders) -> Result<TasksQueued, Stop> {
    queue(app, tx, Kind::Ship, ask.order_ids, &[OrderState::Paid]).await
}

/// Tells that goods cannot be had.
pub async fn cancel_orders(app: &App, tx: &Scoped, ask: CancelOrders) -> Result<TasksQueued, Stop> {
    queue(app, tx, Kind::CancelOutOfStock, ask.order_ids, &[OrderState::Placed, OrderState::Paid]).await
}

async fn queue(
    app: &App,
    tx: &Scoped,
    kind: Kind,
    mut ids: Vec<Id<Order>>,
    allowed: &[OrderState],
) -> Result<TasksQueued, Stop> {
    if ids.len() > AT_ONCE {
        let fault = FieldFault { field: "order_ids".to_owned(), code: "too_many".to_owned() };
        return Err(Refusal::of_fields(vec![fault]).into());
    }
    ids.sort_unstable();
    ids.dedup();
    let orders = orders::read(tx, ids.iter().map(|id| id.uuid()).collect()).await?;
    if orders.len() < ids.len() {
        return Err(Stop::not_found("order"));
    }
    let (fit, unfit): (Vec<_>, Vec<_>) = orders.into_iter().partition(|order| allowed.contains(&order.told.state));
    let fit: Vec<_> = fit.into_iter().map(|order| order.order_id.uuid()).collect();
    let queued = u32::try_from(fit.len()).unwrap_or(u32::MAX);
    tasks::queue(tx, kind, fit).await?;
    app.task_queued.notify_one();
    Ok(TasksQueued { queued, refused: unfit.into_iter().map(|order| (order.order_id, order.told.state)).collect() })
}
