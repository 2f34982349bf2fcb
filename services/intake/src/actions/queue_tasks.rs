//! Parcels are packed, or goods cannot be had: the marketplaces are to be told. A job does the telling, after a while in
//! which a slip of the finger can be taken back.

use contract::{
    FieldFault, Refusal,
    intake::{CancelOrders, OrderState, ShipOrders, ShipmentsTakenBack, TakeBackShipments, TasksQueued},
};
use ids::{Id, Order};
use mailbox::Stop;
use scoped::Scoped;

use crate::{
    App,
    domain::order,
    store::{
        orders,
        tasks::{self, Kind},
    },
};

const AT_ONCE: usize = 200;
const HOLD_S_MAX: u32 = 60;

/// Tells that parcels are packed. Only an order that is paid for, or to be paid on delivery, can be shipped, and none that
/// its marketplace holds.
pub async fn ship_orders(app: &App, tx: &Scoped, ask: ShipOrders) -> Result<TasksQueued, Stop> {
    if ask.hold_s > HOLD_S_MAX {
        let fault = FieldFault { field: "hold_s".to_owned(), code: "too_long".to_owned() };
        return Err(Refusal::of_fields(vec![fault]).into());
    }
    queue(app, tx, Kind::Ship, ask.order_ids, &[OrderState::Paid], ask.hold_s).await
}

/// Takes back what no marketplace has been told yet. What a worker has claimed, or could by now, is not touched.
pub async fn take_back_shipments(_: &App, tx: &Scoped, _: TakeBackShipments) -> Result<ShipmentsTakenBack, Stop> {
    let Some(cooperative_id) = tx.caller().scope.cooperative() else { return Ok(ShipmentsTakenBack::default()) };
    let orders = tasks::take_back(tx, Kind::Ship, cooperative_id).await?;
    Ok(ShipmentsTakenBack { orders: u32::try_from(orders).unwrap_or(u32::MAX) })
}

/// Tells that goods cannot be had.
pub async fn cancel_orders(app: &App, tx: &Scoped, ask: CancelOrders) -> Result<TasksQueued, Stop> {
    queue(app, tx, Kind::CancelOutOfStock, ask.order_ids, &[OrderState::Placed, OrderState::Paid], 0).await
}

async fn queue(
    app: &App,
    tx: &Scoped,
    kind: Kind,
    mut ids: Vec<Id<Order>>,
    allowed: &[OrderState],
    hold_s: u32,
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
    // What a marketplace holds is not packed; it may still be cancelled.
    let waits = |order: &order::Order| kind == Kind::Ship && order.told.on_hold;
    let fits = |order: &order::Order| allowed.contains(&order.told.state) && !waits(order);
    let (fit, unfit): (Vec<_>, Vec<_>) = orders.into_iter().partition(fits);
    let fit: Vec<_> = fit.into_iter().map(|order| order.order_id.uuid()).collect();
    let queued = u32::try_from(fit.len()).unwrap_or(u32::MAX);
    tasks::queue(tx, kind, fit, hold_s).await?;
    app.task_queued.notify_one();
    Ok(TasksQueued { queued, refused: unfit.into_iter().map(|order| (order.order_id, order.told.state)).collect() })
}
