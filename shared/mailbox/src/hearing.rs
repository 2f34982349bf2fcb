//! Listening: facts of one speaker come in, have their effect once, and are acknowledged after the commit.
//!
//! What is at hand is taken in one transaction; if that fails, one by one, so that a poisonous fact holds up nobody.

use std::{collections::BTreeMap, panic::AssertUnwindSafe, time::Duration};

use async_nats::jetstream::{AckKind, Message, consumer::pull::MessagesErrorKind};
use chrono::{DateTime, Utc};
use futures::{FutureExt, StreamExt, future::join_all};
use host::Shutdown;
use ids::{Event, Id};
use rand::RngExt;
use scoped::{Database, DbErr, FromQueryResult, Scoped};
use uuid::Uuid;

use crate::{
    Broker, BrokerFault, Stop,
    conversation::Listener,
    envelope::header,
    parking::{Parking, park},
};

/// Facts taken in one transaction.
const CHUNK: usize = 128;
/// A fact that failed so often is parked.
const ATTEMPTS_MAX: i64 = 8;

/// A fact as it lies before a listener.
#[derive(Clone, Copy)]
pub struct Letter<'a> {
    pub(crate) event_id: Id<Event>,
    pub(crate) at: DateTime<Utc>,
    pub(crate) body: &'a [u8],
}

struct Ear {
    database: Database,
    consumer: String,
    listeners: BTreeMap<String, Listener>,
}

pub(crate) async fn start(
    broker: Broker,
    database: Database,
    speaker: &'static str,
    listeners: BTreeMap<String, Listener>,
    shutdown: &Shutdown,
) -> Result<(), BrokerFault> {
    let subjects: Vec<String> = listeners.keys().cloned().collect();
    let listener = database.service();
    // Fails early, and once, where the stream is missing.
    broker.consumer(listener, speaker, subjects.clone()).await?;
    let ear = Ear { consumer: format!("{listener} of {speaker}"), database, listeners };
    let (token, ending) = (shutdown.token(), shutdown.clone());
    shutdown.spawn(async move {
        while !token.is_cancelled() {
            // One that panics has acknowledged nothing; what it was at comes again, and is parked in the end.
            let listening = AssertUnwindSafe(ear.listen(&broker, speaker, subjects.clone())).catch_unwind();
            tokio::select! {
                () = token.cancelled() => return,
                ended = listening => {
                    let reason = ended.unwrap_or_else(|_| "a listener panicked".to_owned());
                    tracing::warn!(consumer = ear.consumer, reason, "the ear is set up anew");
                }
            }
            if !ending.sleep(Duration::from_secs(1)).await {
                return;
            }
        }
    });
    Ok(())
}

impl Ear {
    /// Listens until the stream of messages ends, and tells why it did. Cancelled at any point, it has acknowledged
    /// nothing that was not committed.
    async fn listen(&self, broker: &Broker, speaker: &str, subjects: Vec<String>) -> String {
        let consumer = match broker.consumer(self.database.service(), speaker, subjects).await {
            Ok(consumer) => consumer,
            Err(error) => return error.to_string(),
        };
        let messages = consumer.stream().max_messages_per_batch(512).expires(Duration::from_secs(30));
        let messages = match messages.heartbeat(Duration::from_secs(10)).messages().await {
            Ok(messages) => messages,
            Err(error) => return error.to_string(),
        };
        let mut chunks = messages.ready_chunks(CHUNK);
        while let Some(chunk) = chunks.next().await {
            let mut letters = Vec::with_capacity(chunk.len());
            let mut lost = None;
            for message in chunk {
                match message {
                    Ok(message) => letters.push(message),
                    Err(error) if error.kind() == MessagesErrorKind::MissingHeartbeat => lost = Some(error),
                    Err(error) => tracing::debug!(consumer = self.consumer, %error, "a pull failed and is repeated"),
                }
            }
            self.take(letters).await;
            if let Some(error) = lost {
                return error.to_string();
            }
        }
        "the stream of messages has ended".to_owned()
    }

    async fn take(&self, messages: Vec<Message>) {
        if messages.is_empty() {
            return;
        }
        match self.effect(&messages).await {
            Ok(()) => {
                join_all(messages.iter().map(acknowledge)).await;
            }
            Err(stop) if messages.len() > 1 => {
                tracing::debug!(consumer = self.consumer, %stop, "a chunk failed and is taken one by one");
                for message in messages {
                    self.take_one(message).await;
                }
            }
            Err(stop) => {
                for message in messages {
                    self.put_off(message, &stop).await;
                }
            }
        }
    }

    async fn take_one(&self, message: Message) {
        match self.effect(std::slice::from_ref(&message)).await {
            Ok(()) => acknowledge(&message).await,
            Err(stop) => self.put_off(message, &stop).await,
        }
    }

