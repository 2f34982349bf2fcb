//! Messages that wait are sent, again and again until they are or are too old to matter.

use std::{sync::Arc, time::Duration};

use host::Shutdown;

use crate::{App, Messenger, store::messages};

/// Sends until the shutdown begins.
pub(crate) fn start(app: App, messenger: Arc<dyn Messenger>, shutdown: &Shutdown) {
    let ending = shutdown.clone();
    shutdown.spawn(async move {
        loop {
            if let Err(error) = send_due(&app, &*messenger).await {
                tracing::warn!(error = format!("{error:#}"), "could not send messages");
            }
            tokio::select! {
                () = app.message_waits.notified() => {}
                goes_on = ending.sleep(Duration::from_secs(30)) => if !goes_on { return },
            }
            if ending.token().is_cancelled() {
                return;
            }
        }
    });
}

/// Takes what is due in one commit and sends it after that: nobody else takes it meanwhile, and if we die it is due again.
async fn send_due(app: &App, messenger: &dyn Messenger) -> anyhow::Result<()> {
    loop {
        let tx = app.database.begin_as_service().await?;
        let taken = messages::take_due(&tx).await?;
        tx.commit().await?;
        if taken.is_empty() {
            return Ok(());
        }
        for waiting in taken {
            let sent = match messages::open(&app.sealer, &waiting) {
                Ok(message) => messenger.send(&message).await,
                Err(error) => Err(error),
            };
            match sent {
                Ok(()) => {
                    let tx = app.database.begin_as_service().await?;
                    messages::forget(&tx, waiting.message_id).await?;
                    tx.commit().await?;
                }
                Err(error) => {
                    let (attempts, error) = (waiting.attempts, format!("{error:#}"));
                    tracing::warn!(attempts, error, "could not send a message; it is tried again");
                }
            }
        }
    }
}
