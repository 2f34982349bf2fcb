//! The keeper of tokens: one refresh at a time for each account, however many ask; the next pair is stored before
//! anybody uses it. No HTTP within a transaction: who refreshes holds a short claim on the account's row instead.

mod early;
mod refresh;
mod sealed;

pub(crate) use early::refresh_early;
pub(crate) use sealed::sealed;

use std::time::Duration;

use chrono::{DateTime, Utc};
use ids::{ChannelAccount, Id};
use mailbox::Stop;
use marketplaces::{CallFault, FaultKind};
use sha2::{Digest, Sha256};

use crate::{
    app::App,
    domain::token::Life,
    store::accounts::{self, Kept},
};

/// How long to wait for somebody else's refresh. Within the deadline of an ask.
const PATIENCE: Duration = Duration::from_secs(4);
const LOOK_EVERY: Duration = Duration::from_millis(40);

/// The code of a call that was not made, because the shop was not connected (any more).
pub(crate) const NOT_CONNECTED: &str = "not_connected";

/// An access token that may be shown to the channel now.
#[derive(Clone)]
pub(crate) struct Fresh {
    pub(crate) access_token: String,
    pub(crate) life: Life,
}

/// Why there is no token.
#[derive(Debug)]
pub(crate) enum NoToken {
    /// The shop's owner must consent again.
    NeedsConsent,
    /// The channel did not give one; try later.
    Passing(CallFault),
    /// We failed.
    Failed(anyhow::Error),
}

impl NoToken {
    /// The same as the fault of the call that needed the token.
    pub(crate) fn fault(self) -> CallFault {
        let fault =
            |kind, code: &str, words: String| CallFault { kind, call: "access_token", code: code.into(), words };
        match self {
            Self::NeedsConsent => fault(FaultKind::NeedsConsent, NOT_CONNECTED, "the shop is not connected".into()),
            Self::Passing(fault) => fault,
            Self::Failed(error) => fault(FaultKind::Passing, "token_keeper_failed", format!("{error:#}")),
        }
    }
}

impl From<scoped::DbErr> for NoToken {
    fn from(error: scoped::DbErr) -> Self {
        Self::Failed(error.into())
    }
}

impl From<Stop> for NoToken {
    fn from(stop: Stop) -> Self {
        Self::Failed(anyhow::anyhow!("{stop}"))
    }
}

/// An access token for an account: the one that is kept while it is good, the next one otherwise. A token whose hash is
/// `refused` is not given out again.
pub(crate) async fn fresh(app: &App, account: Id<ChannelAccount>, refused: Option<&str>) -> Result<Fresh, NoToken> {
    let began = tokio::time::Instant::now();
    loop {
        let tx = app.database.begin_as_service().await?;
        let kept = accounts::tokens(&tx, account).await?.filter(|kept| kept.connected).ok_or(NoToken::NeedsConsent)?;
        let token = sealed::open(app, &kept)?;
        let now = (app.now)();
        let wanted = Wanted::of(&kept, &token, refused, now);
        if wanted == Wanted::AsItIs {
            return Ok(Fresh { access_token: token, life: kept.life });
        }
        if accounts::claim_refresh(&tx, &kept, now, now + refresh::CLAIM).await? {
            tx.commit().await?;
            return refresh::refresh(app, kept, (wanted == Wanted::Soon).then_some(token)).await;
        }
        tx.rollback().await?;
        if wanted == Wanted::Soon {
            // Somebody else is renewing it early, and it still works.
            return Ok(Fresh { access_token: token, life: kept.life });
        }
        if began.elapsed() > PATIENCE {
            let words = "somebody else has been refreshing the token for too long".to_owned();
            let (kind, call) = (FaultKind::Passing, "access_token");
            return Err(NoToken::Passing(CallFault { kind, call, code: "token_awaited".into(), words }));
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// What the kept token is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    /// To be given out.
    AsItIs,
    /// To be given out only if it cannot be renewed now.
    Soon,
    /// Nothing: another must be had.
    Another,
}

impl Wanted {
    fn of(kept: &Kept, token: &str, refused: Option<&str>, now: DateTime<Utc>) -> Self {
        if refused.is_some_and(|hash| hash == hash_of(token)) || !kept.life.works(now) {
            Self::Another
        } else if kept.life.is_fresh(now) {
            Self::AsItIs
        } else {
            Self::Soon
        }
    }
}

/// SHA-256 of a token in hex, by which one may speak of a token without saying it.
pub(crate) fn hash_of(token: &str) -> String {
    hex::encode(Sha256::digest(token.as_bytes()))
}
