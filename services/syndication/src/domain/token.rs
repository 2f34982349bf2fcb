//! When a token is fresh enough to be given out. On the wall clock.

use chrono::{DateTime, TimeDelta, Utc};

/// A token is renewed before its end: once this much of its life has passed.
const FRESH_PERCENT: i32 = 70;
/// A call takes time, and clocks differ: a token so near to its end is treated as ended.
const MARGIN: TimeDelta = TimeDelta::seconds(30);

/// How long a token lives.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Life {
    pub(crate) issued_at: DateTime<Utc>,
    pub(crate) ends_at: DateTime<Utc>,
}

impl Life {
    /// Not yet time to renew it.
    pub(crate) fn is_fresh(self, now: DateTime<Utc>) -> bool {
        now < self.issued_at + (self.ends_at - self.issued_at) * FRESH_PERCENT / 100
    }

    /// May still be shown to the channel.
    pub(crate) fn works(self, now: DateTime<Utc>) -> bool {
        now + MARGIN < self.ends_at
    }

    /// Seconds that somebody else may keep it: 70 % of what is left.
    pub(crate) fn keep_seconds(self, now: DateTime<Utc>) -> u64 {
        let left = (self.ends_at - now) * FRESH_PERCENT / 100;
        u64::try_from(left.num_seconds()).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_renewed_at_seven_tenths_of_its_life() {
        let issued_at: DateTime<Utc> = "2026-01-01T00:00:00Z".parse().expect("an instant");
        let life = Life { issued_at, ends_at: issued_at + TimeDelta::seconds(1_000) };
        let cases = [(0, true, true, 700), (699, true, true, 210), (700, false, true, 210), (969, false, true, 21)];
        for (seconds, fresh, works, keep) in
            cases.into_iter().chain([(970, false, false, 21), (2_000, false, false, 0)])
        {
            let now = issued_at + TimeDelta::seconds(seconds);
            assert_eq!(
                (life.is_fresh(now), life.works(now), life.keep_seconds(now)),
                (fresh, works, keep),
                "{seconds}"
            );
        }
    }
}
