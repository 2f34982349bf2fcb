//! From numbers to places in a picture, by whole-number arithmetic; and the round numbers an axis names.

/// A stretch of numbers, from `low` to a greater `high`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Scale {
    pub(super) low: i64,
    pub(super) high: i64,
    step: i64,
}

impl Scale {
    /// The stretch that holds all of `values` and ends at round numbers, with at most `ticks_max` steps. From zero where
    /// amounts are shown, close around the values where prices are.
    pub(super) fn around(values: impl Iterator<Item = i64> + Clone, from_zero: bool, ticks_max: i64) -> Self {
        let least = values.clone().min().unwrap_or(0);
        let (least, most) = (if from_zero { least.min(0) } else { least }, values.max().unwrap_or(0));
        let most = most.max(least + 1);
        let step = round_step((most - least).div_euclid(ticks_max.max(1)).max(1), most - least, ticks_max);
        let low = least.div_euclid(step) * step;
        let high = most + (step - most.rem_euclid(step)) % step;
        Self { low, high: high.max(low + step), step }
    }

    /// The round numbers from low to high.
    pub(super) fn ticks(self) -> impl Iterator<Item = i64> {
        (0..).map(move |at| self.low + at * self.step).take_while(move |tick| *tick <= self.high)
    }

    /// The place of `value` between `from` (where `low` is) and `to` (where `high` is).
    pub(super) fn place(self, value: i64, from: i64, to: i64) -> i64 {
        let part = i128::from(value - self.low) * i128::from(to - from) / i128::from(self.high - self.low);
        from + i64::try_from(part).unwrap_or(to - from)
    }
}

/// The least of 1, 2, 5, 10, 20, 50 … that divides `span` into at most `ticks_max` steps.
fn round_step(at_least: i64, span: i64, ticks_max: i64) -> i64 {
    let mut power = 1_i64;
    loop {
        for digit in [1, 2, 5] {
            let step = power.saturating_mul(digit);
            if step >= at_least && span / step <= ticks_max {
                return step;
            }
        }
        match power.checked_mul(10) {
            Some(next) => power = next,
            None => return power,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_name_few_round_numbers_and_hold_every_value() {
        let cases: [(&[i64], bool, &[i64]); 6] = [
            (&[0, 930], true, &[0, 200, 400, 600, 800, 1_000]),
            (&[14_200, 17_900], false, &[14_000, 15_000, 16_000, 17_000, 18_000]),
            (&[5, 5], true, &[0, 1, 2, 3, 4, 5]),
            (&[7, 7], false, &[7, 8]),
            (&[], true, &[0, 1]),
            (&[-30, 60], true, &[-40, -20, 0, 20, 40, 60]),
        ];
        for (values, from_zero, ticks) in cases {
            let scale = Scale::around(values.iter().copied(), from_zero, 5);
            assert_eq!(scale.ticks().collect::<Vec<_>>(), ticks, "{values:?}");
            assert!(values.iter().all(|value| (scale.low..=scale.high).contains(value)));
        }
    }

    #[test]
    fn places_run_from_one_edge_to_the_other_and_huge_numbers_do_not_overflow() {
        let scale = Scale::around([0, 1_000].into_iter(), true, 5);
        assert_eq!((scale.place(0, 400, 0), scale.place(500, 400, 0), scale.place(1_000, 400, 0)), (400, 200, 0));
        let huge = Scale::around([0, i64::MAX / 4].into_iter(), true, 5);
        assert!((0..=400).contains(&huge.place(i64::MAX / 4, 0, 400)));
    }
}
