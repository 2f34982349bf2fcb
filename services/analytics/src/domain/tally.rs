//! Totals, prices and harvests of the same groups become rows of figures.

use std::collections::BTreeMap;

use amounts::Vnd;
use contract::{FieldFault, Refusal, analytics::FigureRow};
use ids::{Cooperative, Id};
use rust_decimal::Decimal;

use crate::domain::{Cell, Group, PriceBook, price_book::share_bp};

/// More rows than anybody reads; a question that has more is asked more narrowly.
const ROWS_MAX: usize = 2_000;

/// Sums over the days of one group.
#[derive(Debug, Clone, Default)]
pub(crate) struct Totals {
    pub orders: u64,
    pub ordered_g: i64,
    pub ordered_vnd: Vnd,
    /// Of `ordered_vnd`, what was paid for goods of known weight.
    pub weighed_vnd: Vnd,
    pub sold_g: i64,
    pub revenue_vnd: Vnd,
    pub cancelled_g: i64,
    pub returned_g: i64,
    pub unmatched_lines: u64,
}

/// Everything that rows are made of.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub totals: BTreeMap<Group, Totals>,
    pub prices: BTreeMap<Group, PriceBook>,
    /// Declared grams; none where the groups have no harvest of their own.
    pub declared_g: Option<BTreeMap<Group, i64>>,
    /// Median farm-gate price of each cell.
    pub farmgate: BTreeMap<Cell, Vnd>,
    pub names: BTreeMap<Id<Cooperative>, String>,
}

impl Tally {
    /// The rows, sorted by what they are about.
    pub fn into_rows(mut self) -> Result<Vec<FigureRow>, Refusal> {
        // What was declared and not sold at all has a row, too.
        for group in self.declared_g.iter().flat_map(BTreeMap::keys) {
            self.totals.entry(group.clone()).or_default();
        }
        if self.totals.len() > ROWS_MAX {
            return Err(Refusal::of_fields(vec![FieldFault { field: "filter".into(), code: "too_many_rows".into() }]));
        }
        Ok(self.totals.iter().map(|(group, totals)| self.row(group, totals)).collect())
    }

    fn row(&self, group: &Group, totals: &Totals) -> FigureRow {
        let prices = self.prices.get(group);
        let declared_g = self.declared_g.as_ref().map(|by_group| by_group.get(group).copied().unwrap_or(0));
        FigureRow {
            day: group.day,
            product: group.product,
            grade: group.grade,
            commune_code: group.commune_code.clone(),
            cooperative_id: group.cooperative_id,
            cooperative_name: group.cooperative_id.and_then(|id| self.names.get(&id).cloned()),
            channel: group.channel,
            orders: totals.orders,
            ordered_g: totals.ordered_g,
            ordered_vnd: totals.ordered_vnd,
            sold_g: totals.sold_g,
            revenue_vnd: totals.revenue_vnd,
            cancelled_g: totals.cancelled_g,
            returned_g: totals.returned_g,
            // Money of unmatched lines has no weight to be divided by.
            mean_price_vnd_per_kg: totals.weighed_vnd.per_kg_rounded(totals.ordered_g),
            median_price_vnd_per_kg: prices.and_then(PriceBook::median),
            farmgate_vnd_per_kg: prices.and_then(|prices| prices.farmgate_median(&self.farmgate)),
            uplift_bp: prices.and_then(|prices| prices.uplift_bp(&self.farmgate)),
            declared_g,
            sell_through_bp: declared_g
                .and_then(|declared_g| share_bp(Decimal::from(totals.sold_g), Decimal::from(declared_g))),
            unmatched_lines: totals.unmatched_lines,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_harvest_that_nobody_bought_has_a_row() {
        let group = Group { commune_code: Some("00874".into()), ..Group::default() };
        let tally = Tally { declared_g: Some([(group, 5_000)].into()), ..Tally::default() };
        let rows = tally.into_rows().expect("few rows");
        assert_eq!(rows.len(), 1);
        assert_eq!((rows[0].declared_g, rows[0].sell_through_bp), (Some(5_000), Some(0)));
        assert_eq!((rows[0].mean_price_vnd_per_kg, rows[0].uplift_bp), (None, None));
    }

    #[test]
    fn money_without_a_weight_is_in_no_price() {
        let totals =
            Totals { ordered_g: 2_000, ordered_vnd: Vnd(100_000), weighed_vnd: Vnd(60_000), ..Totals::default() };
        let tally = Tally { totals: [(Group::default(), totals)].into(), ..Tally::default() };
        let rows = tally.into_rows().expect("few rows");
        assert_eq!(rows[0].ordered_vnd, Vnd(100_000));
        assert_eq!(rows[0].mean_price_vnd_per_kg, Some(Vnd(30_000)));
    }

    #[test]
    fn more_rows_than_anybody_reads_are_refused() {
        let group = |n: usize| Group { commune_code: Some(format!("{n:05}")), ..Group::default() };
        let declared: BTreeMap<Group, i64> = (0..=ROWS_MAX).map(|n| (group(n), 1)).collect();
        assert!(Tally { declared_g: Some(declared), ..Tally::default() }.into_rows().is_err());
    }
}
