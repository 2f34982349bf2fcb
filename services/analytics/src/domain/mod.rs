//! What is true about sales, prices and figures, free of IO.

mod farmgate;
mod part;
mod price_book;
mod sale;
mod tally;

pub(crate) use farmgate::{Buyer, Observation, PriceFault};
pub(crate) use part::{Group, Part};
pub(crate) use price_book::{Cell, PriceBook};
pub(crate) use sale::Sale;
pub(crate) use tally::{Tally, Totals};
