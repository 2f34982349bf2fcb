//! A running server: its process, its guard and how it is asked to end.

use std::{process::Stdio, time::Duration};

use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use tokio::{
    process::{Child, Command},
    time::{sleep, timeout},
};

use crate::{StackError, folder::Log, guard::Guard};

/// A start that recovers from a crash reads back what was written since the last checkpoint, which can take a while.
const READY_WITHIN: Duration = Duration::from_mins(2);
const LOOK_EVERY: Duration = Duration::from_millis(5);

/// What a server is called and how it ends: politely first, by force last.
#[derive(Debug)]
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    pub(crate) signals: &'static [Signal],
}

impl Kind {
    /// The signals in turn, each with how long to wait for its effect.
    pub(crate) fn steps(&self) -> impl Iterator<Item = (Signal, Duration)> {
        let patience = [10].into_iter().chain(std::iter::repeat(3)).map(Duration::from_secs);
        self.signals.iter().copied().zip(patience)
    }
}

/// A child of ours. Dropped, it is stopped by its guard.
#[derive(Debug)]
pub(crate) struct Server {
    kind: &'static Kind,
    pid: u32,
    child: Child,
    guard: Guard,
}

impl Server {
    /// Starts the command in a process group of its own, with a guard.
    pub(crate) fn spawn(kind: &'static Kind, mut command: Command, log: &Log) -> Result<Self, StackError> {
        let doing = || StackError::doing(format!("start {}", kind.name));
        command.stdin(Stdio::null()).stdout(log.handle()?).stderr(log.handle()?).process_group(0);
        let mut child = command.spawn().map_err(doing())?;
        let pid = child.id().ok_or_else(|| doing()(std::io::ErrorKind::NotFound.into()))?;
        match Guard::beside(pid, kind.signals) {
            Ok(guard) => Ok(Self { kind, pid, child, guard }),
            Err(error) => {
                child.start_kill().ok(); // Unguarded, it must not stay; the guard's error is the one to tell.
                Err(error)
            }
        }
    }

    pub(crate) fn pid(&self) -> u32 {
        self.pid
    }

    /// Waits until `look` sees what it looks for, the server ends or patience does.
    pub(crate) async fn until_ready<T>(&mut self, log: &Log, look: impl Fn(u32) -> Option<T>) -> Result<T, StackError> {
        let ready = async {
            loop {
                if let Some(seen) = look(self.pid) {
                    return Ok(seen);
                }
                let status = self.child.try_wait().map_err(StackError::doing(format!("watch {}", self.kind.name)))?;
                if status.is_some() {
                    self.guard.release();
                    let (said, log) = (log.said(), log.path().to_owned());
                    return Err(StackError::EndedAtStart { server: self.kind.name, said, log });
                }
                sleep(LOOK_EVERY).await;
            }
        };
        timeout(READY_WITHIN, ready).await.unwrap_or_else(|_| {
            let (seconds, log) = (READY_WITHIN.as_secs(), log.path().to_owned());
            Err(StackError::NotReady { server: self.kind.name, seconds, log })
        })
    }

    /// Resolves when the server has ended without being asked.
    pub(crate) async fn exited(&mut self) {
        match self.child.wait().await {
            Ok(status) => tracing::warn!(server = self.kind.name, %status, "a server ended by itself"),
            Err(error) => tracing::error!(server = self.kind.name, %error, "could not watch a server"),
        }
        self.guard.release();
    }

    /// Asks the server to end, more firmly each time, and waits until it and its guard are gone.
    pub(crate) async fn stop(mut self) -> Result<(), StackError> {
        for (signal, patience) in self.kind.steps() {
            // Until it has been waited for, the number is the child's; afterwards it may be anybody's.
            if self.child.id().is_some() {
                send(self.pid, signal);
            }
            if let Ok(ended) = timeout(patience, self.child.wait()).await {
                self.guard.release();
                self.guard.ended().await;
                return ended.map(drop).map_err(StackError::doing(format!("wait for {}", self.kind.name)));
            }
            tracing::warn!(server = self.kind.name, %signal, "a server does not end");
        }
        Err(StackError::StillRuns { server: self.kind.name, pid: self.pid })
    }
}

/// Sends a signal. A process that is gone needs none, so that is no failure; any other shows when it does not end.
pub(crate) fn send(pid: u32, signal: Signal) {
    if let Err(error) = kill(Pid::from_raw(pid.cast_signed()), signal) {
        tracing::debug!(pid, %signal, %error, "a signal was not delivered");
    }
}
