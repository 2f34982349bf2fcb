//! Pages of a list.

use serde::{Deserialize, Serialize};

/// Which page of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageRequest {
    /// Rows of one page, 1 to 200; services bring other numbers into that range.
    pub size: u32,
    /// The `next` of the page before; none for the first one.
    #[serde(default)]
    pub after: Option<String>,
}

impl Default for PageRequest {
    fn default() -> Self {
        Self { size: 25, after: None }
    }
}

impl PageRequest {
    /// The first page, of this size.
    pub const fn first(size: u32) -> Self {
        Self { size, after: None }
    }

    /// Rows of one page, brought into range.
    pub fn rows(&self) -> u32 {
        self.size.clamp(1, 200)
    }
}

/// One page of a list, in a stable order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// How to ask for the next page; `None` after the last one.
    #[serde(default)]
    pub next: Option<String>,
    /// Rows in all pages, where counting them is cheap.
    #[serde(default)]
    pub total: Option<u64>,
}
