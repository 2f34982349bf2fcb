//! Passwords: argon2id, on few threads, at one cost whether the login exists or not.

use std::{fmt, sync::Arc};

use argon2::{
    Algorithm, Argon2, Params, PasswordHash, PasswordHasher, PasswordVerifier, Version,
    password_hash::{self, Error},
};
use host::Secret;
use rand::RngExt;
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization;

/// Hashes that are computed at once. Each takes 19 MiB; more attempts wait, so that guessing cannot eat the machine.
const AT_ONCE: usize = 4;

/// Hashes and checks passwords. Cheap to clone; clones share the places.
#[derive(Clone)]
pub(crate) struct Passwords {
    places: Arc<Semaphore>,
    decoy: Arc<str>,
}

/// What came of checking a password.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Checked {
    /// It is the one. If it was stored at another cost than today's, it comes hashed anew.
    Right {
        /// To be stored in place of the old hash.
        rehashed: Option<String>,
    },
    /// It is not, or there was none to compare with.
    Wrong,
}

impl Passwords {
    /// Makes the decoy, which takes as long as one sign-in.
    pub fn new() -> Self {
        let nobody_knows: [u8; 32] = rand::rng().random();
        let decoy = hash(&nobody_knows).expect("32 bytes are a password that argon2 takes");
        Self { places: Arc::new(Semaphore::new(AT_ONCE)), decoy: decoy.into() }
    }

    /// What is stored of a password.
    pub async fn hash(&self, password: &str) -> anyhow::Result<String> {
        let password = Secret::new(one_spelling(password));
        let hashed = self.compute(move || hash(password.expose().as_bytes())).await?;
        Ok(hashed?)
    }

    /// Compares a password with what is stored, or with a decoy that nothing matches.
    pub async fn check(&self, password: String, stored: Option<String>) -> anyhow::Result<Checked> {
        let password = Secret::new(one_spelling(&password));
        let stored = stored.unwrap_or_else(|| self.decoy.to_string());
        let checked = self.compute(move || check(password.expose().as_bytes(), &stored)).await?;
        Ok(checked?)
    }

    async fn compute<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> anyhow::Result<T> {
        let place = Arc::clone(&self.places).acquire_owned().await?;
        // The place goes along: whoever asked may be gone before the hash is computed.
        let computed = tokio::task::spawn_blocking(move || {
            let _place = place;
            work()
        });
        Ok(computed.await?)
    }
}

impl fmt::Debug for Passwords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Passwords").finish_non_exhaustive()
    }
}

/// The house's cost: 19 MiB, two passes, one lane.
fn cost() -> Params {
    Params::new(19_456, 2, 1, None).expect("the house's cost is within argon2's limits")
}

fn hash(password: &[u8]) -> password_hash::Result<String> {
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, cost());
    argon2.hash_password(password).map(|hash| hash.to_string())
}

fn check(password: &[u8], stored: &str) -> password_hash::Result<Checked> {
    let stored = PasswordHash::new(stored)?;
    match Argon2::default().verify_password(password, &stored) {
        Ok(()) => {
            let is_todays = Params::try_from(&stored).is_ok_and(|params| {
                (params.m_cost(), params.t_cost(), params.p_cost())
                    == (cost().m_cost(), cost().t_cost(), cost().p_cost())
            });
            let rehashed = if is_todays { None } else { Some(hash(password)?) };
            Ok(Checked::Right { rehashed })
        }
        Err(Error::PasswordInvalid) => Ok(Checked::Wrong),
        Err(error) => Err(error),
    }
}

/// `mật khẩu` is composed on one keyboard and decomposed on another; it is one password.
fn one_spelling(password: &str) -> String {
    password.nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_known_again_however_its_accents_are_typed() {
        let passwords = Passwords::new();
        let stored = passwords.hash("mật khẩu của tôi").await.expect("hashed");
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        let decomposed: String = "mật khẩu của tôi".nfd().collect();
        for (typed, right) in [("mật khẩu của tôi", true), (decomposed.as_str(), true), ("mat khau cua toi", false)]
        {
            let checked = passwords.check(typed.to_owned(), Some(stored.clone())).await.expect("checked");
            assert_eq!(checked == Checked::Right { rehashed: None }, right, "{typed}");
        }
        let checked = passwords.check("mật khẩu của tôi".to_owned(), None).await.expect("checked");
        assert_eq!(checked, Checked::Wrong);
    }

    #[tokio::test]
    async fn a_password_stored_at_a_lower_cost_is_hashed_anew() {
        let cheap = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(8, 1, 1, None).expect("low"));
        let stored = cheap.hash_password(b"twelve letters").expect("hashed").to_string();
        let checked = Passwords::new().check("twelve letters".to_owned(), Some(stored)).await.expect("checked");
        let Checked::Right { rehashed: Some(hash) } = checked else { panic!("it was not hashed anew: {checked:?}") };
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
    }
}
