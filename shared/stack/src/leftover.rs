//! A server that outlived its guard, found by its pid file and stopped before the next one starts.

use std::{fs, path::Path};

use nix::{sys::signal::kill, unistd::Pid};
use tokio::time::{Duration, sleep, timeout};

use crate::{
    StackError,
    server::{Kind, send},
};

/// Stops the server that the pid file tells of, if its command line names `argument`. We hold the folder's lock, so it
/// is nobody's.
pub(crate) async fn reclaim(kind: &Kind, pid_file: &Path, argument: &Path) -> Result<(), StackError> {
    let Some(pid) = fs::read_to_string(pid_file).ok().and_then(|text| text.lines().next()?.trim().parse().ok()) else {
        return Ok(());
    };
    if !names(pid, argument) {
        // The number was given to somebody else since. Postgres would take that one for a Postgres and not start.
        if is_alive(pid) {
            fs::remove_file(pid_file).map_err(StackError::doing(format!("remove {}", pid_file.display())))?;
        }
        return Ok(());
    }
    tracing::info!(server = kind.name, pid, "stopping a server that was left running");
    for (signal, patience) in kind.steps() {
        send(pid, signal);
        let gone = async {
            while names(pid, argument) {
                sleep(Duration::from_millis(10)).await;
            }
        };
        if timeout(patience, gone).await.is_ok() {
            return Ok(());
        }
    }
    Err(StackError::StillRuns { server: kind.name, pid })
}

fn is_alive(pid: u32) -> bool {
    kill(Pid::from_raw(pid.cast_signed()), None) != Err(nix::errno::Errno::ESRCH)
}

/// The process runs and this path is one of its arguments.
#[cfg(target_os = "linux")]
fn names(pid: u32, argument: &Path) -> bool {
    use std::os::unix::ffi::OsStrExt;

    fs::read(format!("/proc/{pid}/cmdline"))
        .is_ok_and(|line| line.split(|byte| *byte == 0).any(|word| word == argument.as_os_str().as_bytes()))
}

/// The process runs and this path is in its command line.
#[cfg(not(target_os = "linux"))]
fn names(pid: u32, argument: &Path) -> bool {
    std::process::Command::new("ps")
        .args(["-ww", "-o", "command=", "-p", &pid.to_string()])
        .output()
        .is_ok_and(|ps| String::from_utf8_lossy(&ps.stdout).contains(&*argument.to_string_lossy()))
}
