//! One refresh, by whoever holds the claim to it.

use std::time::Duration;

use chrono::TimeDelta;
use mailbox::Stop;
use marketplaces::{FaultKind, Tokens};

use super::{Fresh, NoToken, sealed};
use crate::{
    app::App,
    domain::{reason, token::Life},
    store::accounts::{self, Kept},
};

/// A claim outlives the slowest call; a process that dies in between blocks the account no longer than this.
pub(super) const CLAIM: TimeDelta = TimeDelta::seconds(45);
/// After a failure nobody asks the channel again at once, however many wait.
const REST: TimeDelta = TimeDelta::seconds(1);
/// The old refresh token is dead by now, so the new pair must not be lost to a database that is away for a moment.
const STORE_ATTEMPTS: u32 = 40;
const STORE_PAUSE: Duration = Duration::from_millis(500);

/// Refreshes and stores, in a task of its own: a caller who goes away must not take the new pair along. `fallback` is
/// the present token, where it may still be used.
pub(super) async fn refresh(app: &App, kept: Kept, fallback: Option<String>) -> Result<Fresh, NoToken> {
    let app = app.clone();
    let work = tokio::spawn(async move { refresh_and_store(&app, &kept, fallback).await });
    work.await.unwrap_or_else(|error| Err(NoToken::Failed(error.into())))
}

async fn refresh_and_store(app: &App, kept: &Kept, fallback: Option<String>) -> Result<Fresh, NoToken> {
    let refresh_token = sealed::open_refresh(app, kept)?;
    let marketplace = app.marketplaces.marketplace(kept.channel);
    let grants = marketplace.and_then(|marketplace| marketplace.grants_consent());
    let grants = grants.ok_or_else(|| NoToken::Failed(anyhow::anyhow!("{} is not set up here", kept.channel)))?;
    let asked_at = (app.now)();
    match grants.refresh(&kept.shop_id, &refresh_token).await {
        Ok(tokens) => {
            store(app, kept, &tokens, asked_at).await?;
            let life = Life { issued_at: asked_at, ends_at: tokens.access_ends_at };
            Ok(Fresh { access_token: tokens.access_token, life })
        }
        Err(fault) if fault.kind == FaultKind::NeedsConsent => {
            tracing::warn!(account.id = %kept.account_id, code = fault.code, "the owner must consent again");
            let tx = app.database.begin_as_service().await?;
            accounts::disconnect_refused(&tx, kept, reason::CONSENT).await?;
            tx.commit().await?;
            Err(NoToken::NeedsConsent)
        }
        Err(fault) => {
            tracing::warn!(account.id = %kept.account_id, code = fault.code, "a token could not be refreshed");
            let tx = app.database.begin_as_service().await?;
            accounts::release_refresh(&tx, kept, (app.now)() + REST).await?;
            tx.commit().await?;
            fallback.map(|access_token| Fresh { access_token, life: kept.life }).ok_or(NoToken::Passing(fault))
        }
    }
}

async fn store(
    app: &App,
    kept: &Kept,
    tokens: &Tokens,
    issued_at: chrono::DateTime<chrono::Utc>,
) -> Result<(), NoToken> {
    for _ in 1..STORE_ATTEMPTS {
        match store_once(app, kept, tokens, issued_at).await {
            Ok(()) => return Ok(()),
            Err(stop) => tracing::warn!(account.id = %kept.account_id, %stop, "a new pair of tokens is not stored yet"),
        }
        tokio::time::sleep(STORE_PAUSE).await;
    }
    Ok(store_once(app, kept, tokens, issued_at).await?)
}

async fn store_once(
    app: &App,
    kept: &Kept,
    tokens: &Tokens,
    issued_at: chrono::DateTime<chrono::Utc>,
) -> Result<(), Stop> {
    let tx = app.database.begin_as_service().await?;
    let stored = accounts::keep_tokens(&tx, kept, sealed::sealed(app, kept.account_id, tokens, issued_at)).await?;
    tx.commit().await?;
    if !stored {
        // Either the owner has consented anew, or a commit whose end we did not learn has stored this very pair.
        tracing::info!(account.id = %kept.account_id, "another pair of tokens is kept already");
    }
    Ok(())
}
