//! Quantities: whole grams, millilitres, pieces or square metres, and the units people say them in (glossary, section 5).

use std::fmt;

use rust_decimal::{Decimal, prelude::ToPrimitive};
use serde::{Deserialize, Serialize};

/// What a quantity measures. Quantities of different dimensions never mix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dimension {
    /// In grams.
    Mass,
    /// In millilitres.
    Volume,
    /// In pieces.
    Count,
    /// In square metres.
    Area,
}

/// A unit that people weigh, measure or count in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unit {
    /// As it is written, in Vietnamese.
    pub name: &'static str,
    /// What it measures.
    pub dimension: Dimension,
    /// Base units (grams, millilitres, pieces, square metres) in one.
    pub in_base: i64,
}

const UNITS: &[(&[&str], Unit)] = &[
    (&["g", "gam", "gram"], Unit { name: "g", dimension: Dimension::Mass, in_base: 1 }),
    (&["lạng", "lang"], Unit { name: "lạng", dimension: Dimension::Mass, in_base: 100 }),
    (&["kg", "cân", "ký", "ki", "can", "ky", "kí"], Unit { name: "kg", dimension: Dimension::Mass, in_base: 1_000 }),
    (&["yến", "yen"], Unit { name: "yến", dimension: Dimension::Mass, in_base: 10_000 }),
    (&["tạ", "ta"], Unit { name: "tạ", dimension: Dimension::Mass, in_base: 100_000 }),
    (&["tấn", "tan", "t"], Unit { name: "tấn", dimension: Dimension::Mass, in_base: 1_000_000 }),
    (&["ml"], Unit { name: "ml", dimension: Dimension::Volume, in_base: 1 }),
    (&["lít", "lit", "l"], Unit { name: "lít", dimension: Dimension::Volume, in_base: 1_000 }),
    (&["quả", "qua", "trái", "trai"], Unit { name: "quả", dimension: Dimension::Count, in_base: 1 }),
    (&["chục", "chuc"], Unit { name: "chục", dimension: Dimension::Count, in_base: 10 }),
    (&["m²", "m2", "mét vuông", "met vuong"], Unit { name: "m²", dimension: Dimension::Area, in_base: 1 }),
    // As in the north.
    (&["sào", "sao"], Unit { name: "sào", dimension: Dimension::Area, in_base: 360 }),
    (&["mẫu", "mau"], Unit { name: "mẫu", dimension: Dimension::Area, in_base: 3_600 }),
    (&["ha", "héc-ta", "hecta"], Unit { name: "ha", dimension: Dimension::Area, in_base: 10_000 }),
];

impl Unit {
    /// Grams.
    pub const GRAM: Self = UNITS[0].1;
    /// Kilograms.
    pub const KILOGRAM: Self = UNITS[2].1;

    /// The unit a person means by `name`, with or without diacritics. `None` also for packs such as `hộp`, which have no
    /// size of their own.
    pub fn named(name: &str) -> Option<Self> {
        let name = name.trim().to_lowercase();
        UNITS.iter().find(|(names, _)| names.contains(&name.as_str())).map(|(_, unit)| *unit)
    }

    /// Every unit that goods are weighed, measured or counted in, in the order forms list them.
    pub fn of_goods() -> impl Iterator<Item = Self> {
        UNITS.iter().map(|(_, unit)| *unit).filter(|unit| unit.dimension != Dimension::Area)
    }
}

/// An amount of goods: whole base units of one dimension.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Quantity {
    /// Whole grams, millilitres, pieces or square metres.
    pub base: i64,
    /// Which of them.
    pub dimension: Dimension,
}

/// Why a text is no quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum QuantityFault {
    /// Nothing but blanks.
    #[error("there is no quantity")]
    Empty,
    /// Not a number with at most three decimals.
    #[error("not a number with at most three decimals")]
    Unreadable,
    /// Below zero.
    #[error("a quantity is never below zero")]
    Negative,
    /// Finer than one base unit: half a gram, half a fruit.
    #[error("finer than one gram, millilitre, piece or square metre")]
    TooFine,
    /// More than a quantity can hold.
    #[error("the quantity is too large")]
    TooLarge,
}

impl Quantity {
    /// So many grams.
    pub const fn grams(grams: i64) -> Self {
        Self { base: grams, dimension: Dimension::Mass }
    }

