//! `chophien migrate`: schemas are brought up to date, and streams too where a broker is named.

use clap::Args;
use mailbox::Broker;

use crate::up::STREAM_BYTES;

/// Which database, and which schema of it.
#[derive(Debug, Clone, Args)]
pub struct Options {
    /// The database, as its owner. A secret: prefer the environment to the flag.
    #[arg(long, env = "OWNER_DATABASE_URL", hide_env_values = true, value_name = "URL")]
    database_url: String,
    /// Only this schema; all of them where it is not given.
    #[arg(long, value_name = "NAME")]
    schema: Option<String>,
    /// The broker whose streams are to be made as they should be; they are left alone where it is not given.
    #[arg(long, env = "NATS_URL", hide_env_values = true, value_name = "URL")]
    nats_url: Option<String>,
    /// The first token of every subject.
    #[arg(long, env = "PHIEN_HOUSE", default_value = "phien", value_name = "NAME")]
    house: String,
    /// Copies of each stream; three where the broker has three servers.
    #[arg(long, env = "PHIEN_STREAM_REPLICAS", default_value_t = 1, value_name = "N")]
    stream_replicas: usize,
}

/// Migrates and says what was done.
pub async fn migrate(options: Options) -> anyhow::Result<()> {
    let done = match &options.schema {
        Some(schema) => vec![migrations::migrate(&options.database_url, schema).await?],
        None => migrations::migrate_all(&options.database_url).await?,
    };
    for schema in done {
        match schema.applied {
            0 => println!("{}: up to date", schema.schema),
            applied => println!("{}: {applied} migrations applied", schema.schema),
        }
    }
    if let Some(url) = &options.nats_url {
        let broker = Broker::connect(url, &options.house).await?;
        broker.provision(options.stream_replicas, STREAM_BYTES).await?;
        broker.close().await;
        println!("streams: as they should be");
    }
    Ok(())
}
