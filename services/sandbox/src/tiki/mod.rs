//! Tiki's side of its Open API: fact sheet section 6.

pub mod queues;
pub mod words;
