//! `chophien audit verify`: is what people did still written as it was?

use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, Subcommand};
use contract::SERVICES;
use host::file_store::{FileStore, Place};
use scoped::Database;

use crate::servers;

/// What to do with the audit trails.
#[derive(Debug, Clone, Subcommand)]
pub enum What {
    /// Read every trail from its beginning and say where it is not what it was
    ///
    /// Each entry is held against its hash, the entry before it and the anchors in the object store. May run beside
    /// everything else. Prints JSON; fails where a trail is broken.
    Verify(Options),
}

/// Whose trails.
#[derive(Debug, Clone, Args)]
pub struct Options {
    /// The database, as the owner of the schemas; without it, the one of the `chophien up` that is running on --data. A secret:
    /// prefer the environment to the flag.
    #[arg(long, env = "OWNER_DATABASE_URL", hide_env_values = true, value_name = "URL")]
    database_url: Option<String>,
    /// The folder of a running `chophien up`.
    #[arg(long, env = "CHOPHIEN_DATA", default_value = ".chophien", value_name = "FOLDER")]
    data: PathBuf,
    #[command(flatten)]
    files: FileStore,
}

/// Does it.
pub async fn audit(what: What) -> anyhow::Result<()> {
    let What::Verify(options) = what;
    let folder = options.data.join("files");
    if let Place::Folder(folder) = options.files.place(&folder) {
        anyhow::ensure!(folder.is_dir(), "there is no object store in {}; name it with --files", folder.display());
    }
    let files = options.files.open(&folder).await?;
    let mut broken = 0;
    let mut found = Vec::new();
    for service in SERVICES {
        let url = match &options.database_url {
            Some(url) => url.clone(),
            None => servers::running_postgres(&options.data, &format!("phien_{service}"))
                .with_context(|| format!("no `chophien up` keeps its data in {}", options.data.display()))?,
        };
        let database = Database::connect(&url, service, 1).await?;
        let verified = audit::verify(&database, &files).await?;
        database.close().await;
        broken += verified.broken.len();
        found.push(verified);
    }
    println!("{}", serde_json::to_string_pretty(&found)?);
    anyhow::ensure!(broken == 0, "the audit trail is broken in {broken} places");
    Ok(())
}
