//! The yardstick: verifies, commits in groups, answers.

use axum::{Router, body::Bytes, extract::State, http::HeaderMap, http::StatusCode, routing::post};
use hmac::{Hmac, KeyInit, Mac};
use host::Shutdown;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};
use sha2::Sha256;
use tokio::sync::{mpsc, oneshot};
use url::Url;

use crate::{PUSH_KEY, listen};

/// As many as the door takes.
const BATCH: usize = 512;
const QUEUE: usize = 4_096;

type Waiting = (Vec<u8>, oneshot::Sender<bool>);

#[derive(Clone)]
struct Bare {
    callback_url: String,
    queue: mpsc::Sender<Waiting>,
}

/// Opens it on a port of its own; its address.
pub async fn open(database: DatabaseConnection, shutdown: &Shutdown) -> Url {
    database.execute_unprepared("create table plain (body bytea not null)").await.expect("a table");
    let (listener, address) = listen("webhooks").await;
    let (queue, waiting) = mpsc::channel(QUEUE);
    tokio::spawn(record(database, waiting));
    let bare = Bare { callback_url: address.as_str().into(), queue };
    host::http::serve(listener, Router::new().route("/webhooks", post(receive)).with_state(bare), shutdown);
    address
}

async fn receive(State(bare): State<Bare>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let mut mac = Hmac::<Sha256>::new_from_slice(PUSH_KEY.as_bytes()).expect("any key will do");
    mac.update(bare.callback_url.as_bytes());
    mac.update(b"|");
    mac.update(&body);
    let signature = headers.get("authorization").and_then(|value| hex::decode(value.as_bytes()).ok());
    if signature.is_none_or(|signature| mac.verify_slice(&signature).is_err()) {
        return StatusCode::UNAUTHORIZED;
    }
    let (tell, told) = oneshot::channel();
    let recorded = bare.queue.send((body.to_vec(), tell)).await.is_ok() && told.await.unwrap_or(false);
    if recorded { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE }
}

async fn record(database: DatabaseConnection, mut waiting: mpsc::Receiver<Waiting>) {
    let mut batch = Vec::with_capacity(BATCH);
    while waiting.recv_many(&mut batch, BATCH).await > 0 {
        let (bodies, tells): (Vec<_>, Vec<_>) = batch.drain(..).unzip();
        let insert = "insert into plain (body) select unnest($1::bytea[])";
        let statement = Statement::from_sql_and_values(DbBackend::Postgres, insert, [bodies.into()]);
        let recorded = database.execute_raw(statement).await.is_ok();
        for tell in tells {
            tell.send(recorded).ok();
        }
    }
}
