//! Postgres on a data folder of its own.

use std::{
    fs::{self, DirBuilder, File},
    io,
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use nix::sys::signal::Signal;
use tokio::{process::Command, time::sleep};

use crate::{
    Binaries, Durability, StackError,
    binaries::postgres_programs,
    elsewhere,
    folder::{Lock, Log, beside, last_lines, placed},
    leftover, port,
    run_as::RunAs,
    server::{Kind, Server},
};

/// SIGINT sends the clients away and writes everything down; SIGQUIT leaves that to the next start.
static POSTGRES: Kind = Kind { name: "Postgres", signals: &[Signal::SIGINT, Signal::SIGQUIT, Signal::SIGKILL] };

/// The role that owns the server.
const SUPERUSER: &str = "chophien";
/// A free port may be lost to somebody quicker, but hardly this often.
const PORTS_MAX: u32 = 5;
/// What Postgres says while a statement of its killed predecessor still runs; that one ends with its statement.
const STILL_BUSY: &str = "pre-existing shared memory block";
const PAUSE: Duration = Duration::from_millis(100);
const PAUSES_MAX: u32 = 100;

/// A Postgres that runs. Dropped without [`Postgres::stop`], it is stopped a moment later.
#[derive(Debug)]
pub struct Postgres {
    server: Server,
    port: u16,
    _locks: Vec<Lock>,
}

impl Postgres {
    /// Starts a server on `data`, which is set up if there is none, and waits until it takes clients. Without a `port`
    /// it finds a free one. Its superuser is `chophien`.
    ///
    /// For root, `data` may become a link to a folder that the user who runs Postgres can reach.
    pub async fn start(
        binaries: &Binaries,
        data: &Path,
        port: Option<u16>,
        durability: Durability,
    ) -> Result<Self, StackError> {
        let (binaries, wanted) = (binaries.clone(), placed(data)?);
        // Off the runtime, since it may have to copy some megabytes.
        let settled = tokio::task::spawn_blocking(move || Place::settle(&binaries, &wanted, durability)).await;
        let (place, log) =
            settled.map_err(|error| StackError::doing("prepare Postgres")(io::Error::other(error)))??;

        leftover::reclaim(&POSTGRES, &place.data.join("postmaster.pid"), &place.data).await?;
        port::ask(port, POSTGRES.name)?;
        if !place.data.join("PG_VERSION").exists() {
            place.set_up(durability).await?;
        }

        let mut ports = 1..PORTS_MAX;
        let mut pauses = 0..PAUSES_MAX;
        loop {
            let picked = port.map_or_else(port::free, Ok)?;
            match place.launch(picked, durability, &log).await {
                Ok(server) => return Ok(Self { server, port: picked, _locks: place.locks }),
                Err(StackError::EndedAtStart { said, .. }) if said.contains(STILL_BUSY) && pauses.next().is_some() => {
                    sleep(PAUSE).await;
                }
                Err(StackError::EndedAtStart { .. })
                    if port.is_none() && port::is_taken(picked) && ports.next().is_some() => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Where clients connect to, as this user and to this database.
    pub fn url(&self, user: &str, database: &str) -> String {
        format!("postgres://{user}@127.0.0.1:{}/{database}", self.port)
    }

    /// The port it listens on.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The server's first process.
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

/// Where a server's programs and data are, and who runs it.
#[derive(Debug)]
struct Place {
    programs: PathBuf,
    data: PathBuf,
    run_as: RunAs,
    locks: Vec<Lock>,
}

impl Place {
    /// Takes the data folder for us, with its log, and sees to it that whoever is to run Postgres can reach it and the
    /// programs.
    fn settle(binaries: &Binaries, wanted: &Path, durability: Durability) -> Result<(Self, Log), StackError> {
        let mut data = match fs::read_link(wanted) {
            Ok(target) => placed(&wanted.with_file_name(target))?,
            Err(_) => wanted.to_owned(),
        };
        let run_as = RunAs::for_data(&data)?;
        let mut locks = vec![Lock::take(wanted)?];
        let empty = is_empty(&data)?;
        if !empty && !data.join("PG_VERSION").exists() {
            return Err(StackError::NotAPostgres { data });
        }
        if !data.parent().is_some_and(|parent| run_as.may_enter(parent)) {
            if !empty || data != wanted {
                return Err(StackError::Unreachable { data, user: run_as.name().to_owned() });
            }
            data = elsewhere::data(wanted, durability)?;
        }
        if data != wanted {
            locks.push(Lock::take(&data)?); // Another link may lead to the same place.
        }
        if !empty {
            run_as.own(&data)?;
        }
        let mut programs = postgres_programs(binaries.stack());
        if !run_as.may_enter(&programs.join("postgres")) {
            programs = elsewhere::programs(binaries.stack())?;
        }
        Ok((Self { programs, data, run_as, locks }, Log::open(wanted)?))
    }

    /// Sets up a data folder beside the real one and renames it, so that half a set-up is never taken for a whole.
    async fn set_up(&self, durability: Durability) -> Result<(), StackError> {
        let new = beside(&self.data, "new");
        let failed = || StackError::doing(format!("set up {}", self.data.display()));
        match fs::remove_dir_all(&new) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed()(error)),
            _ => DirBuilder::new().mode(0o700).create(&new).map_err(failed())?,
        }
        self.run_as.own(&new)?;

        let mut command = self.command("initdb");
        command.arg("-D").arg(&new).args(["-U", SUPERUSER, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"]);
        command.args(["--data-checksums", "--no-instructions"]);
        if durability == Durability::Throwaway {
            command.arg("--no-sync");
        }
        let ended = command.stdin(Stdio::null()).kill_on_drop(true).output().await.map_err(failed())?;
        if !ended.status.success() {
            let said = last_lines(&String::from_utf8_lossy(&ended.stderr));
            return Err(StackError::NotSetUp { data: self.data.clone(), said });
        }

        fs::rename(&new, &self.data).map_err(failed())?;
        if let (Durability::Durable, Some(parent)) = (durability, self.data.parent()) {
            File::open(parent).and_then(|parent| parent.sync_all()).map_err(failed())?;
        }
        Ok(())
    }

    async fn launch(&self, port: u16, durability: Durability, log: &Log) -> Result<Server, StackError> {
        let mut command = self.command("postgres");
        command.arg("-D").arg(&self.data).arg("-p").arg(port.to_string());
        for setting in settings(durability) {
            command.args(["-c", setting]);
        }
        let mut server = Server::spawn(&POSTGRES, command, log)?;
        server.until_ready(log, |pid| is_ready(&self.data, pid).then_some(())).await?;
        Ok(server)
    }

    /// One of Postgres's programs, run by the right user and without the settings of our environment.
    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.programs.join(program));
        command.env_clear().envs([("LC_ALL", "C.UTF-8"), ("TZ", "UTC"), ("PATH", "/usr/bin:/bin")]);
        command.env("HOME", &self.data).current_dir("/").process_group(0);
        self.run_as.apply(&mut command);
        command
    }
}

fn is_empty(folder: &Path) -> Result<bool, StackError> {
    match fs::read_dir(folder) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(StackError::doing(format!("look into {}", folder.display()))(error)),
    }
}

/// Line 1 of the file is the process, line 8 its state.
fn is_ready(data: &Path, pid: u32) -> bool {
    fs::read_to_string(data.join("postmaster.pid")).is_ok_and(|text| {
        let mut lines = text.lines().map(str::trim);
        lines.next() == Some(&pid.to_string()) && lines.nth(6) == Some("ready")
    })
}

/// Logs name neither statements nor the values in them, for those may be personal.
fn settings(durability: Durability) -> impl Iterator<Item = &'static str> {
    let always = [
        "listen_addresses=127.0.0.1",
        "unix_socket_directories=",
        "max_connections=200",
        "log_min_error_statement=panic",
        "log_error_verbosity=terse",
        "log_checkpoints=off",
    ];
    let depends: &[_] = match durability {
        Durability::Durable => &["shared_buffers=128MB"],
        Durability::Throwaway => {
            &["shared_buffers=64MB", "fsync=off", "synchronous_commit=off", "full_page_writes=off"]
        }
    };
    always.into_iter().chain(depends.iter().copied())
}