    /// Reads what a person types, `12,5` or `12.5` (at most three decimals), in `unit`.
    pub fn parse(text: &str, unit: Unit) -> Result<Self, QuantityFault> {
        let text = text.trim();
        if text.is_empty() {
            return Err(QuantityFault::Empty);
        }
        let decimal: Decimal = normalised(text).and_then(|text| text.parse().ok()).ok_or(QuantityFault::Unreadable)?;
        if decimal.is_sign_negative() && !decimal.is_zero() {
            return Err(QuantityFault::Negative);
        }
        let base = decimal.checked_mul(Decimal::from(unit.in_base)).ok_or(QuantityFault::TooLarge)?;
        if !base.fract().is_zero() {
            return Err(QuantityFault::TooFine);
        }
        let base = base.to_i64().ok_or(QuantityFault::TooLarge)?;
        Ok(Self { base, dimension: unit.dimension })
    }
}

/// A decimal with a point. `1.250,5` and `1,250.5` are read; `1.250` alone stays 1.25, as a scale prints it.
fn normalised(text: &str) -> Option<String> {
    let (head, fraction) = match text.rfind([',', '.']) {
        Some(at) => (&text[..at], &text[at + 1..]),
        None => (text, ""),
    };
    let sign = if head.starts_with('-') { "-" } else { "" };
    let whole: String = head.trim_start_matches('-').split(['.', ',', ' ']).collect();
    let all_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || fraction.len() > 3 || !all_digits(&whole) || !all_digits(fraction) {
        return None;
    }
    Some(format!("{sign}{whole}.{}", if fraction.is_empty() { "0" } else { fraction }))
}

impl fmt::Display for Quantity {
    /// As people read it: `1.250 kg`, `12,5 kg`, `800 g`, `3 lít`, `24 quả`, `900 m²`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (large, small) = match self.dimension {
            Dimension::Mass => (" kg", " g"),
            Dimension::Volume => (" lít", " ml"),
            Dimension::Count => return write!(f, "{} quả", grouped(self.base)),
            Dimension::Area => return write!(f, "{} m²", grouped(self.base)),
        };
        if self.base.abs() < 1_000 && self.base != 0 {
            return write!(f, "{}{small}", self.base);
        }
        let fraction = format!("{:03}", self.base.unsigned_abs() % 1_000);
        let fraction = fraction.trim_end_matches('0');
        let comma = if fraction.is_empty() { "" } else { "," };
        write!(f, "{}{comma}{fraction}{large}", grouped(self.base / 1_000))
    }
}

fn grouped(number: i64) -> String {
    crate::Vnd(number).to_string().trim_end_matches("\u{a0}₫").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_weigh_becomes_grams() {
        let cases = [
            ("12,5", "tạ", Ok(1_250_000)),
            ("12.5", "tạ", Ok(1_250_000)),
            ("1.250,5", "kg", Ok(1_250_500)),
            ("1,250.5", "kg", Ok(1_250_500)),
            ("3", "tấn", Ok(3_000_000)),
            ("0,1", "lạng", Ok(10)),
            ("0,5", "g", Err(QuantityFault::TooFine)),
            ("-1", "kg", Err(QuantityFault::Negative)),
            ("2,5", "sào", Ok(900)),
            ("0,35", "ha", Ok(3_500)),
            ("1,33", "sào", Err(QuantityFault::TooFine)),
            ("1,2345", "kg", Err(QuantityFault::Unreadable)),
            ("ba cân", "kg", Err(QuantityFault::Unreadable)),
            (" ", "kg", Err(QuantityFault::Empty)),
            ("99999999999999", "tấn", Err(QuantityFault::TooLarge)),
        ];
        for (text, unit, expected) in cases {
            let unit = Unit::named(unit).expect("a known unit");
            assert_eq!(Quantity::parse(text, unit).map(|q| q.base), expected, "{text:?} {}", unit.name);
        }
    }

    #[test]
    fn units_are_known_by_their_spoken_names_and_packs_are_not_units() {
        assert_eq!(Unit::named("Cân").map(|unit| unit.in_base), Some(1_000));
        assert_eq!(Unit::named("trái").map(|unit| unit.name), Some("quả"));
        assert_eq!(Unit::named("hộp"), None);
    }

    #[test]
    fn quantities_are_shown_as_people_read_them() {
        assert_eq!(Quantity::grams(1_250_500).to_string(), "1.250,5 kg");
        assert_eq!(Quantity::grams(800).to_string(), "800 g");
        assert_eq!(Quantity::grams(0).to_string(), "0 kg");
        assert_eq!(Quantity { base: 24, dimension: Dimension::Count }.to_string(), "24 quả");
    }
}
