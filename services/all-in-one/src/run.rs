//! `chophien run <service>`: one service for Kubernetes. Postgres and NATS are somebody else's.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use anyhow::Context;
use axum::Router;
use clap::{Args, Subcommand};
use contract::Service;
use host::{
    Files, Sealer, Shutdown,
    file_store::FileStore,
    health::{self, Check},
    http,
    settings::{Connections, FilesKey},
    shutdown::asked_to_stop,
    telemetry,
};
use mailbox::Broker;
use scoped::Database;
use url::Url;

use crate::{
    house::{self, Means},
    settings::{Channels, Door, Keys, People, Polling, read_secret},
};

/// Where files lie, unless settings say otherwise.
const FILES: &str = ".chophien/files";

/// Which service, and where an orchestrator looks after it.
#[derive(Debug, Clone, Args)]
pub struct Options {
    /// Where to answer `/livez`, `/readyz` and `/metrics`.
    #[arg(long, env = "PHIEN_HEALTH_LISTEN", default_value = "127.0.0.1:9090", value_name = "ADDRESS", global = true)]
    health_listen: SocketAddr,
    #[command(subcommand)]
    service: Which,
}

#[derive(Debug, Clone, Subcommand)]
enum Which {
    /// Who may do what
    Accounts {
        #[command(flatten)]
        connections: Connections,
        #[command(flatten)]
        files: FileStore,
        #[command(flatten)]
        keys: Keys,
        #[command(flatten)]
        people: People,
        /// The address people reach the portal at; links in messages begin with it.
        #[arg(long, env = "PHIEN_PUBLIC_URL", default_value = "http://127.0.0.1:8080", value_name = "URL")]
        public_url: Url,
    },
    /// A producer becomes a seller
    Onboarding {
        #[command(flatten)]
        connections: Connections,
        #[command(flatten)]
        files: FileStore,
        #[command(flatten)]
        files_key: FilesKey,
        #[command(flatten)]
        keys: Keys,
    },
    /// A listing becomes an offer on every marketplace
    Syndication {
        #[command(flatten)]
        connections: Connections,
        #[command(flatten)]
        files: FileStore,
        #[command(flatten)]
        files_key: FilesKey,
        #[command(flatten)]
        keys: Keys,
        #[command(flatten)]
        channels: Channels,
    },
    /// A marketplace's order becomes our order
    Intake {
        #[command(flatten)]
        connections: Connections,
        #[command(flatten)]
        files: FileStore,
        #[command(flatten)]
        keys: Keys,
        #[command(flatten)]
        channels: Channels,
        #[command(flatten)]
        polling: Polling,
    },
    /// The webhook door alone: it needs Postgres and nothing else
    Webhooks {
        /// Postgres, as the role of intake. A secret: prefer the environment to the flag.
        #[arg(long, env = "DATABASE_URL", hide_env_values = true, value_name = "URL")]
        database_url: String,
        /// Where to listen for webhooks.
        #[arg(long, env = "PHIEN_LISTEN", default_value = "127.0.0.1:8081", value_name = "ADDRESS")]
        listen: SocketAddr,
        /// File with the key that seals what was sent: 64 hexadecimal digits. Made if it is missing.
        #[arg(long, env = "PHIEN_SEAL_KEY_FILE", default_value = ".chophien/secrets/seal-key", value_name = "FILE")]
        seal_key_file: PathBuf,
        #[command(flatten)]
        channels: Channels,
    },
    /// What was sold becomes figures
    Analytics {
        #[command(flatten)]
        connections: Connections,
        #[command(flatten)]
        files: FileStore,
        #[command(flatten)]
        files_key: FilesKey,
        #[command(flatten)]
        keys: Keys,
    },
    /// The one door for people and programs
    Gateway {
        /// NATS.
        #[arg(long, env = "NATS_URL", default_value = "nats://127.0.0.1:4222", value_name = "URL")]
        nats_url: String,
        /// The first token of every subject.
        #[arg(long, env = "PHIEN_HOUSE", default_value = "phien", value_name = "NAME")]
        house: String,
        #[command(flatten)]
        files: FileStore,
        #[command(flatten)]
        files_key: FilesKey,
        #[command(flatten)]
        keys: Keys,
        #[command(flatten)]
        door: Door,
    },
    /// A marketplace to practise on; keep it on a loopback address
    Sandbox(Sandbox),
}

