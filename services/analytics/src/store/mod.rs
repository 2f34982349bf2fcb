//! Rows to domain and back.

pub(crate) mod farmgate;
pub(crate) mod figures;
pub(crate) mod harvest;
pub(crate) mod log;
pub(crate) mod sales;
pub(crate) mod verification;
