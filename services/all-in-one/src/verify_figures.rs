//! `chophien verify-figures`: every figure is made once more out of the event log and held against what is stored.

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use scoped::Database;

use crate::servers;

/// Whose figures.
#[derive(Debug, Clone, Args)]
pub struct Options {
    /// The database, as the role of analytics; without it, the one of the `chophien up` that is running on --data. A secret:
    /// prefer the environment to the flag.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true, value_name = "URL")]
    database_url: Option<String>,
    /// The folder of a running `chophien up`.
    #[arg(long, env = "CHOPHIEN_DATA", default_value = ".chophien", value_name = "FOLDER")]
    data: PathBuf,
}

/// Verifies, prints what was found as JSON, and fails where anything differs.
pub async fn verify_figures(options: Options) -> anyhow::Result<()> {
    let url = match options.database_url {
        Some(url) => url,
        None => servers::running_postgres(&options.data, "phien_analytics")
            .with_context(|| format!("no `chophien up` keeps its data in {}", options.data.display()))?,
    };
    let database = Database::connect(&url, "analytics", 2).await?;
    let verified = analytics::verify_figures(&database).await?;
    println!("{}", serde_json::to_string_pretty(&verified)?);
    anyhow::ensure!(verified.rows_differing == 0, "{} rows differ from the event log", verified.rows_differing);
    Ok(())
}
