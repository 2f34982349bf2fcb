//! Recording in groups without a timer: what arrives while one commit is under way goes into the next. A batch that fails
//! is tried row by row, so that one bad row turns nobody else away.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use host::Shutdown;
use scoped::{Database, DbErr};
use tokio::sync::{Notify, mpsc, oneshot};

use crate::store::raw_webhooks::{self, Entry};

/// Webhooks of one commit at most.
const BATCH: usize = 512;
/// Webhooks that may wait for a commit.
const QUEUE: usize = 4_096;
/// How long a webhook waits for a place in the queue.
const QUEUE_PATIENCE: Duration = Duration::from_millis(400);

/// The webhook is not in Postgres; the sender must come again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unrecorded;

type Waiting = (Entry, oneshot::Sender<Result<(), Unrecorded>>);

/// Hands webhooks to the one task that records them.
pub(super) struct Recorder {
    queue: mpsc::Sender<Waiting>,
    rejected: Arc<AtomicI64>,
}

impl Recorder {
    pub fn start(database: Database, recorded: Arc<Notify>, shutdown: &Shutdown) -> Self {
        let (queue, waiting) = mpsc::channel(QUEUE);
        let rejected = Arc::new(AtomicI64::new(0));
        let scribe = Scribe { database, recorded, rejected: Arc::clone(&rejected) };
        let token = shutdown.token();
        shutdown.spawn(async move { scribe.work(waiting, token).await });
        Self { queue, rejected }
    }

    /// Returns once the webhook is committed.
    pub async fn record(&self, entry: Entry) -> Result<(), Unrecorded> {
        let (tell, told) = oneshot::channel();
        self.queue.send_timeout((entry, tell), QUEUE_PATIENCE).await.map_err(|_| Unrecorded)?;
        told.await.unwrap_or(Err(Unrecorded))
    }

    pub fn count_rejected(&self) {
        self.rejected.fetch_add(1, Ordering::Relaxed);
        metrics::counter!("phien_webhooks_rejected").increment(1);
    }
}

struct Scribe {
    database: Database,
    recorded: Arc<Notify>,
    rejected: Arc<AtomicI64>,
}

impl Scribe {
    /// Works until the shutdown begins and the queue is empty.
    async fn work(self, mut waiting: mpsc::Receiver<Waiting>, token: tokio_util::sync::CancellationToken) {
        let mut batch = Vec::with_capacity(BATCH);
        loop {
            let count = tokio::select! {
                biased;
                count = waiting.recv_many(&mut batch, BATCH) => count,
                () = token.cancelled() => {
                    waiting.close();
                    waiting.recv_many(&mut batch, BATCH).await
                }
                () = tokio::time::sleep(Duration::from_secs(1)) => {
                    self.flush_count().await;
                    continue;
                }
            };
            if count == 0 {
                return;
            }
            self.record(std::mem::take(&mut batch)).await;
        }
    }

    async fn record(&self, batch: Vec<Waiting>) {
        let (entries, tells): (Vec<Entry>, Vec<_>) = batch.into_iter().unzip();
        metrics::histogram!("phien_webhook_batch").record(f64::from(u32::try_from(entries.len()).unwrap_or(u32::MAX)));
        let rejected = self.rejected.swap(0, Ordering::Relaxed);
        match self.commit(&entries, rejected).await {
            Ok(()) => tells.into_iter().for_each(|tell| {
                tell.send(Ok(())).ok();
            }),
            Err(error) => {
                self.rejected.fetch_add(rejected, Ordering::Relaxed);
                tracing::warn!(%error, webhooks = entries.len(), "a batch was not recorded and is tried row by row");
                for (entry, tell) in entries.iter().zip(tells) {
                    let alone = if tell.is_closed() {
                        Err(DbErr::Custom("the sender has left".into()))
                    } else {
                        self.commit(std::slice::from_ref(entry), 0).await
                    };
                    let answer = alone.map_err(|error| {
                        tracing::error!(%error, webhook.id = %entry.id, "a webhook could not be recorded");
                        Unrecorded
                    });
                    tell.send(answer).ok();
                }
            }
        }
        self.recorded.notify_one();
    }

    async fn commit(&self, entries: &[Entry], rejected: i64) -> Result<(), DbErr> {
        let tx = self.database.begin_as_service().await?;
        raw_webhooks::record(&tx, entries, rejected).await?;
        tx.commit().await
    }

    /// Keeps the count of calls that were not let in, when no webhook has carried it along.
    async fn flush_count(&self) {
        let rejected = self.rejected.swap(0, Ordering::Relaxed);
        if rejected > 0
            && let Err(error) = self.commit(&[], rejected).await
        {
            self.rejected.fetch_add(rejected, Ordering::Relaxed);
            tracing::debug!(%error, "the count of rejected webhooks is kept later");
        }
    }
}
