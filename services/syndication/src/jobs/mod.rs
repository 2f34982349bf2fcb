//! The workers that keep every shop true: they resolve what should be shown, call the channels, and write down what the
//! channels say. Any number of replicas may run; none needs to know of the others.

mod call;
mod claim;
mod housekeeping;
mod own_shops;
mod read_back;
mod read_shops;
mod record;
mod resolve;
mod tell_again;

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use host::Shutdown;
use mailbox::Stop;
use tokio::sync::{Semaphore, mpsc};

use crate::app::App;
use record::Ended;

/// Calls at once, for all shops.
const AT_ONCE: usize = 32;
/// Ends of calls that may wait to be recorded.
const ENDS_WAITING_MAX: usize = 256;
/// Who wakes us commits a moment later, so we look soon, and then ever less often.
const SOON: Duration = Duration::from_millis(5);
const POLL: Duration = Duration::from_secs(1);
/// How often we look for what was confirmed long ago.
const TELL_AGAIN_EVERY: TimeDelta = TimeDelta::seconds(20);

/// Works until the shutdown begins; calls under way are ended and recorded.
pub(crate) fn start(app: &App, shutdown: &Shutdown) {
    housekeeping::start(app.database.clone(), shutdown);
    read_back::start(app.clone(), shutdown);
    let (ends, ended) = mpsc::channel(ENDS_WAITING_MAX);
    shutdown.spawn(record::keep_recording(app.clone(), ended));
    let worker = Worker {
        app: app.clone(),
        shutdown: shutdown.clone(),
        places: Arc::new(Semaphore::new(AT_ONCE)),
        ends,
        tell_again_at: (app.now)(),
        has_own_shops: false,
        day: None,
    };
    shutdown.spawn(worker.work());
}

struct Worker {
    app: App,
    shutdown: Shutdown,
    places: Arc<Semaphore>,
    ends: mpsc::Sender<Ended>,
    tell_again_at: DateTime<Utc>,
    /// Shops that are set up in this house's file have their accounts.
    has_own_shops: bool,
    /// The day for which we last looked what goes by days; now and then we look again.
    day: Option<NaiveDate>,
}

impl Worker {
    async fn work(mut self) {
        let (ending, wake) = (self.shutdown.token(), Arc::clone(&self.app.wake));
        let mut pause = SOON;
        while !ending.is_cancelled() {
            match self.round().await {
                Ok(true) => {
                    pause = SOON;
                    continue;
                }
                Ok(false) => pause = (pause * 2).min(POLL),
                Err(stop) => {
                    tracing::warn!(%stop, "could not look for offers to tell");
                    pause = POLL;
                }
            }
            tokio::select! {
                () = ending.cancelled() => {}
                () = wake.notified() => pause = SOON,
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    /// Does what is due, and tells whether there was anything.
    async fn round(&mut self) -> Result<bool, Stop> {
        if !self.has_own_shops {
            own_shops::connect(&self.app).await?;
            self.has_own_shops = true;
        }
        let now = (self.app.now)();
        if now >= self.tell_again_at {
            tell_again::tell_again(&self.app).await?;
            self.tell_again_at = now + TELL_AGAIN_EVERY;
            self.day = None;
        }
        let today = self.app.calendar.today();
        if self.day != Some(today) {
            resolve::mark_of_other_days(&self.app).await?;
            self.day = Some(today);
        }
        let readings = read_shops::claim(&self.app).await?;
        let reads = !readings.is_empty();
        for reading in readings {
            let app = self.app.clone();
            self.shutdown.spawn(async move { read_shops::read(&app, reading).await });
        }
        let resolved = resolve::resolve_marked(&self.app).await?;
        let free = self.places.available_permits();
        if free == 0 {
            return Ok(reads || resolved > 0);
        }
        let jobs = claim::claim(&self.app, free).await?;
        let worked = reads || resolved > 0 || !jobs.is_empty();
        for job in jobs {
            let place = Arc::clone(&self.places).acquire_owned().await;
            let (app, ends) = (self.app.clone(), self.ends.clone());
            self.shutdown.spawn(async move {
                let result = call::carry_out(&app, &job).await;
                drop(place);
                let ended = Ended {
                    offer_id: job.offer_id,
                    account_id: job.account_id,
                    claim: job.claim,
                    step: job.step,
                    result,
                };
                if ends.send(ended).await.is_err() {
                    tracing::error!(offer.id = %job.offer_id, "the end of a call is lost; its claim runs out");
                }
            });
        }
        Ok(worked)
    }
}
