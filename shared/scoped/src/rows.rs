//! Statements that are written in SQL, because they are set-based or long.

use sea_orm::{ConnectionTrait, DbBackend, DbErr, FromQueryResult, Statement, Value};

use crate::Scoped;

impl Scoped {
    /// Every row of a query.
    pub async fn all<T: FromQueryResult>(
        &self,
        sql: &str,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<Vec<T>, DbErr> {
        let rows = self.query_all_raw(statement(sql, values)).await?;
        rows.iter().map(|row| T::from_query_result(row, "")).collect()
    }

    /// The first row of a query, if there is one.
    pub async fn first<T: FromQueryResult>(
        &self,
        sql: &str,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<Option<T>, DbErr> {
        let row = self.query_one_raw(statement(sql, values)).await?;
        row.as_ref().map(|row| T::from_query_result(row, "")).transpose()
    }

    /// The rows a statement has touched.
    pub async fn run(&self, sql: &str, values: impl IntoIterator<Item = Value>) -> Result<u64, DbErr> {
        Ok(self.execute_raw(statement(sql, values)).await?.rows_affected())
    }
}

fn statement(sql: &str, values: impl IntoIterator<Item = Value>) -> Statement {
    Statement::from_sql_and_values(DbBackend::Postgres, sql, values)
}