    /// One transaction: note which are new, let them have their effect, commit.
    async fn effect(&self, messages: &[Message]) -> Result<(), Stop> {
        let mut letters = Vec::with_capacity(messages.len());
        for message in messages {
            letters.push((message.subject.as_str(), letter(message)?));
        }
        let tx = self.database.begin_as_service().await?;
        let ids = letters.iter().map(|(_, letter)| letter.event_id.uuid()).collect();
        let fresh = note_heard(&tx, self.database.service(), ids).await?;
        let mut done = std::collections::HashSet::new();
        for (subject, letter) in letters {
            if !fresh.contains(&letter.event_id.uuid()) || !done.insert(letter.event_id) {
                continue;
            }
            // Of a newer version of this service, which shares the consumer: it is put off until that one gets it.
            let Some(listener) = self.listeners.get(subject) else {
                return Err(Stop::Failed(anyhow::anyhow!("nobody here listens to {subject}")));
            };
            tx.set_cause(letter.event_id);
            listener(&tx, letter).await?;
        }
        tx.commit().await?;
        metrics::counter!("phien_heard", "consumer" => self.consumer.clone()).increment(messages.len() as u64);
        Ok(())
    }

    /// A refused fact is parked at once, a failed one after eight attempts; until then it comes again later.
    async fn put_off(&self, message: Message, stop: &Stop) {
        let attempts = message.info().map_or(1, |info| info.delivered);
        let refused = matches!(stop, Stop::Refused(_));
        if !refused && attempts < ATTEMPTS_MAX {
            let delay = backoff(attempts);
            tracing::warn!(consumer = self.consumer, attempts, %stop, "a fact failed and comes again");
            message.ack_with(AckKind::Nak(Some(delay))).await.ok();
            return;
        }
        tracing::error!(consumer = self.consumer, attempts, %stop, subject = %message.subject, "a fact is parked");
        match self.park(&message, attempts, stop).await {
            Ok(()) => {
                message.ack_with(AckKind::Term).await.ok();
            }
            Err(error) => {
                tracing::error!(consumer = self.consumer, %error, "could not park");
                message.ack_with(AckKind::Nak(Some(backoff(attempts)))).await.ok();
            }
        }
    }

    async fn park(&self, message: &Message, attempts: i64, stop: &Stop) -> Result<(), DbErr> {
        let tx = self.database.begin_as_service().await?;
        let event_id = letter(message).ok().map(|letter| letter.event_id.uuid());
        let parking = Parking {
            consumer: &self.consumer,
            event_id,
            subject: message.subject.as_str(),
            body: &keepable(&String::from_utf8_lossy(&message.payload)),
            reason: &keepable(&stop.to_string()),
            attempts,
        };
        park(&tx, parking).await?;
        tx.commit().await
    }
}

/// Postgres keeps every character but one.
fn keepable(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

async fn acknowledge(message: &Message) {
    if let Err(error) = message.double_ack().await {
        // It comes again, and the inbox knows it.
        tracing::debug!(%error, "an acknowledgement was lost");
    }
}

/// Notes these as heard and tells which were not heard before.
async fn note_heard(tx: &Scoped, consumer: &str, ids: Vec<Uuid>) -> Result<Vec<Uuid>, DbErr> {
    #[derive(FromQueryResult)]
    struct Fresh {
        event_id: Uuid,
    }
    let sql = "insert into inbox (consumer, event_id) select $1, unnest($2::uuid[]) on conflict do nothing
        returning event_id";
    let fresh: Vec<Fresh> = tx.all(sql, [consumer.into(), ids.into()]).await?;
    Ok(fresh.into_iter().map(|fresh| fresh.event_id).collect())
}

fn letter(message: &Message) -> Result<Letter<'_>, Stop> {
    let unreadable = |what: &str| {
        let detail = format!("the header {what} is missing or cannot be read");
        Stop::Refused(contract::Refusal::new(contract::code::UNREADABLE, detail))
    };
    let get = |name: &'static str| message.headers.as_ref()?.get(name).map(async_nats::HeaderValue::as_str);
    Ok(Letter {
        event_id: get(header::ID).and_then(|id| id.parse().ok()).ok_or_else(|| unreadable(header::ID))?,
        at: get(header::TIME).and_then(|at| at.parse().ok()).ok_or_else(|| unreadable(header::TIME))?,
        body: &message.payload,
    })
}

/// 5 s, doubled with each attempt up to 10 minutes, give or take a fifth.
fn backoff(attempts: i64) -> Duration {
    let exponent = u32::try_from(attempts.clamp(1, 8) - 1).unwrap_or(0);
    let seconds = (5_u64 * 2_u64.pow(exponent)).min(600);
    Duration::from_secs(seconds).mul_f64(rand::rng().random_range(0.8..1.2))
}
