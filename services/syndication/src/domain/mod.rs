//! What is true of listings, rules, offers and tokens, free of IO: time and ids come in as arguments.

pub(crate) mod claim;
pub(crate) mod demands;
pub(crate) mod gtin;
pub(crate) mod listing;
pub(crate) mod offer;
pub(crate) mod progress;
pub(crate) mod reason;
pub(crate) mod rule;
pub(crate) mod showing;
pub(crate) mod token;
pub(crate) mod wish;
