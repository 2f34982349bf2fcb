//! Rows to domain and back; the only place that knows the tables.

pub(crate) mod as_rows;
pub(crate) mod consents;
pub(crate) mod cooperatives;
pub(crate) mod coverage;
mod cursor;
pub(crate) mod drafts;
mod entities;
pub(crate) mod erasing;
pub(crate) mod households;
pub(crate) mod identities;
pub(crate) mod lots;
pub(crate) mod numbers;
pub(crate) mod paper_files;
pub(crate) mod papers;
pub(crate) mod people;
pub(crate) mod plots;
pub(crate) mod producer_keys;
pub(crate) mod producers;
pub(crate) mod representatives;
pub(crate) mod resealing;
pub(crate) mod reveals;
pub(crate) mod standings;
pub(crate) mod subject_requests;
pub(crate) mod turn;
pub(crate) mod unions;
pub(crate) mod vault;
mod words;

pub use vault::{Vault, rewrap};

use scoped::{Scoped, Value};
use sea_orm::sea_query::{Expr, SimpleExpr};

/// A query whose `$seen` is the condition for rows that the caller may see, with its values.
fn narrowed(tx: &Scoped, sql: &str, values: impl Into<Vec<Value>>) -> (String, Vec<Value>) {
    let mut values = values.into();
    let seen = tx.seen(&mut values, "cooperative_id", "commune_code");
    (sql.replace("$seen", &seen), values)
}

/// The same condition for a query over an entity.
fn seen(tx: &Scoped) -> SimpleExpr {
    let mut values = Vec::new();
    let seen = tx.seen(&mut values, "cooperative_id", "commune_code");
    Expr::cust_with_values(seen, values)
}
