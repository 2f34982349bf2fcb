//! The two clocks: wall time for signatures, tokens and time-outs; business time for orders.

use std::time::{Duration, Instant};

use chrono::{DateTime, FixedOffset, NaiveDate, TimeDelta, Utc};

/// Seconds in an hour.
pub const HOUR: i64 = 3_600;
/// Seconds in a day.
pub const DAY: i64 = 24 * HOUR;

/// Both clocks. Business time is wall time until a season is played; then it runs from the season's first midnight.
#[derive(Default)]
pub struct Clocks {
    season: Option<Season>,
    wall_ahead: TimeDelta,
}

struct Season {
    starts_at: DateTime<Utc>,
    since: Instant,
    days_per_second: f64,
}

impl Clocks {
    /// Wall time, as signatures and tokens see it.
    pub fn wall(&self) -> DateTime<Utc> {
        Utc::now() + self.wall_ahead
    }

    /// Sets wall time as signatures and tokens see it; it runs on from there. `None` goes back to the real one.
    pub fn set_wall(&mut self, now: Option<DateTime<Utc>>) {
        self.wall_ahead = now.map_or(TimeDelta::zero(), |now| now - Utc::now());
    }

    /// Business time in Vietnam.
    pub fn business(&self) -> DateTime<FixedOffset> {
        let now = self.season.as_ref().map_or_else(Utc::now, |season| {
            let gone = season.since.elapsed().mul_f64(season.days_per_second * 86_400.0);
            season.starts_at + TimeDelta::from_std(gone).unwrap_or(TimeDelta::MAX)
        });
        now.with_timezone(&vietnam())
    }

    /// Business time in whole seconds, as the API speaks of it.
    pub fn business_seconds(&self) -> i64 {
        self.business().timestamp()
    }

    /// Starts a season on the midnight that begins `starts_on`. `days_per_second` must be positive and finite.
    pub fn play(&mut self, starts_on: NaiveDate, days_per_second: f64) {
        let starts_at = DateTime::from_timestamp(midnight(starts_on), 0).unwrap_or_default();
        self.season = Some(Season { starts_at, since: Instant::now(), days_per_second });
    }

    /// Is a season being played?
    pub fn playing(&self) -> bool {
        self.season.is_some()
    }

    /// How many business days go by in a second of wall time.
    pub fn days_per_second(&self) -> f64 {
        self.season.as_ref().map_or(1.0 / 86_400.0, |season| season.days_per_second)
    }

    /// How much wall time passes until this business second.
    pub fn wall_until(&self, business_second: i64) -> Duration {
        let seconds = u64::try_from(business_second - self.business_seconds()).unwrap_or(0);
        Duration::from_secs(seconds).div_f64(self.days_per_second() * 86_400.0)
    }
}

/// Vietnam has one offset and no daylight saving.
fn vietnam() -> FixedOffset {
    FixedOffset::east_opt(7 * 3_600).expect("seven hours is an offset")
}

/// The second at which a day begins in Vietnam.
pub fn midnight(day: NaiveDate) -> i64 {
    day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp() - 7 * HOUR
}

/// A second as a moment in Vietnam.
pub fn in_vietnam(second: i64) -> DateTime<FixedOffset> {
    DateTime::from_timestamp(second, 0).unwrap_or_default().with_timezone(&vietnam())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_season_begins_at_its_first_midnight_in_vietnam() {
        let mut clocks = Clocks::default();
        clocks.play(NaiveDate::from_ymd_opt(2025, 12, 1).expect("a day"), 1e-9);
        assert_eq!(clocks.business().to_rfc3339(), "2025-12-01T00:00:00+07:00");
        assert!(clocks.wall() > clocks.business(), "wall time does not follow the season");
    }

    #[test]
    fn waiting_for_business_time_is_shortened_by_the_speed() {
        let mut clocks = Clocks::default();
        clocks.play(NaiveDate::from_ymd_opt(2025, 12, 1).expect("a day"), 0.5);
        let two_days_on = midnight(NaiveDate::from_ymd_opt(2025, 12, 3).expect("a day"));
        let wait = clocks.wall_until(two_days_on);
        assert!(wait <= Duration::from_secs(4) && wait > Duration::from_secs(3), "{wait:?}");
        assert_eq!(clocks.wall_until(0), Duration::ZERO);
    }
}
