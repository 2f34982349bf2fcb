//! Files in an object store: what people hand in by the hash of its bytes, the house's own by a path.

use std::{path::Path, sync::Arc};

use bytes::Bytes;
use futures::TryStreamExt;
use object_store::{
    ObjectStore, ObjectStoreExt, PutMode, local::LocalFileSystem, memory::InMemory, path::Path as ObjectPath,
};
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
        let kept = self.0.put(&ObjectPath::from(name.as_str()), bytes.into()).await;
        kept.map_err(|source| FileFault::Store { name: name.clone(), source })?;
        Ok(name)
    }

    /// Keeps a file under a path of its own, unless there is one already: that one stays.
    pub async fn keep_first(&self, path: &str, bytes: Bytes) -> Result<(), FileFault> {
        let options = PutMode::Create.into();
        match self.0.put_opts(&ObjectPath::from(path), bytes.into(), options).await {
            Ok(_) | Err(object_store::Error::AlreadyExists { .. }) => Ok(()),
            Err(source) => Err(FileFault::Store { name: path.to_owned(), source }),
        }
    }

    /// The paths of all files below a folder, in order.
    pub async fn list(&self, folder: &str) -> Result<Vec<String>, FileFault> {
        let listed: Result<Vec<_>, _> = self.0.list(Some(&ObjectPath::from(folder))).try_collect().await;
        let listed = listed.map_err(|source| FileFault::Store { name: folder.to_owned(), source })?;
        let mut paths: Vec<String> = listed.into_iter().map(|file| file.location.to_string()).collect();
        paths.sort();
        Ok(paths)
    }

    /// The bytes of a file by the path it was listed under.
    pub async fn read_path(&self, path: &str) -> Result<Bytes, FileFault> {
        let fault = |source| FileFault::Store { name: path.to_owned(), source };
        self.0.get(&ObjectPath::from(path)).await.map_err(fault)?.bytes().await.map_err(fault)
    }

    /// The bytes of a file.
    pub async fn read(&self, name: &str) -> Result<Bytes, FileFault> {
        if name.len() != 64 || !name.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)) {
            return Err(FileFault::NotAName(name.chars().take(80).collect()));
        }
        self.read_path(name).await
    }
}
