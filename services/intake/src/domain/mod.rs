//! What is true of orders and stock, free of IO.

pub mod order;
pub mod shelf;
