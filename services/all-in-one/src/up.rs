//! `chophien up`: the whole house on a Postgres and a NATS of its own.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::Context;
use clap::Args;
use contract::SERVICES;
use host::{Shutdown, health, http, shutdown::asked_to_stop, telemetry};
use mailbox::Broker;
use sea_orm::{ConnectOptions, ConnectionTrait};
use stack::{Binaries, Durability, Nats, Postgres};

use crate::{
    house::Means,
    run::database_check,
    settings::{Channels, Door, FirstOperator, Intake, Keys},
};

/// The database everything is in.
const DATABASE: &str = "chophien";
/// Room of each service's stream: far more than 30 days of a province.
const STREAM_BYTES: i64 = 1024 * 1024 * 1024;
/// Connections of each service's pool. One machine has few cores; waiting for a connection beats waiting for a core.
const CONNECTIONS: u32 = 8;

/// What `up` can be told.
#[derive(Debug, Clone, Args)]
pub struct Options {
    /// Where all data lie.
    #[arg(long, env = "CHOPHIEN_DATA", default_value = ".chophien", value_name = "FOLDER")]
    data: PathBuf,
    /// A Postgres of yours instead of an embedded one, as its owner; it is migrated. Goes with --nats-url.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true, value_name = "URL", requires = "nats_url")]
    database_url: Option<String>,
    /// A NATS of yours instead of an embedded one. Goes with --database-url.
    #[arg(long, env = "NATS_URL", value_name = "URL", requires = "database_url")]
    nats_url: Option<String>,
    #[command(flatten)]
    door: Door,
    #[command(flatten)]
    keys: Keys,
    #[command(flatten)]
    channels: Channels,
    #[command(flatten)]
    intake: Intake,
    #[command(flatten)]
    operator: FirstOperator,
}

/// Runs everything until it is told to stop.
pub async fn up(options: Options) -> anyhow::Result<()> {
    let shutdown = Shutdown::new();
    // Before anything is started: a taken port is the likeliest trouble, and the cheapest to say.
    let listener = http::listen(options.door.listen).await?;
    let servers = Servers::start(&options, &shutdown).await?;
    let broker = open(&options, &servers, listener, &shutdown).await?;
    println!("Chợ Phiên is open at {}", options.door.public_url()?);
    asked_to_stop().await;
    tracing::info!("stopping");
    if !shutdown.end(Duration::from_secs(25)).await {
        tracing::warn!("some work was not finished in time; it goes on at the next start");
    }
    broker.close().await;
    servers.stop().await;
    Ok(())
}

/// Migrates, provisions, starts every service and opens the door.
async fn open(
    options: &Options,
    servers: &Servers,
    listener: tokio::net::TcpListener,
    shutdown: &Shutdown,
) -> anyhow::Result<Broker> {
    migrations::migrate_all(&servers.owner_url).await?;
    let broker = Broker::connect(&servers.nats_url, "phien").await?;
    broker.provision(1, STREAM_BYTES).await?;
    let means = Means {
        broker: broker.clone(),
        calendar: options.keys.calendar(shutdown),
        files: Means::files_in(&options.data.join("files"))?,
        marketplaces: options.channels.registry(shutdown)?,
        shutdown: shutdown.clone(),
    };
    let mut databases = std::collections::BTreeMap::new();
    for service in SERVICES {
        databases.insert(service, means.database(&servers.service_url(service)?, service, CONNECTIONS).await?);
    }
    let database = |service| databases[service].clone();
    means.accounts(database("accounts"), &options.operator).await?;
    means.onboarding(database("onboarding"), &options.keys).await?;
    means.syndication(database("syndication"), &options.keys).await?;
    let door = means.intake(database("intake"), &options.intake).await?;
    means.analytics(database("analytics")).await?;
    let checks = databases.into_values().map(database_check).collect();
    let router = means
        .gateway(options.door.public_url()?)
        .merge(door.router())
        .merge(health::router(checks, shutdown.clone(), telemetry::collect_metrics()));
    http::serve(listener, router, shutdown);
    Ok(broker)
}

/// The servers: our own children, watched and started again when they die, or somebody else's.
struct Servers {
    owner_url: String,
    nats_url: String,
    children: Vec<tokio::task::JoinHandle<()>>,
    ended: host::Shutdown,
}

