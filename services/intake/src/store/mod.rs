//! Rows to domain and back.

pub mod backfills;
pub mod catalogue;
pub mod orders;
pub mod period;
pub mod raw_webhooks;
pub mod read;
pub mod stock;
pub mod tasks;

use scoped::DbErr;

/// A word in a table that the code does not know: a newer version has written it, or somebody by hand.
pub(crate) fn unknown_word(column: &str, word: &str) -> DbErr {
    DbErr::Custom(format!("{column} holds `{word}`, which this version does not know"))
}

/// Rows as JSON, for `jsonb_to_recordset`: the one way to hand over many rows with nullable columns in one statement.
pub(crate) fn as_json<T: serde::Serialize>(rows: &[T]) -> Result<scoped::Value, DbErr> {
    serde_json::to_string(rows).map(Into::into).map_err(|error| DbErr::Json(error.to_string()))
}
