//! What people sign in with: a phone number or an e-mail address, in one spelling.

use std::net::IpAddr;

use ids::{Id, Person};
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

/// A phone number as `+84…`, or an e-mail address in lower case.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Login(String);

/// A text that is neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("neither a phone number nor an e-mail address")]
pub(crate) struct NotALogin;

/// The longest address a mail server must take.
const LENGTH_MAX: usize = 254;

impl Login {
    /// Reads `0912 345 678`, `84912345678`, `+84 912.345.678` and `Lan@Example.vn`.
    pub fn parse(text: &str) -> Result<Self, NotALogin> {
        let text = text.trim();
        if text.len() > LENGTH_MAX {
            return Err(NotALogin);
        }
        if text.contains('@') { email(text) } else { phone(text) }.map(Self).ok_or(NotALogin)
    }

    /// The one spelling.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Vietnamese numbers have nine digits after the country code, landlines ten. Carriers' prefixes change; they are not judged.
fn phone(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(|c| !matches!(c, ' ' | '.' | '-' | '(' | ')' | '\u{a0}')).collect();
    let national = digits
        .strip_prefix("+84")
        .or_else(|| digits.strip_prefix('0'))
        .or_else(|| digits.strip_prefix("84").filter(|rest| rest.len() >= 9))?;
    let is_number =
        matches!(national.len(), 9 | 10) && national.bytes().all(|b| b.is_ascii_digit()) && !national.starts_with('0');
    is_number.then(|| format!("+84{national}"))
}

fn email(text: &str) -> Option<String> {
    let address: String = text.nfc().flat_map(char::to_lowercase).collect();
    let (name, host) = address.split_once('@')?;
    let is_address = !name.is_empty()
        && host.split('.').count() >= 2
        && host.split('.').all(|part| !part.is_empty())
        && !host.contains('@')
        && !address.chars().any(|c| c.is_whitespace() || c.is_control());
    is_address.then_some(address)
}

/// What attempts at something are counted under: a hash of it and of the login, or of whatever was typed instead of one.
pub(crate) fn attempted(what: &str, typed: &str) -> [u8; 32] {
    let typed = Login::parse(typed).map_or_else(|NotALogin| typed.trim().to_lowercase(), |login| login.0);
    Sha256::digest(format!("{what} by {typed}")).into()
}

/// What attempts from one place are counted under. Of an IPv6 address the first half counts: the rest is the caller's to vary.
pub(crate) fn attempted_from(what: &str, address: &str) -> [u8; 32] {
    let place = match address.parse() {
        Ok(IpAddr::V6(address)) => format!("{:x?}", &address.segments()[..4]),
        _ => address.to_owned(),
    };
    Sha256::digest(format!("{what} from {place}")).into()
}

/// What attempts at something of somebody who is known already are counted under, such as their second factor.
pub(crate) fn attempted_of(person_id: Id<Person>, what: &str) -> [u8; 32] {
    Sha256::digest(format!("{what} of {person_id}")).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_has_one_spelling() {
        let cases = [
            ("0912 345 678", Some("+84912345678")),
            ("+84 912.345.678", Some("+84912345678")),
            ("84912345678", Some("+84912345678")),
            ("(0219) 386-1234", Some("+842193861234")),
            (" Lan@Example.VN ", Some("lan@example.vn")),
            ("847123456", None),
            ("00912345678", None),
            ("+84 0912 345 67", None),
            ("12345", None),
            ("lan@", None),
            ("lan@localhost", None),
            ("lan@a@b.vn", None),
            ("lan @b.vn", None),
            ("", None),
        ];
        for (typed, login) in cases {
            assert_eq!(Login::parse(typed).ok().as_ref().map(Login::as_str), login, "{typed:?}");
        }
    }

    #[test]
    fn attempts_at_one_login_are_counted_together() {
        assert_eq!(attempted("x", "0912345678"), attempted("x", "+84 912 345 678"));
        assert_eq!(attempted("x", " no login "), attempted("x", "No Login"));
        assert_ne!(attempted("x", "0912345678"), attempted("x", "0912345679"));
        assert_ne!(attempted("x", "0912345678"), attempted("y", "0912345678"));
    }

    #[test]
    fn a_network_of_ipv6_is_one_place() {
        assert_eq!(attempted_from("x", "2001:db8:1:2::3"), attempted_from("x", "2001:db8:1:2:ffff::4"));
        assert_ne!(attempted_from("x", "2001:db8:1:2::3"), attempted_from("x", "2001:db8:1:3::3"));
        assert_ne!(attempted_from("x", "192.0.2.1"), attempted_from("x", "192.0.2.2"));
    }
}
