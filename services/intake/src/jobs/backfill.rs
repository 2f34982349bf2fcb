//! Past orders are fetched where somebody asks for them: day by day, each noted once it is in, so that it goes on where it
//! stopped. It is beside the polls and never moves their watermark.

use std::time::Duration;

use chrono::TimeDelta;
use host::{Shutdown, calendar};
use mailbox::Stop;

use super::window::{NotTaken, Taken, Window};
use crate::{
    App,
    actions::take_orders::Source,
    store::backfills::{self, Claimed, Ended},
};

/// A worker that has died keeps a day from the others no longer than this.
const CLAIM: Duration = Duration::from_mins(5);
/// An order that could not be had so often is parked.
const PATIENCE: i32 = 5;
const POLL: Duration = Duration::from_secs(1);

pub(super) fn start(app: App, shutdown: &Shutdown) {
    let token = shutdown.token();
    shutdown.spawn(async move {
        while !token.is_cancelled() {
            match one_day(&app).await {
                Ok(true) => continue,
                Ok(false) => {}
                Err(stop) => tracing::warn!(%stop, "a day of past orders was not noted"),
            }
            tokio::select! {
                () = token.cancelled() => {}
                () = tokio::time::sleep(POLL) => {}
            }
        }
    });
}

/// Fetches one day of the shop that has waited longest, and tells whether there was any.
async fn one_day(app: &App) -> Result<bool, Stop> {
    let tx = app.database.begin_as_service().await?;
    let claimed = backfills::claim(&tx, CLAIM).await?;
    tx.commit().await?;
    let Some(claimed) = claimed else { return Ok(false) };
    let ended = ended(&claimed, fetch(app, &claimed).await);
    let tx = app.database.begin_as_service().await?;
    backfills::note(&tx, &claimed, &ended).await?;
    tx.commit().await?;
    Ok(true)
}

async fn fetch(app: &App, claimed: &Claimed) -> Result<Taken, NotTaken> {
    let window = Window {
        channel: claimed.channel,
        shop_id: &claimed.shop_id,
        is_patient: claimed.attempts < PATIENCE,
        source: Source::Backfill,
    };
    let from = calendar::start_of(claimed.day);
    window.take(app, from, (from + TimeDelta::days(1)).min(app.calendar.now())).await
}

fn ended(claimed: &Claimed, taken: Result<Taken, NotTaken>) -> Ended {
    let failed = match taken {
        Ok(Taken { not_yet: None, seen, changed }) => return Ended::Taken { seen, changed },
        Ok(Taken { not_yet: Some(not_yet), .. }) | Err(not_yet) => not_yet,
    };
    tracing::warn!(channel = %claimed.channel, shop.id = claimed.shop_id, day = %claimed.day, %failed, "a day of past orders is not in");
    match &failed {
        NotTaken::NotCalled(fault) => match fault.retry_after(claimed.attempts + 1) {
            Some(pause) => Ended::Later(pause),
            // The marketplace will not tell of this day, whenever it is asked.
            None => Ended::Skipped(failed.to_string()),
        },
        NotTaken::Endless => Ended::Skipped(failed.to_string()),
        NotTaken::Stopped(_) => Ended::Later(super::backoff(claimed.attempts + 1)),
    }
}
