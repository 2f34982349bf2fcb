//! Which papers cover a lot: those that speak of every plot it was picked on, on every day it was picked.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use contract::ProductCode;
use ids::{Id, Paper, Plot};

/// What a verified paper covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cover {
    /// The first paper of its row of renewals; listings claim this one.
    pub first: Id<Paper>,
    /// The product it speaks of, if of one.
    pub product: Option<ProductCode>,
    /// First day it holds.
    pub issued_on: NaiveDate,
    /// Last day it holds.
    pub valid_to: Option<NaiveDate>,
    /// The plots it speaks of; all of the cooperative's where it names none.
    pub plots: BTreeSet<Id<Plot>>,
}

/// What was picked when, and where if somebody said so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pick {
    /// The day.
    pub on: NaiveDate,
    /// The plot.
    pub plot: Option<Id<Plot>>,
}

impl Cover {
    fn covers(&self, product: ProductCode, pick: Pick) -> bool {
        let is_of_it = self.product.is_none_or(|of| of == product);
        let holds = self.issued_on <= pick.on && self.valid_to.is_none_or(|last| pick.on <= last);
        // What nobody has said where it was picked is covered by papers of all plots only.
        let is_there = self.plots.is_empty() || pick.plot.is_some_and(|plot| self.plots.contains(&plot));
        is_of_it && holds && is_there
    }
}

/// The rows of renewals, by their first papers, that cover everything that was picked for a lot. A paper and its renewal may each
/// cover a part of it; from the day a renewal is issued on, it alone says what is covered.
pub fn covering(product: ProductCode, picks: &BTreeSet<Pick>, covers: &[Cover]) -> BTreeSet<Id<Paper>> {
    let mut rows: BTreeMap<Id<Paper>, Vec<&Cover>> = BTreeMap::new();
    for cover in covers {
        rows.entry(cover.first).or_default().push(cover);
    }
    let covers = |row: &[&Cover], pick: Pick| {
        let newest = row.iter().map(|cover| cover.issued_on).filter(|issued_on| *issued_on <= pick.on).max();
        row.iter().any(|cover| Some(cover.issued_on) == newest && cover.covers(product, pick))
    };
    let covers_all = |row: &[&Cover]| picks.iter().all(|pick| covers(row, *pick));
    rows.into_iter().filter(|(_, row)| !picks.is_empty() && covers_all(row)).map(|(first, _)| first).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2025, 9, day).expect("a day")
    }

    fn product(code: &str) -> ProductCode {
        ProductCode::parse(code).expect("a product")
    }

    fn cover(plots: &[Id<Plot>]) -> Cover {
        Cover {
            first: Id::generate(),
            product: Some(product("cam_sanh")),
            issued_on: day(5),
            valid_to: Some(day(20)),
            plots: plots.iter().copied().collect(),
        }
    }

    fn is_covered(by: &[Cover], picks: &[(u32, Option<Id<Plot>>)]) -> bool {
        let picks = picks.iter().map(|(on, plot)| Pick { on: day(*on), plot: *plot }).collect();
        !covering(product("cam_sanh"), &picks, by).is_empty()
    }

    #[test]
    fn a_lot_is_covered_on_every_plot_and_day_or_not_at_all() {
        let (one, two) = (Id::generate(), Id::generate());
        let (of_one, of_all) = (vec![cover(&[one])], vec![cover(&[])]);
        assert!(is_covered(&of_one, &[(5, Some(one)), (20, Some(one))]));
        assert!(!is_covered(&of_one, &[(5, Some(one)), (6, Some(two))]), "one of its plots is not spoken of");
        assert!(!is_covered(&of_one, &[(5, Some(one)), (6, None)]), "nobody said where it was picked");
        assert!(!is_covered(&of_one, &[(4, Some(one))]) && !is_covered(&of_one, &[(21, Some(one))]));
        assert!(is_covered(&of_all, &[(5, Some(one)), (6, Some(two)), (7, None)]));
        assert!(!is_covered(&of_all, &[]), "of what was not picked nothing is said");
        let another = vec![Cover { product: Some(product("cam_vang")), ..cover(&[]) }];
        assert!(!is_covered(&another, &[(6, None)]));
        assert!(is_covered(&[Cover { product: None, valid_to: None, ..cover(&[]) }], &[(30, None)]));
    }

    #[test]
    fn a_paper_and_its_renewal_cover_one_part_each_and_are_called_by_the_first() {
        let plot = Id::generate();
        let old = cover(&[plot]);
        let new = Cover { issued_on: day(21), valid_to: None, ..old.clone() };
        let stranger = Cover { first: Id::generate(), ..new.clone() };
        let picks: BTreeSet<Pick> = [10, 25].map(|on| Pick { on: day(on), plot: Some(plot) }).into();
        let covered = |covers: &[Cover]| covering(product("cam_sanh"), &picks, covers);
        assert_eq!(covered(&[old.clone(), new]), BTreeSet::from([old.first]));
        assert!(covered(&[old, stranger]).is_empty(), "two papers that have nothing to do with each other");
    }

    #[test]
    fn what_a_renewal_no_longer_names_is_covered_until_the_day_it_was_issued() {
        let (kept, dropped) = (Id::generate(), Id::generate());
        let old = cover(&[kept, dropped]);
        let new = Cover { issued_on: day(10), plots: BTreeSet::from([kept]), ..old.clone() };
        let row = [new, old];
        assert!(is_covered(&row, &[(9, Some(dropped)), (10, Some(kept))]));
        assert!(!is_covered(&row, &[(10, Some(dropped))]));
        assert!(is_covered(&row[1..], &[(10, Some(dropped))]), "unless the renewal is revoked");
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_picked_besides_never_adds_a_paper(days in proptest::collection::vec((1_u32..30, 0_usize..4), 1..8)) {
            let plots: Vec<Id<Plot>> = (0..3).map(|_| Id::generate()).collect();
            let covers = [cover(&plots[..1]), cover(&plots[1..]), cover(&[])];
            let mut picks = BTreeSet::new();
            let mut before = None;
            for (on, plot) in days {
                picks.insert(Pick { on: day(on), plot: plots.get(plot).copied() });
                let now = covering(product("cam_sanh"), &picks, &covers);
                proptest::prop_assert!(before.is_none_or(|before: BTreeSet<_>| now.is_subset(&before)));
                before = Some(now);
            }
        }
    }
}
