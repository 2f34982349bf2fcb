//! The webhook worker: what webhooks speak of is fetched from the marketplace, many orders in one call, or is in them already,
//! and taken.

use std::{
    collections::{BTreeSet, HashSet},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use chrono::{DateTime, Utc};
use host::Shutdown;
use mailbox::Stop;
use marketplaces::ChannelOrder;
use scoped::DbErr;
use tokio::sync::Semaphore;

use super::{brought::take_brought, call};
use crate::{
    App,
    actions::take_orders::{Source, UnknownShop, take_orders},
    store::raw_webhooks::{self, Claimed, Outcome, WaitingShop},
};

/// Shops worked on at once.
const SHOPS_AT_ONCE: usize = 6;
/// Webhooks claimed at once. Several often speak of one order, which is then fetched once.
const CLAIM: usize = 200;
/// A webhook that failed so often is parked; polling still finds its order.
const ATTEMPTS_MAX: i32 = 12;
const POLL: Duration = Duration::from_secs(1);
/// A shop that has just been connected is known a moment later.
const UNKNOWN_SHOP_PAUSE: Duration = Duration::from_secs(2);

pub(super) fn start(app: App, shutdown: &Shutdown) {
    let tasks = shutdown.clone();
    shutdown.spawn(async move {
        let places = Arc::new(Semaphore::new(SHOPS_AT_ONCE));
        let busy: Arc<Mutex<HashSet<WaitingShop>>> = Arc::default();
        let token = tasks.token();
        while !token.is_cancelled() {
            for shop in waiting_shops(&app).await {
                if !lock(&busy).insert(shop.clone()) {
                    continue;
                }
                let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
                let (app, token) = (app.clone(), token.clone());
                let mark = Mark { busy: Arc::clone(&busy), shop: shop.clone() };
                tasks.spawn(async move {
                    work_off(&app, &shop, &token).await;
                    drop(mark);
                    // What came in after the last look is looked at now, not at the next poll.
                    app.webhook_recorded.notify_one();
                    drop(place);
                });
            }
            tokio::select! {
                () = token.cancelled() => {}
                () = app.webhook_recorded.notified() => {}
                () = tokio::time::sleep(POLL) => {}
            }
        }
    });
}

/// Says that a worker is at a shop, until it is dropped: by a worker that panics, too.
struct Mark {
    busy: Arc<Mutex<HashSet<WaitingShop>>>,
    shop: WaitingShop,
}

impl Drop for Mark {
    fn drop(&mut self) {
        lock(&self.busy).remove(&self.shop);
    }
}

fn lock(busy: &Mutex<HashSet<WaitingShop>>) -> std::sync::MutexGuard<'_, HashSet<WaitingShop>> {
    busy.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn waiting_shops(app: &App) -> Vec<WaitingShop> {
    let shops = async {
        let tx = app.database.begin_as_service().await?;
        let shops = raw_webhooks::waiting_shops(&tx).await?;
        tx.rollback().await?;
        Ok::<_, DbErr>(shops)
    };
    shops.await.unwrap_or_else(|error| {
        tracing::warn!(%error, "could not look for webhooks");
        Vec::new()
    })
}

/// Works off a shop's webhooks until none is due.
async fn work_off(app: &App, shop: &WaitingShop, token: &tokio_util::sync::CancellationToken) {
    while !token.is_cancelled() {
        match work_batch(app, shop).await {
            Ok(0) => return,
            Ok(_) => {}
            Err(stop) => {
                // The claim runs out and the webhooks come again.
                tracing::warn!(channel = %shop.channel, shop.id = shop.shop_id, %stop, "a batch of webhooks failed");
                return;
            }
        }
    }
}

async fn work_batch(app: &App, shop: &WaitingShop) -> Result<usize, Stop> {
    let tx = app.database.begin_as_service().await?;
    let claimed = raw_webhooks::claim(&tx, shop, CLAIM).await?;
    tx.commit().await?;
    let (about_orders, others): (Vec<&Claimed>, Vec<&Claimed>) =
        claimed.iter().partition(|webhook| webhook.channel_order_id.is_some());
    settle(app, &others, &Outcome::Done).await?;
    let brings = app.marketplaces.marketplace(shop.channel).and_then(marketplaces::Marketplace::brings_orders);
    if let Some(brings) = brings {
        take_brought(app, shop, brings, &about_orders).await?;
        return Ok(claimed.len());
    }
    let ids: BTreeSet<String> = about_orders.iter().filter_map(|webhook| webhook.channel_order_id.clone()).collect();
    let ids: Vec<String> = ids.into_iter().collect();
    let at_once = app.marketplaces.marketplace(shop.channel).map_or(50, |known| known.limits().orders_per_fetch);
    for ids in ids.chunks(at_once.max(1)) {
        let about = |webhook: &&Claimed| webhook.channel_order_id.as_ref().is_some_and(|id| ids.contains(id));
        let webhooks: Vec<&Claimed> = about_orders.iter().copied().filter(about).collect();
        fetch_and_take(app, shop, &webhooks, ids).await?;
    }
    Ok(claimed.len())
}

async fn fetch_and_take(app: &App, shop: &WaitingShop, webhooks: &[&Claimed], ids: &[String]) -> Result<(), Stop> {
    let fetched_at = (app.now)();
    match call::fetch(app, shop.channel, &shop.shop_id, ids).await {
        Ok(rows) => {
            let mut orders = Vec::with_capacity(rows.len());
            for row in rows {
                match row.result {
                    Ok(order) => orders.push(order),
                    Err(fault) => {
                        let hit: Vec<&Claimed> = of_order(webhooks, &row.row);
                        let retry = |attempts| call::retry_after_fault(&fault, attempts);
                        put_off(app, &hit, &fault.to_string(), retry).await?;
                    }
                }
            }
            take(app, shop, webhooks, orders, fetched_at).await
        }
        Err(error) => {
            tracing::warn!(channel = %shop.channel, shop.id = shop.shop_id, %error, "orders could not be fetched");
            match error.retry_after(1).filter(|_| error.is_not_now()) {
                Some(pause) => settle(app, webhooks, &Outcome::NotNow(pause)).await,
                None => put_off(app, webhooks, &error.to_string(), |attempts| error.retry_after(attempts)).await,
            }
        }
    }
}

fn of_order<'a>(webhooks: &[&'a Claimed], order_id: &str) -> Vec<&'a Claimed> {
    webhooks.iter().copied().filter(|webhook| webhook.channel_order_id.as_deref() == Some(order_id)).collect()
}

