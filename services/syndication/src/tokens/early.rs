//! Renews tokens in good time, also of shops that nobody calls for: a refresh token that is never used ends one day.

use std::time::Duration;

use host::Shutdown;
use mailbox::Stop;

use super::{NoToken, fresh};
use crate::{app::App, store::accounts};

const EVERY: Duration = Duration::from_secs(30);
const AT_MOST: i64 = 50;

/// Looks for tokens to renew until the shutdown begins.
pub(crate) fn refresh_early(app: &App, shutdown: &Shutdown) {
    let (app, ending) = (app.clone(), shutdown.clone());
    shutdown.spawn(async move {
        loop {
            if let Err(stop) = refresh_due(&app).await {
                tracing::warn!(%stop, "could not look for tokens to renew");
            }
            if !ending.sleep(EVERY).await {
                return;
            }
        }
    });
}

async fn refresh_due(app: &App) -> Result<(), Stop> {
    let tx = app.database.begin_as_service().await?;
    let due = accounts::due_for_refresh(&tx, (app.now)(), AT_MOST).await?;
    tx.commit().await?;
    for account in due {
        match fresh(app, account, None).await {
            // What the channel refuses has been logged where it was heard.
            Ok(_) | Err(NoToken::NeedsConsent | NoToken::Passing(_)) => {}
            Err(NoToken::Failed(error)) => {
                tracing::warn!(account.id = %account, error = format!("{error:#}"), "could not renew a token");
            }
        }
    }
    Ok(())
}
