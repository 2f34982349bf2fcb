//! Phone numbers in one form, `+84…`, whatever people type (glossary, 3.3). A contact, never an identity: households share
//! phones.

use std::fmt;

/// What the old eleven-digit mobile prefixes became in 2018, without the leading zero.
const OLD_PREFIXES: [(&str, &str); 21] = [
    ("120", "70"),
    ("121", "79"),
    ("122", "77"),
    ("123", "83"),
    ("124", "84"),
    ("125", "85"),
    ("126", "76"),
    ("127", "81"),
    ("128", "78"),
    ("129", "82"),
    ("162", "32"),
    ("163", "33"),
    ("164", "34"),
    ("165", "35"),
    ("166", "36"),
    ("167", "37"),
    ("168", "38"),
    ("169", "39"),
    ("186", "56"),
    ("188", "58"),
    ("199", "59"),
];

/// A phone number in Vietnam. `Debug` is masked.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Phone(String);

/// Why a text is no phone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PhoneFault {
    /// Neither a mobile nor a landline number of Vietnam.
    #[error("not a phone number of Vietnam")]
    Form,
}

impl Phone {
    /// Reads a number with or without country code, separators, and the leading zero that Excel drops. Old mobile prefixes
    /// become today's.
    pub fn parse(text: &str) -> Result<Self, PhoneFault> {
        let bare: String =
            text.chars().filter(|c| !matches!(c, ' ' | '.' | '-' | '(' | ')' | '/' | '\u{a0}')).collect();
        let digits = bare.strip_prefix('+').unwrap_or(&bare);
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) || (bare.starts_with('+') && !digits.starts_with("84")) {
            return Err(PhoneFault::Form);
        }
        // `84…` is a country code only where a whole number follows: 084 is a mobile prefix as well.
        let national = match digits.strip_prefix("84") {
            Some(rest) if digits.len() >= 11 => rest,
            _ => digits,
        };
        let national = national.strip_prefix('0').unwrap_or(national);
        let national = modern(national);
        let mobile = national.len() == 9 && matches!(national.as_bytes()[0], b'3' | b'5' | b'7' | b'8' | b'9');
        let landline = national.len() == 10 && national.starts_with('2');
        if mobile || landline { Ok(Self(format!("+84{national}"))) } else { Err(PhoneFault::Form) }
    }

    /// `+84…`. Each use deserves a look in review.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The last three digits, by which its owner knows it again.
    pub fn tail(&self) -> &str {
        &self.0[self.0.len() - 3..]
    }
}

fn modern(national: &str) -> String {
    if national.len() == 10 {
        for (old, new) in OLD_PREFIXES {
            if let Some(rest) = national.strip_prefix(old) {
                return format!("{new}{rest}");
            }
        }
    }
    national.to_owned()
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "•••••••{}", self.tail())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_write_a_number_becomes_one() {
        let cases = [
            ("0900 000 434", Some("+84900000434")),
            ("0900000434", Some("+84900000434")),
            ("900000434", Some("+84900000434")),
            ("+84 900 000 434", Some("+84900000434")),
            ("84900000434", Some("+84900000434")),
            ("(+84) 0900.000.434", Some("+84900000434")),
            ("0841234567", Some("+84841234567")),
            ("841234567", Some("+84841234567")),
            ("84841234567", Some("+84841234567")),
            ("01621234567", Some("+84321234567")),
            ("+84 169 123 4567", Some("+84391234567")),
            ("0120 123 4567", Some("+84701234567")),
            ("01991234567", Some("+84591234567")),
            ("02193 866 123", Some("+842193866123")),
            ("0412345678", None),
            ("090000043", None),
            ("090000043456", None),
            ("01111234567", None),
            ("+1 900 000 434", None),
            ("không có", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(Phone::parse(text).ok().as_ref().map(Phone::expose), expected, "{text}");
        }
    }

    #[test]
    fn a_phone_number_is_never_printed() {
        let phone = Phone::parse("0900 000 434").expect("a mobile");
        assert_eq!(format!("{phone:?}"), "•••••••434");
    }

    #[test]
    fn every_old_prefix_of_eleven_digits_becomes_the_new_one() {
        let glossary = [
            ("0162", "32"),
            ("0169", "39"),
            ("0120", "70"),
            ("0121", "79"),
            ("0122", "77"),
            ("0126", "76"),
            ("0128", "78"),
            ("0123", "83"),
            ("0124", "84"),
            ("0125", "85"),
            ("0127", "81"),
            ("0129", "82"),
            ("0186", "56"),
            ("0188", "58"),
            ("0199", "59"),
        ];
        for (old, new) in glossary {
            let read = Phone::parse(&format!("{old} 123 4567"));
            assert_eq!(read.as_ref().map(Phone::expose), Ok(format!("+84{new}1234567").as_str()), "{old}");
        }
        for (area, town) in [("0219", "Hà Giang"), ("0207", "Tuyên Quang")] {
            let read = Phone::parse(&format!("{area} 386 6123"));
            assert_eq!(read.as_ref().map(Phone::expose), Ok(format!("+84{}3866123", &area[1..]).as_str()), "{town}");
        }
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_typed_is_read_or_refused_and_what_is_read_stays_as_it_is(text in ".{0,20}|[+0-9 ().-]{8,18}") {
            if let Ok(phone) = Phone::parse(&text) {
                proptest::prop_assert_eq!(Phone::parse(phone.expose()), Ok(phone.clone()));
                let landline = phone.expose().len() == 13 && phone.expose().starts_with("+842");
                proptest::prop_assert!(phone.expose().len() == 12 || landline);
            }
        }

        #[test]
        fn a_mobile_is_the_same_however_it_is_written(lead in "[35789]", rest in "[0-9]{8}") {
            let canonical = format!("+84{lead}{rest}");
            for text in [
                format!("0{lead}{rest}"),
                format!("84{lead}{rest}"),
                format!("+84 {lead}{} {}", &rest[..4], &rest[4..]),
                format!("0{lead}{}.{}", &rest[..3], &rest[3..]),
            ] {
                let read = Phone::parse(&text);
                proptest::prop_assert_eq!(read.as_ref().map(Phone::expose), Ok(canonical.as_str()), "{}", text);
            }
        }
    }
}
