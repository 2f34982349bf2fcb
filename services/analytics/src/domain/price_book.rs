//! What was ordered at which price: medians, and how much more than at the farm gate.
//!
//! A median is the lowest price at or below which at least half of the grams were ordered. So it is a price somebody paid, and
//! nothing is rounded.

use std::collections::BTreeMap;

use amounts::Vnd;
use chrono::NaiveDate;
use contract::{Grade, ProductCode};
use rust_decimal::{Decimal, RoundingStrategy, prelude::ToPrimitive};

/// What prices are compared within: one product and grade in one week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Cell {
    /// The week's Monday.
    pub week: NaiveDate,
    pub product: ProductCode,
    pub grade: Option<Grade>,
}

/// Grams by price.
type Histogram = BTreeMap<Vnd, i64>;

/// The grams of one row of figures, by cell and price per kilogram.
#[derive(Debug, Clone, Default)]
pub(crate) struct PriceBook(BTreeMap<Cell, Histogram>);

impl PriceBook {
    /// So many grams were ordered at this price.
    pub fn add(&mut self, cell: Cell, price_per_kg: Vnd, grams: i64) {
        *self.0.entry(cell).or_default().entry(price_per_kg).or_default() += grams;
    }

    /// The median price of all grams.
    pub fn median(&self) -> Option<Vnd> {
        let mut all = Histogram::new();
        for (price, grams) in self.0.values().flatten() {
            *all.entry(*price).or_default() += grams;
        }
        median(&all)
    }

    /// The median over all grams of what they would have fetched at the farm gate. Grams of cells where nobody saw a
    /// farm-gate price are left out.
    pub fn farmgate_median(&self, farmgate: &BTreeMap<Cell, Vnd>) -> Option<Vnd> {
        let mut all = Histogram::new();
        for (cell, histogram) in &self.0 {
            if let Some(price) = farmgate.get(cell) {
                *all.entry(*price).or_default() += histogram.values().sum::<i64>();
            }
        }
        median(&all)
    }

    /// Median price over farm-gate price of each cell, weighted by grams, in ten-thousandths. Grams of cells where nobody saw
    /// a farm-gate price are left out.
    pub fn uplift_bp(&self, farmgate: &BTreeMap<Cell, Vnd>) -> Option<i64> {
        let (mut weighted, mut weight) = (Decimal::ZERO, Decimal::ZERO);
        for (cell, histogram) in &self.0 {
            let (Some(gate), Some(median)) = (farmgate.get(cell), median(histogram)) else { continue };
            let grams = Decimal::from(histogram.values().sum::<i64>());
            weighted += (grams * Decimal::from(median.0)).checked_div(Decimal::from(gate.0))?;
            weight += grams;
        }
        share_bp(weighted, weight)
    }
}

/// One over the other in ten-thousandths, rounded half away from zero; none over nothing.
pub(crate) fn share_bp(part: Decimal, whole: Decimal) -> Option<i64> {
    let share = (part * Decimal::from(10_000)).checked_div(whole)?;
    share.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero).to_i64()
}

fn median(histogram: &Histogram) -> Option<Vnd> {
    let all: i128 = histogram.values().map(|grams| i128::from(*grams)).sum();
    let mut below = 0_i128;
    histogram.iter().find_map(|(price, grams)| {
        below += i128::from(*grams);
        (below * 2 >= all && all > 0).then_some(*price)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cell(week: u32, product: &str) -> Cell {
        let week = NaiveDate::from_ymd_opt(2026, 1, 5).expect("a Monday") + chrono::Days::new(u64::from(week) * 7);
        Cell { week, product: ProductCode::parse(product).expect("a product"), grade: Some(Grade::First) }
    }

    #[test]
    fn a_median_is_the_lowest_price_that_covers_half_of_the_grams() {
        let cases = [
            (Vec::<(i64, i64)>::new(), None),
            (vec![(30_000, 1)], Some(30_000)),
            (vec![(20_000, 500), (30_000, 500)], Some(20_000)),
            (vec![(20_000, 499), (30_000, 501)], Some(30_000)),
            (vec![(10_000, 1), (20_000, 1), (30_000, 5), (90_000, 1)], Some(30_000)),
        ];
        for (grams_by_price, expected) in cases {
            let mut book = PriceBook::default();
            for (price, grams) in &grams_by_price {
                book.add(cell(0, "cam_sanh"), Vnd(*price), *grams);
            }
            assert_eq!(book.median(), expected.map(Vnd), "{grams_by_price:?}");
        }
    }

    #[test]
    fn uplift_weighs_each_week_and_product_by_its_grams() {
        let mut book = PriceBook::default();
        book.add(cell(0, "cam_sanh"), Vnd(30_000), 3_000);
        book.add(cell(1, "cam_sanh"), Vnd(24_000), 1_000);
        book.add(cell(1, "mat_ong_bac_ha"), Vnd(900_000), 9_000);
        let gate = [(cell(0, "cam_sanh"), Vnd(10_000)), (cell(1, "cam_sanh"), Vnd(7_000))].into();
        // (3,000 g × 3 + 1,000 g × 24/7) / 4,000 g = 3.10714…; nobody saw honey at the gate.
        assert_eq!(book.uplift_bp(&gate), Some(31_071));
        assert_eq!(book.farmgate_median(&gate), Some(Vnd(10_000)));
        assert_eq!(book.uplift_bp(&BTreeMap::new()), None);
        assert_eq!(book.farmgate_median(&BTreeMap::new()), None);
    }

    #[test]
    fn a_share_is_rounded_once_and_half_away_from_zero() {
        assert_eq!(share_bp(Decimal::from(1), Decimal::from(20_000)), Some(1));
        assert_eq!(share_bp(Decimal::from(1), Decimal::from(20_001)), Some(0));
        assert_eq!(share_bp(Decimal::from(1), Decimal::from(3)), Some(3_333));
        assert_eq!(share_bp(Decimal::from(1), Decimal::ZERO), None);
    }

    proptest! {
        #[test]
        fn at_least_half_of_the_grams_lie_on_either_side_of_the_median(
            grams_by_price in proptest::collection::vec((1_i64..50, 1_i64..1_000), 1..30),
        ) {
            let mut book = PriceBook::default();
            for (price, grams) in &grams_by_price {
                book.add(cell(0, "cam_sanh"), Vnd(*price), *grams);
            }
            let median = book.median().expect("there are grams").0;
            let all: i64 = grams_by_price.iter().map(|(_, grams)| grams).sum();
            let below: i64 = grams_by_price.iter().filter(|(price, _)| *price <= median).map(|(_, grams)| grams).sum();
            let above: i64 = grams_by_price.iter().filter(|(price, _)| *price >= median).map(|(_, grams)| grams).sum();
            prop_assert!(below * 2 >= all && above * 2 >= all);
        }
    }
}
