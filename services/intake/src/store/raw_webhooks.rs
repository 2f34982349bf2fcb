//! Webhooks as they were received: recorded in batches and kept; queued, and worked off.

use std::time::Duration;

use chrono::{DateTime, Utc};
use ids::{Channel, Id, RawWebhook};
use scoped::{DbErr, FromQueryResult, Scoped, Value};
use uuid::Uuid;

use crate::store::unknown_word;

/// A webhook that was verified and is to be recorded.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its id here.
    pub id: Id<RawWebhook>,
    /// From where.
    pub channel: Channel,
    /// About which shop; empty where it speaks of the app as a whole.
    pub shop_id: String,
    /// The marketplace's own name of its type.
    pub kind: String,
    /// About which order, if about one.
    pub channel_order_id: Option<String>,
    /// The same for every delivery of the same happening.
    pub dedupe_key: String,
    /// Exactly what was sent, sealed for [`body_place`].
    pub sealed_body: Vec<u8>,
}

/// The place a webhook's body is sealed for.
pub fn body_place(id: Id<RawWebhook>) -> String {
    format!("intake|raw_webhook|body|{id}")
}

/// Records those that were not recorded before, and counts. `rejected` are calls that were not let in since the last
/// batch.
pub async fn record(tx: &Scoped, entries: &[Entry], rejected: i64) -> Result<(), DbErr> {
    let column = |of: fn(&Entry) -> String| entries.iter().map(of).collect::<Vec<String>>();
    let ids: Vec<Uuid> = entries.iter().map(|entry| entry.id.uuid()).collect();
    let bodies: Vec<Vec<u8>> = entries.iter().map(|entry| entry.sealed_body.clone()).collect();
    let values = [
        ids.into(),
        column(|entry| entry.channel.slug().to_owned()).into(),
        column(|entry| entry.shop_id.clone()).into(),
        column(|entry| entry.kind.clone()).into(),
        column(|entry| entry.channel_order_id.clone().unwrap_or_default()).into(),
        column(|entry| entry.dedupe_key.clone()).into(),
        bodies.into(),
        rejected.into(),
    ];
    tx.run(include_str!("record_webhooks.sql"), values).await?;
    Ok(())
}

/// A shop that webhooks wait for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct WaitingShop {
    /// Where.
    pub channel: Channel,
    /// The shop's id there.
    pub shop_id: String,
}

/// Shops with webhooks whose turn it is: from one shop to the next, however many wait for each.
pub async fn waiting_shops(tx: &Scoped) -> Result<Vec<WaitingShop>, DbErr> {
    #[derive(FromQueryResult)]
    struct Row {
        channel: String,
        shop_id: String,
    }
    let rows: Vec<Row> = tx.all(include_str!("waiting_shops.sql"), []).await?;
    rows.into_iter()
        .map(|row| {
            let channel = row.channel.parse().map_err(|_| unknown_word("channel", &row.channel))?;
            Ok(WaitingShop { channel, shop_id: row.shop_id })
        })
        .collect()
}

/// A webhook that a worker has claimed.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Claimed {
    /// Its id here.
    pub id: Uuid,
    /// About which order, if about one.
    pub channel_order_id: Option<String>,
    /// How often it was claimed.
    pub attempts: i32,
}

/// Claims up to `at_most` webhooks of a shop for a minute. A worker that dies loses its claim, not the webhooks.
pub async fn claim(tx: &Scoped, shop: &WaitingShop, at_most: usize) -> Result<Vec<Claimed>, DbErr> {
    let sql = "update webhook_queue set claimed_until = now() + interval '1 minute', attempts = attempts + 1
        where id = any(array(
            select id from webhook_queue
            where channel = $1 and shop_id = $2 and parked_because is null
                and next_attempt_at <= now() and claimed_until <= now()
            order by id limit $3 for update skip locked))
        returning id, channel_order_id, attempts";
    let at_most = i64::try_from(at_most).unwrap_or(i64::MAX);
    tx.all(sql, [shop.channel.slug().into(), shop.shop_id.as_str().into(), at_most.into()]).await
}

