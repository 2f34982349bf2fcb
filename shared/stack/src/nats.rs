//! NATS with JetStream on a data folder of its own.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use nix::sys::signal::Signal;
use serde_json::{Value, json};
use tokio::process::Command;

use crate::{
    Binaries, Durability, StackError,
    folder::{Lock, Log, placed},
    leftover, port,
    server::{Kind, Server},
};

static NATS: Kind = Kind { name: "NATS", signals: &[Signal::SIGTERM, Signal::SIGKILL] };

/// What Go may use before it collects more eagerly; without it a busy server grew to three times this.
const MEMORY: &str = "64MiB";
const PAYLOAD_BYTES_MAX: u64 = 1 << 20;
const FILE_BYTES_MAX: u64 = 8 << 30;
const MEMORY_STREAM_BYTES_MAX: u64 = 32 << 20;

/// A NATS server that runs. Dropped without [`Nats::stop`], it is stopped a moment later.
#[derive(Debug)]
pub struct Nats {
    server: Server,
    url: String,
    _lock: Lock,
}

impl Nats {
    /// Starts a server on `data`, which is made if there is none, and waits until it takes clients. Without a `port` it
    /// finds a free one.
    pub async fn start(
        binaries: &Binaries,
        data: &Path,
        port: Option<u16>,
        durability: Durability,
    ) -> Result<Self, StackError> {
        let data = placed(data)?;
        let failed = || StackError::doing(format!("prepare {} for NATS", data.display()));
        let lock = Lock::take(&data)?;
        let settings = data.join("nats.conf");
        leftover::reclaim(&NATS, &data.join("nats.pid"), &settings).await?;
        port::ask(port, NATS.name)?;

        fs::create_dir_all(&data).map_err(failed())?;
        for stale in ports_files(&data).map_err(failed())? {
            fs::remove_file(stale).map_err(failed())?;
        }
        fs::write(&settings, settings_for(port, durability).to_string()).map_err(failed())?;

        let log = Log::open(&data)?;
        let mut command = Command::new(binaries.nats_server());
        command.arg("-c").arg(&settings).current_dir(&data).env("GOMEMLIMIT", MEMORY);
        let mut server = Server::spawn(&NATS, command, &log)?;
        let url = server.until_ready(&log, |pid| url_told_by(&data, pid)).await?;
        Ok(Self { server, url, _lock: lock })
    }

    /// Where clients connect to.
    pub fn url(&self) -> String {
        self.url.clone()
    }

    /// The server's process.
    pub fn pid(&self) -> u32 {
        self.server.pid()
    }

    /// Resolves when the server has ended without being asked. May be dropped and asked again.
    pub async fn exited(&mut self) {
        self.server.exited().await;
    }

    /// Lets the server end in order, and waits until it has.
    pub async fn stop(self) -> Result<(), StackError> {
        self.server.stop().await
    }
}

/// NATS reads JSON as its own format. Paths are relative to the data folder, where it is started.
fn settings_for(port: Option<u16>, durability: Durability) -> Value {
    json!({
        "server_name": "chophien",
        "host": "127.0.0.1",
        "port": port.map_or(-1, i32::from),
        "max_payload": PAYLOAD_BYTES_MAX,
        "pid_file": "nats.pid",
        "ports_file_dir": ".",
        "jetstream": {
            "store_dir": ".",
            "max_file": FILE_BYTES_MAX,
            "max_mem": MEMORY_STREAM_BYTES_MAX,
            "sync_interval": match durability {
                Durability::Durable => "always",
                Durability::Throwaway => "2m",
            },
        },
    })
}

/// The address in the file that a server of this process number writes once it takes clients.
fn url_told_by(data: &Path, pid: u32) -> Option<String> {
    let ending = format!("_{pid}.ports");
    let file = ports_files(data).ok()?.into_iter().find(|file| file.to_string_lossy().ends_with(&ending))?;
    // Half a file is no JSON yet; the next look will find the rest.
    let told: Value = serde_json::from_slice(&fs::read(file).ok()?).ok()?;
    Some(told.pointer("/nats/0")?.as_str()?.to_owned())
}

fn ports_files(data: &Path) -> io::Result<Vec<PathBuf>> {
    let files = fs::read_dir(data)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    Ok(files.into_iter().filter(|file| file.extension().is_some_and(|suffix| suffix == "ports")).collect())
}
