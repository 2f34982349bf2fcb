//! The second factor: an authenticator on somebody's phone (RFC 6238), and codes for the day it is lost.

use host::Secret;
use ids::{Id, Person};
use rand::RngExt;
use sha2::{Digest, Sha256};
use totp_rs::{Builder, Totp};

/// As authenticators show it above the code.
const ISSUER: &str = "Chợ Phiên";
const RECOVERY_CODES: usize = 10;
const RECOVERY_BYTES: usize = 10;
/// RFC 4226 recommends 160 bits.
pub(crate) const SECRET_BYTES: usize = 20;

/// What an authenticator and this house both know.
pub(crate) struct Authenticator(Totp);

impl Authenticator {
    /// With a new secret.
    pub fn draw(login: &str) -> Self {
        Self::new(rand::rng().random(), login)
    }

    /// With a secret that was drawn before.
    pub fn new(secret: [u8; SECRET_BYTES], login: &str) -> Self {
        // An account's name may not hold a colon, and a login never does.
        let name = login.replace(':', " ");
        let built = Builder::new().with_secret(secret).with_account_name(name).with_issuer(Some(ISSUER)).build();
        Self(built.expect("20 bytes and six digits are what RFC 4226 asks for"))
    }

    /// The time step a code belongs to, if it is one of now or of half a minute before or after.
    pub fn step_of(&self, code: &str, now_seconds: u64) -> Option<i64> {
        let digits: String = code.chars().filter(|c| !c.is_whitespace()).collect();
        self.0.check(&digits, now_seconds).and_then(|step| i64::try_from(step).ok())
    }

    /// To be typed.
    pub fn secret_base32(&self) -> String {
        self.0.secret().to_base32()
    }

    /// To be sealed and stored.
    pub fn secret(&self) -> Secret<Vec<u8>> {
        Secret::new(self.0.secret().as_bytes().to_vec())
    }

    /// To be scanned.
    pub fn uri(&self) -> String {
        self.0.to_url().expect("the account has a name without a colon")
    }
}

/// Ten new recovery codes, as their owner reads them.
pub(crate) fn draw_recovery_codes() -> Vec<String> {
    let draw = || {
        let digits = hex::encode(rand::rng().random::<[u8; RECOVERY_BYTES]>());
        let groups: Vec<&str> = (0..digits.len()).step_by(4).map(|at| &digits[at..at + 4]).collect();
        groups.join("-")
    };
    (0..RECOVERY_CODES).map(|_| draw()).collect()
}

/// What is stored of a recovery code, if that is one: the same code of two people is stored differently.
pub(crate) fn recovery_hash(person_id: Id<Person>, typed: &str) -> Option<[u8; 32]> {
    let digits: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    let bytes = hex::decode(digits).ok().filter(|bytes| bytes.len() == RECOVERY_BYTES)?;
    Some(Sha256::new().chain_update(person_id.uuid()).chain_update(bytes).finalize().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B: the secret of its SHA-1 vectors, and the last six of their eight digits.
    #[test]
    fn codes_are_those_of_the_standard() {
        let authenticator = Authenticator::new(*b"12345678901234567890", "+84912345678");
        for (seconds, code) in [(59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")] {
            let step = i64::try_from(seconds / 30).expect("a step");
            assert_eq!(authenticator.step_of(code, seconds), Some(step), "{code}");
            assert_eq!(authenticator.step_of(code, seconds + 30), Some(step), "a slow thumb");
            assert_eq!(authenticator.step_of(code, seconds + 90), None, "too late");
        }
        assert_eq!(authenticator.step_of(" 287 082", 59), Some(1));
        for typed in ["", "28708", "2870822", "28708x", "287083"] {
            assert_eq!(authenticator.step_of(typed, 59), None, "{typed}");
        }
        assert_eq!(authenticator.secret_base32(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        let uri = authenticator.uri();
        assert!(uri.starts_with("otpauth://totp/") && uri.contains("issuer=Ch%E1%BB%A3%20Phi%C3%AAn"), "{uri}");
    }

    #[test]
    fn a_recovery_code_is_read_however_it_is_typed_and_belongs_to_one_person() {
        let codes = draw_recovery_codes();
        assert_eq!((codes.len(), codes[0].len()), (10, 24));
        let (one, other) = (Id::generate(), Id::generate());
        let hash = recovery_hash(one, &codes[0]);
        assert!(hash.is_some() && hash != recovery_hash(one, &codes[1]) && hash != recovery_hash(other, &codes[0]));
        assert_eq!(hash, recovery_hash(one, &format!(" {} ", codes[0].replace('-', "").to_uppercase())));
        for typed in ["", "287082", &codes[0][..20]] {
            assert_eq!(recovery_hash(one, typed), None, "{typed}");
        }
    }
}
