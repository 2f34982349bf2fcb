//! How much: whole đồng, whole grams, millilitres or pieces, and rates; different kinds do not mix.
//!
//! Nothing here rounds in silence: a conversion either is exact, or rounds half away from zero once and says so in its name.

mod money;
mod percent;
mod quantity;
mod share;

pub use money::{MoneyFault, Vnd};
pub use percent::{Percent, PercentFault};
pub use quantity::{Dimension, Quantity, QuantityFault, Unit};
pub use share::split_by_largest_remainder;
