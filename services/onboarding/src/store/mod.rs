//! Rows to domain and back; the only place that knows the tables.

pub(crate) mod consents;
pub(crate) mod cooperatives;
mod cursor;
mod entities;
pub(crate) mod erasing;
pub(crate) mod households;
pub(crate) mod lots;
pub(crate) mod papers;
pub(crate) mod people;
pub(crate) mod producer_keys;
pub(crate) mod producers;
pub(crate) mod resealing;
pub(crate) mod reveals;
pub(crate) mod standings;
pub(crate) mod subject_requests;
pub(crate) mod vault;
mod words;

pub use vault::{Vault, rewrap};
