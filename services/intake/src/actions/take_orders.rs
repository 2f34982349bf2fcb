//! A marketplace's orders become ours, and their goods are promised once. Webhook and poll come in by this one way.

use chrono::{DateTime, NaiveDate, Utc};
use ids::{Channel, Id};
use mailbox::Stop;
use marketplaces::ChannelOrder;
use scoped::Scoped;

use crate::{
    actions::{fill_short_orders, settle::settle},
    domain::order::Order,
    store::{
        catalogue::{self, Shop},
        orders,
    },
};

/// How we came to ask for an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A webhook spoke of it.
    Webhook,
    /// Polling found that it changed.
    Poll,
    /// Somebody asked for past orders.
    Backfill,
}

/// The shop is not known yet: syndication's word of it is still on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownShop;

/// Takes orders of one shop as they were at `fetched_at`, into the ledger of `today`. Older news than what is known changes nothing. Tells how many
/// changed.
pub async fn take_orders(
    tx: &Scoped,
    channel: Channel,
    shop_id: &str,
    told: Vec<ChannelOrder>,
    (fetched_at, today): (DateTime<Utc>, NaiveDate),
    source: Source,
) -> Result<Result<usize, UnknownShop>, Stop> {
    let Some(Shop { cooperative_id, known_since }) = catalogue::shop(tx, channel, shop_id).await? else {
        return Ok(Err(UnknownShop));
    };
    catalogue::hold_books(tx, cooperative_id).await?;
    let ids = told.iter().map(|order| order.channel_order_id.clone()).collect();
    let mut known = orders::lock_of_shop(tx, channel, shop_id, ids).await?;
    let mut candidates = Vec::with_capacity(told.len());
    for order in told {
        if let Some(at) = known.iter().position(|known| known.told.channel_order_id == order.channel_order_id) {
            let mut known = known.swap_remove(at);
            if known.tell(order, fetched_at) {
                candidates.push((known, true));
            }
        } else {
            let by_poll = source != Source::Webhook;
            let mut first = Order::first_told(Id::generate(), cooperative_id, channel, order, fetched_at, by_poll);
            first.date(known_since);
            candidates.push((first, true));
        }
    }
    candidates.sort_by_key(|(order, _)| (order.told.placed_at, order.order_id));
    let settled = settle(tx, today, candidates).await?;
    // What one order gives up, another may be short of.
    for lot_id in settled.freed {
        fill_short_orders::of_lot(tx, today, cooperative_id, lot_id).await?;
    }
    Ok(Ok(settled.changed))
}
