//! Settings that several services read the same way. Each has a flag, an environment variable and a default.

use std::path::PathBuf;

use clap::Args;

use crate::telemetry::LogFormat;

/// Where Postgres and NATS are, and how a service speaks on them.
#[derive(Debug, Clone, Args)]
pub struct Connections {
    /// Postgres, as this service's own role. A secret: prefer the environment to the flag.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true, value_name = "URL")]
    pub database_url: String,
    /// Connections to Postgres at most.
    #[arg(long, env = "DATABASE_CONNECTIONS", default_value_t = 10, value_name = "N")]
    pub database_connections: u32,
    /// NATS.
    #[arg(long, env = "NATS_URL", hide_env_values = true, default_value = "nats://127.0.0.1:4222", value_name = "URL")]
    pub nats_url: String,
    /// The first token of every subject; several houses can share a broker by it.
    #[arg(long, env = "PHIEN_HOUSE", default_value = "phien", value_name = "NAME")]
    pub house: String,
}

/// What people's files are sealed with.
#[derive(Debug, Clone, Args)]
pub struct FilesKey {
    /// File with the key that seals what people hand in: 64 hexadecimal digits. Made if it is missing.
    #[arg(long, env = "PHIEN_FILES_KEY_FILE", default_value = ".chophien/secrets/files-key", value_name = "FILE")]
    pub files_key_file: PathBuf,
}

/// How the log is written.
#[derive(Debug, Clone, Args)]
pub struct Log {
    /// What to log, in the syntax of `RUST_LOG`.
    #[arg(
        long,
        env = "RUST_LOG",
        default_value = "info,sqlx=error,async_nats=warn,sea_orm_migration=warn",
        value_name = "FILTER",
        global = true
    )]
    pub log: String,
    /// How to write it.
    #[arg(long, env = "PHIEN_LOG_FORMAT", value_enum, default_value_t = LogFormat::Text, value_name = "FORMAT", global = true)]
    pub log_format: LogFormat,
}
