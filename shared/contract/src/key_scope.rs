//! The words of an API key: what the program that holds it may ask.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// One thing that a key allows. Each ask that a program may make names the one it takes; all others take a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum KeyScope {
    /// Orders, and how many there are.
    #[serde(rename = "orders:read")]
    OrdersRead,
    /// Orders are packed, taken back, cancelled.
    #[serde(rename = "orders:write")]
    OrdersWrite,
    /// Balances and ledgers.
    #[serde(rename = "stock:read")]
    StockRead,
    /// Goods leave a lot.
    #[serde(rename = "stock:write")]
    StockWrite,
    /// Listings, offers and shops.
    #[serde(rename = "listings:read")]
    ListingsRead,
    /// Listings are saved, offers tried again.
    #[serde(rename = "listings:write")]
    ListingsWrite,
    /// Cooperatives and declared lots; no households, and nothing personal.
    #[serde(rename = "producers:read")]
    ProducersRead,
    /// What was sold.
    #[serde(rename = "figures:read")]
    FiguresRead,
    /// Excel files are handed in, looked at and taken.
    #[serde(rename = "imports:write")]
    ImportsWrite,
}

impl KeyScope {
    /// Every one, as a form lists them.
    pub const ALL: [Self; 9] = [
        Self::OrdersRead,
        Self::OrdersWrite,
        Self::StockRead,
        Self::StockWrite,
        Self::ListingsRead,
        Self::ListingsWrite,
        Self::ProducersRead,
        Self::FiguresRead,
        Self::ImportsWrite,
    ];

    /// The word in tables and on the wire.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::OrdersRead => "orders:read",
            Self::OrdersWrite => "orders:write",
            Self::StockRead => "stock:read",
            Self::StockWrite => "stock:write",
            Self::ListingsRead => "listings:read",
            Self::ListingsWrite => "listings:write",
            Self::ProducersRead => "producers:read",
            Self::FiguresRead => "figures:read",
            Self::ImportsWrite => "imports:write",
        }
    }

    /// Whether it changes something.
    pub const fn writes(self) -> bool {
        matches!(self, Self::OrdersWrite | Self::StockWrite | Self::ListingsWrite | Self::ImportsWrite)
    }
}

impl FromStr for KeyScope {
    type Err = String;

    fn from_str(slug: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|scope| scope.slug() == slug)
            .ok_or_else(|| format!("there is no key scope `{slug}`"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_the_same_in_tables_and_on_the_wire() {
        for scope in KeyScope::ALL {
            assert_eq!(serde_json::to_value(scope).expect("JSON"), scope.slug());
            assert_eq!(scope.slug().parse(), Ok(scope));
            assert_eq!(scope.writes(), scope.slug().ends_with(":write"));
        }
    }
}
