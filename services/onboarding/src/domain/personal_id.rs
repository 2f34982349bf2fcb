//! A person's twelve digits: province of birth registration, century and sex, year of birth, six at random. There is no
//! check digit, so only the form can be checked (glossary, 3.2).

use std::fmt;

use chrono::{Datelike, NaiveDate};

/// The birth year of invented people: nobody alive can have it, and their numbers are read like any other.
const INVENTED_YEAR: i32 = 2099;
/// The age at which one may act for a cooperative, in years.
const ADULT: i32 = 18;

/// A person's number. `Debug` is masked.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonalId(String);

/// Why a text is no personal number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PersonalIdFault {
    /// Nine digits: an old identity card, which is valid no longer.
    #[error("nine digits: an old identity card")]
    OldCard,
    /// Not twelve digits, or born in the future.
    #[error("not twelve digits of somebody born by now")]
    Form,
}

impl PersonalId {
    /// Reads a number with or without blanks, dots and hyphens.
    pub fn parse(text: &str, today: NaiveDate) -> Result<Self, PersonalIdFault> {
        let bare: String = text.chars().filter(|c| !matches!(c, ' ' | '.' | '-' | '\u{a0}')).collect();
        if !bare.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(PersonalIdFault::Form);
        }
        match bare.len() {
            9 => Err(PersonalIdFault::OldCard),
            12 => {
                let id = Self(bare);
                let year = id.birth_year();
                let born = year <= today.year() || year == INVENTED_YEAR;
                if born { Ok(id) } else { Err(PersonalIdFault::Form) }
            }
            _ => Err(PersonalIdFault::Form),
        }
    }

    /// The twelve digits. Each use deserves a look in review.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The last three digits, by which its owner knows it again.
    pub fn tail(&self) -> &str {
        &self.0[9..]
    }

    /// Grown up in the year of `today`.
    pub fn is_adult(&self, today: NaiveDate) -> bool {
        self.birth_year() == INVENTED_YEAR || self.birth_year() + ADULT <= today.year()
    }

    fn birth_year(&self) -> i32 {
        let digit = |at: usize| i32::from(self.0.as_bytes()[at] - b'0');
        1900 + digit(3) / 2 * 100 + digit(4) * 10 + digit(5)
    }
}

impl fmt::Debug for PersonalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "•••••••••{}", self.tail())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2025, 9, 1).expect("a date")
    }

    #[test]
    fn the_form_is_checked_and_nothing_more() {
        let cases = [
            ("002299063014", Ok("002299063014")),
            ("008 179 000 123", Ok("008179000123")),
            ("099085000001", Ok("099085000001")),
            ("002226000001", Err(PersonalIdFault::Form)),
            ("002225000001", Ok("002225000001")),
            ("002425000001", Err(PersonalIdFault::Form)),
            ("079999999", Err(PersonalIdFault::OldCard)),
            ("00229906301", Err(PersonalIdFault::Form)),
            ("0022990630145", Err(PersonalIdFault::Form)),
            ("00229906301x", Err(PersonalIdFault::Form)),
            ("", Err(PersonalIdFault::Form)),
        ];
        for (text, expected) in cases {
            let read = PersonalId::parse(text, today());
            assert_eq!(read.as_ref().map(PersonalId::expose).map_err(|fault| *fault), expected, "{text}");
        }
    }

    #[test]
    fn whoever_acts_for_a_cooperative_is_grown_up() {
        for (text, adult) in [("002207000001", true), ("002208000001", false), ("002299063014", true)] {
            assert_eq!(PersonalId::parse(text, today()).expect("a number").is_adult(today()), adult, "{text}");
        }
    }

    #[test]
    fn a_personal_number_is_never_printed() {
        let id = PersonalId::parse("002299063014", today()).expect("a number");
        assert_eq!(format!("{id:?}"), "•••••••••014");
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_typed_is_read_or_refused_and_what_is_read_stays_as_it_is(text in ".{0,20}|[0-9 .-]{9,16}") {
            if let Ok(id) = PersonalId::parse(&text, today()) {
                proptest::prop_assert_eq!(PersonalId::parse(id.expose(), today()), Ok(id.clone()));
                proptest::prop_assert!(id.expose().len() == 12 && id.expose().ends_with(id.tail()));
            }
        }

        #[test]
        fn whoever_was_born_by_now_has_a_number_that_is_read(
            place in 0_u32..1_000, year in 1900_i32..=2025, sex in 0_i32..2, random in 0_u32..1_000_000,
        ) {
            let text = format!("{place:03}{}{:02}{random:06}", (year - 1900) / 100 * 2 + sex, year % 100);
            let read = PersonalId::parse(&text, today());
            proptest::prop_assert_eq!(read.as_ref().map(PersonalId::birth_year), Ok(year));
            proptest::prop_assert_eq!(read.map(|id| id.is_adult(today())), Ok(year <= 2007));
        }
    }
}
