//! The poller: what changed since the watermark is asked for, because no marketplace promises that every webhook comes.
//!
//! The watermark moves only after every page is committed, and each poll begins before it, so that a change which the
//! marketplace shows late is still seen. Once a night, beside it, a week is looked back over, for what was shown later than that. All are
//! instants of the business calendar.

use std::time::Duration;

use chrono::{NaiveDate, TimeDelta};
use host::{Shutdown, calendar};
use scoped::DbErr;
use tokio::task::JoinSet;

use super::window::{NotTaken, Window};
use crate::{
    App,
    actions::take_orders::Source,
    store::catalogue::{self, PollTurn},
};

/// How far back of the watermark each poll begins.
const OVERLAP: TimeDelta = TimeDelta::minutes(30);
/// How far back is looked once a night.
const SWEEP: TimeDelta = TimeDelta::days(7);
/// A night begins when few buy: not at midnight, when flash sales do.
const NIGHT_BEGINS: TimeDelta = TimeDelta::hours(3);
/// How far back the first poll of a shop begins.
const FIRST: TimeDelta = TimeDelta::days(15);
/// How long the watermark waits for an order that cannot be had.
const PATIENCE: TimeDelta = TimeDelta::days(1);

pub(super) fn start(app: App, shutdown: &Shutdown) {
    let ending = shutdown.clone();
    shutdown.spawn(async move {
        let rest = (app.poll_every / 5).clamp(Duration::from_millis(200), Duration::from_secs(30));
        let mut sweeps = JoinSet::new();
        while ending.sleep(rest).await {
            let mut polls = JoinSet::new();
            for turn in turns(&app).await {
                // Beside the polls, which wait for nobody's week.
                if turn.swept_on != Some(night(&app)) {
                    let (app, turn) = (app.clone(), turn.clone());
                    sweeps.spawn(async move {
                        if let Err(error) = sweep(&app, &turn).await {
                            tracing::warn!(channel = %turn.channel, shop.id = turn.shop_id, %error, "a week was not looked back over");
                        }
                    });
                }
                let app = app.clone();
                polls.spawn(async move {
                    if let Err(error) = poll(&app, &turn).await {
                        tracing::warn!(channel = %turn.channel, shop.id = turn.shop_id, %error, "a poll was not finished");
                    }
                });
            }
            while let Some(ended) = polls.join_next().await {
                if let Err(error) = ended {
                    tracing::error!(%error, "a poll has panicked");
                }
            }
            while sweeps.try_join_next().is_some() {}
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

async fn poll(app: &App, turn: &PollTurn) -> Result<(), NotTaken> {
    let known = app.marketplaces.marketplace(turn.channel);
    if known.is_some_and(|known| known.gives_orders().is_none()) {
        // There is nothing to ask: its orders come whole with their webhooks.
        return Ok(());
    }
    let now = app.calendar.now();
    // A driven calendar runs ahead of its driver by what it last heard; two seconds on the wall cover that.
    #[expect(clippy::cast_possible_truncation, reason = "some seconds of a season")]
    let ahead = TimeDelta::milliseconds((app.calendar.seconds_per_second() * 2_000.0) as i64);
    let days = known.map_or(15, |known| known.limits().order_window_days);
    // A watermark in the future is from before the calendar was set back: it says nothing.
    let polled_until = turn.polled_until.filter(|until| *until <= now + ahead);
    // An order that the list names and that cannot be had is waited for, at the watermark, for a day or ten polls.
    #[expect(clippy::cast_possible_truncation, reason = "some days of a season")]
    let ten_polls = (app.calendar.seconds_per_second() * app.poll_every.as_secs_f64() * 10_000.0) as i64;
    let patience = PATIENCE.max(TimeDelta::milliseconds(ten_polls));
    let is_patient = polled_until.is_none_or(|until| now - until < patience);
    let mut from = polled_until.unwrap_or(now - FIRST) - OVERLAP - ahead;
    while from < now {
        let to = now.min(from + TimeDelta::days(days));
        if let Some(not_yet) = window_of(turn, is_patient).take(app, from, to).await?.not_yet {
            return Err(not_yet);
        }
        let tx = app.database.begin_as_service().await?;
        catalogue::move_watermark(&tx, turn, to).await?;
        tx.commit().await?;
        from = to;
    }
    Ok(())
}

fn window_of(turn: &PollTurn, is_patient: bool) -> Window<'_> {
    Window { channel: turn.channel, shop_id: &turn.shop_id, is_patient, source: Source::Poll }
}

/// The night it is, by the day on which it began.
fn night(app: &App) -> NaiveDate {
    calendar::day(app.calendar.now() - NIGHT_BEGINS)
}

/// Looks back a week. The watermark stays where it is; what cannot be had tonight is looked for again tomorrow.
async fn sweep(app: &App, turn: &PollTurn) -> Result<(), NotTaken> {
    let known = app.marketplaces.marketplace(turn.channel);
    if known.is_some_and(|known| known.gives_orders().is_none()) {
        return Ok(());
    }
    let tx = app.database.begin_as_service().await?;
    catalogue::note_sweep(&tx, turn, night(app)).await?;
    tx.commit().await?;
    let (now, days) = (app.calendar.now(), known.map_or(15, |known| known.limits().order_window_days));
    let mut from = now - SWEEP;
    while from < now {
        let to = now.min(from + TimeDelta::days(days));
        if let Some(not_yet) = window_of(turn, true).take(app, from, to).await?.not_yet {
            tracing::warn!(channel = %turn.channel, shop.id = turn.shop_id, %not_yet, "an order of the last week cannot be had");
        }
        from = to;
    }
    Ok(())
}
