//! The desk of a service: asks come in on NATS, are admitted by role, answered in a transaction of the caller's, and
//! answered the same again when a command comes twice.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use async_nats::service::{Request, ServiceExt, error::Error as ServiceError};
use audit::Entry;
use bytes::Bytes;
use contract::{
    Ask, Caller, Page, Refusal, Repeat, Role,
    audit::{AuditEntry, FindAudit},
    code,
};
use futures::{StreamExt, stream::SelectAll};
use host::Shutdown;
use scoped::{Access, Database, FromQueryResult, Scoped};
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;

use crate::{
    Broker, BrokerFault, Stop,
    conversation::{Answerer, read_body},
    envelope::header,
};

/// Asks of one service that are worked on at once; more wait in the broker.
const AT_ONCE: usize = 64;

/// Reads an ask, if the caller may ask it. That somebody asked what they may not goes into the audit trail.
pub(crate) async fn admitted<T: Ask>(database: &Database, caller: &Caller, body: &[u8]) -> Result<T, Stop> {
    if T::admits(caller) {
        return read_body(body);
    }
    let refusal = refusal_of::<T>(caller);
    if Entry::concerns(caller) {
        let tx = database.begin_as_service().await?;
        let body = serde_json::from_slice(body).unwrap_or_default();
        let objects = audit::objects_in(&[&body]);
        let entry = Entry { action: T::NAME, objects, outcome: &refusal.code, digest: "" };
        audit::append(&tx, caller, entry).await?;
        tx.commit().await?;
    }
    Err(refusal.into())
}

/// A program is told which word its key lacks, where a word would help.
fn refusal_of<T: Ask>(caller: &Caller) -> Refusal {
    match (caller.role, T::KEY_SCOPE) {
        (Role::Integrator, Some(scope)) => {
            Refusal::new(code::KEY_SCOPE_MISSING, format!("{} takes a key with `{}`", T::NAME, scope.slug()))
        }
        (Role::Integrator, None) => {
            Refusal::new(code::KEY_SCOPE_MISSING, format!("{} takes a person, not a key", T::NAME))
        }
        (role, _) => Refusal::new(code::NOT_ALLOWED, format!("{} may not ask {}", role.slug(), T::NAME)),
    }
}

/// The note that a command is being done, to be completed with its answer.
pub(crate) struct Once {
    actor: String,
    ask: &'static str,
    key: String,
    fingerprint: String,
}

#[derive(FromQueryResult)]
struct Before {
    fingerprint: String,
    answer: Option<String>,
}

pub(crate) enum Opened {
    Afresh(Box<Scoped>, Option<Once>),
    AnsweredBefore(Bytes),
}

/// Opens the transaction an ask is answered in. For a command it first claims the key: a second claim waits for the first
/// to end, and then finds its answer.
pub(crate) async fn open<T: Ask>(database: &Database, caller: &Caller, body: &[u8]) -> Result<Opened, Stop> {
    let access = if T::REPEAT == Repeat::Question { Access::Read } else { Access::Write };
    let tx = database.begin(caller, access).await?;
    if T::REPEAT != Repeat::Command {
        return Ok(Opened::Afresh(Box::new(tx), None));
    }
    let key = caller.idempotency_key.clone().filter(|key| !key.is_empty() && key.len() <= 255);
    let Some(key) = key else {
        return Err(Refusal::new(code::KEY_MISSING, "a command needs an idempotency key of 1 to 255 characters").into());
    };
    // Of the body only a digest with the key in it is kept, and of the key only a digest: a body may hold a password, and
    // nobody who reads this table can try passwords out without the key.
    let fingerprint = hex::encode(Sha256::new().chain_update(&key).chain_update([0]).chain_update(body).finalize());
    let key = hex::encode(Sha256::digest(&key));
    let once = Once { actor: caller.actor.to_string(), ask: T::NAME, key, fingerprint };
    let claim = "insert into command (actor, ask, key, fingerprint) values ($1, $2, $3, $4) on conflict do nothing";
    let values =
        [once.actor.as_str().into(), once.ask.into(), once.key.as_str().into(), once.fingerprint.as_str().into()];
    if tx.run(claim, values).await? == 1 {
        return Ok(Opened::Afresh(Box::new(tx), Some(once)));
    }
    let find = "select fingerprint, answer from command where actor = $1 and ask = $2 and key = $3";
    let values = [once.actor.as_str().into(), once.ask.into(), once.key.as_str().into()];
    let before: Option<Before> = tx.first(find, values).await?;
    tx.rollback().await?;
    match before {
        Some(Before { fingerprint: before, answer: Some(answer) }) if before == once.fingerprint => {
            Ok(Opened::AnsweredBefore(answer.into()))
        }
        Some(_) => Err(Refusal::new(code::KEY_REUSED, "this key was used for another body").into()),
        None => Err(anyhow::anyhow!("a command's note has vanished").into()),
    }
}

