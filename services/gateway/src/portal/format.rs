//! Numbers, money, weights and times as people read them: in the reader's language, beside the business calendar.

use amounts::Vnd;
use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use contract::{Grade, ProductCode};
use fluent_templates::fluent_bundle::FluentValue;
use host::calendar::{VIETNAM, day};
use ids::Channel;
use places::CommuneKind;

use crate::text::{Language, group};

/// Between a number and its unit, so that they stay on one line.
const NARROW: char = '\u{a0}';

/// For whom a page is written: in which language, and at which business time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reader {
    pub(crate) language: Language,
    pub(crate) now: DateTime<Utc>,
}

/// How near a moment by which something must be done is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Urgency {
    Overdue,
    Soon,
    Calm,
}

impl Urgency {
    /// The class its words carry on a page.
    pub(crate) const fn class(self) -> &'static str {
        match self {
            Self::Overdue => "is-bad",
            Self::Soon => "is-warning",
            Self::Calm => "is-calm",
        }
    }
}

impl Reader {
    /// Less than this before its time, a thing to do is urgent.
    const SOON: TimeDelta = TimeDelta::hours(6);

    /// Today, on the business calendar.
    pub(crate) fn today(self) -> NaiveDate {
        day(self.now)
    }

    pub(crate) fn say(self, key: &str) -> String {
        self.language.say(key)
    }

    pub(crate) fn say_with<const N: usize>(self, key: &str, values: [(&'static str, FluentValue<'_>); N]) -> String {
        self.language.say_with(key, values)
    }

    /// A sentence about a number of things; `$count` in the catalogue.
    pub(crate) fn counted(self, key: &str, count: u64) -> String {
        self.say_with(key, [("count", count.into())])
    }

    /// The word for one of a family; see [`Language::word`].
    pub(crate) fn word(self, family: &str, member: &str) -> String {
        self.language.word(family, member)
    }

    const fn separators(self) -> (char, char) {
        match self.language {
            Language::Vietnamese => ('.', ','),
            Language::English => (',', '.'),
        }
    }

    /// `12.345`.
    pub(crate) fn number(self, number: i64) -> String {
        group(number, self.separators().0)
    }

    /// `12.345`, for what is never below zero.
    pub(crate) fn count(self, count: u64) -> String {
        self.number(i64::try_from(count).unwrap_or(i64::MAX))
    }

    /// `1.234.567 ₫`.
    pub(crate) fn money(self, amount: Vnd) -> String {
        format!("{}{NARROW}₫", self.number(amount.0))
    }

    /// `17.200 ₫/kg`.
    pub(crate) fn per_kg(self, amount: Vnd) -> String {
        format!("{}/kg", self.money(amount))
    }

    /// Kilograms, exact and without their unit, for a column that names it: `1.250,5`.
    pub(crate) fn kg(self, grams: i64) -> String {
        self.thousandths(grams, 3)
    }

    /// Tonnes to a tenth and without their unit, for an axis that names it: `12,4`.
    pub(crate) fn tonnes(self, grams: i64) -> String {
        self.thousandths(grams / 1_000, 1)
    }

    /// A weight in the unit people would say it in: `800 g`, `85,5 kg`, `3,2 tạ (320 kg)`, `12,4 tấn`.
    pub(crate) fn weight(self, grams: i64) -> String {
        const QUINTAL: i64 = 100_000;
        const TONNE: i64 = 1_000_000;
        match grams.abs() {
            1..1_000 => format!("{}{NARROW}g", self.number(grams)),
            0..QUINTAL => format!("{}{NARROW}kg", self.kg(grams)),
            QUINTAL..TONNE => {
                let kg = format!("{}{NARROW}kg", self.thousandths(grams, 0));
                match self.language {
                    Language::Vietnamese => format!("{}{NARROW}tạ ({kg})", self.thousandths(grams / 100, 1)),
                    Language::English => kg,
                }
            }
            _ => {
                let places = u32::from(grams.abs() < 100 * TONNE);
                let unit = if self.language == Language::Vietnamese { "tấn" } else { "t" };
                format!("{}{NARROW}{unit}", self.thousandths(grams / 1_000, places))
            }
        }
    }

