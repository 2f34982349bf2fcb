//! What changed in a shop between two instants is asked for and taken: by polls, and where somebody wants past orders.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use ids::Channel;
use mailbox::Stop;
use marketplaces::{ChannelOrder, FaultKind};

use super::call;
use crate::{
    App,
    actions::take_orders::{Source, take_orders},
    store::raw_webhooks,
};

/// Pages of one list at most; a marketplace that never ends its list is stopped here and asked again next time.
const PAGES_MAX: usize = 1_000;

/// Why a window was not taken to its end.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotTaken {
    #[error(transparent)]
    NotCalled(#[from] call::NotCalled),
    #[error("{0}")]
    Stopped(Stop),
    #[error("the list has more than {PAGES_MAX} pages")]
    Endless,
}

impl<E: Into<Stop>> From<E> for NotTaken {
    fn from(error: E) -> Self {
        Self::Stopped(error.into())
    }
}

/// Of which shop, and how.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window<'a> {
    pub(super) channel: Channel,
    pub(super) shop_id: &'a str,
    /// An order that cannot be had is waited for, and not yet parked.
    pub(super) is_patient: bool,
    pub(super) source: Source,
}

/// What a window held.
#[derive(Debug, Default)]
pub(super) struct Taken {
    /// Orders that the marketplace named.
    pub(super) seen: usize,
    /// Those that were new or told something new.
    pub(super) changed: usize,
    /// Why an order could not be had yet.
    pub(super) not_yet: Option<NotTaken>,
}

impl Taken {
    fn add(&mut self, more: Self) {
        self.seen += more.seen;
        self.changed += more.changed;
        if self.not_yet.is_none() {
            self.not_yet = more.not_yet;
        }
    }
}

impl Window<'_> {
    /// Takes what changed from one instant to another.
    pub(super) async fn take(&self, app: &App, from: DateTime<Utc>, to: DateTime<Utc>) -> Result<Taken, NotTaken> {
        let (mut page, mut taken) = (None, Taken::default());
        for _ in 0..PAGES_MAX {
            let asked = page.take();
            let listed = call::call(app, self.channel, self.shop_id, |marketplace, shop| {
                let orders = marketplace.gives_orders()?;
                let asked: Option<String> = asked.clone();
                Some(async move { orders.changed(&shop, from, to, asked.as_deref()).await })
            })
            .await?;
            taken.add(self.take_page(app, listed.channel_order_ids).await?);
            match listed.next {
                Some(next) => page = Some(next),
                None => return Ok(taken),
            }
        }
        Err(NotTaken::Endless)
    }

    /// Fetches and takes the orders of a page, but for those a webhook has announced and a worker is about to take.
    async fn take_page(&self, app: &App, ids: Vec<String>) -> Result<Taken, NotTaken> {
        let mut taken = Taken { seen: ids.len(), ..Taken::default() };
        let tx = app.database.begin_as_service().await?;
        let announced: HashSet<String> =
            raw_webhooks::announced(&tx, self.channel, self.shop_id).await?.into_iter().collect();
        tx.rollback().await?;
        let ids: Vec<String> = ids.into_iter().filter(|id| !announced.contains(id)).collect();
        let at_once = app.marketplaces.marketplace(self.channel).map_or(50, |known| known.limits().orders_per_fetch);
        for ids in ids.chunks(at_once) {
            let fetched_at = (app.now)();
            let rows = call::fetch(app, self.channel, self.shop_id, ids).await?;
            let mut orders = Vec::with_capacity(rows.len());
            for row in rows {
                match row.result {
                    Ok(order) => orders.push(order),
                    Err(fault) if fault.kind == FaultKind::Permanent || !self.is_patient => {
                        self.park(app, &row.row, &fault.to_string()).await?;
                    }
                    Err(fault) => taken.not_yet = Some(call::NotCalled::Fault(fault).into()),
                }
            }
            taken.add(self.take_orders(app, orders, fetched_at).await?);
        }
        Ok(taken)
    }

    /// Takes the orders in one transaction; if that fails, one by one, so that one bad order holds up nobody. One that is
    /// refused, or has failed for too long, waits for a person.
    async fn take_orders(
        &self,
        app: &App,
        orders: Vec<ChannelOrder>,
        fetched_at: DateTime<Utc>,
    ) -> Result<Taken, NotTaken> {
        let mut taken = Taken::default();
        match self.take_together(app, orders.clone(), fetched_at).await {
            Ok(changed) => return Ok(Taken { changed, ..taken }),
            Err(stop) => {
                tracing::warn!(%stop, orders = orders.len(), "a batch of orders was not taken and is tried one by one");
            }
        }
        for order in orders {
            let order_id = order.channel_order_id.clone();
            match self.take_together(app, vec![order], fetched_at).await {
                Ok(changed) => taken.changed += changed,
                Err(stop) if matches!(stop, Stop::Refused(_)) || !self.is_patient => {
                    self.park(app, &order_id, &stop.to_string()).await?;
                }
                Err(stop) => taken.not_yet = Some(NotTaken::Stopped(stop)),
            }
        }
        Ok(taken)
    }

    async fn take_together(
        &self,
        app: &App,
        orders: Vec<ChannelOrder>,
        fetched_at: DateTime<Utc>,
    ) -> Result<usize, Stop> {
        let tx = app.database.begin_as_service().await?;
        let moment = (fetched_at, app.calendar.today());
        let taken = take_orders(&tx, self.channel, self.shop_id, orders, moment, self.source).await?;
        let Ok(changed) = taken else {
            tx.rollback().await?;
            return Ok(0);
        };
        tx.commit().await?;
        if changed > 0 {
            tracing::info!(channel = %self.channel, shop.id = self.shop_id, changed, source = ?self.source, "there was news");
        }
        Ok(changed)
    }

    /// An order that cannot be read or taken is kept where a person finds it. If even that fails, the window is not done.
    async fn park(&self, app: &App, order_id: &str, reason: &str) -> Result<(), NotTaken> {
        tracing::error!(channel = %self.channel, order = order_id, reason, source = ?self.source, "an order is parked");
        let tx = app.database.begin_as_service().await?;
        if raw_webhooks::park_order(&tx, self.channel, self.shop_id, order_id, reason).await? {
            metrics::counter!("phien_parked", "consumer" => "polling").increment(1);
        }
        tx.commit().await?;
        Ok(())
    }
}
