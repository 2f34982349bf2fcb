//! What an offer must be brought to; [`super::showing`] decides it.

use amounts::Vnd;

/// What a shop should show of a listing, as far as it is told on and on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Wish {
    /// Stands for all that a new listing is sent with, but its stock. What was refused with the same one is not sent again.
    pub(crate) version: i64,
    /// For one pack.
    pub(crate) price: Vnd,
    /// Packs that may be sold.
    pub(crate) stock: i64,
    /// Buyers shall not see it.
    pub(crate) hidden: bool,
}
