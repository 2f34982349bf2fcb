//! A data folder's companions: the lock that says who uses it, and the log of what its server said.

use std::{
    ffi::OsString,
    fs::{self, File, TryLockError},
    io::{Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use crate::StackError;

/// A log that is longer than this when a server starts is put aside, so that at most two are kept.
const LOG_BYTES_MAX: u64 = 8 << 20;

/// The path beside `folder` that has the same name and then `.suffix`.
pub(crate) fn beside(folder: &Path, suffix: &str) -> PathBuf {
    let mut name = folder.file_name().map_or_else(OsString::new, OsString::from);
    name.push(".");
    name.push(suffix);
    folder.with_file_name(name)
}

/// The folder's absolute path, whose parents exist and have no links in them.
pub(crate) fn placed(folder: &Path) -> Result<PathBuf, StackError> {
    let failed = || StackError::doing(format!("make room for {}", folder.display()));
    let folder_path = std::path::absolute(folder).map_err(failed())?;
    let (Some(parent), Some(name)) = (folder_path.parent(), folder_path.file_name()) else {
        return Err(failed()(std::io::ErrorKind::InvalidInput.into()));
    };
    fs::create_dir_all(parent).map_err(failed())?;
    Ok(parent.canonicalize().map_err(failed())?.join(name))
}

/// The right to use a data folder, which ends with us, however we end.
#[derive(Debug)]
pub(crate) struct Lock(File);

/// Closing the file would not do: a program that another thread is just starting has it open, too, for a moment.
impl Drop for Lock {
    fn drop(&mut self) {
        self.0.unlock().ok();
    }
}

impl Lock {
    /// Takes the folder for this process, or says who has it.
    pub(crate) fn take(data: &Path) -> Result<Self, StackError> {
        let path = beside(data, "lock");
        let failed = || StackError::doing(format!("lock {}", path.display()));
        let mut file =
            File::options().read(true).write(true).create(true).truncate(false).open(&path).map_err(failed())?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut pid = String::new();
                file.read_to_string(&mut pid).map_err(failed())?;
                return Err(StackError::InUse { data: data.to_owned(), pid: pid.trim().to_owned() });
            }
            Err(TryLockError::Error(error)) => return Err(failed()(error)),
        }
        file.set_len(0).and_then(|()| writeln!(file, "{}", std::process::id())).map_err(failed())?;
        Ok(Self(file))
    }
}

/// What a server says, and where this start's part of it begins.
#[derive(Debug)]
pub(crate) struct Log {
    path: PathBuf,
    file: File,
    begin: u64,
}

impl Log {
    /// Opens the log beside the data folder, to write at its end.
    pub(crate) fn open(data: &Path) -> Result<Self, StackError> {
        let path = beside(data, "log");
        let failed = || StackError::doing(format!("open the log {}", path.display()));
        if fs::metadata(&path).is_ok_and(|log| log.len() > LOG_BYTES_MAX) {
            fs::rename(&path, path.with_extension("log.old")).map_err(failed())?;
        }
        let file = File::options().read(true).append(true).create(true).open(&path).map_err(failed())?;
        let begin = file.metadata().map_err(failed())?.len();
        Ok(Self { path, file, begin })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// One more handle, for a child to write to.
    pub(crate) fn handle(&self) -> Result<File, StackError> {
        self.file.try_clone().map_err(StackError::doing("hand the log to a server"))
    }

    /// The last lines since this start, in one.
    pub(crate) fn said(&self) -> String {
        let mut text = Vec::new();
        let read = (&self.file).seek(SeekFrom::Start(self.begin)).and_then(|_| (&self.file).read_to_end(&mut text));
        match read {
            Ok(_) => last_lines(&String::from_utf8_lossy(&text)),
            Err(error) => format!("nothing that can be read ({error})"),
        }
    }
}

/// The last lines of what a program said, in one.
pub(crate) fn last_lines(text: &str) -> String {
    const LINES: usize = 3;
    let lines: Vec<_> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if lines.is_empty() {
        return "nothing".to_owned();
    }
    lines[lines.len().saturating_sub(LINES)..].join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_free_again_although_a_child_has_its_lock_open_still() {
        let folder = tempfile::tempdir().expect("a folder");
        let data = folder.path().join("data");
        let lock = Lock::take(&data).expect("free");
        assert!(matches!(Lock::take(&data), Err(StackError::InUse { .. })));
        let of_child = lock.0.try_clone().expect("opened twice");
        drop(lock);
        Lock::take(&data).expect("free again");
        drop(of_child);
    }
}
