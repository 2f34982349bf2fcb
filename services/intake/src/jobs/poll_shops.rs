//! The poller: what changed since the watermark is asked for, because no marketplace promises that every webhook comes.
//!
//! The watermark moves only after every page is committed, and each poll begins before it, so that a change which the
//! marketplace shows late is still seen. Both are instants of the business calendar.

use std::{collections::HashSet, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use host::Shutdown;
use mailbox::Stop;
use scoped::DbErr;
use tokio::task::JoinSet;

use super::call;
use crate::{
    App,
    actions::take_orders::{Source, take_orders},
    store::{
        catalogue::{self, PollTurn},
        raw_webhooks,
    },
};

/// How far back of the watermark each poll begins.
const OVERLAP: TimeDelta = TimeDelta::minutes(30);
/// How far back the first poll of a shop begins.
const FIRST: TimeDelta = TimeDelta::days(15);
/// Pages of one list at most; a marketplace that never ends its list is stopped here and asked again next time.
const PAGES_MAX: usize = 1_000;

pub(super) fn start(app: App, shutdown: &Shutdown) {
    let ending = shutdown.clone();
    shutdown.spawn(async move {
        let rest = (app.poll_every / 5).clamp(Duration::from_millis(200), Duration::from_secs(30));
        while ending.sleep(rest).await {
            let mut polls = JoinSet::new();
            for turn in turns(&app).await {
                let app = app.clone();
                polls.spawn(async move {
                    if let Err(error) = poll(&app, &turn).await {
                        tracing::warn!(channel = %turn.channel, shop.id = turn.shop_id, %error, "a poll was not finished");
                    }
                });
            }
            polls.join_all().await;
        }
    });
}

async fn turns(app: &App) -> Vec<PollTurn> {
    let turns = async {
        let tx = app.database.begin_as_service().await?;
        let turns = catalogue::claim_polls(&tx, app.poll_every.as_secs_f64()).await?;
        tx.commit().await?;
        Ok::<_, DbErr>(turns)
    };
    turns.await.unwrap_or_else(|error| {
        tracing::warn!(%error, "could not see whose turn it is to be polled");
        Vec::new()
    })
}

/// Why a poll was not finished. The watermark stays where it was.
#[derive(Debug, thiserror::Error)]
enum NotPolled {
    #[error(transparent)]
    NotCalled(#[from] call::NotCalled),
    #[error("{0}")]
    NotTaken(Stop),
    #[error("the list has more than {PAGES_MAX} pages")]
    Endless,
}

impl<E: Into<Stop>> From<E> for NotPolled {
    fn from(error: E) -> Self {
        Self::NotTaken(error.into())
    }
}

async fn poll(app: &App, turn: &PollTurn) -> Result<(), NotPolled> {
    let now = app.calendar.now();
    // A driven calendar runs ahead of its driver by what it last heard; two seconds on the wall cover that.
    #[expect(clippy::cast_possible_truncation, reason = "some seconds of a season")]
    let ahead = TimeDelta::milliseconds((app.calendar.seconds_per_second() * 2_000.0) as i64);
    let window = app.marketplaces.marketplace(turn.channel).map_or(15, |known| known.limits().order_window_days);
    // A watermark in the future is from before the calendar was set back: it says nothing.
    let polled_until = turn.polled_until.filter(|until| *until <= now + ahead);
    let mut from = polled_until.unwrap_or(now - FIRST) - OVERLAP - ahead;
    while from < now {
        let to = now.min(from + TimeDelta::days(window));
        poll_window(app, turn, from, to).await?;
        let tx = app.database.begin_as_service().await?;
        catalogue::move_watermark(&tx, turn, to).await?;
        tx.commit().await?;
        from = to;
    }
    Ok(())
}

async fn poll_window(app: &App, turn: &PollTurn, from: DateTime<Utc>, to: DateTime<Utc>) -> Result<(), NotPolled> {
    let mut page = None;
    for _ in 0..PAGES_MAX {
        let asked = page.take();
        let listed = call::call(app, turn.channel, &turn.shop_id, |marketplace, shop| {
            let orders = marketplace.gives_orders()?;
            let asked: Option<String> = asked.clone();
            Some(async move { orders.changed(&shop, from, to, asked.as_deref()).await })
        })
        .await?;
        take_page(app, turn, listed.channel_order_ids).await?;
        match listed.next {
            Some(next) => page = Some(next),
            None => return Ok(()),
        }
    }
    Err(NotPolled::Endless)
}

/// Fetches and takes the orders of a page, but for those a webhook has announced and a worker is about to take.
async fn take_page(app: &App, turn: &PollTurn, ids: Vec<String>) -> Result<(), NotPolled> {
    let tx = app.database.begin_as_service().await?;
    let announced: HashSet<String> =
        raw_webhooks::announced(&tx, turn.channel, &turn.shop_id).await?.into_iter().collect();
    tx.rollback().await?;
    let ids: Vec<String> = ids.into_iter().filter(|id| !announced.contains(id)).collect();
    let at_once = app.marketplaces.marketplace(turn.channel).map_or(50, |known| known.limits().orders_per_fetch);
    for ids in ids.chunks(at_once) {
        let fetched_at = (app.now)();
        let rows = call::fetch(app, turn.channel, &turn.shop_id, ids).await?;
        let mut orders = Vec::with_capacity(rows.len());
        for row in rows {
            match row.result {
                Ok(order) => orders.push(order),
                Err(fault) => {
                    tracing::error!(channel = %turn.channel, order = row.row, %fault, "an order cannot be read");
                }
            }
        }
        let tx = app.database.begin_as_service().await?;
        let taken = take_orders(&tx, turn.channel, &turn.shop_id, orders, fetched_at, Source::Poll).await;
        match taken.map_err(NotPolled::NotTaken)? {
            Ok(changed) => {
                tx.commit().await?;
                if changed > 0 {
                    tracing::info!(channel = %turn.channel, shop.id = turn.shop_id, changed, "polling found news");
                }
            }
            Err(_) => tx.rollback().await?,
        }
    }
    Ok(())
}