impl Servers {
    async fn start(options: &Options, shutdown: &Shutdown) -> anyhow::Result<Self> {
        if let (Some(owner_url), Some(nats_url)) = (options.database_url.clone(), options.nats_url.clone()) {
            return Ok(Self { owner_url, nats_url, children: Vec::new(), ended: shutdown.clone() });
        }
        let binaries = Binaries::find()?;
        std::fs::create_dir_all(&options.data)
            .with_context(|| format!("could not make the folder {}; choose another with --data", options.data.display()))?;
        let folder = options.data.canonicalize()?;
        let (postgres_folder, nats_folder) = (folder.join("postgres"), folder.join("nats"));
        let (postgres, nats) = tokio::join!(
            Postgres::start(&binaries, &postgres_folder, None, Durability::Durable),
            Nats::start(&binaries, &nats_folder, None, Durability::Durable),
        );
        let (postgres, nats) = (postgres?, nats?);
        let owner_url = postgres.url("chophien", DATABASE);
        create_database(&postgres.url("chophien", "postgres")).await?;
        let nats_url = nats.url();
        // Ends after everything else, so that the services can finish.
        let ended = Shutdown::new();
        let children = vec![
            tokio::spawn(watch_postgres(postgres, binaries.clone(), postgres_folder, ended.clone())),
            tokio::spawn(watch_nats(nats, binaries, nats_folder, ended.clone())),
        ];
        Ok(Self { owner_url, nats_url, children, ended })
    }

    /// The address of a service's own role.
    fn service_url(&self, service: &str) -> anyhow::Result<String> {
        if self.children.is_empty() {
            // Somebody else's Postgres: the owner acts for the services, under row-level security all the same only if it is
            // no superuser. `chophien run` with a role for each service is the way for that.
            return Ok(self.owner_url.clone());
        }
        let mut url: url::Url = self.owner_url.parse()?;
        url.set_username(&format!("phien_{service}")).map_err(|()| anyhow::anyhow!("the database address has no user"))?;
        Ok(url.into())
    }

    async fn stop(self) {
        self.ended.token().cancel();
        for child in self.children {
            child.await.ok();
        }
    }
}

/// Makes the house's database if it is not there.
async fn create_database(url: &str) -> anyhow::Result<()> {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    let owner = sea_orm::Database::connect(options).await?;
    let there = owner
        .query_one_raw(sea_orm::Statement::from_string(
            sea_orm::DbBackend::Postgres,
            format!("select 1 as there from pg_database where datname = '{DATABASE}'"),
        ))
        .await?;
    if there.is_none() {
        owner.execute_unprepared(&format!("create database {DATABASE}")).await?;
    }
    owner.close().await?;
    Ok(())
}

/// Starts Postgres again, on the same port and data, whenever it dies.
async fn watch_postgres(mut server: Postgres, binaries: Binaries, folder: PathBuf, ended: Shutdown) {
    let port = server.port();
    loop {
        tokio::select! {
            () = ended.begun() => {
                if let Err(error) = server.stop().await {
                    tracing::warn!(%error, "Postgres did not stop in order");
                }
                return;
            }
            () = server.exited() => tracing::error!("Postgres has died and is started again"),
        }
        drop(server);
        server = match again("Postgres", &ended, async || {
            Postgres::start(&binaries, &folder, Some(port), Durability::Durable).await
        })
        .await
        {
            Some(server) => server,
            None => return,
        };
    }
}

/// Starts NATS again, on the same port and data, whenever it dies.
async fn watch_nats(mut server: Nats, binaries: Binaries, folder: PathBuf, ended: Shutdown) {
    let port = port_of(&server.url());
    loop {
        tokio::select! {
            () = ended.begun() => {
                if let Err(error) = server.stop().await {
                    tracing::warn!(%error, "NATS did not stop in order");
                }
                return;
            }
            () = server.exited() => tracing::error!("NATS has died and is started again"),
        }
        drop(server);
        server = match again("NATS", &ended, async || {
            Nats::start(&binaries, &folder, port, Durability::Durable).await
        })
        .await
        {
            Some(server) => server,
            None => return,
        };
    }
}

/// Tries until a server is up; `None` once the end has begun.
async fn again<T>(
    name: &str,
    ended: &Shutdown,
    start: impl AsyncFn() -> Result<T, stack::StackError>,
) -> Option<T> {
    loop {
        match start().await {
            Ok(server) => return Some(server),
            Err(error) => tracing::error!(%error, "{name} could not be started again; trying once more"),
        }
        if !ended.sleep(Duration::from_secs(1)).await {
            return None;
        }
    }
}

fn port_of(url: &str) -> Option<u16> {
    url::Url::parse(url).ok()?.port()
}

/// Where `up` keeps its data, for those who drive it.
pub(crate) fn pid_files(data: &Path) -> [(&'static str, PathBuf); 2] {
    [("Postgres", data.join("postgres/postmaster.pid")), ("NATS", data.join("nats/nats.pid"))]
}
