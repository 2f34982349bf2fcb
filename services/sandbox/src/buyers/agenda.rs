//! What will happen when, on business time.

use std::{cmp::Reverse, collections::BinaryHeap};

use super::plan::Wish;
use crate::books::{OrderNumber, orders::Step, returns::Stage};

/// Something that will happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happening {
    /// Someone wants something.
    Wish(Wish),
    /// Something may happen to an order, if its status still allows it.
    Order(OrderNumber, Step),
    /// Goods on their way back come further.
    Return(OrderNumber, Stage),
    /// Somebody of the marketplace looks at a product.
    Review {
        /// Whose it is.
        shop_id: u64,
        /// Which one.
        product_id: u64,
    },
}

/// A heap of happenings: the earliest comes first, and among those of one second, the one entered first.
#[derive(Default)]
pub struct Agenda {
    entries: BinaryHeap<Reverse<Entry>>,
    entered: u64,
    wishes: u64,
}

struct Entry {
    at: i64,
    place: u64,
    happening: Happening,
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.place == other.place
    }
}
impl Eq for Entry {}
impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Entry {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.at, self.place).cmp(&(other.at, other.place))
    }
}

impl Agenda {
    /// Enters something for this business second.
    pub fn enter(&mut self, at: i64, happening: Happening) {
        self.entered += 1;
        self.wishes += u64::from(matches!(happening, Happening::Wish(_)));
        self.entries.push(Reverse(Entry { at, place: self.entered, happening }));
    }

    /// The earliest happening and its second.
    pub fn next(&self) -> Option<(i64, &Happening)> {
        self.entries.peek().map(|Reverse(entry)| (entry.at, &entry.happening))
    }

    /// Takes the earliest happening off.
    pub fn take_next(&mut self) -> Option<Happening> {
        let Reverse(entry) = self.entries.pop()?;
        self.wishes -= u64::from(matches!(entry.happening, Happening::Wish(_)));
        Some(entry.happening)
    }

    /// Wishes still to come up.
    pub fn wishes(&self) -> u64 {
        self.wishes
    }

    /// Moves everything by this many seconds, because the clock was set.
    pub fn shift(&mut self, seconds: i64) {
        let moved = |Reverse(entry): Reverse<Entry>| Reverse(Entry { at: entry.at + seconds, ..entry });
        self.entries = std::mem::take(&mut self.entries).into_iter().map(moved).collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_earliest_comes_first_and_equals_come_as_they_were_entered() {
        let mut agenda = Agenda::default();
        for (at, number) in [(5, 0), (3, 1), (5, 2), (3, 3)] {
            agenda.enter(at, Happening::Order(number, Step::Pay));
        }
        agenda.shift(-10);
        assert_eq!(agenda.next().map(|next| next.0), Some(-7));
        let order: Vec<Happening> = std::iter::from_fn(|| agenda.take_next()).collect();
        assert_eq!(order, [1, 3, 0, 2].map(|number| Happening::Order(number, Step::Pay)));
    }
}
