//! The poller: what changed since the watermark is asked for, because no marketplace promises that every webhook comes.
//!
//! The watermark moves only after every page is committed, and each poll begins before it, so that a change which the
//! marketplace shows late is still seen. Once a night, beside it, a week is looked back over, for what was shown later than that. All are
//! instants of the business calendar.

use std::{collections::HashSet, time::Duration};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use host::{Shutdown, calendar};
use mailbox::Stop;
use marketplaces::{ChannelOrder, FaultKind};
use scoped::DbErr;
use tokio::task::JoinSet;

use super::call;
use crate::{
    App,
    actions::take_orders::{Source, UnknownShop, take_orders},
    store::{
        catalogue::{self, PollTurn},
        raw_webhooks,
    },
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
/// Pages of one list at most; a marketplace that never ends its list is stopped here and asked again next time.
const PAGES_MAX: usize = 1_000;

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
    let known = app.marketplaces.marketplace(turn.channel);
    if known.is_some_and(|known| known.gives_orders().is_none()) {
        // There is nothing to ask: its orders come whole with their webhooks.
        return Ok(());
    }
    let now = app.calendar.now();
    // A driven calendar runs ahead of its driver by what it last heard; two seconds on the wall cover that.
    #[expect(clippy::cast_possible_truncation, reason = "some seconds of a season")]
    let ahead = TimeDelta::milliseconds((app.calendar.seconds_per_second() * 2_000.0) as i64);
    let window = known.map_or(15, |known| known.limits().order_window_days);
    // A watermark in the future is from before the calendar was set back: it says nothing.
    let polled_until = turn.polled_until.filter(|until| *until <= now + ahead);
    // An order that the list names and that cannot be had is waited for, at the watermark, for a day or ten polls.
    #[expect(clippy::cast_possible_truncation, reason = "some days of a season")]
    let ten_polls = (app.calendar.seconds_per_second() * app.poll_every.as_secs_f64() * 10_000.0) as i64;
    let patience = PATIENCE.max(TimeDelta::milliseconds(ten_polls));
    let is_patient = polled_until.is_none_or(|until| now - until < patience);
    let mut from = polled_until.unwrap_or(now - FIRST) - OVERLAP - ahead;
    while from < now {
        let to = now.min(from + TimeDelta::days(window));
        if let Some(not_yet) = poll_window(app, turn, from, to, is_patient).await? {
            return Err(not_yet);
        }
        let tx = app.database.begin_as_service().await?;
        catalogue::move_watermark(&tx, turn, to).await?;
        tx.commit().await?;
        from = to;
    }
    Ok(())
}

/// The night it is, by the day on which it began.
fn night(app: &App) -> NaiveDate {
    calendar::day(app.calendar.now() - NIGHT_BEGINS)
}

/// Looks back a week. The watermark stays where it is; what cannot be had tonight is looked for again tomorrow.
async fn sweep(app: &App, turn: &PollTurn) -> Result<(), NotPolled> {
    let known = app.marketplaces.marketplace(turn.channel);
    if known.is_some_and(|known| known.gives_orders().is_none()) {
        return Ok(());
    }
    let tx = app.database.begin_as_service().await?;
    catalogue::note_sweep(&tx, turn, night(app)).await?;
    tx.commit().await?;
    let (now, window) = (app.calendar.now(), known.map_or(15, |known| known.limits().order_window_days));
    let mut from = now - SWEEP;
    while from < now {
        let to = now.min(from + TimeDelta::days(window));
        if let Some(not_yet) = poll_window(app, turn, from, to, true).await? {
            tracing::warn!(channel = %turn.channel, shop.id = turn.shop_id, %not_yet, "an order of the last week cannot be had");
        }
        from = to;
    }
    Ok(())
}

