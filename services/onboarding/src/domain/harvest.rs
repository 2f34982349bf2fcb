//! What was picked: a lot, and what each household declared for it. A lot weighs exactly what its households declared.

use amounts::Unit;
use chrono::NaiveDate;
use contract::{Grade, ProductCode};

use super::{Code, LotCode, Season};

/// A weight as it was typed, and in whole grams.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weight {
    /// Whole grams.
    pub grams: i64,
    /// The number as it was typed.
    pub entered: String,
    /// The unit as it was typed.
    pub unit_entered: String,
}

impl Weight {
    /// All of these together, in their own unit where they share one, else in kilograms.
    pub fn sum<'a>(weights: impl IntoIterator<Item = &'a Self>) -> Self {
        let weights: Vec<&Self> = weights.into_iter().collect();
        let grams = weights.iter().fold(0_i64, |sum, weight| sum.saturating_add(weight.grams));
        let shared = weights.first().map(|first| first.unit_entered.as_str());
        let shared = shared.filter(|unit| weights.iter().all(|weight| weight.unit_entered == *unit));
        let shared = shared.and_then(|name| Some((name, Unit::named(name)?.in_base)));
        let (unit, in_base) =
            shared.filter(|(_, in_base)| grams % (in_base / 1_000).max(1) == 0).unwrap_or(("kg", 1_000));
        let (whole, rest) = (grams / in_base, grams % in_base * 1_000 / in_base);
        let decimals = format!("{rest:03}");
        let decimals = decimals.trim_end_matches('0');
        let comma = if decimals.is_empty() { "" } else { "," };
        Self { grams, entered: format!("{whole}{comma}{decimals}"), unit_entered: unit.to_owned() }
    }
}

/// One product, grade and pick window: the unit of traceability and of stock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lot {
    /// Printed on boxes.
    pub code: LotCode,
    /// What it is.
    pub product: ProductCode,
    /// How good it is.
    pub grade: Grade,
    /// When it grew.
    pub season: Season,
    /// First day of picking.
    pub picked_from: NaiveDate,
    /// Last day of picking.
    pub picked_to: NaiveDate,
    /// Last day it should be sold.
    pub sell_by: NaiveDate,
    /// All of it.
    pub weight: Weight,
}

/// What one household picked on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declaration {
    /// Whose it is.
    pub household: Code,
    /// On which plot of theirs.
    pub plot: Option<Code>,
    /// When it was picked.
    pub picked_on: NaiveDate,
    /// How much.
    pub weight: Weight,
    /// Who weighed it.
    pub weighed_by: Option<String>,
}

/// Why a lot and its declarations cannot be right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LotFault {
    /// Picking ends before it begins, or the lot is to be sold before it is picked.
    #[error("its days are not in order")]
    DatesOrder,
    /// The product is not sold in this grade.
    #[error("the product has no such grade")]
    Grade,
    /// The code begins like another product's.
    #[error("its code is of another product")]
    CodeProduct,
    /// The code names another season.
    #[error("its code is of another season")]
    CodeSeason,
    /// The households declared more or less than the lot weighs.
    #[error("its households declared {declared_g} g")]
    Sum {
        /// What they declared, in grams.
        declared_g: i64,
    },
}

impl Lot {
    /// It agrees with itself.
    pub fn check(&self) -> Result<(), LotFault> {
        if self.picked_from > self.picked_to || self.picked_to > self.sell_by {
            return Err(LotFault::DatesOrder);
        }
        let product = self.product.product();
        if !product.grades.contains(&self.grade) {
            return Err(LotFault::Grade);
        }
        if !self.code.is_of(product) {
            return Err(LotFault::CodeProduct);
        }
        if self.code.is_in(&self.season) { Ok(()) } else { Err(LotFault::CodeSeason) }
    }

    /// Declared as less than this of it is already sold, lost or promised.
    pub fn is_below(&self, committed_g: i64) -> bool {
        self.weight.grams < committed_g
    }

    /// It was being picked on this day.
    pub fn is_picked_on(&self, day: NaiveDate) -> bool {
        (self.picked_from..=self.picked_to).contains(&day)
    }

