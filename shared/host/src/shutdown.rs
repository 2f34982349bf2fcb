//! An orderly end: everybody is told, everybody is waited for. Correctness never depends on it.

use std::{future::Future, time::Duration};

use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// Tells tasks to end, and waits for them. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Shutdown {
    token: CancellationToken,
    tasks: TaskTracker,
}

impl Shutdown {
    /// Nothing has ended yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Is cancelled when the end begins.
    pub fn token(&self) -> CancellationToken {
        self.token.clone()
    }

    /// Starts a task that the end waits for. It must heed the token.
    pub fn spawn<F>(&self, task: F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        self.tasks.spawn(task);
    }

    /// Begins the end and waits for every task, at most `patience`. False where some did not make it.
    pub async fn end(&self, patience: Duration) -> bool {
        self.token.cancel();
        self.tasks.close();
        tokio::time::timeout(patience, self.tasks.wait()).await.is_ok()
    }

    /// Resolves when the end has begun.
    pub async fn begun(&self) {
        self.token.cancelled().await;
    }

    /// Sleeps, unless the end begins. False means: stop.
    pub async fn sleep(&self, duration: Duration) -> bool {
        tokio::select! {
            () = self.token.cancelled() => false,
            () = tokio::time::sleep(duration) => true,
        }
    }
}

/// Resolves on Ctrl-C or SIGTERM.
pub async fn asked_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}
