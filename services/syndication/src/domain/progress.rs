//! When everything will be told, at the pace it is told now.

use chrono::{DateTime, TimeDelta, Utc};

/// How far back the pace is looked at: what was told long before a change began says nothing of it.
pub(crate) const PACE_OVER: TimeDelta = TimeDelta::minutes(2);
/// Fewer than these, or told within less than this, are no pace yet.
const TOLD_MIN: i64 = 10;
const TAKEN_MIN: TimeDelta = TimeDelta::seconds(5);
/// Whatever takes longer than this is not told in advance.
const AHEAD_MAX_S: i64 = 30 * 86_400;

/// Offers that were told lately, and when the first of them was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Pace {
    pub(crate) told: i64,
    pub(crate) since: DateTime<Utc>,
}

/// When so many more will be told; `None` where there is nothing to tell, or no telling.
pub(crate) fn done_at(waiting: i64, pace: Option<Pace>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let Pace { told, since } = pace.filter(|pace| pace.told >= TOLD_MIN)?;
    let taken = now - since;
    if waiting <= 0 || taken < TAKEN_MIN {
        return None;
    }
    let seconds = taken.num_seconds().checked_mul(waiting)? / told;
    (seconds <= AHEAD_MAX_S).then(|| now + TimeDelta::seconds(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_takes_as_long_as_what_was_told_lately() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
        let pace = |told, seconds| Some(Pace { told, since: now - TimeDelta::seconds(seconds) });
        let cases = [
            (1_200, pace(600, 100), Some(200)),
            (1, pace(600, 100), Some(0)),
            (0, pace(600, 100), None),
            (1_200, pace(9, 100), None),
            (1_200, pace(600, 4), None),
            (1_200, None, None),
            (i64::MAX, pace(600, 100), None),
            (40_000_000, pace(10, 600), None),
        ];
        for (waiting, pace, seconds) in cases {
            let expected = seconds.map(|seconds| now + TimeDelta::seconds(seconds));
            assert_eq!(done_at(waiting, pace, now), expected, "{waiting} at {pace:?}");
        }
    }
}
