//! What a shop shows already is read in, when it is connected and once a day: page by page, each kept before the next is asked
//! for. Offers that are yet to be put there take what has their SKU; where something is left that may be theirs all the same,
//! they wait for somebody to look.

use std::time::Duration;

use amounts::Vnd;
use chrono::TimeDelta;
use mailbox::Stop;
use marketplaces::{CallFault, FaultKind, ListingPage, ListingSeen, Review, Shop, TakesListings};

use crate::{
    app::App,
    domain::reason,
    store::{
        accounts::{self, Reading},
        offers, shop_items,
    },
    tokens,
};

/// A worker that has died keeps a page from the others no longer than this.
const CLAIM: TimeDelta = TimeDelta::minutes(2);
/// Reading a page takes no longer than this; shorter than the claim.
const PATIENCE: Duration = Duration::from_secs(90);
/// A shop that was read is read again so much later.
const AGAIN: TimeDelta = TimeDelta::days(1);
/// A page that could not be read is asked for again so much later.
const PAUSE: TimeDelta = TimeDelta::seconds(30);
/// Pages that are refused for good: a marketplace may have forgotten its own cursor, so the reading begins anew, at most so often.
const ANEW_MAX: i32 = 3;

/// Takes some shops in hand that are to be read.
pub(super) async fn claim(app: &App) -> Result<Vec<Reading>, Stop> {
    let now = (app.now)();
    let tx = app.database.begin_as_service().await?;
    let readings = accounts::claim_readings(&tx, &app.channels_with_listings(), now, now + CLAIM).await?;
    tx.commit().await?;
    Ok(readings)
}

/// Reads one page, and keeps it.
pub(super) async fn read(app: &App, reading: Reading) {
    let page = tokio::time::timeout(PATIENCE, page(app, &reading)).await;
    let page = page.unwrap_or_else(|_| Err(super::call::out_of_patience()));
    let done = match page {
        Ok(page) => keep(app, &reading, page).await,
        Err(fault) => put_off(app, &reading, &fault).await,
    };
    if let Err(stop) = done {
        // The claim runs out, and the page is read again.
        tracing::warn!(account.id = %reading.account_id, %stop, "a page of a shop was not kept");
    }
    app.wake.notify_one();
}

/// With the token that is kept; if it turns out to be stale, once more with another.
async fn page(app: &App, reading: &Reading) -> Result<ListingPage, CallFault> {
    let marketplace = app.marketplaces.marketplace(reading.channel);
    let takes = marketplace.and_then(|marketplace| marketplace.takes_listings());
    let unsupported = || CallFault {
        kind: FaultKind::Permanent,
        call: super::call::US,
        code: "channel_unsupported".into(),
        words: format!("{} is not set up here", reading.channel),
    };
    let takes = takes.ok_or_else(unsupported)?;
    let fresh = tokens::fresh(app, reading.account_id, None).await.map_err(tokens::NoToken::fault)?;
    let stale = tokens::hash_of(&fresh.access_token);
    match list(takes, reading, fresh).await {
        Err(fault) if fault.kind == FaultKind::StaleToken => {
            let fresh = tokens::fresh(app, reading.account_id, Some(&stale)).await.map_err(tokens::NoToken::fault)?;
            list(takes, reading, fresh).await
        }
        ended => ended,
    }
}

async fn list(takes: &dyn TakesListings, reading: &Reading, fresh: tokens::Fresh) -> Result<ListingPage, CallFault> {
    let shop = Shop { shop_id: reading.shop_id.clone(), access_token: fresh.access_token };
    takes.list(&shop, reading.page.as_deref()).await
}

async fn keep(app: &App, reading: &Reading, page: ListingPage) -> Result<(), Stop> {
    let now = (app.now)();
    let (account, mut seen) = (reading.account_id, Vec::with_capacity(page.listings.len()));
    for row in page.listings {
        match row.result {
            // Some marketplaces still tell of it.
            Ok(one) if one.review == Review::Deleted => {}
            Ok(one) => seen.push(one),
            Err(fault) => {
                tracing::warn!(account.id = %account, item = row.row, %fault, "something that a shop shows cannot be read");
                seen.extend(unread(row.row));
            }
        }
    }
    let tx = app.database.begin_as_service().await?;
    // Accounts before offers, as everybody locks them.
    accounts::note_call(&tx, account, now, None).await?;
    if let Some(next) = page.next.filter(|next| reading.page.as_ref() != Some(next)) {
        if !accounts::turn_page(&tx, reading, &next).await? {
            return Ok(tx.rollback().await?);
        }
        shop_items::keep(&tx, account, reading.cooperative_id, &seen, now).await?;
    } else {
        if !accounts::end_reading(&tx, reading, now, now + AGAIN, None).await? {
            return Ok(tx.rollback().await?);
        }
        shop_items::keep(&tx, account, reading.cooperative_id, &seen, now).await?;
        shop_items::forget_unseen(&tx, account, reading.since).await?;
        let mut unplaced = offers::lock_unplaced(&tx, account, now).await?;
        if shop_items::adopt(&tx, &mut unplaced, now).await? {
            offers::save(&tx, &mut unplaced).await?;
        }
        accounts::note_matched(&tx, account, now).await?;
    }
    Ok(tx.commit().await?)
}

/// Something is there, and nobody knows what: it waits for somebody to look.
fn unread(item_id: String) -> Option<ListingSeen> {
    let title = item_id.clone();
    (!item_id.is_empty()).then(|| ListingSeen {
        item_id,
        sku: String::new(),
        title,
        price_vnd: Vnd(0),
        stock: 0,
        live: false,
        review: Review::Waiting,
        raw_status: String::new(),
    })
}

async fn put_off(app: &App, reading: &Reading, fault: &CallFault) -> Result<(), Stop> {
    let (now, account) = ((app.now)(), reading.account_id);
    let code = reason::of(fault);
    tracing::info!(account.id = %account, code = fault.code, "a page of a shop cannot be read now");
    let tx = app.database.begin_as_service().await?;
    match fault.kind {
        FaultKind::Permanent if reading.page.is_some() && reading.restarts < ANEW_MAX => {
            accounts::put_off_reading(&tx, reading, now + PAUSE, true, code).await?;
        }
        FaultKind::Permanent => {
            // Where there is no list at all, what is put there is looked for by its SKU. Of one that breaks off nobody knows what
            // its other pages hold: a person says whether the rest may be put there.
            let has_ended = accounts::end_reading(&tx, reading, now, now + AGAIN, Some(code)).await?;
            let has_no_list = reading.page.is_none() && reading.restarts == 0;
            if has_ended && has_no_list {
                accounts::note_matched(&tx, account, now).await?;
            }
        }
        FaultKind::NeedsConsent if fault.code != tokens::NOT_CONNECTED => {
            accounts::disconnect(&tx, account, reason::CONSENT).await?;
            accounts::put_off_reading(&tx, reading, now + PAUSE, false, code).await?;
        }
        FaultKind::SlowDown { retry_after } => {
            let rest = TimeDelta::from_std(retry_after).unwrap_or(PAUSE).clamp(TimeDelta::seconds(1), AGAIN);
            accounts::put_off_reading(&tx, reading, now + rest, false, code).await?;
        }
        _ => accounts::put_off_reading(&tx, reading, now + PAUSE, false, code).await?,
    }
    Ok(tx.commit().await?)
}
