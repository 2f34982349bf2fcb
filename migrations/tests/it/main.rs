//! The schemas, brought up on an empty database and looked at from the catalogue.

mod days;
mod guard;

use contract::SERVICES;
use migrations::{MigrationFault, migrate, migrate_all, pending};
use sea_orm::{ConnectOptions, ConnectionTrait, DatabaseConnection, DbBackend, FromQueryResult, Statement};
use testkit::World;
use tokio::task::JoinSet;

/// A world, with the owner's way into it.
struct House {
    world: World,
    owner: DatabaseConnection,
}

#[derive(FromQueryResult)]
struct Name {
    name: String,
}

impl House {
    async fn new() -> Self {
        let world = World::new().await;
        let owner = connect(&world.owner_url().await).await;
        Self { world, owner }
    }

    async fn names(&self, sql: &str) -> Vec<String> {
        let statement = Statement::from_string(DbBackend::Postgres, sql);
        let names = Name::find_by_statement(statement).all(&self.owner).await.expect("the catalogue");
        names.into_iter().map(|row| row.name).collect()
    }

    async fn run(&self, sql: &str) {
        self.owner.execute_unprepared(sql).await.expect("the owner may");
    }

    /// An empty database beside the world's own; its address for the owner.
    async fn empty_database(&self) -> String {
        let name = format!("{}_empty", self.world.house);
        self.run(&format!("create database {name}")).await;
        let url = self.world.owner_url().await;
        let (server, _) = url.rsplit_once('/').expect("an address has a path");
        format!("{server}/{name}")
    }
}

async fn connect(url: &str) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    sea_orm::Database::connect(options).await.expect("the owner gets in")
}

#[tokio::test]
async fn what_was_migrated_is_not_migrated_again() {
    let house = House::new().await;
    let url = house.empty_database().await;
    let first = migrate_all(&url).await.expect("migrated");
    assert_eq!(first.iter().map(|done| done.schema).collect::<Vec<_>>(), SERVICES);
    assert!(first.iter().all(|done| done.applied >= 2), "{first:?}");
    let second = migrate_all(&url).await.expect("nothing to do");
    assert!(second.iter().all(|done| done.applied == 0), "{second:?}");
    for service in SERVICES {
        let own = url.replace("chophien@", &format!("phien_{service}@"));
        assert_eq!(pending(&own, service).await.expect("a service may look"), 0, "{service}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_that_migrate_at_once_wait_for_each_other() {
    let house = House::new().await;
    let url = house.empty_database().await;
    let mut tasks = JoinSet::new();
    for _ in 0..6 {
        let url = url.clone();
        tasks.spawn(async move { migrate(&url, "intake").await.expect("migrated").applied });
    }
    let applied: usize = tasks.join_all().await.into_iter().sum();
    let fresh = connect(&url).await;
    let statement = Statement::from_string(DbBackend::Postgres, "select version as name from intake.seaql_migrations");
    let recorded = Name::find_by_statement(statement).all(&fresh).await.expect("the catalogue").len();
    assert_eq!(applied, recorded);
}

#[tokio::test]
async fn a_schema_that_lacks_migrations_is_told_apart_and_one_that_is_none_is_refused() {
    let house = House::new().await;
    let url = house.empty_database().await;
    migrate(&url, "accounts").await.expect("migrated");
    let connection = connect(&url).await;
    let forget = "delete from accounts.seaql_migrations where version like '%people_sign_in'";
    connection.execute_unprepared(forget).await.expect("forgotten");
    assert_eq!(pending(&url.replace("chophien@", "phien_accounts@"), "accounts").await.expect("it may look"), 1);
    for stranger in ["gateway", "", "public; drop schema intake"] {
        let fault = migrate(&url, stranger).await.expect_err("there is none");
        assert!(matches!(fault, MigrationFault::UnknownSchema(_)), "{fault}");
    }
}
