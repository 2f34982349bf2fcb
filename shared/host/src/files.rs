//! Files in an object store: what people hand in by the hash of its bytes and sealed, the house's own by a path.

use std::{path::Path, sync::Arc};

use bytes::Bytes;
use futures::TryStreamExt;
use object_store::{
    ObjectStore, ObjectStoreExt, PutMode, local::LocalFileSystem, memory::InMemory, path::Path as ObjectPath,
};
use sha2::{Digest, Sha256};

use crate::secret::{SealFault, Sealer};

/// An object store. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Files {
    store: Arc<dyn ObjectStore>,
    /// None where people's files are none of this process's business.
    sealer: Option<Sealer>,
}

/// Why a file could not be kept or found.
#[derive(Debug, thiserror::Error)]
pub enum FileFault {
    /// The name is not 64 lower-case hexadecimal digits.
    #[error("`{0}` is not the name of a file")]
    NotAName(String),
    /// This process was given no key for people's files.
    #[error("people's files cannot be kept or read here: there is no key for them")]
    NoKey,
    /// Another key, or changed bytes.
    #[error("file {name} does not open")]
    Sealed {
        /// Which file.
        name: String,
        /// Why.
        #[source]
        source: SealFault,
    },
    /// The store answers and has no such file: asking again does not help.
    #[error("file {name} is not in the store")]
    Missing {
        /// Which file.
        name: String,
    },
    /// The store failed.
    #[error("could not reach file {name}")]
    Store {
        /// Which file.
        name: String,
        /// Why.
        #[source]
        source: object_store::Error,
    },
}

impl Files {
    /// A store in a local folder, which is made if it is missing. People's files need [`Files::sealed`], too.
    pub fn in_folder(folder: &Path) -> std::io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        let store = LocalFileSystem::new_with_prefix(folder).map_err(std::io::Error::other)?;
        Ok(Self::new(store))
    }

    /// A store that speaks for itself.
    pub(crate) fn new(store: impl ObjectStore) -> Self {
        Self { store: Arc::new(store), sealer: None }
    }

    /// A store that ends with the process.
    pub fn in_memory() -> Self {
        Self::new(InMemory::new())
    }

    /// The same store, for people's files as well: they hold personal data, so they lie there sealed by this.
    #[must_use]
    pub fn sealed(self, sealer: Sealer) -> Self {
        Self { sealer: Some(sealer), ..self }
    }

    /// Keeps a person's file and tells its name: the SHA-256 of its bytes in hex. Keeping it twice keeps it once.
    pub async fn keep(&self, bytes: Bytes) -> Result<String, FileFault> {
        let sealer = self.sealer.as_ref().ok_or(FileFault::NoKey)?;
        let name = hex::encode(Sha256::digest(&bytes));
        let sealed = sealer.seal(&place(&name), &bytes);
        let kept = self.store.put(&ObjectPath::from(name.as_str()), sealed.into()).await;
        kept.map_err(|source| FileFault::Store { name: name.clone(), source })?;
        Ok(name)
    }

    /// Keeps a file under a path of its own, unless there is one already: that one stays.
    pub async fn keep_first(&self, path: &str, bytes: Bytes) -> Result<(), FileFault> {
        let options = PutMode::Create.into();
        match self.store.put_opts(&ObjectPath::from(path), bytes.into(), options).await {
            Ok(_) | Err(object_store::Error::AlreadyExists { .. }) => Ok(()),
            Err(source) => Err(FileFault::Store { name: path.to_owned(), source }),
        }
    }

    /// Whether the store answers, to the key it was given.
    pub(crate) async fn answers(&self) -> Result<(), FileFault> {
        let first = self.store.list(Some(&ObjectPath::from("audit"))).try_next().await;
        first.map(drop).map_err(|source| FileFault::Store { name: "audit".to_owned(), source })
    }

    /// The paths of all files below a folder, in order.
    pub async fn list(&self, folder: &str) -> Result<Vec<String>, FileFault> {
        let listed: Result<Vec<_>, _> = self.store.list(Some(&ObjectPath::from(folder))).try_collect().await;
        let listed = listed.map_err(|source| FileFault::Store { name: folder.to_owned(), source })?;
        let mut paths: Vec<String> = listed.into_iter().map(|file| file.location.to_string()).collect();
        paths.sort();
        Ok(paths)
    }

    /// The bytes of a file by the path it was listed under.
    pub async fn read_path(&self, path: &str) -> Result<Bytes, FileFault> {
        let fault = |source| match source {
            object_store::Error::NotFound { .. } => FileFault::Missing { name: path.to_owned() },
            source => FileFault::Store { name: path.to_owned(), source },
        };
        self.store.get(&ObjectPath::from(path)).await.map_err(fault)?.bytes().await.map_err(fault)
    }

    /// Takes a person's file out of the store. One that is not there is gone already.
    pub async fn forget(&self, name: &str) -> Result<(), FileFault> {
        match self.store.delete(&ObjectPath::from(name)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(source) => Err(FileFault::Store { name: name.to_owned(), source }),
        }
    }

    /// The bytes of a person's file.
    pub async fn read(&self, name: &str) -> Result<Bytes, FileFault> {
        if name.len() != 64 || !name.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)) {
            return Err(FileFault::NotAName(name.chars().take(80).collect()));
        }
        let sealer = self.sealer.as_ref().ok_or(FileFault::NoKey)?;
        let opened = sealer.open(&place(name), &self.read_path(name).await?);
        opened.map(Bytes::from).map_err(|source| FileFault::Sealed { name: name.to_owned(), source })
    }
}

fn place(name: &str) -> String {
    format!("file|{name}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_people_hand_in_lies_sealed_and_comes_back_whole() {
        let folder = tempfile::tempdir().expect("a folder");
        let bare = Files::in_folder(folder.path()).expect("a store");
        let files = bare.clone().sealed(Sealer::new(&[7; 32]));
        let clear = Bytes::from_static(b"002299000001");
        let name = files.keep(clear.clone()).await.expect("kept");
        assert_eq!(files.keep(clear.clone()).await.expect("kept once"), name);
        assert_eq!(files.read(&name).await.expect("read"), clear);
        let lies_there = std::fs::read(folder.path().join(&name)).expect("a file");
        assert!(!lies_there.windows(clear.len()).any(|window| window == clear));
        assert!(matches!(bare.read(&name).await, Err(FileFault::NoKey)));
        assert!(matches!(bare.keep(clear).await, Err(FileFault::NoKey)));
        let other = Files::in_folder(folder.path()).expect("a store").sealed(Sealer::new(&[8; 32]));
        assert!(matches!(other.read(&name).await, Err(FileFault::Sealed { .. })));
        for _ in 0..2 {
            files.forget(&name).await.expect("it is gone");
        }
        assert!(matches!(files.read(&name).await, Err(FileFault::Missing { .. })));
        assert!(matches!(files.read("../secret").await, Err(FileFault::NotAName(_))));
    }

    #[tokio::test]
    async fn the_first_file_under_a_path_stays() {
        let files = Files::in_memory();
        for text in ["first", "second"] {
            files.keep_first("audit/intake/1.json", text.into()).await.expect("there is one");
        }
        assert_eq!(files.list("audit/intake").await.expect("listed"), ["audit/intake/1.json"]);
        assert_eq!(files.read_path("audit/intake/1.json").await.expect("read"), "first");
    }
}