    /// Thousandths as a decimal with at most so many places, rounded half away from zero.
    fn thousandths(self, thousandths: i64, places: u32) -> String {
        let step = 10_i64.pow(3 - places);
        let rounded = (thousandths + thousandths.signum() * step / 2) / step * step;
        let (whole, rest) = (rounded / 1_000, rounded.unsigned_abs() % 1_000);
        let sign = if rounded < 0 && whole == 0 { "-" } else { "" };
        let fraction = format!("{rest:03}");
        let fraction = fraction.trim_end_matches('0');
        if fraction.is_empty() {
            return format!("{sign}{}", self.number(whole));
        }
        format!("{sign}{}{}{fraction}", self.number(whole), self.separators().1)
    }

    /// Ten-thousandths as a percentage: `12,3 %`.
    pub(crate) fn percent(self, basis_points: i64) -> String {
        let gap = if self.language == Language::Vietnamese { "\u{a0}" } else { "" };
        format!("{}{gap}%", self.thousandths(basis_points.saturating_mul(10), 1))
    }

    /// Ten-thousandths as a factor: 24,300 is `2,43`.
    pub(crate) fn factor(self, basis_points: i64) -> String {
        self.thousandths(basis_points / 10, 2)
    }

    /// A number beside the one before it: "tăng 12 % so với 7 ngày trước".
    pub(crate) fn compared(self, now: i64, before: i64) -> String {
        if before == 0 {
            return self.say(if now == 0 { "compared-same" } else { "compared-new" });
        }
        let change = i128::from(now - before) * 10_000 / i128::from(before.abs());
        let change = i64::try_from(change).unwrap_or(i64::MAX);
        let share = self.percent(change.saturating_abs() / 100 * 100);
        match change / 100 {
            0 => self.say("compared-same"),
            1.. => self.say_with("compared-more", [("share", share.into())]),
            _ => self.say_with("compared-less", [("share", share.into())]),
        }
    }

    /// `thứ Ba 12/01`, with the year where it is another one.
    pub(crate) fn day(self, of: NaiveDate) -> String {
        let weekday = self.word("weekday", &of.weekday().number_from_monday().to_string());
        let year = if of.year() == day(self.now).year() { "" } else { "%Y" };
        let date = match (self.language, year.is_empty()) {
            (Language::Vietnamese, true) => of.format("%d/%m"),
            (Language::Vietnamese, false) => of.format("%d/%m/%Y"),
            (Language::English, true) => of.format("%-d %b"),
            (Language::English, false) => of.format("%-d %b %Y"),
        };
        format!("{weekday} {date}")
    }

    /// `12/01`, for axes and narrow columns.
    pub(crate) fn short_day(self, of: NaiveDate) -> String {
        let form = if self.language == Language::Vietnamese { "%d/%m" } else { "%-d %b" };
        of.format(form).to_string()
    }

    /// `10:42`, with the day where it is not today.
    pub(crate) fn moment(self, at: DateTime<Utc>) -> String {
        let clock = at.with_timezone(&VIETNAM).format("%H:%M");
        if day(at) == day(self.now) { clock.to_string() } else { format!("{clock} {}", self.day(day(at))) }
    }

    /// How far off a moment is: "3 giờ nữa", "quá hạn 20 phút".
    pub(crate) fn time_left(self, until: DateTime<Utc>) -> String {
        let left = until - self.now;
        let minutes = left.num_minutes().abs();
        let (keys, count) = match minutes {
            ..60 => (["time-in-minutes", "time-late-minutes"], minutes),
            60..2_880 => (["time-in-hours", "time-late-hours"], minutes / 60),
            _ => (["time-in-days", "time-late-days"], minutes / 1_440),
        };
        self.say_with(keys[usize::from(left < TimeDelta::zero())], [("count", count.into())])
    }

    /// How urgent a thing is that must be done until then.
    pub(crate) fn urgency(self, until: DateTime<Utc>) -> Urgency {
        let left = until - self.now;
        if left < TimeDelta::zero() {
            Urgency::Overdue
        } else if left < Self::SOON {
            Urgency::Soon
        } else {
            Urgency::Calm
        }
    }

