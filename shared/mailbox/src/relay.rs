//! The relay: what was posted goes out, and is marked once the broker has stored it.
//!
//! Every replica has one; a transaction-scoped advisory lock lets one of them work at a time. Holding the lock and
//! marking are one commit, so a relay that dies has marked nothing it did not hand over, and one that lingers can only
//! publish again under the same id.

use std::time::Duration;

use async_nats::{HeaderMap, jetstream::message::PublishMessage};
use futures::{StreamExt, stream};
use host::Shutdown;
use rand::RngExt;
use scoped::{Database, DbErr, FromQueryResult, Scoped};
use uuid::Uuid;

use crate::{
    Broker,
    outbox::{self, Waiting},
};

const BATCH: u32 = 500;
const BATCH_DEADLINE: Duration = Duration::from_secs(8);
const POLL: Duration = Duration::from_millis(200);
const POLL_IDLE: Duration = Duration::from_secs(1);

/// Publishes one service's facts.
#[derive(Debug, Clone)]
pub struct Relay {
    database: Database,
    broker: Broker,
}

/// What one round of the relay did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Round {
    /// Published so many.
    Published(usize),
    /// Some facts could not be handed over; they are still there.
    Stuck,
    /// Another replica holds the lock.
    Elsewhere,
}

impl Relay {
    /// The relay of this service.
    pub const fn new(database: Database, broker: Broker) -> Self {
        Self { database, broker }
    }

    /// Works until the shutdown begins.
    pub fn start(self, shutdown: &Shutdown) {
        let token = shutdown.token();
        shutdown.spawn(async move {
            let posted = self.database.posted();
            let mut idle = POLL;
            while !token.is_cancelled() {
                let pause = match self.round().await {
                    Ok(Round::Published(count)) if count >= BATCH as usize => continue,
                    Ok(Round::Published(0)) => {
                        idle = (idle * 2).min(POLL_IDLE);
                        idle
                    }
                    Ok(Round::Published(_)) => {
                        idle = POLL;
                        idle
                    }
                    Ok(Round::Stuck | Round::Elsewhere) => POLL_IDLE + jitter(),
                    Err(error) => {
                        tracing::warn!(service = self.database.service(), %error, "the relay's round failed");
                        POLL_IDLE + jitter()
                    }
                };
                tokio::select! {
                    () = token.cancelled() => {}
                    () = posted.notified() => {}
                    () = tokio::time::sleep(pause) => {}
                }
            }
        });
    }

    /// Publishes one batch.
    pub(crate) async fn round(&self) -> Result<Round, DbErr> {
        let tx = self.database.begin_as_service().await?;
        if !lock(&tx, self.database.service()).await? {
            tx.rollback().await?;
            return Ok(Round::Elsewhere);
        }
        let waiting = outbox::unpublished(&tx, BATCH).await?;
        let all = waiting.len();
        if all == 0 {
            tx.rollback().await?;
            return Ok(Round::Published(0));
        }
        let stored = self.publish(waiting).await;
        let count = stored.len();
        outbox::mark_published(&tx, stored).await?;
        tx.commit().await?;
        metrics::counter!("phien_outbox_published", "service" => self.database.service()).increment(count as u64);
        Ok(if count < all { Round::Stuck } else { Round::Published(count) })
    }

    /// Publishes with many in flight and tells which were stored. One that was refused or not acknowledged in time is
    /// left for the next round, under the same id.
    async fn publish(&self, waiting: Vec<Waiting>) -> Vec<Uuid> {
        let context = self.broker.publishing();
        let stored = stream::iter(waiting)
            .map(|fact| {
                let context = context.clone();
                async move {
                    let id = fact.event_id;
                    let sent =
                        context.send_publish(format!("{}{}", self.broker.house(), fact.subject), self.message(&fact));
                    match sent.await {
                        Ok(acknowledged) => acknowledged.await.map(|_| id).map_err(|error| error.to_string()),
                        Err(error) => Err(error.to_string()),
                    }
                }
            })
            .buffered(BATCH as usize)
            .filter_map(|result| async move {
                result.inspect_err(|error| tracing::warn!(%error, "a fact was not stored and stays in the outbox")).ok()
            });
        let mut ids = Vec::new();
        let collected = async {
            let mut stored = std::pin::pin!(stored);
            while let Some(id) = stored.next().await {
                ids.push(id);
            }
        };
        if tokio::time::timeout(BATCH_DEADLINE, collected).await.is_err() {
            tracing::warn!("the broker did not acknowledge a batch in time");
        }
        ids
    }

    fn message(&self, fact: &Waiting) -> PublishMessage {
        let mut headers = HeaderMap::new();
        for (name, value) in fact.headers.as_object().into_iter().flatten() {
            if let Some(value) = value.as_str() {
                headers.insert(name.as_str(), value);
            }
        }
        let service = self.database.service();
        PublishMessage::build()
            .headers(headers)
            .message_id(fact.event_id.to_string())
            .expected_stream(self.broker.stream_name(service))
            .payload(fact.body.clone().into())
    }
}

async fn lock(tx: &Scoped, service: &str) -> Result<bool, DbErr> {
    #[derive(FromQueryResult)]
    struct Lock {
        held: bool,
    }
    let sql = "select pg_try_advisory_xact_lock(hashtextextended($1, 0)) as held";
    let lock: Option<Lock> = tx.first(sql, [format!("relay of {service}").into()]).await?;
    Ok(lock.is_some_and(|lock| lock.held))
}

fn jitter() -> Duration {
    Duration::from_millis(rand::rng().random_range(0..250))
}