/// Takes what changed in a window. Tells why an order of it could not be had yet.
async fn poll_window(
    app: &App,
    turn: &PollTurn,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    is_patient: bool,
) -> Result<Option<NotPolled>, NotPolled> {
    let (mut page, mut not_yet) = (None, None);
    for _ in 0..PAGES_MAX {
        let asked = page.take();
        let listed = call::call(app, turn.channel, &turn.shop_id, |marketplace, shop| {
            let orders = marketplace.gives_orders()?;
            let asked: Option<String> = asked.clone();
            Some(async move { orders.changed(&shop, from, to, asked.as_deref()).await })
        })
        .await?;
        let missing = take_page(app, turn, listed.channel_order_ids, is_patient).await?;
        not_yet = not_yet.or(missing);
        match listed.next {
            Some(next) => page = Some(next),
            None => return Ok(not_yet),
        }
    }
    Err(NotPolled::Endless)
}

/// Fetches and takes the orders of a page, but for those a webhook has announced and a worker is about to take. Tells why
/// one could not be had yet.
async fn take_page(
    app: &App,
    turn: &PollTurn,
    ids: Vec<String>,
    is_patient: bool,
) -> Result<Option<NotPolled>, NotPolled> {
    let mut not_yet = None;
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
                Err(fault) if fault.kind == FaultKind::Permanent || !is_patient => {
                    park(app, turn, &row.row, &fault.to_string()).await?;
                }
                Err(fault) => not_yet = Some(call::NotCalled::Fault(fault).into()),
            }
        }
        not_yet = not_yet.or(take(app, turn, orders, fetched_at, is_patient).await?);
    }
    Ok(not_yet)
}

/// Takes the orders in one transaction; if that fails, one by one, so that one bad order holds up nobody. Tells why one
/// could not be taken yet; one that is refused, or has failed for too long, waits for a person.
async fn take(
    app: &App,
    turn: &PollTurn,
    orders: Vec<ChannelOrder>,
    fetched_at: DateTime<Utc>,
    is_patient: bool,
) -> Result<Option<NotPolled>, NotPolled> {
    let Err(stop) = take_together(app, turn, orders.clone(), fetched_at).await else { return Ok(None) };
    tracing::warn!(%stop, orders = orders.len(), "a batch of orders was not taken and is tried one by one");
    let mut not_yet = None;
    for order in orders {
        let order_id = order.channel_order_id.clone();
        match take_together(app, turn, vec![order], fetched_at).await {
            Ok(()) => {}
            Err(stop) if matches!(stop, Stop::Refused(_)) || !is_patient => {
                park(app, turn, &order_id, &stop.to_string()).await?;
            }
            Err(stop) => not_yet = Some(NotPolled::NotTaken(stop)),
        }
    }
    Ok(not_yet)
}

async fn take_together(
    app: &App,
    turn: &PollTurn,
    orders: Vec<ChannelOrder>,
    fetched_at: DateTime<Utc>,
) -> Result<(), Stop> {
    let tx = app.database.begin_as_service().await?;
    match take_orders(&tx, turn.channel, &turn.shop_id, orders, (fetched_at, app.calendar.today()), Source::Poll)
        .await?
    {
        Ok(changed) => {
            tx.commit().await?;
            if changed > 0 {
                tracing::info!(channel = %turn.channel, shop.id = turn.shop_id, changed, "polling found news");
            }
        }
        Err(UnknownShop) => tx.rollback().await?,
    }
    Ok(())
}

/// An order that cannot be read or taken is kept where a person finds it. If even that fails, the watermark stays.
async fn park(app: &App, turn: &PollTurn, order_id: &str, reason: &str) -> Result<(), NotPolled> {
    tracing::error!(channel = %turn.channel, order = order_id, reason, "an order that polling found is parked");
    let tx = app.database.begin_as_service().await?;
    if raw_webhooks::park_order(&tx, turn.channel, &turn.shop_id, order_id, reason).await? {
        metrics::counter!("phien_parked", "consumer" => "polling").increment(1);
    }
    tx.commit().await?;
    Ok(())
}
