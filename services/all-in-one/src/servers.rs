//! The servers under `chophien up`: our own children, watched and started again when they die, or somebody else's.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::Context;
use host::Shutdown;
use sea_orm::{ConnectOptions, ConnectionTrait, DbBackend, Statement};
use stack::{Binaries, Durability, Nats, Postgres, StackError};
use tokio::task::JoinHandle;

/// The database everything is in.
const DATABASE: &str = "chophien";

/// Where Postgres and NATS are.
pub(crate) struct Servers {
    /// The database, as its owner.
    pub owner_url: String,
    /// The broker.
    pub nats_url: String,
    watchers: Vec<JoinHandle<()>>,
    ended: Shutdown,
}

impl Servers {
    /// Somebody else's.
    pub fn foreign(owner_url: String, nats_url: String) -> Self {
        Self { owner_url, nats_url, watchers: Vec::new(), ended: Shutdown::new() }
    }

    /// Our own, with their data in `folder`.
    pub async fn start(folder: &Path) -> anyhow::Result<Self> {
        let binaries = Binaries::find()?;
        std::fs::create_dir_all(folder)
            .with_context(|| format!("could not make the folder {}; choose another with --data", folder.display()))?;
        let folder = folder.canonicalize()?;
        let (postgres_folder, nats_folder) = (folder.join("postgres"), folder.join("nats"));
        let (postgres, nats) = tokio::join!(
            Postgres::start(&binaries, &postgres_folder, None, Durability::Durable),
            Nats::start(&binaries, &nats_folder, None, Durability::Durable),
        );
        let (postgres, nats) = (postgres?, nats?);
        create_database(&postgres.url("chophien", "postgres")).await?;
        let (owner_url, nats_url) = (postgres.url("chophien", DATABASE), nats.url());
        let ended = Shutdown::new();
        let nats_port = url::Url::parse(&nats_url)?.port();
        let watch = |server, folder, port| {
            Watcher { binaries: binaries.clone(), folder, port, ended: ended.clone() }.start(server)
        };
        let postgres_port = Some(postgres.port());
        let watchers = vec![
            watch(Server::Postgres(postgres), postgres_folder, postgres_port),
            watch(Server::Nats(nats), nats_folder, nats_port),
        ];
        Ok(Self { owner_url, nats_url, watchers, ended })
    }

    /// The database, as a service's own role. A foreign Postgres is used as its owner: who wants a role for each service
    /// there runs them with `chophien run`.
    pub fn service_url(&self, service: &str) -> anyhow::Result<String> {
        if self.watchers.is_empty() {
            return Ok(self.owner_url.clone());
        }
        let mut url: url::Url = self.owner_url.parse()?;
        url.set_username(&format!("phien_{service}"))
            .map_err(|()| anyhow::anyhow!("the database address has no user"))?;
        Ok(url.into())
    }

    /// Stops our own; to be called after everything that uses them has ended.
    pub async fn stop(self) {
        self.ended.token().cancel();
        for watcher in self.watchers {
            watcher.await.ok();
        }
    }
}

/// A file with the process id of a server that keeps its data in `folder`, for those who drive us.
pub(crate) fn pid_file(folder: &Path, name: &str) -> PathBuf {
    match name {
        "Postgres" => folder.join("postgres/postmaster.pid"),
        _ => folder.join("nats/nats.pid"),
    }
}

/// The database of a running house of ours that keeps its data in `folder`, as this user.
pub(crate) fn running_postgres(folder: &Path, user: &str) -> anyhow::Result<String> {
    let file = pid_file(folder, "Postgres");
    let text = std::fs::read_to_string(&file).with_context(|| format!("could not read {}", file.display()))?;
    // Its fourth line is the port: https://www.postgresql.org/docs/current/storage-file-layout.html
    let port = text.lines().nth(3).and_then(|line| line.trim().parse::<u16>().ok());
    let port = port.with_context(|| format!("{} names no port", file.display()))?;
    Ok(format!("postgres://{user}@127.0.0.1:{port}/{DATABASE}"))
}

/// Makes the house's database if it is not there.
async fn create_database(url: &str) -> anyhow::Result<()> {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    let owner = sea_orm::Database::connect(options).await?;
    let look = Statement::from_sql_and_values(
        DbBackend::Postgres,
        "select 1 from pg_database where datname = $1",
        [DATABASE.into()],
    );
    if owner.query_one_raw(look).await?.is_none() {
        owner.execute_unprepared(&format!("create database {DATABASE}")).await?;
    }
    owner.close().await?;
    Ok(())
}

enum Server {
    Postgres(Postgres),
    Nats(Nats),
}

impl Server {
    const fn name(&self) -> &'static str {
        match self {
            Self::Postgres(_) => "Postgres",
            Self::Nats(_) => "NATS",
        }
    }

    async fn exited(&mut self) {
        match self {
            Self::Postgres(server) => server.exited().await,
            Self::Nats(server) => server.exited().await,
        }
    }

    async fn stop(self) -> Result<(), StackError> {
        match self {
            Self::Postgres(server) => server.stop().await,
            Self::Nats(server) => server.stop().await,
        }
    }
}

/// Starts a server again, on the same port and data, whenever it dies.
struct Watcher {
    binaries: Binaries,
    folder: PathBuf,
    port: Option<u16>,
    ended: Shutdown,
}

impl Watcher {
    fn start(self, server: Server) -> JoinHandle<()> {
        tokio::spawn(async move { self.watch(server).await })
    }

    async fn watch(self, mut server: Server) {
        loop {
            let name = server.name();
            tokio::select! {
                () = self.ended.begun() => {
                    if let Err(error) = server.stop().await {
                        tracing::warn!(%error, "{name} did not stop in order");
                    }
                    return;
                }
                () = server.exited() => tracing::error!("{name} has died and is started again"),
            }
            drop(server);
            let Some(revived) = self.revive(name).await else { return };
            server = revived;
        }
    }

    /// Tries until the server is up; `None` once the end has begun.
    async fn revive(&self, name: &str) -> Option<Server> {
        loop {
            let started = match name {
                "Postgres" => Postgres::start(&self.binaries, &self.folder, self.port, Durability::Durable)
                    .await
                    .map(Server::Postgres),
                _ => Nats::start(&self.binaries, &self.folder, self.port, Durability::Durable).await.map(Server::Nats),
            };
            match started {
                Ok(server) => return Some(server),
                Err(error) => tracing::error!(%error, "{name} could not be started again; trying once more"),
            }
            if !self.ended.sleep(Duration::from_secs(1)).await {
                return None;
            }
        }
    }
}
