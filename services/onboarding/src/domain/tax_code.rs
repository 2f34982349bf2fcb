//! Tax codes of organisations: ten digits, the last of which is computed, and three more for a branch (glossary, 3.1).

use std::fmt;

const WEIGHTS: [u32; 9] = [31, 29, 23, 19, 17, 13, 7, 5, 3];

/// A tax code that is sound by arithmetic. That it was ever given to anybody is not proved by it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TaxCode(String);

/// Why a text is no tax code: the first reason in the order the tax office gives them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TaxCodeFault {
    /// Neither ten nor thirteen characters.
    #[error("neither ten nor thirteen digits long")]
    Length,
    /// Twelve digits are a person's number, which is read as such and never by these rules.
    #[error("twelve digits: a person's number")]
    Person,
    /// Something other than digits.
    #[error("holds something other than digits")]
    Digits,
    /// A part that is all zeros: province, running number or branch.
    #[error("a part of it is all zeros")]
    Component,
    /// The tenth digit is not the one that belongs to the first nine.
    #[error("the tenth digit does not belong to the nine before it")]
    Checksum,
}

impl TaxCode {
    /// Reads a tax code with or without blanks, dots and hyphens.
    pub fn parse(text: &str) -> Result<Self, TaxCodeFault> {
        let bare: String = text.chars().filter(|c| !matches!(c, ' ' | '.' | '-' | '\u{a0}')).collect();
        let length = bare.chars().count();
        if length == 12 && bare.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(TaxCodeFault::Person);
        }
        if length != 10 && length != 13 {
            return Err(TaxCodeFault::Length);
        }
        let Some(digits) =
            bare.chars().map(|c| if c.is_ascii() { c.to_digit(10) } else { None }).collect::<Option<Vec<u32>>>()
        else {
            return Err(TaxCodeFault::Digits);
        };
        let all_zeros = |part: &[u32]| part.iter().all(|digit| *digit == 0);
        let branch = &digits[10..];
        if all_zeros(&digits[..2]) || all_zeros(&digits[2..9]) || (!branch.is_empty() && all_zeros(branch)) {
            return Err(TaxCodeFault::Component);
        }
        let rest = digits.iter().zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum::<u32>() % 11;
        // Where nothing is left, no digit fits, and the tax office never gave out such a number.
        if rest == 0 || digits[9] != 10 - rest {
            return Err(TaxCodeFault::Checksum);
        }
        Ok(Self(bare))
    }

    /// Thirteen digits: a part of an organisation.
    pub const fn is_branch(&self) -> bool {
        self.0.len() > 10
    }

    /// Ten or thirteen digits, without the hyphen.
    pub fn digits(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TaxCode {
    /// As it is printed: a branch behind a hyphen.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.split_at(10) {
            (whole, "") => f.write_str(whole),
            (head, branch) => write!(f, "{head}-{branch}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_codes_are_read_and_others_are_refused_for_the_first_reason() {
        let cases = [
            ("0100047516", Ok("0100047516")),
            ("0100109106", Ok("0100109106")),
            ("0100684378", Ok("0100684378")),
            ("0101248141", Ok("0101248141")),
            ("0100109106-001", Ok("0100109106-001")),
            ("0100109106001", Ok("0100109106-001")),
            (" 01.0010.9106 ", Ok("0100109106")),
            ("5199999905", Ok("5199999905")),
            ("5199999912", Ok("5199999912")),
            ("5199999937", Ok("5199999937")),
            ("5099999901", Ok("5099999901")),
            ("0100109107", Err(TaxCodeFault::Checksum)),
            ("5100000000", Err(TaxCodeFault::Component)),
            ("0000000019", Err(TaxCodeFault::Component)),
            ("0100109106000", Err(TaxCodeFault::Component)),
            ("010010910", Err(TaxCodeFault::Length)),
            ("002299063014", Err(TaxCodeFault::Person)),
            ("0100109106-01", Err(TaxCodeFault::Person)),
            ("00229906301x", Err(TaxCodeFault::Length)),
            ("", Err(TaxCodeFault::Length)),
            ("01001O9106", Err(TaxCodeFault::Digits)),
            ("０１００109106", Err(TaxCodeFault::Digits)),
        ];
        for (text, expected) in cases {
            let read = TaxCode::parse(text).map(|code| code.to_string());
            assert_eq!(read, expected.map(str::to_owned), "{text}");
        }
    }

    #[test]
    fn a_prefix_without_a_remainder_has_no_tenth_digit() {
        for ending in 0..10 {
            assert_eq!(TaxCode::parse(&format!("519999992{ending}")), Err(TaxCodeFault::Checksum), "{ending}");
        }
    }

    /// A code with the tenth digit that belongs to the nine, where there is one.
    fn sound(nine: u32, branch: u32) -> Option<String> {
        let whole = format!("{nine:09}");
        let codes = (0..10).map(|tenth| format!("{whole}{tenth}"));
        let sound = codes.into_iter().find(|code| TaxCode::parse(code).is_ok())?;
        Some(if branch == 0 { sound } else { format!("{sound}-{branch:03}") })
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_typed_is_read_or_refused_and_what_is_read_stays_as_it_is(text in ".{0,20}") {
            if let Ok(code) = TaxCode::parse(&text) {
                proptest::prop_assert_eq!(TaxCode::parse(code.digits()), Ok(code.clone()));
                proptest::prop_assert_eq!(TaxCode::parse(&code.to_string()), Ok(code));
            }
        }

        #[test]
        fn a_code_that_was_given_out_is_read_and_one_wrong_digit_is_always_caught(
            nine in 1_000_000_u32..999_999_999, branch in 0_u32..1_000, place in 0_usize..10, digit in 0_u8..10,
        ) {
            let Some(sound) = sound(nine, branch) else { return Ok(()) };
            proptest::prop_assert_eq!(TaxCode::parse(&sound).map(|code| code.to_string()), Ok(sound.clone()));
            let mut slipped = sound.clone().into_bytes();
            slipped[place] = b'0' + digit;
            let slipped = String::from_utf8(slipped).expect("still digits");
            proptest::prop_assert_eq!(TaxCode::parse(&slipped).is_ok(), slipped == sound, "{}", slipped);
        }
    }
}
