//! The books, recomputed from the ledger.

use crate::house::House;

impl House {
    /// Replays every lot's ledger and compares it with balances, promises and lines.
    pub async fn assert_books_add_up(&self) {
        assert_eq!(self.number(include_str!("ledger.sql")).await, 0, "rows that do not follow from the ledger");
    }
}
