//! The task worker: marketplaces are told what has been packed and what cannot be had.

use std::time::Duration;

use futures::{StreamExt, future::BoxFuture, stream};
use host::Shutdown;
use marketplaces::ChannelOrderRef;
use scoped::DbErr;

use super::call;
use crate::{
    App,
    domain::order::Order,
    store::{
        orders,
        tasks::{self, Claimed, Kind, Outcome},
    },
};

/// Tasks claimed at once.
const BATCH: i64 = 64;
/// Calls under way at once.
const AT_ONCE: usize = 16;
/// A task that failed so often is shown to a person.
const ATTEMPTS_MAX: i32 = 12;
const POLL: Duration = Duration::from_secs(1);

pub(super) fn start(app: App, shutdown: &Shutdown) {
    let token = shutdown.token();
    shutdown.spawn(async move {
        while !token.is_cancelled() {
            match run_batch(&app).await {
                Ok(0) => {}
                Ok(_) => continue,
                Err(error) => tracing::warn!(%error, "a batch of tasks failed"),
            }
            tokio::select! {
                () = token.cancelled() => {}
                () = app.task_queued.notified() => {}
                () = tokio::time::sleep(POLL) => {}
            }
        }
    });
}

async fn run_batch(app: &App) -> Result<usize, DbErr> {
    let tx = app.database.begin_as_service().await?;
    let claimed = tasks::claim(&tx, BATCH).await?;
    let orders = orders::read(&tx, claimed.iter().map(|task| task.order_id.uuid()).collect()).await?;
    tx.commit().await?;
    let count = claimed.len();
    let mut tasks = Vec::with_capacity(count);
    for task in claimed {
        let order = orders.iter().find(|order| order.order_id == task.order_id).map(order_ref);
        tasks.extend(order.map(|order| (task, order)));
    }
    let ended: Vec<(Claimed, Outcome)> = stream::iter(tasks)
        .map(|(task, order)| async move {
            let outcome = run(app, &task, &order).await;
            (task, outcome)
        })
        .buffer_unordered(AT_ONCE)
        .collect()
        .await;
    // If this fails, the claims run out and the tasks come again.
    let tx = app.database.begin_as_service().await?;
    tasks::settle(&tx, &ended).await?;
    tx.commit().await?;
    Ok(count)
}

fn order_ref(order: &Order) -> ChannelOrderRef {
    ChannelOrderRef {
        channel_order_id: order.told.channel_order_id.clone(),
        item_ids: order.lines.iter().map(|line| line.item_id.clone()).collect(),
    }
}

async fn run(app: &App, task: &Claimed, order: &ChannelOrderRef) -> Outcome {
    let told = call::call(app, task.channel, &task.shop_id, |marketplace, shop| {
        let order = order.clone();
        let told: BoxFuture<'_, _> = match task.kind {
            Kind::Ship => {
                let shipments = marketplace.takes_shipments()?;
                Box::pin(async move { shipments.ship(&shop, &order.channel_order_id).await })
            }
            Kind::CancelOutOfStock => {
                let orders = marketplace.cancels_orders()?;
                Box::pin(async move { orders.cancel_out_of_stock(&shop, &order).await })
            }
        };
        Some(told)
    })
    .await;
    let Err(error) = told else { return Outcome::Done };
    tracing::warn!(order.id = %task.order_id, kind = task.kind.slug(), %error, "a marketplace did not take a task");
    match error.retry_after(task.attempts) {
        Some(pause) if error.is_not_now() => Outcome::NotNow(pause),
        Some(pause) if task.attempts < ATTEMPTS_MAX => Outcome::Later(pause),
        _ => Outcome::Refused(words(&error)),
    }
}

/// The marketplace's own words, where it has said any.
fn words(error: &call::NotCalled) -> String {
    match error {
        call::NotCalled::Fault(fault) => fault.words.clone(),
        other => other.to_string(),
    }
}
