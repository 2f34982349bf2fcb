//! `chophien migrate`: schemas are brought up to date.

use clap::Args;

/// Which database, and which schema of it.
#[derive(Debug, Clone, Args)]
pub struct Options {
    /// The database, as its owner. A secret: prefer the environment to the flag.
    #[arg(long, env = "OWNER_DATABASE_URL", hide_env_values = true, value_name = "URL")]
    database_url: String,
    /// Only this schema; all of them where it is not given.
    #[arg(long, value_name = "NAME")]
    schema: Option<String>,
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
    Ok(())
}
