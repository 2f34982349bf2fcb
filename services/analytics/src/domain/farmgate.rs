//! What a kilogram fetched at the farm gate, as somebody saw it.

use amounts::{Dimension, Unit, Vnd};
use chrono::NaiveDate;
use contract::{Grade, ProductCode};

/// Who buys at the farm gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Buyer {
    /// Itinerant.
    Trader,
    /// With a place where farmers bring their goods.
    Collector,
    Supermarket,
    Company,
    Other,
}

impl Buyer {
    const ALL: [Self; 5] = [Self::Trader, Self::Collector, Self::Supermarket, Self::Company, Self::Other];

    /// As files name them, in the order of [`Self::ALL`].
    pub const NAMES_VI: [&str; 5] = ["Thương lái", "Cơ sở thu mua", "Siêu thị", "Doanh nghiệp", "Khác"];

    /// The buyer a file names.
    pub fn named(name_vi: &str) -> Option<Self> {
        Self::NAMES_VI.iter().position(|name| *name == name_vi).map(|at| Self::ALL[at])
    }

    /// As files name the buyer with this slug.
    pub fn name_vi(slug: &str) -> Option<&'static str> {
        Self::ALL.iter().zip(Self::NAMES_VI).find(|(buyer, _)| buyer.slug() == slug).map(|(_, name)| name)
    }

    /// In tables.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Trader => "trader",
            Self::Collector => "collector",
            Self::Supermarket => "supermarket",
            Self::Company => "company",
            Self::Other => "other",
        }
    }
}

/// What one observer saw in one week and commune. Two prices for the same are a contradiction.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Observation {
    /// The week's Monday.
    pub week: NaiveDate,
    pub commune_code: &'static str,
    pub product: ProductCode,
    pub grade: Grade,
    pub buyer: Buyer,
    pub observer: String,
}

/// Why a price is none per kilogram.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PriceFault {
    /// The unit is one of volume or pieces.
    NotByWeight,
    /// Not whole đồng a kilogram.
    Fraction,
    /// Nothing, or less.
    NotAboveZero,
}

impl Observation {
    /// What a kilogram costs at `price` a `unit`, exactly.
    pub fn price_per_kg(price: Vnd, unit: Unit) -> Result<Vnd, PriceFault> {
        if unit.dimension != Dimension::Mass {
            return Err(PriceFault::NotByWeight);
        }
        if price <= Vnd::ZERO {
            return Err(PriceFault::NotAboveZero);
        }
        let thousandfold = price.times(1_000).ok_or(PriceFault::Fraction)?;
        if thousandfold.0 % unit.in_base != 0 {
            return Err(PriceFault::Fraction);
        }
        Ok(Vnd(thousandfold.0 / unit.in_base))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_by_any_weight_is_a_price_by_the_kilogram_or_none() {
        let cases = [
            (12_500, "kg", Ok(12_500)),
            (1_250_000, "tạ", Ok(12_500)),
            (33_000, "lạng", Ok(330_000)),
            (12_345_678, "tấn", Err(PriceFault::Fraction)),
            (155, "yến", Err(PriceFault::Fraction)),
            (600_000, "lít", Err(PriceFault::NotByWeight)),
            (3_000, "quả", Err(PriceFault::NotByWeight)),
            (0, "kg", Err(PriceFault::NotAboveZero)),
        ];
        for (price, unit, expected) in cases {
            let unit = Unit::named(unit).expect("a unit");
            assert_eq!(Observation::price_per_kg(Vnd(price), unit), expected.map(Vnd), "{price} a {}", unit.name);
        }
    }

    #[test]
    fn every_buyer_a_file_may_name_is_known() {
        let slugs: std::collections::BTreeSet<_> =
            Buyer::NAMES_VI.iter().map(|name| Buyer::named(name).expect("known").slug()).collect();
        assert_eq!(slugs.len(), Buyer::NAMES_VI.len());
        assert_eq!(Buyer::named("Hàng xóm"), None);
    }
}
