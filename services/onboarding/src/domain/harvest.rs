//! What was picked: a lot, and what each household declared for it. A lot weighs exactly what its households declared.

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
