//! Keys that wrap other keys: each producer's data have a key of their own, which lies wrapped beside them, and what can
//! unwrap it lies elsewhere.
//!
//! [`KeyProvider`] is the port. [`FileKeys`] serves one machine or one Kubernetes Secret. A key management service fits as well: it is
//! asked with many keys at once and may take its time, and every wrapped key says which key can unwrap it.
//!
//! To add one: a struct beside [`FileKeys`] with these three methods, and the setting that chooses it.

use std::{
    fmt,
    path::{Path, PathBuf},
    sync::{PoisonError, RwLock},
};

use futures::future::{BoxFuture, ready};
use rand::RngExt;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::secret::{SealFault, Sealer, write_private};

/// A key for somebody's data. Wiped from memory when it is dropped; `Debug` is mute.
#[derive(Clone)]
pub struct DataKey(Zeroizing<[u8; 32]>);

impl DataKey {
    /// A new one.
    pub fn draw() -> Self {
        Self(Zeroizing::new(rand::rng().random()))
    }

    /// What seals with it.
    pub fn sealer(&self) -> Sealer {
        Sealer::new(&self.0)
    }
}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[data key]")
    }
}

/// A wrapped key, and which key wrapped it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrapped {
    /// Of the wrapping key.
    pub key_id: String,
    /// What it made of the data key.
    pub bytes: Vec<u8>,
}

/// Why a key cannot be wrapped or unwrapped.
#[derive(Debug, thiserror::Error)]
pub enum KeyFault {
    /// The provider has no key of this id, or not any more.
    #[error("the key `{0}`, which wrapped a data key, is not here")]
    Unknown(String),
    /// Another place, or changed bytes.
    #[error("a wrapped key does not open")]
    DoesNotOpen(#[source] SealFault),
    /// The file cannot be used.
    #[error("could not use the keys in {path}")]
    File {
        /// Which file.
        path: String,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The file holds something else than keys.
    #[error("{0} does not hold keys of 64 hexadecimal digits, one a line, the newest first")]
    NotKeys(String),
    /// The provider does not answer.
    #[error("the provider of keys does not answer: {0}")]
    Away(String),
}

/// What wraps data keys. A wrapped key opens only for the place it was wrapped for, such as `onboarding|coo_…|household|hou_…`.
pub trait KeyProvider: fmt::Debug + Send + Sync {
    /// The id of the key that wraps new data keys.
    fn newest(&self) -> BoxFuture<'_, Result<String, KeyFault>>;

    /// Wraps each key for its place, in order, with the newest key.
    fn wrap<'a>(&'a self, keys: &'a [(String, DataKey)]) -> BoxFuture<'a, Result<Vec<Wrapped>, KeyFault>>;

    /// Unwraps each key for its place, in order, whatever key wrapped it.
    fn unwrap<'a>(&'a self, keys: &'a [(String, Wrapped)]) -> BoxFuture<'a, Result<Vec<DataKey>, KeyFault>>;
}

/// Wrapping keys in a file: 64 hexadecimal digits a line, the newest first. A key's id is made of the key itself. The file is
/// read again when a key of an unknown id is met, so that a new line reaches processes that run.
pub struct FileKeys {
    path: PathBuf,
    keys: RwLock<Vec<WrappingKey>>,
}

#[derive(Clone)]
struct WrappingKey {
    id: String,
    sealer: Sealer,
}

impl FileKeys {
    /// The keys of this file; a missing file is made with one key, readable by its owner only.
    pub fn open(path: &Path) -> Result<Self, KeyFault> {
        if !path.exists() {
            write(path, &[draw()])?;
        }
        Ok(Self { path: path.to_owned(), keys: RwLock::new(read(path)?) })
    }

    /// Puts a new key at the head of the file, which wraps from now on, and tells its id. The others still unwrap.
    pub fn add(path: &Path) -> Result<String, KeyFault> {
        Self::open(path)?;
        let text = Zeroizing::new(std::fs::read_to_string(path).map_err(|source| fault(path, source))?);
        let new = draw();
        let lines: Vec<_> = [new].into_iter().chain(text.lines().map(|line| Zeroizing::new(line.to_owned()))).collect();
        write(path, &lines)?;
        read(path)?.first().map(|key| key.id.clone()).ok_or_else(|| KeyFault::NotKeys(path.display().to_string()))
    }

    fn known(&self) -> Vec<WrappingKey> {
        self.keys.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn first(&self) -> Result<WrappingKey, KeyFault> {
        self.known().into_iter().next().ok_or_else(|| KeyFault::NotKeys(self.path.display().to_string()))
    }

    /// The key of this id; the file is read again where it is unknown.
    fn of_id(&self, id: &str) -> Result<WrappingKey, KeyFault> {
        if let Some(key) = self.known().into_iter().find(|key| key.id == id) {
            return Ok(key);
        }
        let keys = read(&self.path)?;
        let found = keys.iter().find(|key| key.id == id).cloned();
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = keys;
        found.ok_or_else(|| KeyFault::Unknown(id.to_owned()))
    }

    fn wrap_all(&self, keys: &[(String, DataKey)]) -> Result<Vec<Wrapped>, KeyFault> {
        let newest = self.first()?;
        let wrap = |(place, key): &(String, DataKey)| Wrapped {
            key_id: newest.id.clone(),
            bytes: newest.sealer.seal(place, key.0.as_slice()),
        };
        Ok(keys.iter().map(wrap).collect())
    }

    fn unwrap_all(&self, keys: &[(String, Wrapped)]) -> Result<Vec<DataKey>, KeyFault> {
        let mut last: Option<WrappingKey> = None;
        let mut unwrapped = Vec::with_capacity(keys.len());
        for (place, wrapped) in keys {
            let key = match last.take() {
                Some(key) if key.id == wrapped.key_id => key,
                _ => self.of_id(&wrapped.key_id)?,
            };
            let clear = Zeroizing::new(key.sealer.open(place, &wrapped.bytes).map_err(KeyFault::DoesNotOpen)?);
            let bytes = clear.as_slice().try_into().map_err(|_| KeyFault::DoesNotOpen(SealFault::DoesNotOpen))?;
            unwrapped.push(DataKey(Zeroizing::new(bytes)));
            last = Some(key);
        }
        Ok(unwrapped)
    }
}

impl KeyProvider for FileKeys {
    fn newest(&self) -> BoxFuture<'_, Result<String, KeyFault>> {
        Box::pin(ready(self.first().map(|key| key.id)))
    }

    fn wrap<'a>(&'a self, keys: &'a [(String, DataKey)]) -> BoxFuture<'a, Result<Vec<Wrapped>, KeyFault>> {
        Box::pin(ready(self.wrap_all(keys)))
    }

    fn unwrap<'a>(&'a self, keys: &'a [(String, Wrapped)]) -> BoxFuture<'a, Result<Vec<DataKey>, KeyFault>> {
        Box::pin(ready(self.unwrap_all(keys)))
    }
}

impl fmt::Debug for FileKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileKeys").field("path", &self.path).finish_non_exhaustive()
    }
}

