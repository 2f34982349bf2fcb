//! What onboarding does by itself, by the business calendar. Any number of replicas may run.

mod end_papers;

use std::time::{Duration, Instant};

use host::Shutdown;

use crate::App;

/// How often the calendar is looked at.
const POLL: Duration = Duration::from_millis(500);
/// A paper that is verified today may end within days, so papers are looked at again on the same day.
const AGAIN: Duration = Duration::from_mins(5);

/// Works until the shutdown begins.
pub(crate) fn start(app: &App, shutdown: &Shutdown) {
    let (app, ending) = (app.clone(), shutdown.token());
    shutdown.spawn(async move {
        let mut looked = None;
        while !ending.is_cancelled() {
            let today = app.calendar.today();
            let is_due = looked.is_none_or(|(on, at): (_, Instant)| on != today || at.elapsed() >= AGAIN);
            if is_due {
                match end_papers::end_papers(&app, today).await {
                    Ok(()) => looked = Some((today, Instant::now())),
                    Err(stop) => tracing::warn!(%stop, "could not look for papers that end"),
                }
            }
            tokio::select! {
                () = ending.cancelled() => {}
                () = tokio::time::sleep(POLL) => {}
            }
        }
    });
}
