//! Rows to domain and back; the only place that knows the tables.

pub(crate) mod cooperatives;
mod cursor;
pub(crate) mod drafts;
mod entities;
pub(crate) mod households;
pub(crate) mod identities;
pub(crate) mod lots;
pub(crate) mod paper_files;
pub(crate) mod papers;
pub(crate) mod people;
pub(crate) mod producer_keys;
pub(crate) mod producers;
pub(crate) mod resealing;
pub(crate) mod reveals;
pub(crate) mod standings;
pub(crate) mod vault;

pub use vault::{Vault, rewrap};
