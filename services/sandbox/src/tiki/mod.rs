//! Tiki's side of its Open API: fact sheet sections 1, 2, 6 and 10.
//!
//! What the sheet leaves open and is the sandbox's own choice: how long tokens live, the names of an event's own id and time,
//! where a request's state is read, the paths to confirm stock (any that ends in `confirm` or `confirm-available`), and the
//! shape of a refusal: `error` where somebody is not let in, `errors` for the rest.

mod auth;
mod catalogue;
mod door;
mod envelope;
mod orders;
mod pictures;
mod products;
pub mod push;
pub mod queues;
mod requests;
mod words;

pub use door::router;

use crate::books::tokens::Life;

/// Section 6.1: lives are told by `expires_in`; refreshing rotates.
pub const LIFE: Life =
    Life { code: 600, access: 86_400, refresh: 365 * 86_400, grace: None, single_use: true, end_moves: true };
