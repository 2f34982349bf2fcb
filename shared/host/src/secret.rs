//! Secrets that cannot be printed, and the key that seals what is secret at rest.

use std::{fmt, path::Path, sync::Arc};

use aes_gcm::{
    Aes256Gcm, Key, KeyInit, Nonce,
    aead::{Aead, Payload},
};
use rand::RngExt;

/// Something that must not be printed. `Debug` is mute; there is no `Display`.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret<T = String>(T);

impl<T> Secret<T> {
    /// Hides a value.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value itself. Each use deserves a look in review.
    pub const fn expose(&self) -> &T {
        &self.0
    }
}

impl<T> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

impl std::str::FromStr for Secret<String> {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.to_owned()))
    }
}

/// Seals values with AES-256-GCM under one key. What is sealed for one place opens nowhere else. Cheap to clone.
#[derive(Clone)]
pub struct Sealer(Arc<Aes256Gcm>);

/// Why a sealed value does not open, or a key is none.
#[derive(Debug, thiserror::Error)]
pub enum SealFault {
    /// Another key, another place, or changed bytes.
    #[error("a sealed value does not open here: wrong key, wrong place, or damaged")]
    DoesNotOpen,
    /// The key file is not 64 hexadecimal digits.
    #[error("the key in {0} is not 64 hexadecimal digits")]
    NotAKey(String),
    /// The key file cannot be read or written.
    #[error("could not use the key file {path}")]
    KeyFile {
        /// Which one.
        path: String,
        /// Why.
        #[source]
        source: std::io::Error,
    },
}

const NONCE_BYTES: usize = 12;

impl Sealer {
    /// The sealer with this key.
    pub fn new(key: &[u8; 32]) -> Self {
        Self(Arc::new(Aes256Gcm::new(Key::<Aes256Gcm>::from_slice(key))))
    }

    /// The sealer with the key in a file of 64 hexadecimal digits; a missing file is made, readable by its owner only.
    pub fn from_file(path: &Path) -> Result<Self, SealFault> {
        let fault = |source| SealFault::KeyFile { path: path.display().to_string(), source };
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let text = hex::encode(rand::rng().random::<[u8; 32]>());
                write_private(path, &text).map_err(fault)?;
                text
            }
            Err(error) => return Err(fault(error)),
        };
        let mut key = [0; 32];
        hex::decode_to_slice(text.trim(), &mut key).map_err(|_| SealFault::NotAKey(path.display().to_string()))?;
        Ok(Self::new(&key))
    }

    /// Seals for a place, such as `syndication|channel_account|access_token|acc_…`.
    pub fn seal(&self, place: &str, clear: &[u8]) -> Vec<u8> {
        let nonce: [u8; NONCE_BYTES] = rand::rng().random();
        let sealed = self
            .0
            .encrypt(Nonce::from_slice(&nonce), Payload { msg: clear, aad: place.as_bytes() })
            .expect("only a message of 64 GiB could not be sealed");
        [nonce.as_slice(), &sealed].concat()
    }

    /// Opens what was sealed for the same place.
    pub fn open(&self, place: &str, sealed: &[u8]) -> Result<Vec<u8>, SealFault> {
        let (nonce, rest) = sealed.split_at_checked(NONCE_BYTES).ok_or(SealFault::DoesNotOpen)?;
        self.0
            .decrypt(Nonce::from_slice(nonce), Payload { msg: rest, aad: place.as_bytes() })
            .map_err(|_| SealFault::DoesNotOpen)
    }
}

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[sealer]")
    }
}

/// Writes a file that only its owner may read.
pub fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    use std::{io::Write, os::unix::fs::OpenOptionsExt};
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut file = std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_in_its_place_only() {
        let sealer = Sealer::new(&[7; 32]);
        let sealed = sealer.seal("here", b"a token");
        assert_eq!(sealer.open("here", &sealed).expect("opens"), b"a token");
        assert!(sealer.open("there", &sealed).is_err());
        assert!(Sealer::new(&[8; 32]).open("here", &sealed).is_err());
        assert!(sealer.open("here", &sealed[..5]).is_err());
        assert!(!format!("{sealer:?}{:?}", Secret::new("a token")).contains("token"));
    }

    #[test]
    fn a_key_file_is_made_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("keys/seal");
        let sealed = Sealer::from_file(&path).expect("made").seal("here", b"x");
        assert!(Sealer::from_file(&path).expect("read").open("here", &sealed).is_ok());
        std::fs::write(&path, "no key").expect("written");
        assert!(matches!(Sealer::from_file(&path), Err(SealFault::NotAKey(_))));
    }
}
