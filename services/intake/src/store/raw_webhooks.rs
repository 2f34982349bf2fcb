//! Webhooks as they were received: recorded in batches, then worked off as a queue.

use std::time::Duration;

use chrono::{DateTime, Utc};
use ids::{Channel, Id, RawWebhook};
use scoped::{DbErr, FromQueryResult, Scoped};
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
    /// Exactly what was sent.
    pub body: Vec<u8>,
}

/// Records those that were not recorded before, and counts. `rejected` are calls that were not let in since the last
/// batch.
pub async fn record(tx: &Scoped, entries: &[Entry], rejected: i64) -> Result<(), DbErr> {
    let column = |of: fn(&Entry) -> String| entries.iter().map(of).collect::<Vec<String>>();
    let ids: Vec<Uuid> = entries.iter().map(|entry| entry.id.uuid()).collect();
    let bodies: Vec<Vec<u8>> = entries.iter().map(|entry| entry.body.clone()).collect();
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

/// Shops with webhooks whose turn it is.
pub async fn waiting_shops(tx: &Scoped) -> Result<Vec<WaitingShop>, DbErr> {
    #[derive(FromQueryResult)]
    struct Row {
        channel: String,
        shop_id: String,
    }
    let sql = "select distinct channel, shop_id from raw_webhook
        where done_at is null and parked_because is null and next_attempt_at <= now() and claimed_until <= now()";
    let rows: Vec<Row> = tx.all(sql, []).await?;
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
    /// When it came; finds its partition.
    pub received_at: DateTime<Utc>,
    /// The marketplace's own name of its type.
    pub kind: String,
    /// About which order, if about one.
    pub channel_order_id: Option<String>,
    /// How often it was claimed.
    pub attempts: i32,
}

/// Claims up to `at_most` webhooks of a shop for a minute. A worker that dies loses its claim, not the webhooks.
pub async fn claim(tx: &Scoped, shop: &WaitingShop, at_most: i64) -> Result<Vec<Claimed>, DbErr> {
    let sql = "update raw_webhook as raw set claimed_until = now() + interval '1 minute', attempts = raw.attempts + 1
        from (select id, received_at from raw_webhook
            where channel = $1 and shop_id = $2 and done_at is null and parked_because is null
                and next_attempt_at <= now() and claimed_until <= now()
            order by id limit $3 for update skip locked) as next
        where raw.id = next.id and raw.received_at = next.received_at
        returning raw.id, raw.received_at, raw.kind, raw.channel_order_id, raw.attempts";
    tx.all(sql, [shop.channel.slug().into(), shop.shop_id.as_str().into(), at_most.into()]).await
}

/// What becomes of claimed webhooks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Its order is in.
    Done,
    /// It comes again after so long.
    Later(Duration),
    /// It is given up, and says why.
    Parked(String),
}

/// Notes what became of webhooks.
pub async fn settle(tx: &Scoped, webhooks: &[&Claimed], outcome: &Outcome) -> Result<(), DbErr> {
    if webhooks.is_empty() {
        return Ok(());
    }
    let (set, value): (&str, scoped::Value) = match outcome {
        Outcome::Done => ("done_at = now(), claimed_until = '-infinity', parked_because = $3", None::<String>.into()),
        Outcome::Later(pause) => (
            "next_attempt_at = now() + make_interval(secs => $3), claimed_until = '-infinity'",
            pause.as_secs_f64().into(),
        ),
        Outcome::Parked(reason) => ("parked_because = $3, claimed_until = '-infinity'", reason.as_str().into()),
    };
    let sql = format!(
        "update raw_webhook as raw set {set}
        from unnest($1::uuid[], $2::timestamptz[]) as settled (id, received_at)
        where raw.id = settled.id and raw.received_at = settled.received_at"
    );
    let ids: Vec<Uuid> = webhooks.iter().map(|webhook| webhook.id).collect();
    let received: Vec<DateTime<Utc>> = webhooks.iter().map(|webhook| webhook.received_at).collect();
    tx.run(&sql, [ids.into(), received.into(), value]).await?;
    Ok(())
}

/// Which of these orders have a webhook waiting: a poll need not ask for them.
pub async fn announced(tx: &Scoped, channel: Channel, shop_id: &str) -> Result<Vec<String>, DbErr> {
    #[derive(FromQueryResult)]
    struct Row {
        channel_order_id: String,
    }
    let sql = "select channel_order_id from raw_webhook where channel = $1 and shop_id = $2 and done_at is null
        and parked_because is null and channel_order_id is not null";
    let rows: Vec<Row> = tx.all(sql, [channel.slug().into(), shop_id.into()]).await?;
    Ok(rows.into_iter().map(|row| row.channel_order_id).collect())
}