/// How the sandbox plays.
#[derive(Debug, Clone, Args)]
pub struct Sandbox {
    /// Where to listen.
    #[arg(long, env = "SANDBOX_LISTEN", default_value = "127.0.0.1:8090", value_name = "ADDRESS")]
    listen: SocketAddr,
    /// The folder its books are journaled to.
    #[arg(long, env = "SANDBOX_JOURNAL", default_value = ".chophien/sandbox", value_name = "FOLDER")]
    journal: PathBuf,
    /// The app's number.
    #[arg(long, env = "SHOPEE_PARTNER_ID", default_value_t = 2_001_887, value_name = "N")]
    partner_id: u64,
    /// File with Shopee's partner key; without it one is made, and shown on the page.
    #[arg(long, env = "SHOPEE_PARTNER_KEY_FILE", value_name = "FILE")]
    partner_key_file: Option<PathBuf>,
    /// File with Shopee's push key; without it one is made.
    #[arg(long, env = "SHOPEE_PUSH_KEY_FILE", value_name = "FILE")]
    push_key_file: Option<PathBuf>,
    /// Pushes are tried again after 300, 1800 and 10800 seconds, divided by this.
    #[arg(long, env = "SANDBOX_PUSH_RETRY_DIVISOR", default_value_t = 1, value_name = "N")]
    push_retry_divisor: u32,
    /// Seeds every die.
    #[arg(long, env = "SANDBOX_SEED", default_value_t = 1, value_name = "N")]
    seed: u64,
}

/// Runs the sandbox alone, for people who practise, until it is told to stop.
pub async fn practise(options: Sandbox) -> anyhow::Result<()> {
    let shutdown = Shutdown::new();
    let address = run_sandbox(options, &shutdown).await?;
    println!("The practice marketplaces are at http://{address}/ (press Ctrl-C to end)");
    asked_to_stop().await;
    stop(&shutdown, None).await;
    Ok(())
}

/// Runs one service until it is told to stop.
pub async fn run(options: Options) -> anyhow::Result<()> {
    let shutdown = Shutdown::new();
    let metrics = telemetry::collect_metrics();
    let mut checks: Vec<Check> = Vec::new();
    let broker = Box::pin(start(options.service, &shutdown, &mut checks)).await?;
    let health = http::listen(options.health_listen).await?;
    http::serve(health, health::router(checks, shutdown.clone(), metrics), &shutdown);
    asked_to_stop().await;
    stop(&shutdown, broker).await;
    Ok(())
}

/// Not ready, then nothing new, then what is under way, then the broker.
async fn stop(shutdown: &Shutdown, broker: Option<Broker>) {
    tracing::info!("stopping");
    if !shutdown.end(Duration::from_secs(25)).await {
        tracing::warn!("some work was not finished in time; it goes on at the next start");
    }
    if let Some(broker) = broker {
        broker.close().await;
    }
}