/// Keeps a command's answer, writes it into the audit trail and commits.
pub(crate) async fn close<A: serde::Serialize>(
    tx: Box<Scoped>,
    once: Option<Once>,
    asked: &[u8],
    answer: &A,
) -> Result<Bytes, Stop> {
    let body = serde_json::to_string(answer)?;
    if let Some(once) = once {
        let sql = "update command set answer = $4 where actor = $1 and ask = $2 and key = $3";
        tx.run(sql, [once.actor.into(), once.ask.into(), once.key.into(), body.as_str().into()]).await?;
        let caller = tx.caller().clone();
        if Entry::concerns(&caller) {
            let objects = audit::objects_in(&[&serde_json::from_slice(asked)?, &serde_json::to_value(answer)?]);
            let entry = Entry { action: once.ask, objects, outcome: "done", digest: &once.fingerprint };
            audit::append(&tx, &caller, entry).await?;
        }
    }
    tx.commit().await?;
    Ok(body.into())
}

/// What people did in this service.
pub(crate) async fn find_audit(tx: &Scoped, ask: FindAudit) -> Result<Page<AuditEntry>, Stop> {
    Ok(audit::find(tx, &ask).await?)
}

/// Listens for asks until the shutdown begins.
pub(crate) async fn start(
    broker: &Broker,
    service: &'static str,
    answers: BTreeMap<String, Answerer>,
    shutdown: &Shutdown,
) -> Result<(), BrokerFault> {
    let fault = |reason: String| BrokerFault::Provision { what: format!("the desk of {service}"), reason };
    let desk = broker
        .listening()
        .service_builder()
        .queue_group(service)
        .start(format!("{}-{service}", broker.house()), env!("CARGO_PKG_VERSION"))
        .await
        .map_err(|error| fault(error.to_string()))?;
    let mut requests = SelectAll::new();
    for (subject, answerer) in answers {
        let name = subject.replace('.', "-");
        let endpoint =
            desk.endpoint_builder().name(name).add(subject).await.map_err(|error| fault(error.to_string()))?;
        requests.push(endpoint.map(move |request| (request, Arc::clone(&answerer))));
    }
    broker.until_subscribed().await?;
    // Whoever asks after this finds the desk open.
    broker.listening().flush().await.map_err(|error| fault(error.to_string()))?;
    let token = shutdown.token();
    let tasks = shutdown.clone();
    shutdown.spawn(async move {
        // Dropping `desk` would end the endpoints.
        let desk = desk;
        let places = Arc::new(Semaphore::new(AT_ONCE));
        loop {
            let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
            let next = tokio::select! {
                () = token.cancelled() => None,
                next = requests.next() => next,
            };
            let Some((request, answerer)) = next else { break };
            tasks.spawn(async move {
                respond(service, request, &answerer).await;
                drop(place);
            });
        }
        desk.stop().await.ok();
    });
    Ok(())
}

async fn respond(service: &str, request: Request, answerer: &Answerer) {
    let subject = request.message.subject.to_string();
    let caller = request
        .message
        .headers
        .as_ref()
        .and_then(|headers| headers.get(header::CALLER))
        .and_then(|caller| serde_json::from_str::<Caller>(caller.as_str()).ok());
    let answer = match caller {
        Some(caller) => answerer(caller, request.message.payload.clone()).await,
        None => Err(Refusal::new(code::UNREADABLE, "the ask does not say who asks").into()),
    };
    let reply = match answer {
        Ok(body) => Ok(body),
        Err(Stop::Refused(refusal)) => {
            tracing::debug!(service, subject, code = refusal.code, detail = refusal.detail, "refused");
            let body = serde_json::to_string(&refusal).unwrap_or_default();
            Err(ServiceError { status: body, code: REFUSED })
        }
        Err(Stop::Failed(error)) => {
            tracing::error!(service, subject, error = format!("{error:#}"), "could not answer");
            Err(ServiceError { status: "the service failed".into(), code: FAILED })
        }
    };
    let sent = tokio::time::timeout(Duration::from_secs(5), request.respond(reply)).await;
    if !matches!(sent, Ok(Ok(()))) {
        tracing::warn!(service, subject, "an answer could not be sent");
    }
}

/// The NATS services protocol's error code for an answer that says no.
pub(crate) const REFUSED: usize = 422;
/// The same for no answer at all.
pub(crate) const FAILED: usize = 500;