    pub(crate) fn product(self, code: ProductCode) -> &'static str {
        match self.language {
            Language::Vietnamese => code.product().name_vi,
            Language::English => code.product().name_en,
        }
    }

    /// A product's name within a sentence.
    pub(crate) fn product_within(self, code: ProductCode) -> String {
        let name = self.product(code);
        let first = name.chars().next().map(char::to_lowercase);
        first.map_or_else(String::new, |first| first.chain(name.chars().skip(1)).collect())
    }

    pub(crate) const fn grade(self, grade: Grade) -> &'static str {
        match self.language {
            Language::Vietnamese => grade.name_vi(),
            Language::English => grade.name_en(),
        }
    }

    pub(crate) fn channel(self, channel: Channel) -> String {
        match channel {
            Channel::OwnShop | Channel::Manual => self.word("channel", channel.slug()),
            known => known.name().to_owned(),
        }
    }

    /// A commune with its kind, or the bare code where we do not know it.
    pub(crate) fn commune(self, code: &str) -> String {
        match (places::commune(code), self.language) {
            (None, _) => code.to_owned(),
            (Some(commune), Language::Vietnamese) => commune.full_name(),
            (Some(commune), Language::English) => {
                let kind = if commune.kind == CommuneKind::Ward { "ward" } else { "commune" };
                format!("{} {kind}", commune.name)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reader(language: Language) -> Reader {
        let now = DateTime::parse_from_rfc3339("2026-01-12T10:00:00+07:00").expect("an instant");
        Reader { language, now: now.to_utc() }
    }

    fn plain(text: &str) -> String {
        text.replace(NARROW, " ")
    }

    #[test]
    fn weights_are_said_in_the_unit_people_use() {
        let cases = [
            (0, "0 kg", "0 kg"),
            (800, "800 g", "800 g"),
            (85_500, "85,5 kg", "85.5 kg"),
            (320_000, "3,2 tạ (320 kg)", "320 kg"),
            (999_999, "10 tạ (1.000 kg)", "1,000 kg"),
            (12_430_000, "12,4 tấn", "12.4 t"),
            (412_600_000, "413 tấn", "413 t"),
            (-500, "-500 g", "-500 g"),
        ];
        for (grams, vietnamese, english) in cases {
            assert_eq!(plain(&reader(Language::Vietnamese).weight(grams)), vietnamese);
            assert_eq!(plain(&reader(Language::English).weight(grams)), english);
        }
        assert_eq!(reader(Language::Vietnamese).kg(1_250_500), "1.250,5");
        assert_eq!(reader(Language::Vietnamese).kg(-50), "-0,05");
    }

    #[test]
    fn money_shares_and_factors_have_the_marks_of_the_language() {
        let (vi, en) = (reader(Language::Vietnamese), reader(Language::English));
        assert_eq!(
            (plain(&vi.money(Vnd(1_234_567))), plain(&en.money(Vnd(-20_000)))),
            ("1.234.567 ₫".into(), "-20,000 ₫".into())
        );
        assert_eq!((plain(&vi.percent(1_234)), en.percent(1_200)), ("12,3 %".into(), "12%".into()));
        assert_eq!((vi.factor(24_300), en.factor(30_000)), ("2,43".into(), "3".into()));
    }

    #[test]
    fn days_and_hours_are_told_from_the_business_calendar() {
        let (vi, en) = (reader(Language::Vietnamese), reader(Language::English));
        let day = NaiveDate::from_ymd_opt(2026, 1, 13).expect("a day");
        assert_eq!((vi.day(day), en.day(day)), ("thứ Ba 13/01".into(), "Tue 13 Jan".into()));
        assert_eq!(vi.day(NaiveDate::from_ymd_opt(2025, 12, 31).expect("a day")), "thứ Tư 31/12/2025");
        let cases = [
            (TimeDelta::minutes(20), "20 phút nữa", Urgency::Soon),
            (TimeDelta::minutes(200), "3 giờ nữa", Urgency::Soon),
            (TimeDelta::hours(47), "47 giờ nữa", Urgency::Calm),
            (TimeDelta::hours(72), "3 ngày nữa", Urgency::Calm),
            (TimeDelta::minutes(-125), "quá hạn 2 giờ", Urgency::Overdue),
        ];
        for (left, words, urgency) in cases {
            assert_eq!((vi.time_left(vi.now + left), vi.urgency(vi.now + left)), (words.to_owned(), urgency));
        }
        assert_eq!(vi.moment(vi.now - TimeDelta::hours(1)), "09:00");
        assert_eq!(en.moment(en.now - TimeDelta::hours(24)), "10:00 Sun 11 Jan");
    }

    #[test]
    fn a_number_is_told_beside_the_one_before_it() {
        let vi = reader(Language::Vietnamese);
        assert!(plain(&vi.compared(112, 100)).contains("12 %"));
        assert_ne!(vi.compared(88, 100), vi.compared(112, 100));
        assert_eq!(vi.compared(0, 0), vi.compared(1_000, 1_001));
        assert_ne!(vi.compared(5, 0), vi.compared(0, 0));
    }
}