async fn start(service: Which, shutdown: &Shutdown, checks: &mut Vec<Check>) -> anyhow::Result<Option<Broker>> {
    match service {
        Which::Accounts { connections, files, keys, people, public_url } => {
            let files = files.open(Path::new(FILES)).await?;
            let (means, database) = means(&connections, "accounts", files, None, None, shutdown, checks).await?;
            means.accounts(database, &keys, &people, public_url).await?;
            Ok(Some(means.broker))
        }
        Which::Onboarding { connections, files, files_key, keys } => {
            let files = Means::peoples_files(&files, Path::new(FILES), &files_key).await?;
            let (means, database) =
                means(&connections, "onboarding", files, Some(&keys), None, shutdown, checks).await?;
            means.onboarding(database, &keys).await?;
            Ok(Some(means.broker))
        }
        Which::Syndication { connections, files, files_key, keys, channels } => {
            let files = Means::peoples_files(&files, Path::new(FILES), &files_key).await?;
            let (means, database) =
                means(&connections, "syndication", files, Some(&keys), Some(&channels), shutdown, checks).await?;
            means.syndication(database, &keys).await?;
            Ok(Some(means.broker))
        }
        Which::Intake { connections, files, keys, channels, polling } => {
            let files = files.open(Path::new(FILES)).await?;
            let (means, database) =
                means(&connections, "intake", files, Some(&keys), Some(&channels), shutdown, checks).await?;
            means.intake(database, &keys, &polling).await?;
            Ok(Some(means.broker))
        }
        Which::Webhooks { database_url, listen, seal_key_file, channels } => {
            let database = house::database(&database_url, "intake", 4).await?;
            checks.push(database_check(database.clone()));
            let recorded = Arc::default();
            let sealer = Sealer::from_file(&seal_key_file)?;
            let door = intake::Door::open(database, channels.registry(shutdown)?, sealer, recorded, shutdown);
            http::serve(http::listen(listen).await?, door.router(), shutdown);
            Ok(None)
        }
        Which::Analytics { connections, files, files_key, keys } => {
            let files = Means::peoples_files(&files, Path::new(FILES), &files_key).await?;
            let (means, database) =
                means(&connections, "analytics", files, Some(&keys), None, shutdown, checks).await?;
            means.analytics(database).await?;
            Ok(Some(means.broker))
        }
        Which::Gateway { nats_url, house, files, files_key, keys, door } => {
            let broker = Broker::connect(&nats_url, &house).await?;
            checks.push(broker_check(broker.clone()));
            let means = Means {
                broker,
                calendar: keys.calendar(shutdown),
                files: Means::peoples_files(&files, Path::new(FILES), &files_key).await?,
                marketplaces: marketplaces::Registry::default(),
                shutdown: shutdown.clone(),
            };
            let router: Router = means.gateway(door.public_url()?, door.proxies);
            http::serve(http::listen(door.listen).await?, router, shutdown);
            Ok(Some(means.broker))
        }
        Which::Sandbox(options) => {
            run_sandbox(options, shutdown).await?;
            Ok(None)
        }
    }
}

async fn means(
    connections: &Connections,
    service: Service,
    files: Files,
    keys: Option<&Keys>,
    channels: Option<&Channels>,
    shutdown: &Shutdown,
    checks: &mut Vec<Check>,
) -> anyhow::Result<(Means, Database)> {
    let means = Means {
        broker: Broker::connect(&connections.nats_url, &connections.house).await?,
        calendar: keys.map_or_else(host::Calendar::wall, |keys| keys.calendar(shutdown)),
        files,
        marketplaces: channels.map(|channels| channels.registry(shutdown)).transpose()?.unwrap_or_default(),
        shutdown: shutdown.clone(),
    };
    let database = house::database(&connections.database_url, service, connections.database_connections).await?;
    checks.push(database_check(database.clone()));
    Ok((means, database))
}

/// A transaction can be had within a second. The broker is not asked: the outbox lets services work without it.
pub(crate) fn database_check(database: Database) -> Check {
    Arc::new(move || {
        let database = database.clone();
        Box::pin(async move {
            // Not dropped half-way: see the charter of `scoped`.
            let begun = tokio::spawn(async move { database.begin_as_service().await?.rollback().await });
            match tokio::time::timeout(Duration::from_secs(1), begun).await {
                Ok(Ok(Ok(()))) => Ok(()),
                _ => Err("the database does not answer"),
            }
        })
    })
}

fn broker_check(broker: Broker) -> Check {
    Arc::new(move || {
        let connected = broker.is_connected();
        Box::pin(async move { if connected { Ok(()) } else { Err("NATS does not answer") } })
    })
}

async fn run_sandbox(options: Sandbox, shutdown: &Shutdown) -> anyhow::Result<SocketAddr> {
    let key = |file: &Option<PathBuf>| file.as_ref().map_or_else(|| Ok(sandbox::fresh_key()), |file| read_secret(file));
    let settings = sandbox::Settings {
        listen: options.listen,
        journal: options.journal,
        partner_id: options.partner_id,
        partner_key: key(&options.partner_key_file)?,
        push_key: key(&options.push_key_file)?,
        push_retry_divisor: options.push_retry_divisor,
        seed: options.seed,
    };
    let sandbox = sandbox::Sandbox::start(settings).await.context("the sandbox could not start")?;
    let address = sandbox.address();
    tracing::info!(%address, "the sandbox is open");
    let ending = shutdown.clone();
    shutdown.spawn(async move {
        ending.begun().await;
        sandbox.stop().await;
    });
    Ok(address)
}
