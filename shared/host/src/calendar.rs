//! The business calendar: order dates, expiry, seasons and "today", in Vietnam's time. Signatures, tokens and timeouts
//! run on wall time and never ask here.

use std::{
    sync::{Arc, RwLock},
    time::{Duration, Instant},
};

use chrono::{DateTime, FixedOffset, NaiveDate, TimeDelta, Utc};
use serde::Deserialize;

/// Asia/Ho_Chi_Minh: seven hours ahead, without daylight saving.
pub const VIETNAM: FixedOffset = FixedOffset::east_opt(7 * 3600).expect("seven hours fit into a day");

/// Tells business time. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Calendar(Source);

#[derive(Debug, Clone)]
enum Source {
    Wall,
    Driven(Arc<RwLock<Reading>>),
}

/// What the driver of the calendar last said, and when we heard it.
#[derive(Debug, Clone, Copy)]
struct Reading {
    business: DateTime<Utc>,
    heard: Instant,
    days_per_second: f64,
}

/// The answer of a driver, such as the sandbox's `/control/clock`.
#[derive(Debug, Deserialize)]
struct DriverClock {
    now: DateTime<Utc>,
    days_per_second: f64,
    playing: bool,
}

impl Calendar {
    /// The calendar on the wall.
    pub const fn wall() -> Self {
        Self(Source::Wall)
    }

    /// A calendar that stands still at an instant until [`Self::set`] moves it; for tests.
    pub fn standing(at: DateTime<Utc>) -> Self {
        Self(Source::Driven(Arc::new(RwLock::new(Reading {
            business: at,
            heard: Instant::now(),
            days_per_second: 0.0,
        }))))
    }

    /// A calendar that follows the clock at `url`, asked twice a second, until `shutdown`.
    pub fn driven(url: String, shutdown: &crate::Shutdown) -> Self {
        let calendar = Self::standing(Utc::now());
        let (follower, ended) = (calendar.clone(), shutdown.token());
        shutdown.spawn(async move {
            let client = crate::http::client();
            loop {
                match follower.follow(&client, &url).await {
                    Ok(()) => {}
                    Err(error) => tracing::debug!(%error, "the business calendar's driver does not answer"),
                }
                tokio::select! {
                    () = ended.cancelled() => return,
                    () = tokio::time::sleep(Duration::from_millis(500)) => {}
                }
            }
        });
        calendar
    }

    async fn follow(&self, client: &reqwest::Client, url: &str) -> reqwest::Result<()> {
        let clock: DriverClock = client.get(url).send().await?.error_for_status()?.json().await?;
        let days_per_second = if clock.playing { clock.days_per_second } else { 0.0 };
        self.read(Reading { business: clock.now, heard: Instant::now(), days_per_second });
        Ok(())
    }

    /// Moves a standing calendar. Does nothing to the one on the wall.
    pub fn set(&self, business: DateTime<Utc>) {
        self.read(Reading { business, heard: Instant::now(), days_per_second: 0.0 });
    }

    fn read(&self, reading: Reading) {
        if let Source::Driven(last) = &self.0 {
            *last.write().unwrap_or_else(std::sync::PoisonError::into_inner) = reading;
        }
    }

    /// Business time.
    pub fn now(&self) -> DateTime<Utc> {
        match &self.0 {
            Source::Wall => Utc::now(),
            Source::Driven(last) => {
                let reading = *last.read().unwrap_or_else(std::sync::PoisonError::into_inner);
                let passed = reading.heard.elapsed().as_secs_f64() * reading.days_per_second * 86_400_000.0;
                #[expect(clippy::cast_possible_truncation, reason = "milliseconds of a season are far below 2^53")]
                let passed = TimeDelta::milliseconds(passed as i64);
                reading.business + passed
            }
        }
    }

    /// The day in Vietnam.
    pub fn today(&self) -> NaiveDate {
        day(self.now())
    }

    /// How many business seconds pass in a second on the wall; 1 on the wall. Polling on business dates widens its
    /// windows by it.
    pub fn seconds_per_second(&self) -> f64 {
        match &self.0 {
            Source::Wall => 1.0,
            Source::Driven(last) => {
                let reading = last.read().unwrap_or_else(std::sync::PoisonError::into_inner);
                (reading.days_per_second * 86_400.0).max(1.0)
            }
        }
    }
}

/// The day in Vietnam an instant falls on.
pub fn day(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&VIETNAM).date_naive()
}

/// The instant a day begins at in Vietnam.
pub fn start_of(day: NaiveDate) -> DateTime<Utc> {
    (day.and_time(chrono::NaiveTime::MIN) - TimeDelta::hours(7)).and_utc()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_in_vietnam() {
        let day_of = NaiveDate::from_ymd_opt(2026, 1, 12).expect("a date");
        assert_eq!(start_of(day_of).to_rfc3339(), "2026-01-11T17:00:00+00:00");
        assert_eq!(day(start_of(day_of)), day_of);
        assert_eq!(day(start_of(day_of) - TimeDelta::milliseconds(1)), day_of.pred_opt().expect("a date"));
    }
}
