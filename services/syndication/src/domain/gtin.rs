//! Bar codes of packs: 8, 12, 13 or 14 digits, the last of which is computed from the others (glossary, 3.4).

/// A bar code that is sound by arithmetic; digits only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Gtin(String);

/// Why a text is no bar code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum GtinFault {
    /// Other than 8, 12, 13 or 14 characters.
    Length,
    /// Something other than digits.
    Digits,
    /// The last digit is not the one that belongs to the others.
    Checksum,
}

impl GtinFault {
    /// As a form's fault.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Length => "gtin_length",
            Self::Digits => "gtin_digits",
            Self::Checksum => "gtin_checksum",
        }
    }
}

impl Gtin {
    /// Reads a bar code with or without blanks and hyphens.
    pub(crate) fn parse(text: &str) -> Result<Self, GtinFault> {
        let bare: String = text.chars().filter(|c| !matches!(c, ' ' | '-' | '\u{a0}')).collect();
        if ![8, 12, 13, 14].contains(&bare.chars().count()) {
            return Err(GtinFault::Length);
        }
        if !bare.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(GtinFault::Digits);
        }
        // From the right every other digit counts three times, whatever the length; the check digit itself counts once.
        let weighed = bare.bytes().rev().zip([1, 3].into_iter().cycle());
        let sum: u32 = weighed.map(|(byte, weight)| u32::from(byte - b'0') * weight).sum();
        if sum.is_multiple_of(10) { Ok(Self(bare)) } else { Err(GtinFault::Checksum) }
    }

    /// The digits.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn known_codes_are_read_and_others_are_refused_with_a_reason() {
        let cases = [
            ("8936000000011", Ok("8936000000011")),
            ("8936000000028", Ok("8936000000028")),
            (" 893 6000 00001-1 ", Ok("8936000000011")),
            ("08936000000011", Ok("08936000000011")),
            ("96385074", Ok("96385074")),
            ("036000291452", Ok("036000291452")),
            ("8936000000012", Err(GtinFault::Checksum)),
            ("893600000001", Err(GtinFault::Checksum)),
            ("89360000000", Err(GtinFault::Length)),
            ("", Err(GtinFault::Length)),
            ("89360000000I1", Err(GtinFault::Digits)),
        ];
        for (text, expected) in cases {
            assert_eq!(Gtin::parse(text).as_ref().map(Gtin::as_str).map_err(|fault| *fault), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_typed_is_read_or_refused_and_what_is_read_stays_as_it_is(text in ".{0,20}|[0-9 -]{8,16}") {
            if let Ok(gtin) = Gtin::parse(&text) {
                prop_assert_eq!(Gtin::parse(gtin.as_str()), Ok(gtin));
            }
        }

        #[test]
        fn one_digit_belongs_to_the_others_and_a_wrong_one_is_always_caught(
            body in "[0-9]{7}|[0-9]{11}|[0-9]{12}|[0-9]{13}", place in 0_usize..14, digit in 0_u8..10,
        ) {
            let sound: Vec<String> =
                (0..10).map(|check| format!("{body}{check}")).filter(|code| Gtin::parse(code).is_ok()).collect();
            prop_assert_eq!(sound.len(), 1);
            let mut slipped = sound[0].clone().into_bytes();
            let place = place % slipped.len();
            slipped[place] = b'0' + digit;
            let slipped = String::from_utf8(slipped).expect("still digits");
            prop_assert_eq!(Gtin::parse(&slipped).is_ok(), slipped == sound[0], "{}", slipped);
        }
    }
}
