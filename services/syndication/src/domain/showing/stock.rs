//! How many packs a shop shows: what is in the lots, less what is set apart for others or held back.

use amounts::Percent;
use chrono::NaiveDate;
use contract::syndication::{Because, Explained, HeldBack, Rule, RuleKind, StockRule};
use ids::{Id, Paper};

use super::Given;
use crate::domain::rule::SetRule;

/// What is left of a lot, as far as it was heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LotStock {
    /// Grams that may be sold; `None` where nothing was heard yet.
    pub(crate) available_g: Option<i64>,
    /// The last day it should be sold.
    pub(crate) sell_by: Option<NaiveDate>,
    /// The papers for plots that cover it, by the first of their rows; `None` where nobody has said.
    pub(crate) covered_by: Option<Vec<Id<Paper>>>,
}

/// Listings that share lots, and shops, each show the whole pool: whoever is bought from first takes it, and the others
/// follow within seconds.
pub(super) fn stock(given: &Given<'_>) -> Explained<i64> {
    let heard: Vec<_> = given.lots.iter().filter_map(|lot| Some((lot.available_g?.max(0), lot.sell_by))).collect();
    if heard.is_empty() {
        return Explained { value: 0, because: vec![Because::NothingHeard] };
    }
    let pool_g = heard.iter().fold(0_i64, |sum, (available_g, _)| sum.saturating_add(*available_g));
    // A pack weighs more than nothing: no listing comes in otherwise.
    let packs = pool_g / given.form.pack_g.max(1);
    let days = heard.iter().filter(|(available_g, _)| *available_g > 0).filter_map(|(_, sell_by)| *sell_by);
    let days_left = days.min().map(|sell_by| (sell_by - given.today).num_days());
    let mut because = vec![Because::Lots { packs, days_left }];
    let Some(set @ SetRule { rule: Rule::Stock(rule), .. }) = given.rules.about(RuleKind::Stock) else {
        return Explained { value: packs, because };
    };
    because.push(set.because());
    let value = match *rule {
        StockRule::Shared => packs,
        StockRule::Allocation { packs: allocated } => {
            because.push(Because::Allocation { packs: allocated });
            packs.min(allocated.max(0))
        }
        StockRule::Buffer { held_back, last_days, more_a_day } => {
            let grown = days_left.map_or(0, |left| last_days.saturating_sub(left.max(0)).max(0));
            let buffer = held(held_back, more_a_day, grown, packs).min(packs);
            because.push(Because::Buffer { packs: buffer });
            packs - buffer
        }
    };
    Explained { value, because }
}

/// Packs that are held back once it has grown for so many days.
fn held(first: HeldBack, more_a_day: HeldBack, days: i64, packs: i64) -> i64 {
    let (percent, fixed) = [(first, 1), (more_a_day, days)].into_iter().fold((Some(Percent::whole(0)), 0), add);
    // What is too much to be reckoned with is everything.
    let part = percent.and_then(|percent| percent.of_count_rounded_up(packs));
    part.map_or(packs, |part| part.saturating_add(fixed))
}

fn add((percent, packs): (Option<Percent>, i64), (held, times): (HeldBack, i64)) -> (Option<Percent>, i64) {
    match held {
        HeldBack::Packs(count) => (percent, packs.saturating_add(count.saturating_mul(times))),
        HeldBack::Percent(rate) => (percent.and_then(|sum| sum.checked_add(rate.times(times)?)), packs),
    }
}
