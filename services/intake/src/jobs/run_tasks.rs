//! The task worker: marketplaces are told what has been packed and what cannot be had.

use std::time::Duration;

use futures::{StreamExt, stream};
use host::Shutdown;
use marketplaces::ChannelOrderRef;
use scoped::DbErr;

use super::call;
use crate::{
    App,
    store::{
        orders,
        tasks::{self, Claimed, Kind, Outcome},
    },
};

/// Tasks claimed at once.
const BATCH: i64 = 64;
/// Calls under way at once.
const AT_ONCE: usize = 8;
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
    tx.commit().await?;
    let count = claimed.len();
    stream::iter(claimed)
        .for_each_concurrent(AT_ONCE, |task| async move {
            if let Err(error) = run(app, &task).await {
                // The claim runs out and the task comes again.
                tracing::warn!(order.id = %task.order_id, %error, "a task's end could not be noted");
            }
        })
        .await;
    Ok(count)
}

async fn run(app: &App, task: &Claimed) -> Result<(), DbErr> {
    let Some(order) = order_ref(app, task).await? else { return Ok(()) };
    let told = call::call(app, task.channel, &task.shop_id, |marketplace, shop| {
        let shipments = marketplace.takes_shipments()?;
        let (order, kind) = (order.clone(), task.kind);
        Some(async move {
            match kind {
                Kind::Ship => shipments.ship(&shop, &order.channel_order_id).await,
                Kind::CancelOutOfStock => shipments.cancel_out_of_stock(&shop, &order).await,
            }
        })
    })
    .await;
    let outcome = match told {
        Ok(()) => Outcome::Done,
        Err(error) => {
            tracing::warn!(order.id = %task.order_id, kind = task.kind.slug(), %error, "a marketplace did not take a task");
            match error.retry_after(task.attempts) {
                Some(pause) if task.attempts < ATTEMPTS_MAX => Outcome::Later(pause),
                _ => Outcome::Refused(words(&error)),
            }
        }
    };
    let tx = app.database.begin_as_service().await?;
    tasks::settle(&tx, task, &outcome).await?;
    tx.commit().await
}

/// The marketplace's own words, where it has said any.
fn words(error: &call::NotCalled) -> String {
    match error {
        call::NotCalled::Fault(fault) => fault.words.clone(),
        other => other.to_string(),
    }
}

async fn order_ref(app: &App, task: &Claimed) -> Result<Option<ChannelOrderRef>, DbErr> {
    let tx = app.database.begin_as_service().await?;
    let order = orders::read(&tx, vec![task.order_id.uuid()]).await?.into_iter().next();
    tx.rollback().await?;
    Ok(order.map(|order| ChannelOrderRef {
        channel_order_id: order.told.channel_order_id,
        item_ids: order.lines.into_iter().map(|line| line.item_id).collect(),
    }))
}
