//! A migration that is a file of SQL.

use sea_orm::{ConnectionTrait, DbErr};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

/// A file of SQL with a name.
pub(crate) struct Sql {
    pub name: &'static str,
    pub sql: &'static str,
}

impl MigrationName for Sql {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Sql {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(self.sql).await.map(drop)
    }
}

/// `schema! { /// docs… name [ "migration" = "file.sql", ] }` makes a migrator in a module of the schema's name.
macro_rules! schema {
    ($(#[$doc:meta])+ $schema:ident [$($name:literal = $file:literal,)+]) => {
        $(#[$doc])+
        pub(crate) mod $schema {
            use sea_orm_migration::{MigrationTrait, MigratorTrait};

            use super::Sql;

            pub(crate) struct Migrator;

            impl MigratorTrait for Migrator {
                fn migrations() -> Vec<Box<dyn MigrationTrait>> {
                    vec![$(Box::new(Sql { name: $name, sql: include_str!($file) })),+]
                }
            }
        }
    };
}
pub(crate) use schema;
