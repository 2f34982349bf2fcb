//! What each shop shows is read back now and then, so that what somebody changed there is seen. It has the shop's own budget of
//! calls and comes behind everything that is to be told.

use std::{collections::HashMap, time::Duration};

use chrono::TimeDelta;
use host::Shutdown;
use ids::{Channel, ChannelAccount, Id};
use mailbox::Stop;
use marketplaces::{CallFault, FaultKind, ListingSeen, RowOutcome, Shop};
use uuid::Uuid;

use super::record::Then;
use crate::{
    app::App,
    store::{accounts, offers},
    tokens,
};

/// How often each offer is looked at.
const EVERY: TimeDelta = TimeDelta::hours(6);
/// Offers of one shop in one go.
const AT_MOST: i64 = 25;
/// After a look that found nothing to read.
const PAUSE: Duration = Duration::from_secs(5);
/// After one that did: there is no hurry.
const SHORT_PAUSE: Duration = Duration::from_millis(200);
const PATIENCE: Duration = Duration::from_secs(75);

/// Offers of one shop that are to be read.
struct Batch {
    account_id: Id<ChannelAccount>,
    channel: Channel,
    shop_id: String,
    /// By their ids there.
    offers: HashMap<String, Uuid>,
}

/// Reads until the shutdown begins. Any number of replicas may: whoever has begun with an offer has noted it.
pub(super) fn start(app: App, shutdown: &Shutdown) {
    let ending = shutdown.clone();
    shutdown.spawn(async move {
        loop {
            let pause = match round(&app).await {
                Ok(true) => SHORT_PAUSE,
                Ok(false) => PAUSE,
                Err(stop) => {
                    tracing::warn!(%stop, "could not read shops back");
                    PAUSE
                }
            };
            if !ending.sleep(pause).await {
                return;
            }
        }
    });
}

/// Reads some offers of one shop back, and tells whether there were any.
async fn round(app: &App) -> Result<bool, Stop> {
    let Some(batch) = begin(app).await? else { return Ok(false) };
    let read = tokio::time::timeout(PATIENCE, read(app, &batch)).await;
    match read {
        Ok(Ok(rows)) => note(app, &batch, rows).await?,
        Ok(Err(fault)) => note_fault(app, &batch, &fault).await?,
        Err(_) => tracing::warn!(channel = %batch.channel, "a shop was not read back in time"),
    }
    Ok(true)
}

async fn begin(app: &App) -> Result<Option<Batch>, Stop> {
    let now = (app.now)();
    let tx = app.database.begin_as_service().await?;
    let mut found = offers::lock_to_read(&tx, &app.channels_with_listings(), AT_MOST, (now - EVERY, now)).await?;
    for offer in &mut found {
        offer.read_at = Some(now);
    }
    offers::save(&tx, &mut found).await?;
    let batch = match found.first() {
        None => None,
        Some(first) => {
            let (account_id, channel) = (first.place.account_id, first.place.channel);
            let shop = accounts::shop_ids(&tx, vec![account_id.uuid()]).await?.into_iter().next();
            let offers = found.iter().filter_map(|offer| Some((offer.item_id.clone()?, offer.place.offer_id.uuid())));
            shop.map(|(_, shop_id)| Batch { account_id, channel, shop_id, offers: offers.collect() })
        }
    };
    tx.commit().await?;
    Ok(batch)
}

async fn read(app: &App, batch: &Batch) -> Result<Vec<RowOutcome<ListingSeen>>, CallFault> {
    let marketplace = app.marketplaces.marketplace(batch.channel);
    let Some(takes) = marketplace.and_then(|marketplace| marketplace.takes_listings()) else { return Ok(Vec::new()) };
    let ids: Vec<String> = batch.offers.keys().cloned().collect();
    let shop = |fresh: tokens::Fresh| Shop { shop_id: batch.shop_id.clone(), access_token: fresh.access_token };
    let fresh = tokens::fresh(app, batch.account_id, None).await.map_err(tokens::NoToken::fault)?;
    let stale = tokens::hash_of(&fresh.access_token);
    match takes.read(&shop(fresh), &ids).await {
        Err(fault) if fault.kind == FaultKind::StaleToken => {
            let fresh = tokens::fresh(app, batch.account_id, Some(&stale)).await.map_err(tokens::NoToken::fault)?;
            takes.read(&shop(fresh), &ids).await
        }
        read => read,
    }
}

/// What could not be read of a single offer is left for the next time, unless the shop says that it is gone or refused.
async fn note(app: &App, batch: &Batch, rows: Vec<RowOutcome<ListingSeen>>) -> Result<(), Stop> {
    let now = (app.now)();
    let rows: HashMap<Uuid, _> =
        rows.into_iter().filter_map(|row| Some((*batch.offers.get(&row.row)?, (row.row, row.result)))).collect();
    let tx = app.database.begin_as_service().await?;
    let mut changed = offers::lock_all(&tx, &rows.keys().copied().collect::<Vec<_>>()).await?;
    changed.retain_mut(|offer| match rows.get(&offer.place.offer_id.uuid()) {
        // It leads elsewhere by now. What a shop tells of itself may have another id: Tiki's is a request's until it is decided.
        Some((asked, _)) if offer.item_id.as_ref() != Some(asked) => false,
        Some((_, Ok(seen))) => offer.read_back(seen, now),
        Some((_, Err(fault))) => offer.not_read_back(fault, now),
        None => false,
    });
    offers::save(&tx, &mut changed).await?;
    tx.commit().await?;
    app.wake.notify_one();
    Ok(())
}

async fn note_fault(app: &App, batch: &Batch, fault: &CallFault) -> Result<(), Stop> {
    tracing::warn!(channel = %batch.channel, fault.code, "a shop could not be read back");
    if let Some(then) = Then::of(fault) {
        let tx = app.database.begin_as_service().await?;
        then.keep(&tx, batch.account_id, (app.now)()).await?;
        tx.commit().await?;
    }
    Ok(())
}
