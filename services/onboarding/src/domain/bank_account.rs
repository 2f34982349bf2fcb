//! Where a cooperative's money goes (glossary, 3.4): a bank of the NAPAS network, a number, and who holds it.

use std::fmt;

use contract::Bank;

const NUMBER_LENGTH: std::ops::RangeInclusive<usize> = 6..=19;
/// Banks write legal forms short, and registration papers write them out.
const SHORT_FORMS: [(&str, &str); 6] = [
    ("lien hiep hop tac xa", "lh htx"),
    ("hop tac xa", "htx"),
    ("to hop tac", "tht"),
    ("ho kinh doanh", "hkd"),
    ("trach nhiem huu han", "tnhh"),
    ("cong ty", "cty"),
];

/// The number of a bank account. `Debug` is masked.
#[derive(Clone, PartialEq, Eq)]
pub struct AccountNumber(String);

/// Why a text is no number of a bank account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AccountNumberFault {
    /// Not 6 to 19 digits.
    #[error("not 6 to 19 digits")]
    Form,
}

impl AccountNumber {
    /// Reads a number with or without blanks, dots and hyphens.
    pub fn parse(text: &str) -> Result<Self, AccountNumberFault> {
        let bare: String = text.chars().filter(|c| !matches!(c, ' ' | '.' | '-' | '\u{a0}')).collect();
        let is_one = NUMBER_LENGTH.contains(&bare.len()) && bare.bytes().all(|byte| byte.is_ascii_digit());
        if is_one { Ok(Self(bare)) } else { Err(AccountNumberFault::Form) }
    }

    /// All its digits. Each use deserves a look in review.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The last four digits, by which its owner knows it again.
    pub fn tail(&self) -> &str {
        &self.0[self.0.len() - 4..]
    }
}

impl fmt::Debug for AccountNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "••••••{}", self.tail())
    }
}

/// A bank account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BankAccount {
    /// Where.
    pub bank: &'static Bank,
    /// Its number.
    pub number: AccountNumber,
    /// Who holds it, as the bank writes it.
    pub holder: String,
}

/// The bank that people mean by this text: its BIN, its short name or its whole name, in any spelling.
pub fn bank_named(text: &str) -> Option<&'static Bank> {
    let key = places::search_key(text);
    let is = |name: &str| places::search_key(name) == key;
    Bank::all().iter().find(|bank| bank.bin == key || is(bank.short_name) || is(bank.name))
}

/// Whether an account is held under one of these names, as banks write them: without marks, in upper case, with legal forms
/// short.
pub fn is_held_by(holder: &str, names: &[&str]) -> bool {
    let holder = plain(holder);
    names.iter().any(|name| plain(name) == holder)
}

fn plain(name: &str) -> String {
    SHORT_FORMS.iter().fold(places::search_key(name), |name, (long, short)| name.replace(long, short)).to_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_has_six_to_nineteen_digits_and_shows_four() {
        let cases = [
            ("123456", Some("123456")),
            ("8200 2051-23.456", Some("820020512 3456")),
            ("1234567890123456789", Some("1234567890123456789")),
            ("12345", None),
            ("12345678901234567890", None),
            ("12345a", None),
            ("", None),
        ];
        for (text, expected) in cases {
            let read = AccountNumber::parse(text).ok();
            assert_eq!(
                read.as_ref().map(AccountNumber::expose),
                expected.map(|it| it.replace(' ', "")).as_deref(),
                "{text}"
            );
        }
        let number = AccountNumber::parse("8200205123456").expect("a number");
        assert_eq!((number.tail(), format!("{number:?}").as_str()), ("3456", "••••••3456"));
    }

    #[test]
    fn a_bank_is_known_by_its_bin_and_by_either_name_in_any_spelling() {
        for text in ["970405", " agribank", "Ngân hàng Nông nghiệp và phát triển nông thôn VIỆT NAM"] {
            assert_eq!(bank_named(text).map(|bank| bank.bin), Some("970405"), "{text}");
        }
        assert_eq!(bank_named("Ngân hàng"), None);
    }

    #[test]
    fn names_are_compared_as_banks_write_them() {
        let names = ["Hợp tác xã Cam sành Vĩnh Tuy", "Giàng Mí Sính"];
        for holder in ["HTX CAM SANH VINH TUY", "Hợp tác xã Cam Sành  Vĩnh Tuy", "GIANG MI SINH"] {
            assert!(is_held_by(holder, &names), "{holder}");
        }
        for holder in ["HTX CAM SANH", "NGUYEN VAN TROM", ""] {
            assert!(!is_held_by(holder, &names), "{holder}");
        }
    }
}