    /// It weighs what its households declared, to the gram.
    pub fn weigh<'a>(&self, declarations: impl IntoIterator<Item = &'a Declaration>) -> Result<(), LotFault> {
        let declared_g =
            declarations.into_iter().fold(0_i64, |sum, declaration| sum.saturating_add(declaration.weight.grams));
        if declared_g == self.weight.grams { Ok(()) } else { Err(LotFault::Sum { declared_g }) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn weight(grams: i64) -> Weight {
        Weight { grams, entered: grams.to_string(), unit_entered: "g".to_owned() }
    }

    fn lot() -> Lot {
        Lot {
            code: LotCode::parse("CAMSANH-2526-0042-6").expect("a code"),
            product: ProductCode::parse("cam_sanh").expect("a product"),
            grade: Grade::First,
            season: Season::parse("CAM-2025-2026").expect("a season"),
            picked_from: day("2025-12-22"),
            picked_to: day("2026-01-18"),
            sell_by: day("2026-03-15"),
            weight: weight(300_000),
        }
    }

    #[test]
    fn weights_are_summed_in_the_unit_they_share() {
        let typed = |entered: &str, unit: &str| {
            let unit_of = Unit::named(unit).expect("a unit");
            let quantity = amounts::Quantity::parse(entered, unit_of).expect("a quantity");
            Weight { grams: quantity.base, entered: entered.to_owned(), unit_entered: unit.to_owned() }
        };
        let cases = [
            (vec![typed("1,5", "tạ"), typed("2", "tạ")], (350_000, "3,5", "tạ")),
            (vec![typed("1,5", "tạ"), typed("20", "kg")], (170_000, "170", "kg")),
            (vec![typed("0,25", "yến"), typed("0,001", "yến")], (2_510, "0,251", "yến")),
            (vec![typed("12", "g")], (12, "12", "g")),
            (vec![typed("0,0", "kg")], (0, "0", "kg")),
        ];
        for (weights, (grams, entered, unit)) in cases {
            let sum = Weight::sum(&weights);
            assert_eq!((sum.grams, sum.entered.as_str(), sum.unit_entered.as_str()), (grams, entered, unit));
        }
    }

    #[test]
    fn a_lot_agrees_with_itself() {
        let cases = [
            (lot(), Ok(())),
            (Lot { picked_to: day("2025-12-22"), sell_by: day("2025-12-22"), ..lot() }, Ok(())),
            (Lot { picked_to: day("2025-12-21"), ..lot() }, Err(LotFault::DatesOrder)),
            (Lot { sell_by: day("2026-01-17"), ..lot() }, Err(LotFault::DatesOrder)),
            (Lot { grade: Grade::Special, ..lot() }, Err(LotFault::Grade)),
            (Lot { product: ProductCode::parse("cam_vang").expect("a product"), ..lot() }, Err(LotFault::CodeProduct)),
            (Lot { season: Season::parse("CAM-2024-2025").expect("a season"), ..lot() }, Err(LotFault::CodeSeason)),
        ];
        for (lot, expected) in cases {
            assert_eq!(lot.check(), expected, "{lot:?}");
        }
        assert!(lot().is_picked_on(day("2026-01-18")) && !lot().is_picked_on(day("2026-01-19")));
    }

    #[test]
    fn a_lot_weighs_what_its_households_declared() {
        let declaration = |grams| Declaration {
            household: Code::parse("HO0001").expect("a code"),
            plot: None,
            picked_on: day("2025-12-24"),
            weight: weight(grams),
            weighed_by: None,
        };
        let cases = [
            (vec![100_000, 200_000], Ok(())),
            (vec![100_000, 199_999], Err(LotFault::Sum { declared_g: 299_999 })),
            (vec![], Err(LotFault::Sum { declared_g: 0 })),
            (vec![i64::MAX, i64::MAX], Err(LotFault::Sum { declared_g: i64::MAX })),
        ];
        for (declared, expected) in cases {
            let declarations: Vec<Declaration> = declared.iter().map(|grams| declaration(*grams)).collect();
            assert_eq!(lot().weigh(&declarations), expected, "{declared:?}");
        }
    }
}
