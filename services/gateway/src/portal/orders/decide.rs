//! What is done about chosen orders: their parcels are packed, or their goods cannot be had. The second is asked again.

use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use contract::intake::{CancelOrders, GetOrder, ShipOrders, TakeBackShipments, TasksQueued};
use futures::{StreamExt, stream};
use ids::{Id, Order};

use super::{Show, still_bought};
use crate::{
    portal::{
        fields::Fields,
        frame::{Frame, Visit, render},
        routes::Link,
    },
    problem::Problem,
};

/// As many as the service takes at once.
const CHOSEN_MAX: usize = 200;
/// As many as the confirmation names; the rest it counts.
const NAMED_MAX: usize = 20;
const ASKED_AT_ONCE: usize = 8;
/// How long a packed parcel can be taken back.
const HOLD_S: u32 = 10;

/// Names the orders that would be given up, before they are.
#[derive(Debug, Template)]
#[template(path = "orders/cancel.html")]
pub(crate) struct Confirmation {
    pub(crate) frame: Frame,
    pub(crate) ids: Vec<String>,
    pub(crate) named: Vec<String>,
    pub(crate) more: Option<String>,
    pub(crate) question: String,
}

impl Confirmation {
    pub(crate) fn new(frame: Frame, ids: &[Id<Order>], named: Vec<String>) -> Self {
        let to = frame.to;
        let more = ids.len().saturating_sub(named.len());
        Self {
            question: to.say_with("orders-cancel-question", [("count", ids.len().into())]),
            more: (more > 0).then(|| to.say_with("orders-cancel-more", [("count", more.into())])),
            ids: ids.iter().map(ToString::to_string).collect(),
            named,
            frame,
        }
    }
}

/// The bar below the list: both its buttons come here.
pub(in crate::portal) async fn selected(visit: Visit, form: Fields) -> Result<Response, Problem> {
    visit.only_who_may::<ShipOrders>()?;
    let ids = chosen(&form)?;
    if ids.is_empty() {
        return Ok(back(&TasksQueued { queued: 0, refused: Vec::new() }));
    }
    if form.one("do") == "cancel" {
        return confirm(&visit, &ids).await;
    }
    let queued = visit.command(form.key()?, &ShipOrders { order_ids: ids, hold_s: HOLD_S }).await?;
    let link = link_back(&queued);
    let link = if queued.queued > 0 { link.with("held", true) } else { link };
    Ok(Redirect::to(&link.to_string()).into_response())
}

/// Takes back the parcels whose marketplaces have not been told yet.
pub(in crate::portal) async fn take_back(visit: Visit, form: Fields) -> Result<Response, Problem> {
    let taken = visit.command(form.key()?, &TakeBackShipments {}).await?;
    Ok(Redirect::to(&Show::ToPack.link().with("taken_back", taken.orders).to_string()).into_response())
}

/// Gives the orders up at their marketplaces.
pub(in crate::portal) async fn cancel(visit: Visit, form: Fields) -> Result<Response, Problem> {
    let queued = visit.command(form.key()?, &CancelOrders { order_ids: chosen(&form)? }).await?;
    Ok(back(&queued))
}

fn chosen(form: &Fields) -> Result<Vec<Id<Order>>, Problem> {
    let mut ids = form.ids("order_id")?;
    ids.truncate(CHOSEN_MAX);
    Ok(ids)
}

async fn confirm(visit: &Visit, ids: &[Id<Order>]) -> Result<Response, Problem> {
    let asked: Vec<_> = ids.iter().take(NAMED_MAX).map(|order_id| name_order(visit, *order_id)).collect();
    let named: Vec<Option<String>> = stream::iter(asked).buffered(ASKED_AT_ONCE).collect().await;
    let frame = visit.frame(visit.to.say("orders-cancel-title"));
    render(&Confirmation::new(frame, ids, named.into_iter().flatten().collect()))
}

/// Number, marketplace and goods, as far as the order can be found.
async fn name_order(visit: &Visit, order_id: Id<Order>) -> Option<String> {
    let order = visit.ask(&GetOrder { order_id }).await.ok()?.order;
    let goods: Vec<String> = still_bought(&order).map(|line| format!("{} × {}", line.quantity, line.name)).collect();
    Some(format!("{} · {}: {}", order.channel_order_id, visit.to.channel(order.channel), goods.join(", ")))
}

fn back(queued: &TasksQueued) -> Response {
    Redirect::to(&link_back(queued).to_string()).into_response()
}

fn link_back(queued: &TasksQueued) -> Link {
    Show::ToPack.link().with("queued", queued.queued).with("refused", queued.refused.len())
}
