//! Who runs Postgres: we ourselves, or another user where we are root.

use std::{
    fs,
    os::unix::fs::{MetadataExt, lchown},
    path::Path,
    process,
};

use nix::unistd::{Uid, User, geteuid};
use tokio::process::Command;

use crate::StackError;

/// The user that Postgres runs as; `None` is us.
#[derive(Debug, Clone)]
pub(crate) struct RunAs(Option<Account>);

#[derive(Debug, Clone)]
struct Account {
    name: String,
    uid: u32,
    gid: u32,
}

impl RunAs {
    /// The user for this data folder, which need not exist. Data that somebody owns stay theirs.
    pub(crate) fn for_data(data: &Path) -> Result<Self, StackError> {
        let owner = fs::metadata(data).ok().map(|data| (data.uid(), data.gid()));
        if !geteuid().is_root() {
            return match owner {
                Some((uid, _)) if uid != geteuid().as_raw() => {
                    Err(StackError::NotOurs { data: data.to_owned(), owner: name(uid) })
                }
                _ => Ok(Self(None)),
            };
        }
        if let Some((uid, gid)) = owner.filter(|(uid, _)| *uid != 0) {
            return Ok(Self(Some(Account { name: name(uid), uid, gid })));
        }
        let user = ["postgres", "nobody"].into_iter().find_map(|name| User::from_name(name).ok().flatten());
        let user = user.ok_or(StackError::NobodyToRunAs)?;
        Ok(Self(Some(Account { name: user.name, uid: user.uid.as_raw(), gid: user.gid.as_raw() })))
    }

    /// The user's name, as root should hear it.
    pub(crate) fn name(&self) -> &str {
        self.0.as_ref().map_or("we", |account| &account.name)
    }

    /// Lets the command run as this user.
    pub(crate) fn apply(&self, command: &mut Command) {
        if let Some(account) = &self.0 {
            command.uid(account.uid).gid(account.gid);
        }
    }

    /// Hands this user a folder with all that is in it.
    pub(crate) fn own(&self, folder: &Path) -> Result<(), StackError> {
        let Some(account) = &self.0 else { return Ok(()) };
        own(folder, account).map_err(StackError::doing(format!("hand {} to {}", folder.display(), account.name)))
    }

    /// This user may enter the folder, or run the program. Tried rather than reckoned from modes, for those above count
    /// as well, and so do access lists.
    pub(crate) fn may_enter(&self, path: &Path) -> bool {
        use std::os::unix::process::CommandExt;

        let Some(account) = &self.0 else { return true };
        let mut test = process::Command::new("/bin/sh");
        test.args(["-c", r#"test -x "$1""#, "sh"]).arg(path).current_dir("/").uid(account.uid).gid(account.gid);
        test.status().is_ok_and(|status| status.success())
    }
}

fn own(path: &Path, account: &Account) -> std::io::Result<()> {
    let found = fs::symlink_metadata(path)?;
    if found.uid() != account.uid {
        lchown(path, Some(account.uid), Some(account.gid))?;
    }
    if found.is_dir() {
        for entry in fs::read_dir(path)? {
            own(&entry?.path(), account)?;
        }
    }
    Ok(())
}

fn name(uid: u32) -> String {
    let user = User::from_uid(Uid::from_raw(uid)).ok().flatten();
    user.map_or_else(|| uid.to_string(), |user| user.name)
}