fn draw() -> Zeroizing<String> {
    Zeroizing::new(hex::encode(rand::rng().random::<[u8; 32]>()))
}

fn fault(path: &Path, source: std::io::Error) -> KeyFault {
    KeyFault::File { path: path.display().to_string(), source }
}

/// Written beside and renamed, so that nobody reads half a file.
fn write(path: &Path, lines: &[Zeroizing<String>]) -> Result<(), KeyFault> {
    let mut text = Zeroizing::new(String::new());
    for line in lines {
        text.push_str(line);
        text.push('\n');
    }
    let beside = path.with_extension("new");
    write_private(&beside, &text).map_err(|source| fault(path, source))?;
    std::fs::rename(&beside, path).map_err(|source| fault(path, source))
}

fn read(path: &Path) -> Result<Vec<WrappingKey>, KeyFault> {
    let text = Zeroizing::new(std::fs::read_to_string(path).map_err(|source| fault(path, source))?);
    let not_keys = || KeyFault::NotKeys(path.display().to_string());
    let mut keys = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let mut key = Zeroizing::new([0; 32]);
        hex::decode_to_slice(line, key.as_mut_slice()).map_err(|_| not_keys())?;
        let id = Sha256::new().chain_update("the id of a wrapping key").chain_update(key.as_slice()).finalize();
        keys.push(WrappingKey { id: hex::encode(&id[..8]), sealer: Sealer::new(&key) });
    }
    if keys.is_empty() { Err(not_keys()) } else { Ok(keys) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(text: &str) -> String {
        text.to_owned()
    }

    #[tokio::test]
    async fn a_new_key_wraps_from_now_on_and_the_old_one_still_unwraps_until_it_is_taken_out() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("keys/producer-keys");
        let running = FileKeys::open(&path).expect("made");
        let key = DataKey::draw();
        let sealed = key.sealer().seal("here", b"clear");
        let old = running.wrap(&[(place("a"), key.clone())]).await.expect("wrapped").remove(0);
        let new_id = FileKeys::add(&path).expect("a second key");
        assert_ne!(new_id, old.key_id);
        let started = FileKeys::open(&path).expect("read");
        assert_eq!(started.newest().await.expect("an id"), new_id);
        let new = started.wrap(&[(place("a"), key)]).await.expect("wrapped").remove(0);
        assert_eq!(new.key_id, new_id);
        // The process that ran all along meets the new id and reads the file again.
        for wrapped in [old.clone(), new.clone()] {
            let unwrapped = running.unwrap(&[(place("a"), wrapped)]).await.expect("unwrapped");
            assert_eq!(unwrapped[0].sealer().open("here", &sealed).expect("opens"), b"clear");
        }
        let text = std::fs::read_to_string(&path).expect("a file");
        std::fs::write(&path, text.lines().next().expect("the newest")).expect("written");
        let later = FileKeys::open(&path).expect("read");
        assert!(later.unwrap(&[(place("a"), new.clone())]).await.is_ok());
        assert!(matches!(later.unwrap(&[(place("a"), old)]).await, Err(KeyFault::Unknown(_))));
        assert!(matches!(later.unwrap(&[(place("b"), new)]).await, Err(KeyFault::DoesNotOpen(_))), "another's place");
    }

    #[test]
    fn a_file_of_something_else_is_refused_and_nothing_is_printed() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("producer-keys");
        let keys = FileKeys::open(&path).expect("made");
        let text = std::fs::read_to_string(&path).expect("a file");
        assert!(!format!("{keys:?}{:?}", DataKey::draw()).contains(text.trim()));
        for wrong in ["", "no key\n", "00\n"] {
            std::fs::write(&path, wrong).expect("written");
            assert!(matches!(FileKeys::open(&path), Err(KeyFault::NotKeys(_))), "{wrong}");
        }
    }
}
