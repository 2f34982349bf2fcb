//! Files that people hand in, kept in an object store by the hash of their bytes.

use std::{path::Path, sync::Arc};

use bytes::Bytes;
use object_store::{ObjectStore, ObjectStoreExt, local::LocalFileSystem, memory::InMemory};
use sha2::{Digest, Sha256};

/// An object store. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Files(Arc<dyn ObjectStore>);

/// Why a file could not be kept or found.
#[derive(Debug, thiserror::Error)]
pub enum FileFault {
    /// The name is not 64 lower-case hexadecimal digits.
    #[error("`{0}` is not the name of a file")]
    NotAName(String),
    /// The store failed, or has no such file.
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
    /// A store in a local folder, which is made if it is missing.
    pub fn in_folder(folder: &Path) -> std::io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        let store = LocalFileSystem::new_with_prefix(folder).map_err(std::io::Error::other)?;
        Ok(Self(Arc::new(store)))
    }

    /// A store for a process that keeps no files.
    pub fn in_memory() -> Self {
        Self(Arc::new(InMemory::new()))
    }

    /// Keeps a file and tells its name: the SHA-256 of its bytes in hex. Keeping it twice keeps it once.
    pub async fn keep(&self, bytes: Bytes) -> Result<String, FileFault> {
        let name = hex::encode(Sha256::digest(&bytes));
        let kept = self.0.put(&object_store::path::Path::from(name.as_str()), bytes.into()).await;
        kept.map_err(|source| FileFault::Store { name: name.clone(), source })?;
        Ok(name)
    }

    /// The bytes of a file.
    pub async fn read(&self, name: &str) -> Result<Bytes, FileFault> {
        if name.len() != 64 || !name.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)) {
            return Err(FileFault::NotAName(name.chars().take(80).collect()));
        }
        let fault = |source| FileFault::Store { name: name.to_owned(), source };
        self.0.get(&object_store::path::Path::from(name)).await.map_err(fault)?.bytes().await.map_err(fault)
    }
}