/// A webhook as it was recorded.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Recorded {
    /// Its id here.
    pub id: Uuid,
    /// When it came.
    pub received_at: DateTime<Utc>,
    /// What was sent, sealed for [`body_place`].
    pub sealed_body: Vec<u8>,
}

/// These webhooks as they were recorded.
pub async fn recorded(tx: &Scoped, ids: Vec<Uuid>) -> Result<Vec<Recorded>, DbErr> {
    tx.all("select id, received_at, sealed_body from raw_webhook where id = any($1::uuid[])", [ids.into()]).await
}

/// What becomes of claimed webhooks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Its order is in; nothing waits any more.
    Done,
    /// It comes again after so long.
    Later(Duration),
    /// The marketplace was not asked, or wants to be left alone: the same, and it counts as no attempt.
    NotNow(Duration),
    /// It is given up, and says why.
    Parked(String),
}

/// Notes what became of webhooks.
pub async fn settle(tx: &Scoped, webhooks: &[&Claimed], outcome: &Outcome) -> Result<(), DbErr> {
    if webhooks.is_empty() {
        return Ok(());
    }
    let ids = webhooks.iter().map(|webhook| webhook.id).collect::<Vec<Uuid>>().into();
    let (sql, values): (&str, Vec<Value>) = match outcome {
        Outcome::Done => ("delete from webhook_queue where id = any($1::uuid[])", vec![ids]),
        Outcome::Later(pause) => (
            "update webhook_queue set next_attempt_at = now() + make_interval(secs => $2), claimed_until = '-infinity'
            where id = any($1::uuid[])",
            vec![ids, pause.as_secs_f64().into()],
        ),
        Outcome::NotNow(pause) => (
            "update webhook_queue set next_attempt_at = now() + make_interval(secs => $2), claimed_until = '-infinity',
                attempts = attempts - 1
            where id = any($1::uuid[])",
            vec![ids, pause.as_secs_f64().into()],
        ),
        Outcome::Parked(reason) => (
            "update webhook_queue set parked_because = $2, claimed_until = '-infinity' where id = any($1::uuid[])",
            vec![ids, reason.as_str().into()],
        ),
    };
    tx.run(sql, values).await?;
    Ok(())
}

/// Which orders of a shop have a webhook that waits for its first worker: a poll need not ask for them. One that has failed
/// before may fail for good, and then the poll is what finds the order.
pub async fn announced(tx: &Scoped, channel: Channel, shop_id: &str) -> Result<Vec<String>, DbErr> {
    #[derive(FromQueryResult)]
    struct Row {
        channel_order_id: String,
    }
    let sql = "select distinct channel_order_id from webhook_queue
        where channel = $1 and shop_id = $2 and parked_because is null and attempts < 2 and channel_order_id is not null";
    let rows: Vec<Row> = tx.all(sql, [channel.slug().into(), shop_id.into()]).await?;
    Ok(rows.into_iter().map(|row| row.channel_order_id).collect())
}

/// Parks an order that no webhook brought, unless it is parked already. Tells whether it was not.
pub async fn park_order(
    tx: &Scoped,
    channel: Channel,
    shop_id: &str,
    channel_order_id: &str,
    reason: &str,
) -> Result<bool, DbErr> {
    let sql = "insert into webhook_queue (id, channel, shop_id, channel_order_id, parked_because)
        select $1, $2, $3, $4, $5 where not exists (select from webhook_queue
            where channel = $2 and shop_id = $3 and channel_order_id = $4 and parked_because is not null)";
    let id = Id::<RawWebhook>::generate();
    let values = [id.into(), channel.slug().into(), shop_id.into(), channel_order_id.into(), reason.into()];
    Ok(tx.run(sql, values).await? == 1)
}
