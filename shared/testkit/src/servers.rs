//! The one Postgres and the one NATS of a test process.

use std::{
    path::{Path, PathBuf},
    sync::OnceLock,
};

use sea_orm::{ConnectOptions, ConnectionTrait, DatabaseConnection};
use stack::{Binaries, Durability, Nats, Postgres};
use tokio::sync::OnceCell;

const TEMPLATE: &str = "phien_template";

/// Servers that are up, with the address of each.
#[derive(Debug, Clone)]
pub(crate) struct Servers {
    postgres_port: u16,
    pub nats_url: String,
}

/// Starts them on the first call.
pub(crate) async fn running() -> &'static Servers {
    static SERVERS: OnceCell<Servers> = OnceCell::const_new();
    SERVERS
        .get_or_init(|| async {
            // Each test has a runtime of its own that ends with it; the servers need one that stays.
            let (tell, told) = tokio::sync::oneshot::channel();
            std::thread::spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
                runtime.block_on(async move {
                    let (postgres, nats) = start().await;
                    let servers = Servers { postgres_port: postgres.port(), nats_url: nats.url() };
                    migrate_template(&servers).await;
                    tell.send(servers).expect("the first test waits for its servers");
                    std::future::pending::<()>().await;
                    drop((postgres, nats));
                });
            });
            told.await.expect("the test servers start; run `make stack` first")
        })
        .await
}

async fn start() -> (Postgres, Nats) {
    let binaries = Binaries::find().unwrap_or_else(|missing| panic!("{missing}"));
    let folder = folder();
    let postgres = Postgres::start(&binaries, &folder.join("postgres"), None, Durability::Throwaway).await;
    let nats = Nats::start(&binaries, &folder.join("nats"), None, Durability::Throwaway).await;
    (
        postgres.unwrap_or_else(|error| panic!("Postgres for tests: {error}")),
        nats.unwrap_or_else(|error| panic!("NATS for tests: {error}")),
    )
}

const PREFIX: &str = "chophien-tests-";

/// A folder of this process, with those of processes that are gone swept away.
fn folder() -> PathBuf {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER
        .get_or_init(|| {
            // Beside those of other processes, not below one folder: it would belong to whoever came first.
            let all = std::env::temp_dir();
            for entry in std::fs::read_dir(&all).into_iter().flatten().flatten() {
                let name = entry.file_name();
                let process = name.to_str().and_then(|name| name.strip_prefix(PREFIX));
                if process.is_some_and(|process| !Path::new("/proc").join(process).exists()) {
                    std::fs::remove_dir_all(entry.path()).ok();
                }
            }
            let own = all.join(format!("{PREFIX}{}", std::process::id()));
            std::fs::create_dir_all(&own).expect("a temporary folder");
            own
        })
        .clone()
}

async fn migrate_template(servers: &Servers) {
    let owner = servers.owner("postgres").await;
    owner.execute_unprepared(&format!("create database {TEMPLATE}")).await.expect("the template is made");
    owner.close().await.expect("closed");
    migrations::migrate_all(&servers.database_url("chophien", TEMPLATE)).await.expect("the template is migrated");
}

impl Servers {
    pub fn database_url(&self, user: &str, database: &str) -> String {
        format!("postgres://{user}@127.0.0.1:{}/{database}", self.postgres_port)
    }

    async fn owner(&self, database: &str) -> DatabaseConnection {
        let mut options = ConnectOptions::new(self.database_url("chophien", database));
        options.max_connections(1).sqlx_logging(false);
        sea_orm::Database::connect(options).await.expect("the owner gets in")
    }

    pub async fn create_database(&self, name: &str) {
        let owner = self.owner("postgres").await;
        let sql = format!("create database {name} template {TEMPLATE}");
        owner.execute_unprepared(&sql).await.expect("the template is cloned");
        owner.close().await.expect("closed");
    }
}