/// Takes the orders in one transaction; if that fails, one by one, so that one bad order holds up nobody.
pub(super) async fn take(
    app: &App,
    shop: &WaitingShop,
    webhooks: &[&Claimed],
    orders: Vec<ChannelOrder>,
    fetched_at: DateTime<Utc>,
) -> Result<(), Stop> {
    let together = take_and_settle(app, shop, webhooks, orders.clone(), fetched_at).await;
    let Err(stop) = together else { return Ok(()) };
    if orders.len() > 1 {
        tracing::warn!(%stop, orders = orders.len(), "a batch of orders was not taken and is tried one by one");
        for order in orders {
            Box::pin(take(app, shop, webhooks, vec![order], fetched_at)).await?;
        }
        return Ok(());
    }
    let hit = orders.first().map_or_else(Vec::new, |order| of_order(webhooks, &order.channel_order_id));
    tracing::error!(%stop, "an order could not be taken");
    put_off(app, &hit, &stop.to_string(), |attempts| Some(super::backoff(attempts))).await
}

/// The orders are in and their webhooks are done, in one commit.
async fn take_and_settle(
    app: &App,
    shop: &WaitingShop,
    webhooks: &[&Claimed],
    orders: Vec<ChannelOrder>,
    fetched_at: DateTime<Utc>,
) -> Result<(), Stop> {
    let taken: HashSet<String> = orders.iter().map(|order| order.channel_order_id.clone()).collect();
    let done: Vec<&Claimed> = webhooks
        .iter()
        .copied()
        .filter(|webhook| webhook.channel_order_id.as_ref().is_some_and(|id| taken.contains(id)))
        .collect();
    let tx = app.database.begin_as_service().await?;
    let taken =
        take_orders(&tx, shop.channel, &shop.shop_id, orders, (fetched_at, app.calendar.today()), Source::Webhook)
            .await?;
    if taken == Err(UnknownShop) {
        tx.rollback().await?;
        let soon = |attempts: i32| Some(super::backoff(attempts).min(UNKNOWN_SHOP_PAUSE * attempts.unsigned_abs()));
        return put_off(app, &done, "no cooperative is known to own this shop", soon).await;
    }
    raw_webhooks::settle(&tx, &done, &Outcome::Done).await?;
    Ok(tx.commit().await?)
}

/// Webhooks come again later, or are parked where there is no hope or there were too many attempts.
pub(super) async fn put_off(
    app: &App,
    webhooks: &[&Claimed],
    reason: &str,
    retry_after: impl Fn(i32) -> Option<Duration>,
) -> Result<(), Stop> {
    for webhook in webhooks {
        let outcome = match retry_after(webhook.attempts) {
            Some(pause) if webhook.attempts < ATTEMPTS_MAX => Outcome::Later(pause),
            _ => {
                tracing::error!(webhook.id = %webhook.id, reason, "a webhook is parked");
                metrics::counter!("phien_parked", "consumer" => "webhooks").increment(1);
                Outcome::Parked(reason.to_owned())
            }
        };
        settle(app, &[webhook], &outcome).await?;
    }
    Ok(())
}

pub(super) async fn settle(app: &App, webhooks: &[&Claimed], outcome: &Outcome) -> Result<(), Stop> {
    if webhooks.is_empty() {
        return Ok(());
    }
    let tx = app.database.begin_as_service().await?;
    raw_webhooks::settle(&tx, webhooks, outcome).await?;
    Ok(tx.commit().await?)
}
