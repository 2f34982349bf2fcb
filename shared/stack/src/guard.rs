//! The guard: a child that stops a server when we can no longer do it ourselves.

use std::{
    io::{PipeWriter, Write},
    process::Stdio,
};

use nix::sys::signal::Signal;
use tokio::process::{Child, Command};

use crate::StackError;

/// Waits for a line, which says that all is well, or for the end of the pipe, which says that we are gone. Then it asks
/// the server to end, each two seconds with the next signal of its list.
const SCRIPT: &str = r#"
trap '' HUP INT TERM
if read -r word; then exit; fi
pid=$1
shift
for signal in "$@"; do
    kill -s "$signal" "$pid" || exit
    tenths=0
    while [ "$tenths" -lt 20 ]; do
        kill -0 "$pid" || exit
        sleep 0.1
        tenths=$((tenths + 1))
    done
done
"#;

/// Stands beside one server. Dropped without a word, it stops the server.
#[derive(Debug)]
pub(crate) struct Guard {
    shell: Child,
    /// No other process has this end: it is closed in whatever we start.
    pipe: Option<PipeWriter>,
}

impl Guard {
    /// Guards the process, which must be a child of ours that nobody has waited for, so that its number stays its own.
    pub(crate) fn beside(pid: u32, signals: &[Signal]) -> Result<Self, StackError> {
        let failed = || StackError::doing("start a guard beside a server");
        let (reader, writer) = std::io::pipe().map_err(failed())?;
        let shell = Command::new("/bin/sh")
            .args(["-c", SCRIPT, "guard", &pid.to_string()])
            .args(signals.iter().map(|signal| signal.as_str().trim_start_matches("SIG")))
            .stdin(reader)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .current_dir("/")
            .process_group(0)
            .spawn()
            .map_err(failed())?;
        Ok(Self { shell, pipe: Some(writer) })
    }

    /// The server has ended: there is nothing to guard any more.
    pub(crate) fn release(&mut self) {
        if let Some(mut pipe) = self.pipe.take() {
            // Fails only if the guard is gone already, and then it has nothing to learn.
            pipe.write_all(b"\n").ok();
        }
    }

    /// Waits until a released guard is gone.
    pub(crate) async fn ended(&mut self) {
        if let Err(error) = self.shell.wait().await {
            tracing::warn!(%error, "could not wait for a guard");
        }
    }
}
