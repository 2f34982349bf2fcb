//! Keys of programs: how one is drawn, known again and let in, and how fast its program may ask.
//!
//! A key is `cp_`, 64 hexadecimal digits and 8 more of a CRC-32 over them: whoever searches code for leaked secrets finds it,
//! and what is mistyped is refused without a look. It comes as a bearer token, and only the API takes it.

use std::{num::NonZeroU32, sync::Arc};

use axum::http::{HeaderMap, header, request::Parts};
use contract::{
    Caller, Role,
    accounts::{Grant, Identity, WhoseKey},
    code,
};
use governor::{DefaultDirectRateLimiter, Quota};
use host::Secret;
use mailbox::Unanswered;
use moka::sync::Cache;
use rand::RngExt;
use sha2::{Digest, Sha256};

use crate::{
    App,
    problem::Problem,
    session::{Signed, traceparent},
    visitor::Visitor,
};

const MARK: &str = "cp_";
const DIGITS: usize = 64;
const CHECK_DIGITS: usize = 8;
/// The mark and eight digits: 224 bits stay unknown.
const PREFIX_LENGTH: usize = 11;
/// Requests that one key may make in a second, and how many at once.
const PER_SECOND: NonZeroU32 = NonZeroU32::new(20).unwrap();
const AT_ONCE: NonZeroU32 = NonZeroU32::new(100).unwrap();
/// Keys whose pace is remembered; the one unused for longest is forgotten first.
const PACES_MAX: u64 = 10_000;

/// A key that is whole.
#[derive(Debug, Clone)]
pub struct ApiKey(Secret);

impl ApiKey {
    /// A new one, of 256 random bits.
    pub fn draw() -> Self {
        let digits = hex::encode(rand::rng().random::<[u8; DIGITS / 2]>());
        Self(Secret::new(format!("{MARK}{digits}{}", check_digits(&digits))))
    }

    /// Reads one; none where a digit is missing or mistyped.
    pub fn parse(text: &str) -> Option<Self> {
        let (digits, check) = text.strip_prefix(MARK)?.split_at_checked(DIGITS)?;
        let is_lower_hex = digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        (is_lower_hex && check == check_digits(digits)).then(|| Self(Secret::new(text.to_owned())))
    }

    /// What its owner shows.
    pub const fn expose(&self) -> &String {
        self.0.expose()
    }

    /// What accounts knows it by.
    pub fn hash(&self) -> String {
        hex::encode(Sha256::digest(self.expose()))
    }

    /// What its owner tells it from others by.
    pub fn prefix(&self) -> String {
        self.expose().chars().take(PREFIX_LENGTH).collect()
    }
}

fn check_digits(digits: &str) -> String {
    format!("{:0CHECK_DIGITS$x}", crc32fast::hash(digits.as_bytes()))
}

/// Whether a bearer token is meant as a key; a session's is never.
pub(crate) fn is_meant(token: &str) -> bool {
    token.starts_with(MARK)
}

/// The key a program shows, whole or not.
pub(crate) fn shown(headers: &HeaderMap) -> Option<&str> {
    bearer(headers).filter(|token| is_meant(token))
}

/// The bearer token of a request.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

/// Lets a program in. Accounts is asked each time: a key that is ended is dead at once.
pub(crate) async fn find(parts: &Parts, app: &App, shown: &str) -> Result<Signed, Problem> {
    let refused = |detail| Problem::new("key_refused", detail);
    let key = ApiKey::parse(shown).ok_or_else(|| refused("the key is not whole: its checksum does not fit"))?;
    let key_hash = key.hash();
    if !app.paces.lets(&key_hash) {
        return Err(Problem::new("too_many_requests", format!("a key makes {PER_SECOND} requests a second")));
    }
    let known = match app.asker.ask(&Caller::anonymous(), &WhoseKey { key_hash }).await {
        Ok(known) => known,
        Err(Unanswered::Refused(refusal)) if refusal.code == code::NOT_FOUND => {
            return Err(refused("the key is unknown, has ended, or whoever made it may no longer do so"));
        }
        Err(unanswered) => return Err(unanswered.into()),
    };
    let grant = Grant { role: Role::Integrator, scope: known.scope.clone() };
    let identity =
        Identity { person_id: known.made_by, name: known.name, grants: vec![grant], acts_for: Vec::new(), need: None };
    let caller = Visitor::of(parts, app).tell(Caller::api_key(known.key_id, known.scope, known.scopes));
    let caller = Caller { traceparent: traceparent(&parts.headers), ..caller };
    Ok(Signed { identity: Arc::new(identity), grant_index: 0, acts_for: None, caller, session_hash: String::new() })
}

/// How fast each key has been used here. Each process counts for itself.
#[derive(Clone)]
pub(crate) struct Paces(Cache<String, Arc<DefaultDirectRateLimiter>>);

impl Paces {
    pub(crate) fn new() -> Self {
        Self(Cache::new(PACES_MAX))
    }

    fn lets(&self, key_hash: &str) -> bool {
        let quota = || Arc::new(DefaultDirectRateLimiter::direct(Quota::per_second(PER_SECOND).allow_burst(AT_ONCE)));
        self.0.get_with_by_ref(key_hash, quota).check().is_ok()
    }
}

impl std::fmt::Debug for Paces {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Paces").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_known_as_one_and_what_is_mistyped_is_none() {
        let key = ApiKey::draw();
        let text = key.expose();
        assert_eq!((text.len(), key.hash().len(), key.prefix().len()), (75, 64, 11));
        assert!(is_meant(text) && text.starts_with(&key.prefix()));
        assert_eq!(ApiKey::parse(text).expect("it is whole").hash(), key.hash());
        assert_ne!(ApiKey::draw().hash(), key.hash());
        for at in MARK.len()..text.len() {
            let mut typed: Vec<char> = text.chars().collect();
            typed[at] = if typed[at] == '0' { '1' } else { '0' };
            assert!(ApiKey::parse(&typed.iter().collect::<String>()).is_none(), "letter {at}");
        }
        for typed in
            ["", "cp_", &text[..74], &format!("{text}0"), &text.to_uppercase(), &format!("cp_{}", "đ".repeat(36))]
        {
            assert!(ApiKey::parse(typed).is_none(), "{typed}");
        }
    }

    /// Written down, so that keys which are out there stay whole: the CRC-32 of zlib over the digits as text.
    #[test]
    fn the_checksum_is_that_of_zlib() {
        let key = format!("cp_{}{}", "0123456789abcdef".repeat(4), "a77cac63");
        assert_eq!(check_digits(&"0123456789abcdef".repeat(4)), key[67..], "as Python's zlib.crc32 says");
        assert!(ApiKey::parse(&key).is_some());
    }

    #[test]
    fn a_key_shows_in_no_log() {
        let key = ApiKey::draw();
        assert!(!format!("{key:?}").contains(&key.expose()[3..]), "{key:?}");
    }

    #[test]
    fn a_program_that_runs_wild_is_slowed_down_and_no_other() {
        let paces = Paces::new();
        let passed = (0..1_000).filter(|_| paces.lets("one")).count();
        assert!((100..200).contains(&passed), "{passed}");
        assert!(paces.lets("other"));
    }
}
