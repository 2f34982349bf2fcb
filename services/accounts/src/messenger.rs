//! How a message reaches a person: a port, with a file and a log to begin with. SMS and Zalo come with an operator's contract.

use std::{
    fmt,
    io::Write as _,
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use futures::future::BoxFuture;
use serde::{Deserialize, Serialize};

use crate::domain::masked;

/// Something to tell a person.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// A phone number as `+84…`, or an e-mail address.
    pub to: String,
    /// In Vietnamese; may hold a link that lets somebody in.
    pub text: String,
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message").finish_non_exhaustive()
    }
}

/// Brings messages to people.
pub trait Messenger: fmt::Debug + Send + Sync {
    /// Brings one; an error is tried again later.
    fn send<'a>(&'a self, message: &'a Message) -> BoxFuture<'a, anyhow::Result<()>>;
}

/// Writes each message as a line of JSON to a file that only its owner may read; for practice, and for a gateway that reads it.
#[derive(Debug, Clone)]
pub struct FileMessenger(PathBuf);

impl FileMessenger {
    /// To this file, which is made if it is missing.
    pub fn new(path: &Path) -> Self {
        Self(path.to_owned())
    }
}

impl Messenger for FileMessenger {
    fn send<'a>(&'a self, message: &'a Message) -> BoxFuture<'a, anyhow::Result<()>> {
        Box::pin(async move {
            let (path, line) = (self.0.clone(), serde_json::to_string(message)? + "\n");
            tokio::task::spawn_blocking(move || {
                let mut file = std::fs::OpenOptions::new().create(true).append(true).mode(0o600).open(path)?;
                file.write_all(line.as_bytes())?;
                file.sync_data()
            })
            .await??;
            Ok(())
        })
    }
}

/// Says in the log that there was a message, and for whom to three letters; what it said is lost.
#[derive(Debug, Clone, Copy)]
pub struct LogMessenger;

impl Messenger for LogMessenger {
    fn send<'a>(&'a self, message: &'a Message) -> BoxFuture<'a, anyhow::Result<()>> {
        tracing::warn!(to = masked(&message.to), "a message has no way to its person: no messenger is set up");
        Box::pin(std::future::ready(Ok(())))
    }
}
