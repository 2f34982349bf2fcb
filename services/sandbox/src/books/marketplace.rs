//! Which marketplaces are played here, and how each names what it keeps.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A marketplace, or a kind of shop of one's own.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Marketplace {
    /// Shopee's Open Platform v2.
    #[default]
    Shopee,
    /// Lazada's Open Platform.
    Lazada,
    /// TikTok Shop's Partner API.
    TiktokShop,
    /// Tiki's Open API.
    Tiki,
    /// A shop that speaks Standard Webhooks in both directions.
    OwnShop,
    /// A shop on `WooCommerce`.
    Woo,
    /// A shop on Haravan.
    Haravan,
}

const SERIAL_BITS: u32 = 40;

impl Marketplace {
    /// All of them, in the order in which people are shown them.
    pub const ALL: [Self; 7] =
        [Self::Shopee, Self::Lazada, Self::TiktokShop, Self::Tiki, Self::OwnShop, Self::Woo, Self::Haravan];

    /// The word on the wire.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Shopee => "shopee",
            Self::Lazada => "lazada",
            Self::TiktokShop => "tiktok_shop",
            Self::Tiki => "tiki",
            Self::OwnShop => "own_shop",
            Self::Woo => "woo",
            Self::Haravan => "haravan",
        }
    }

    /// The marketplace of this word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }

    /// As people call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Shopee => "Shopee",
            Self::Lazada => "Lazada",
            Self::TiktokShop => "TikTok Shop",
            Self::Tiki => "Tiki",
            Self::OwnShop => "Gian hàng riêng",
            Self::Woo => "WooCommerce",
            Self::Haravan => "Haravan",
        }
    }

    /// One line of an order for each pack, instead of one with a quantity.
    pub const fn has_a_line_per_unit(self) -> bool {
        matches!(self, Self::Lazada | Self::TiktokShop)
    }

    /// An order's name as this marketplace makes them. Different for different serials, and between marketplaces.
    pub fn order_name(self, day: NaiveDate, serial: u64) -> String {
        match self {
            Self::Shopee => shopee_name(day, serial),
            Self::Lazada => (260_000_000_000_000 + scattered(serial, 100_000_000_000) * 100).to_string(),
            Self::TiktokShop => format!("576{}", 100_000_000_000_000 + scattered(serial, 100_000_000_000_000)),
            Self::Tiki => (100_000_000 + scattered(serial, 900_000_000)).to_string(),
            Self::OwnShop => format!("CP-{:06}", scattered(serial, 1_000_000_000)),
            Self::Woo => (10_000 + scattered(serial, 9_000_000)).to_string(),
            Self::Haravan => (1_000_000_000 + scattered(serial, 400_000_000)).to_string(),
        }
    }
}

/// Serials below `many`, mapped onto each other so that neighbours are not neighbours. The factor is a prime that
/// divides no `many` here, and the product stays below 64 bits.
const fn scattered(serial: u64, many: u64) -> u64 {
    (serial % many) * 7_919 % many
}

/// The day, then eight letters and digits.
fn shopee_name(day: NaiveDate, serial: u64) -> String {
    const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTUVWXY";
    // An odd factor maps the serials of 40 bits onto each other, so that names look drawn and never meet.
    let mut rest = serial.wrapping_mul(0x9E_3779_B97F) & ((1 << SERIAL_BITS) - 1);
    let mut name = day.format("%y%m%d").to_string();
    for _ in 0..8 {
        name.push(char::from(LETTERS[usize::try_from(rest % 32).unwrap_or(0)]));
        rest /= 32;
    }
    name
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn order_names_never_meet_within_a_marketplace_or_between_two() {
        let day = NaiveDate::from_ymd_opt(2025, 12, 1).expect("a day");
        let mut names = HashSet::new();
        for marketplace in Marketplace::ALL {
            names.extend((7..20_007).map(|serial| marketplace.order_name(day, serial)));
        }
        assert_eq!(names.len(), 20_000 * Marketplace::ALL.len());
        let shopee = Marketplace::Shopee.order_name(day, 1);
        assert!(shopee.len() == 14 && shopee.starts_with("251201"));
        assert_eq!(Marketplace::TiktokShop.order_name(day, 1).len(), 18);
    }

    #[test]
    fn the_word_on_the_wire_is_the_word_of_the_control_interface() {
        for marketplace in Marketplace::ALL {
            assert_eq!(serde_json::to_value(marketplace).expect("JSON"), marketplace.word());
        }
    }
}
