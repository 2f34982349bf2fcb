//! Analytics from outside: facts are told on a real broker, figures are asked for, on a real database.

mod farmgate;
mod freshness;
mod golden;
mod house;
mod order;
mod scopes;
mod shuffled;
mod speed;
