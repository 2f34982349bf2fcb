//! Running migrations: as the owner of the database, one process at a time, each service's role left with the rights it
//! needs and no others.

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr, Statement};
use sea_orm_migration::MigratorTrait;

use crate::{accounts, analytics, intake, onboarding, syndication};

/// Every schema with tables, in no particular order: none looks into another.
const SCHEMAS: [&str; 5] = ["accounts", "onboarding", "syndication", "intake", "analytics"];
/// Held while migrating. Any number will do, so long as it is always this one.
const LOCK: i64 = 0x0070_6869_656e;

/// Why a schema could not be brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum MigrationFault {
    /// There is no such schema.
    #[error("there is no schema `{0}`")]
    UnknownSchema(String),
    /// Postgres said no, or was not there.
    #[error("could not migrate {schema}")]
    Database {
        /// Which schema.
        schema: String,
        /// Why.
        #[source]
        source: DbErr,
    },
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Migrated {
    /// Which schema.
    pub schema: &'static str,
    /// Migrations that were applied now.
    pub applied: usize,
}

/// Brings every schema of one database up to date. `url` is the owner's.
pub async fn migrate_all(url: &str) -> Result<Vec<Migrated>, MigrationFault> {
    let mut done = Vec::new();
    for schema in SCHEMAS {
        done.push(migrate(url, schema).await?);
    }
    Ok(done)
}

/// Brings one schema up to date, and its service's role `phien_<schema>` to its rights. `url` is the owner's.
pub async fn migrate(url: &str, schema: &str) -> Result<Migrated, MigrationFault> {
    let schema = known(schema)?;
    let fault = |source| MigrationFault::Database { schema: schema.to_owned(), source };
    let owner = connect(url, schema).await.map_err(fault)?;
    let done = apply(&owner, schema).await;
    owner.close().await.map_err(fault)?;
    Ok(Migrated { schema, applied: done.map_err(fault)? })
}

async fn apply(owner: &DatabaseConnection, schema: &'static str) -> Result<usize, DbErr> {
    // The pool has one connection, so this session's lock is held until it closes.
    let lock = Statement::from_sql_and_values(DbBackend::Postgres, "select pg_advisory_lock($1)", [LOCK.into()]);
    owner.execute_raw(lock).await?;
    owner.execute_unprepared(&format!("create schema if not exists {schema}")).await?;
    let waiting = count_pending(owner, schema).await?;
    match schema {
        "accounts" => accounts::Migrator::up(owner, None).await?,
        "onboarding" => onboarding::Migrator::up(owner, None).await?,
        "syndication" => syndication::Migrator::up(owner, None).await?,
        "intake" => intake::Migrator::up(owner, None).await?,
        _ => analytics::Migrator::up(owner, None).await?,
    }
    owner.execute_unprepared(&rights(schema)).await?;
    Ok(waiting)
}

async fn count_pending(owner: &DatabaseConnection, schema: &str) -> Result<usize, DbErr> {
    Ok(match schema {
        "accounts" => accounts::Migrator::get_pending_migrations_read_only(owner).await?.len(),
        "onboarding" => onboarding::Migrator::get_pending_migrations_read_only(owner).await?.len(),
        "syndication" => syndication::Migrator::get_pending_migrations_read_only(owner).await?.len(),
        "intake" => intake::Migrator::get_pending_migrations_read_only(owner).await?.len(),
        _ => analytics::Migrator::get_pending_migrations_read_only(owner).await?.len(),
    })
}

/// Migrations a service's schema still lacks, asked with the service's own, lesser rights.
pub async fn pending(url: &str, schema: &str) -> Result<usize, MigrationFault> {
    let schema = known(schema)?;
    let fault = |source| MigrationFault::Database { schema: schema.to_owned(), source };
    let connection = connect(url, schema).await.map_err(fault)?;
    let count = count_pending(&connection, schema).await;
    connection.close().await.map_err(fault)?;
    count.map_err(fault)
}

fn known(schema: &str) -> Result<&'static str, MigrationFault> {
    SCHEMAS.into_iter().find(|known| *known == schema).ok_or_else(|| MigrationFault::UnknownSchema(schema.to_owned()))
}

/// Functions keep this search path and run with the owner's rights. `pg_temp` comes last, or a caller's temporary table
/// could pass for one of ours.
async fn connect(url: &str, schema: &str) -> Result<DatabaseConnection, DbErr> {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false).set_schema_search_path(format!("{schema},public,pg_temp"));
    Database::connect(options).await
}

/// The role may read and write its own schema's rows, and nothing else; the audit trail it may only read, and append to
/// through a function. A partition is reached through its table only,
/// because row-level security is on the table. A role that exists keeps its password.
fn rights(schema: &str) -> String {
    format!(
        "do $$ begin
            if not exists (select from pg_roles where rolname = 'phien_{schema}') then
                create role phien_{schema} login;
            end if;
        exception when duplicate_object or unique_violation then null;
        end $$;
        revoke all on schema public from public;
        grant usage on schema {schema} to phien_{schema};
        grant select, insert, update, delete on all tables in schema {schema} to phien_{schema};
        revoke insert, update, delete on {schema}.audit_entry, {schema}.audit_head from phien_{schema};
        grant usage, select on all sequences in schema {schema} to phien_{schema};
        grant execute on all functions in schema {schema} to phien_{schema};
        do $$
        declare
            part regclass;
        begin
            for part in
                select oid from pg_class where relispartition and relkind = 'r' and relnamespace = '{schema}'::regnamespace
            loop
                execute format('revoke all on %s from phien_{schema}', part);
            end loop;
        end $$;"
    )
}
