//! Personal numbers and phones at rest: sealed for their row and column, found again by a keyed hash.

use std::sync::Arc;

use hmac::{Hmac, KeyInit, Mac};
use host::{Sealer, Secret};
use sha2::Sha256;

/// Seals personal data and makes keyed hashes. The two keys differ, so that whoever has one cannot use it as the other.
#[derive(Debug, Clone)]
pub struct Vault {
    sealer: Sealer,
    blind_index_key: Arc<Secret<[u8; 32]>>,
}

impl Vault {
    /// A vault with these keys.
    pub fn new(sealer: Sealer, blind_index_key: Secret<[u8; 32]>) -> Self {
        Self { sealer, blind_index_key: Arc::new(blind_index_key) }
    }

    /// Seals `clear` for a column of one row, and writes it in hex.
    pub(crate) fn seal(&self, table: &str, column: &str, row: impl std::fmt::Display, clear: &str) -> String {
        hex::encode(self.sealer.seal(&format!("onboarding|{table}|{column}|{row}"), clear.as_bytes()))
    }

    /// Opens what was sealed for that column of that row.
    pub(crate) fn open(
        &self,
        table: &str,
        column: &str,
        row: impl std::fmt::Display,
        sealed: &[u8],
    ) -> anyhow::Result<Secret<String>> {
        let clear = self.sealer.open(&format!("onboarding|{table}|{column}|{row}"), sealed)?;
        Ok(Secret::new(String::from_utf8(clear)?))
    }

    /// The blind index of a number, in hex: equal for equal numbers, and telling nothing else.
    pub(crate) fn index(&self, number: &str) -> String {
        self.hash("index", &[number])
    }

    /// Equal for rows that are equal in every part, in hex.
    pub(crate) fn fingerprint(&self, parts: &[&str]) -> String {
        self.hash("fingerprint", parts)
    }

    fn hash(&self, purpose: &str, parts: &[&str]) -> String {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(self.blind_index_key.expose()).expect("HMAC takes keys of any length");
        for part in std::iter::once(&purpose).chain(parts) {
            // With its length, so that "ab" + "c" is not "a" + "bc".
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part.as_bytes());
        }
        hex::encode(mac.finalize().into_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_depend_on_key_purpose_and_every_part() {
        let vault = |key: u8| Vault::new(Sealer::new(&[7; 32]), Secret::new([key; 32]));
        let one = vault(1);
        assert_eq!(one.index("002299063014"), one.index("002299063014"));
        let others = [
            vault(2).index("002299063014"),
            one.fingerprint(&["002299063014"]),
            one.index("002299063015"),
            one.fingerprint(&["00", "2299063014"]),
        ];
        for (at, hash) in others.iter().enumerate() {
            assert_ne!(*hash, one.index("002299063014"), "{at}");
            assert!(!others[..at].contains(hash), "{at}");
        }
    }
}
