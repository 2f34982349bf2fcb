//! Rows to domain and back; the only place that knows the tables.

pub(crate) mod cooperatives;
mod cursor;
mod entities;
pub(crate) mod households;
pub(crate) mod identities;
pub(crate) mod lots;
pub(crate) mod papers;
pub(crate) mod producers;
pub(crate) mod standings;
mod vault;

pub use vault::Vault;
