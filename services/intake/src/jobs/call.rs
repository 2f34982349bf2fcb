//! Calling a marketplace for a shop, with a fresh token once if the one at hand has grown stale.

use std::{sync::Arc, time::Duration};

use ids::Channel;
use mailbox::Unanswered;
use marketplaces::{CallFault, ChannelOrder, FaultKind, Marketplace, RowOutcome, Shop};

use crate::App;

/// Why a shop could not be called for.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotCalled {
    /// This process is not set up for the channel.
    #[error("{channel} cannot be asked for this here")]
    Unsupported { channel: Channel },
    /// The channel has no such thing: its people do it by hand, where their shop is.
    #[error("việc này làm ngay trên trang quản trị của gian hàng / do this on the shop's own pages")]
    Incapable,
    /// Syndication gives no token.
    #[error("no access token: {0}")]
    NoToken(Arc<Unanswered>),
    /// The marketplace refused, or did not answer.
    #[error(transparent)]
    Fault(#[from] CallFault),
}

impl NotCalled {
    /// The marketplace was not asked, or wants to be left alone for a while: nothing is wrong with what was wanted.
    pub fn is_not_now(&self) -> bool {
        matches!(self, Self::Fault(CallFault { kind: FaultKind::SlowDown { .. }, .. }))
    }

    /// When to try again; `None` for never.
    pub fn retry_after(&self, attempts: i32) -> Option<Duration> {
        match self {
            Self::Fault(fault) => retry_after_fault(fault, attempts),
            Self::Incapable => None,
            // The shop's owner may consent again, an operator may set the channel up: both take a while.
            Self::Unsupported { .. } | Self::NoToken(_) => Some(super::backoff(attempts)),
        }
    }
}

/// When to try again after a fault; `None` for never.
pub(super) fn retry_after_fault(fault: &CallFault, attempts: i32) -> Option<Duration> {
    match fault.kind {
        FaultKind::Permanent => None,
        FaultKind::SlowDown { retry_after } => Some(retry_after),
        FaultKind::Passing | FaultKind::StaleToken | FaultKind::NeedsConsent => Some(super::backoff(attempts)),
    }
}

/// Calls with the token at hand, and once more with a fresh one if that one was stale.
pub(super) async fn call<'m, T, F>(
    app: &'m App,
    channel: Channel,
    shop_id: &str,
    what: impl Fn(&'m dyn Marketplace, Shop) -> Option<F>,
) -> Result<T, NotCalled>
where
    F: Future<Output = Result<T, CallFault>>,
{
    let marketplace = app.marketplaces.marketplace(channel).ok_or(NotCalled::Unsupported { channel })?;
    let shop = app.tokens.shop(channel, shop_id).await.map_err(NotCalled::NoToken)?;
    match what(marketplace, shop.clone()).ok_or(NotCalled::Incapable)?.await {
        Err(fault) if fault.kind == FaultKind::StaleToken => {
            let fresh = app.tokens.refused(channel, &shop).await.map_err(NotCalled::NoToken)?;
            Ok(what(marketplace, fresh).ok_or(NotCalled::Incapable)?.await?)
        }
        answer => Ok(answer?),
    }
}

/// Fetches orders in full, as many as one call allows at most.
pub(super) async fn fetch(
    app: &App,
    channel: Channel,
    shop_id: &str,
    ids: &[String],
) -> Result<Vec<RowOutcome<ChannelOrder>>, NotCalled> {
    call(app, channel, shop_id, |marketplace, shop| {
        let orders = marketplace.gives_orders()?;
        let ids = ids.to_vec();
        Some(async move { orders.fetch(&shop, &ids).await })
    })
    .await
}
