//! Rows to domain and back; the only place that knows the tables. Every function takes a transaction with a scope.

pub(crate) mod accounts;
pub(crate) mod consents;
pub(crate) mod cooperatives;
pub(crate) mod grounds;
pub(crate) mod listings;
pub(crate) mod lots;
mod offer_row;
pub(crate) mod offers;
pub(crate) mod papers;
pub(crate) mod rules;
pub(crate) mod shop_items;

use scoped::DbErr;
use serde::Serialize;

/// Rows as one JSON text, for `jsonb_to_recordset`: any number of them in one statement, with nulls.
fn rows_as_json<T: Serialize>(rows: &[T]) -> Result<sea_orm::Value, DbErr> {
    serde_json::to_string(rows).map(Into::into).map_err(|error| DbErr::Json(error.to_string()))
}

/// A word in a table that none of our enums has. The table's own constraints forbid it.
fn unknown_word(what: &str, word: &str) -> DbErr {
    DbErr::Type(format!("`{word}` is no {what}"))
}
