//! Which days people work at an office. Holidays are data, to be looked at once a year: the government moves some of them.

use chrono::{Datelike, Days, NaiveDate, Weekday};

const HOLIDAYS: &str = include_str!("../../data/holidays.csv");

/// Whether an office is open.
pub fn is_working_day(day: NaiveDate) -> bool {
    let written = day.to_string();
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
        && !HOLIDAYS.lines().any(|line| line.split(',').next() == Some(written.as_str()))
}

/// The day that is so many working days after another.
pub fn working_days_after(day: NaiveDate, days: u32) -> NaiveDate {
    let mut left = days;
    let mut at = day;
    while left > 0 {
        at = at.checked_add_days(Days::new(1)).unwrap_or(NaiveDate::MAX);
        if at == NaiveDate::MAX {
            return at;
        }
        left -= u32::from(is_working_day(at));
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weekends_and_holidays_do_not_count() {
        let cases = [
            ("2026-01-12", 2, "2026-01-14"),
            // Friday: the weekend lies between.
            ("2026-01-16", 2, "2026-01-20"),
            // Before Tết 2026, which takes a whole week.
            ("2026-02-13", 1, "2026-02-23"),
            ("2026-12-31", 1, "2027-01-04"),
            ("2026-01-17", 0, "2026-01-17"),
        ];
        for (day, days, expected) in cases {
            let day: NaiveDate = day.parse().expect("a day");
            assert_eq!(working_days_after(day, days).to_string(), expected, "{day} + {days}");
        }
    }

    #[test]
    fn every_holiday_is_a_day_with_a_name_and_they_stand_in_order() {
        let days: Vec<(NaiveDate, &str)> = HOLIDAYS
            .lines()
            .skip(1)
            .filter_map(|line| line.split_once(','))
            .map(|(day, name)| (day.parse().expect("a day"), name))
            .collect();
        assert_eq!(days.len(), HOLIDAYS.lines().count() - 1);
        assert!(days.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert!(days.iter().all(|(_, name)| name.chars().count() > 5));
    }
}
