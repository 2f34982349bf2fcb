//! Excel files that analytics takes.

mod complaints;
mod farmgate_prices;

pub(crate) use farmgate_prices::FarmgatePrices;
