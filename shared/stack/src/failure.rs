//! Why a server could not be started or stopped, each in one sentence that says what to do.

use std::{io, path::PathBuf};

/// A server could not be started or stopped.
#[derive(Debug, thiserror::Error)]
pub enum StackError {
    /// The machine refused something.
    #[error("could not {doing}")]
    Io {
        /// What was being tried.
        doing: String,
        /// What the machine said.
        #[source]
        source: io::Error,
    },
    /// Another process of ours works with this data.
    #[error("{} is in use by process {pid}: stop that first, or choose another data folder", data.display())]
    InUse {
        /// The data folder.
        data: PathBuf,
        /// Who holds it.
        pid: String,
    },
    /// The port asked for is not free.
    #[error("port {port} is taken, perhaps by another {server}: stop what listens there, or choose another port")]
    PortTaken {
        /// Who was to listen.
        server: &'static str,
        /// Where.
        port: u16,
    },
    /// The folder has files, but not those of a Postgres.
    #[error("{} holds something other than a Postgres: choose an empty or a new folder", data.display())]
    NotAPostgres {
        /// The folder.
        data: PathBuf,
    },
    /// The data are another user's.
    #[error("{} belongs to the user {owner}: run as that user or as root, or choose another folder", data.display())]
    NotOurs {
        /// The data folder.
        data: PathBuf,
        /// A name, or a number where there is none.
        owner: String,
    },
    /// The user that Postgres is to run as may not enter the folders above its data.
    #[error("the user {user}, who runs Postgres for root, may not enter the folders above {}: open them to others or \
             move the data", data.display())]
    Unreachable {
        /// The data folder.
        data: PathBuf,
        /// Who may not.
        user: String,
    },
    /// Root has nobody to run Postgres as.
    #[error(
        "Postgres does not run as root, and there is no user `postgres` or `nobody` to run it as: add one, or do not \
             run as root"
    )]
    NobodyToRunAs,
    /// A data folder could not be set up.
    #[error("could not set up {}; initdb said: {said}", data.display())]
    NotSetUp {
        /// The data folder.
        data: PathBuf,
        /// The end of what it said.
        said: String,
    },
    /// The server ended before it was ready.
    #[error("{server} ended while it was starting; it said: {said} (more in {})", log.display())]
    EndedAtStart {
        /// Which one.
        server: &'static str,
        /// The end of what it said.
        said: String,
        /// Where the rest is.
        log: PathBuf,
    },
    /// The server took too long.
    #[error("{server} was not ready after {seconds} s; {} may say why", log.display())]
    NotReady {
        /// Which one.
        server: &'static str,
        /// How long it had.
        seconds: u64,
        /// What it said.
        log: PathBuf,
    },
    /// The server would not end, not even by force.
    #[error("{server} still runs as process {pid} although it was killed")]
    StillRuns {
        /// Which one.
        server: &'static str,
        /// Its process.
        pid: u32,
    },
}

impl StackError {
    /// For `map_err`: what was being tried when the machine refused.
    pub(crate) fn doing(doing: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io { doing: doing.into(), source }
    }
}
