//! The newest hash of a trail, kept outside Postgres.

use std::time::Duration;

use chrono::{DateTime, Utc};
use host::{Files, Shutdown, files::FileFault};
use scoped::{Database, DbErr, FromQueryResult, Scoped};
use serde::{Deserialize, Serialize};

/// What the trail of a service ended with at some time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anchor {
    /// The newest entry.
    pub seq: i64,
    /// Its hash, in hex.
    pub hash: String,
    /// When that was looked at.
    pub at: DateTime<Utc>,
}

/// Why anchors could not be kept or read.
#[derive(Debug, thiserror::Error)]
pub enum AnchorFault {
    /// Postgres failed.
    #[error("could not read the end of the audit trail")]
    Database(#[from] DbErr),
    /// The object store failed.
    #[error("could not reach the anchors of the audit trail")]
    Files(#[from] FileFault),
    /// What lies there is no anchor.
    #[error("an anchor of the audit trail cannot be read")]
    Unreadable(#[from] serde_json::Error),
}

/// The end of a trail.
#[derive(Debug, FromQueryResult)]
pub(crate) struct Head {
    pub seq: i64,
    pub hash: Vec<u8>,
    pub now: DateTime<Utc>,
}

pub(crate) async fn head(tx: &Scoped) -> Result<Head, DbErr> {
    let head = tx.first("select seq, hash, now() as now from audit_head", []).await?;
    head.ok_or_else(|| DbErr::Custom("the audit trail has no end".into()))
}

pub(crate) fn folder(service: &str) -> String {
    format!("audit/{service}")
}

/// Keeps an anchor at once and then once an hour, wherever there is something new, until the shutdown begins.
pub fn keep_anchors(database: Database, files: Files, shutdown: &Shutdown) {
    let ending = shutdown.clone();
    shutdown.spawn(async move {
        loop {
            if let Err(error) = keep_anchor(&database, &files).await {
                tracing::warn!(service = database.service(), %error, "could not keep an anchor of the audit trail");
            }
            if !ending.sleep(Duration::from_hours(1)).await {
                return;
            }
        }
    });
}

/// Keeps an anchor, if there is something new.
pub(crate) async fn keep_anchor(database: &Database, files: &Files) -> Result<(), AnchorFault> {
    let tx = database.begin_as_service().await?;
    let head = head(&tx).await?;
    tx.commit().await?;
    if head.seq == 0 {
        return Ok(());
    }
    let anchor = Anchor { seq: head.seq, hash: hex::encode(&head.hash), at: head.now };
    let path = format!("{}/{:020}.json", folder(database.service()), anchor.seq);
    // One that is there already stays: an anchor that could be written over would hold nothing.
    files.keep_first(&path, serde_json::to_vec(&anchor)?.into()).await?;
    Ok(())
}

/// Every anchor of a service, the oldest first.
pub(crate) async fn all(files: &Files, service: &str) -> Result<Vec<Anchor>, AnchorFault> {
    let mut anchors = Vec::new();
    for path in files.list(&folder(service)).await? {
        anchors.push(serde_json::from_slice(&files.read_path(&path).await?)?);
    }
    anchors.sort_by_key(|anchor: &Anchor| anchor.seq);
    Ok(anchors)
}
