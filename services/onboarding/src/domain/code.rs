//! The short codes people give cooperatives and households, such as `HTX01` and `HO0012`.

/// A short code in capitals.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(String);

/// Why a text is no code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CodeFault {
    /// Other than 2 to 20 letters without marks, digits, hyphens.
    #[error("not 2 to 20 letters without marks, digits and hyphens")]
    Form,
}

impl Code {
    /// Reads a code; small letters become capitals.
    pub fn parse(text: &str) -> Result<Self, CodeFault> {
        let code = text.trim().to_ascii_uppercase();
        let fits = (2..=20).contains(&code.len())
            && code.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-')
            && !code.starts_with('-');
        if fits { Ok(Self(code)) } else { Err(CodeFault::Form) }
    }

    /// The code itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_short_and_plain() {
        let cases = [
            ("HTX01", Some("HTX01")),
            (" htx-01 ", Some("HTX-01")),
            ("H", None),
            ("HỘ01", None),
            ("HTX 01", None),
            ("-HTX", None),
            ("HTX01HTX01HTX01HTX012", None),
        ];
        for (text, expected) in cases {
            assert_eq!(Code::parse(text).ok().as_ref().map(Code::as_str), expected, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_typed_is_read_or_refused_and_what_is_read_stays_as_it_is(text in ".{0,24}|[ A-Za-z0-9-]{1,22}") {
            if let Ok(code) = Code::parse(&text) {
                proptest::prop_assert_eq!(Code::parse(code.as_str()), Ok(code));
            }
        }
    }
}
