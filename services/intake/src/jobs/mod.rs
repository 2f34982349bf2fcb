//! Workers: what must call a marketplace, outside of any transaction.

mod backfill;
mod brought;
mod call;
mod housekeeping;
mod poll_shops;
mod run_tasks;
mod window;
mod work_webhooks;

use std::time::Duration;

use host::Shutdown;
use rand::RngExt;

use crate::App;

/// Starts every worker, until the shutdown begins.
pub(crate) fn start(app: &App, shutdown: &Shutdown) {
    work_webhooks::start(app.clone(), shutdown);
    poll_shops::start(app.clone(), shutdown);
    backfill::start(app.clone(), shutdown);
    run_tasks::start(app.clone(), shutdown);
    housekeeping::start(app.database.clone(), shutdown);
}

/// 5 s, doubled with each attempt, at most 10 minutes, give or take a fifth.
fn backoff(attempts: i32) -> Duration {
    let doublings = u32::try_from(attempts.clamp(1, 8) - 1).unwrap_or(0);
    let pause = Duration::from_secs((5 << doublings).min(600));
    pause.mul_f64(rand::rng().random_range(0.8..1.2))
}
