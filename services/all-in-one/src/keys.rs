//! `chophien keys`: a new key that wraps producers' keys, and every producer's key wrapped anew by it.

use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, Subcommand};
use host::keys::FileKeys;
use scoped::Database;

use crate::servers;

/// What to do with the keys that wrap each producer's own.
#[derive(Debug, Clone, Subcommand)]
pub enum What {
    /// Put a new key at the head of the file, and say its id; it wraps from the next start on, and the others still unwrap
    Add(TheFile),
    /// Wrap every producer's key anew with the newest key of the file
    ///
    /// May run beside everything else, and be broken off and begun again. Prints JSON. Afterwards the older lines of the file can
    /// go: what was wrapped by them, in backups too, opens nowhere any more.
    Rewrap(Rewrap),
}

/// Where the keys are.
#[derive(Debug, Clone, Args)]
pub struct TheFile {
    /// File with the keys that wrap each producer's own: 64 hexadecimal digits a line, the newest first. Made if it is missing.
    #[arg(
        long,
        env = "PHIEN_PRODUCER_KEYS_FILE",
        default_value = ".chophien/secrets/producer-keys",
        value_name = "FILE"
    )]
    producer_keys_file: PathBuf,
}

/// Whose keys.
#[derive(Debug, Clone, Args)]
pub struct Rewrap {
    #[command(flatten)]
    file: TheFile,
    /// Postgres, as the role of onboarding; without it, the one of the `chophien up` that is running on --data. A secret:
    /// prefer the environment to the flag.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true, value_name = "URL")]
    database_url: Option<String>,
    /// The folder of a running `chophien up`.
    #[arg(long, env = "CHOPHIEN_DATA", default_value = ".chophien", value_name = "FOLDER")]
    data: PathBuf,
}

/// Does it.
pub async fn keys(what: What) -> anyhow::Result<()> {
    let done = match what {
        What::Add(file) => serde_json::json!({ "newest": FileKeys::add(&file.producer_keys_file)? }),
        What::Rewrap(options) => {
            let file = &options.file.producer_keys_file;
            anyhow::ensure!(file.exists(), "there are no keys in {}", file.display());
            let url = match options.database_url {
                Some(url) => url,
                None => servers::running_postgres(&options.data, "phien_onboarding")
                    .with_context(|| format!("no `chophien up` keeps its data in {}", options.data.display()))?,
            };
            let database = Database::connect(&url, "onboarding", 1).await?;
            let rewrapped = onboarding::rewrap(&database, &FileKeys::open(file)?).await;
            database.close().await;
            serde_json::json!({ "rewrapped": rewrapped.map_err(|stop| anyhow::anyhow!("{stop}"))? })
        }
    };
    println!("{done}");
    Ok(())
}
