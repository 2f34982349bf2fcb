//! `chophien up`: the whole house on a Postgres and a NATS of its own.

use std::{collections::BTreeMap, path::PathBuf, time::Duration};

use clap::Args;
use contract::SERVICES;
use host::{
    Sealer, Shutdown, file_store::FileStore, health, http, settings::FilesKey, shutdown::asked_to_stop, telemetry,
};
use intake::Door as WebhookDoor;
use mailbox::Broker;
use tokio::net::TcpListener;

use crate::{
    house::{self, Means},
    run::database_check,
    servers::Servers,
    settings::{Channels, Door, Keys, People, Polling},
};

/// Room of each service's stream: far more than 30 days of a province.
pub(crate) const STREAM_BYTES: i64 = 1024 * 1024 * 1024;
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
    polling: Polling,
    #[command(flatten)]
    people: People,
    #[command(flatten)]
    files: FileStore,
    #[command(flatten)]
    files_key: FilesKey,
}

/// Runs everything until it is told to stop.
pub async fn up(options: Options) -> anyhow::Result<()> {
    let shutdown = Shutdown::new();
    // Before anything is started: a taken port is the likeliest trouble, and the cheapest to say.
    let listener = http::listen(options.door.listen).await?;
    let servers = match (options.database_url.clone(), options.nats_url.clone()) {
        (Some(owner_url), Some(nats_url)) => Servers::foreign(owner_url, nats_url),
        _ => Servers::start(&options.data).await?,
    };
    match Box::pin(open(&options, &servers, listener, &shutdown)).await {
        Ok(broker) => {
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
        Err(error) => {
            shutdown.end(Duration::from_secs(5)).await;
            servers.stop().await;
            Err(error)
        }
    }
}

/// Migrates, provisions, starts every service and opens the door.
async fn open(
    options: &Options,
    servers: &Servers,
    listener: TcpListener,
    shutdown: &Shutdown,
) -> anyhow::Result<Broker> {
    migrations::migrate_all(&servers.owner_url).await?;
    let broker = Broker::connect(&servers.nats_url, "phien").await?;
    broker.provision(1, STREAM_BYTES).await?;
    let means = Means {
        broker: broker.clone(),
        calendar: options.keys.calendar(shutdown),
        files: Means::peoples_files(&options.files, &options.data.join("files"), &options.files_key).await?,
        marketplaces: options.channels.registry(shutdown)?,
        shutdown: shutdown.clone(),
    };
    let mut databases = BTreeMap::new();
    for service in SERVICES {
        databases.insert(service, house::database(&servers.service_url(service)?, service, CONNECTIONS).await?);
    }
    let database = |service| databases[service].clone();
    let public_url = options.door.public_url()?;
    means.accounts(database("accounts"), &options.keys, &options.people, public_url.clone()).await?;
    means.onboarding(database("onboarding"), &options.keys).await?;
    means.syndication(database("syndication"), &options.keys).await?;
    let recorded = means.intake(database("intake"), &options.keys, &options.polling).await?;
    let sealer = Sealer::from_file(&options.keys.seal_key_file)?;
    let door = WebhookDoor::open(database("intake"), means.marketplaces.clone(), sealer, recorded, shutdown);
    means.analytics(database("analytics")).await?;
    let checks = databases.into_values().map(database_check).collect();
    let router = means.gateway(public_url, options.door.proxies).merge(door.router()).merge(health::router(
        checks,
        shutdown.clone(),
        telemetry::collect_metrics(),
    ));
    http::serve(listener, router, shutdown);
    Ok(broker)
}
