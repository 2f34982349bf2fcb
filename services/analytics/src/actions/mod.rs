//! What analytics does, one file for each thing.

pub(crate) mod analytics_health;
pub(crate) mod find_farmgate_prices;
pub(crate) mod find_figures;
pub(crate) mod record_cooperative;
pub(crate) mod record_lot;
pub(crate) mod record_sale;
pub(crate) mod verify_figures;
