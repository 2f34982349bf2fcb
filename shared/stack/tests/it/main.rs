//! Real servers: started, stopped, killed and found again.

mod data;
mod endings;
#[cfg(target_os = "linux")]
mod root;

use std::{
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt,
    path::Path,
    process::Command,
    time::Duration,
};

use nix::{errno::Errno, sys::signal::kill, unistd::Pid};
use stack::{Binaries, Durability, Nats, Postgres, StackError};
use tempfile::TempDir;

/// A folder that this mode lets others enter or not.
fn folder(mode: u32) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::set_permissions(folder.path(), Permissions::from_mode(mode)).expect("it is ours");
    folder
}

fn binaries() -> Binaries {
    Binaries::find().unwrap_or_else(|missing| panic!("{missing}"))
}

async fn postgres(data: &Path) -> Result<Postgres, StackError> {
    Postgres::start(&binaries(), data, None, Durability::Throwaway).await
}

async fn nats(data: &Path) -> Result<Nats, StackError> {
    Nats::start(&binaries(), data, None, Durability::Throwaway).await
}

/// What psql prints for a statement, or why it would not.
fn try_ask(postgres: &Postgres, statement: &str) -> Result<String, String> {
    let psql = Command::new(binaries().postgres_tool("psql"))
        .args(["-XAtq", "-v", "ON_ERROR_STOP=1", "-d", &postgres.url("chophien", "postgres"), "-c", statement])
        .output()
        .expect("psql comes with the stack");
    let said = |bytes| String::from_utf8(bytes).expect("psql speaks UTF-8").trim().to_owned();
    if psql.status.success() { Ok(said(psql.stdout)) } else { Err(said(psql.stderr)) }
}

/// What psql prints for a statement.
fn ask(postgres: &Postgres, statement: &str) -> String {
    try_ask(postgres, statement).unwrap_or_else(|error| panic!("{statement}: {error}"))
}

fn runs(pid: u32) -> bool {
    kill(Pid::from_raw(pid.cast_signed()), None) != Err(Errno::ESRCH) && !is_zombie(pid)
}

/// Orphans that ended stay on the list where the first process of the machine does not look after them.
fn is_zombie(pid: u32) -> bool {
    fs::read_to_string(format!("/proc/{pid}/stat"))
        .is_ok_and(|stat| stat.rsplit(')').next().is_some_and(|rest| rest.trim_start().starts_with('Z')))
}

/// Waits for a condition, five seconds at most: what the guard promises.
async fn within_five_seconds(what: &str, holds: impl Fn() -> bool) {
    let wait = async {
        while !holds() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), wait).await.unwrap_or_else(|_| panic!("not within 30 s: {what}"));
}
