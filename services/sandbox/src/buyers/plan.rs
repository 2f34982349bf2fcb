//! From a plan ("so many orders for this SKU in this week") to single wishes of single buyers. Pure; the dice are handed in.

use std::sync::Arc;

use chrono::{Days, NaiveDate};
use rand::{RngExt, SeedableRng, rngs::Xoshiro256PlusPlus};
use serde::Deserialize;

use crate::{
    books::orders::Fate,
    clock::{DAY, HOUR, midnight},
    faults::PerMille,
};

/// How many people want something in one week.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanRow {
    /// What they want, whichever shop has it.
    pub sku: String,
    /// The first of seven days.
    pub week_start: NaiveDate,
    /// How many of them.
    pub orders: u32,
}

/// What buyers are like.
#[derive(Debug, Clone, Copy)]
pub struct Habits {
    /// Give up before the parcel is on its way.
    pub cancel: PerMille,
    /// Send it back.
    pub give_back: PerMille,
    /// Pay on delivery.
    pub cod: PerMille,
}

/// One buyer's wish, with all that chance decides about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// The business second it comes up.
    pub at: i64,
    /// What is wanted.
    pub sku: Arc<str>,
    /// How many packs.
    pub packs: i64,
    /// Paid on delivery.
    pub cod: bool,
    /// Who it is, and which shop among several.
    pub face: u64,
    /// What happens by itself if there is an order.
    pub fate: Fate,
}

/// Weight of each hour of the day, from midnight: people shop after supper.
const HOURS: [u32; 24] = [2, 1, 1, 1, 1, 2, 3, 5, 7, 8, 8, 9, 9, 7, 6, 6, 7, 8, 10, 14, 16, 14, 9, 5];
/// Weight of one pack, two packs, three packs.
const PACKS: [u32; 3] = [80, 15, 5];

/// Spreads the plan over the hours of its weeks, as far as they lie between the two days, both included. The same seed
/// gives the same wishes.
pub fn spread(rows: &[PlanRow], from: NaiveDate, to: NaiveDate, habits: Habits, seed: u64) -> Vec<Wish> {
    let mut dice = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut wishes = Vec::new();
    for row in rows {
        let days: Vec<NaiveDate> = (0..7)
            .filter_map(|day| row.week_start.checked_add_days(Days::new(day)))
            .filter(|day| (from..=to).contains(day))
            .collect();
        if days.is_empty() {
            continue;
        }
        let sku: Arc<str> = row.sku.as_str().into();
        for _ in 0..row.orders {
            let day = days[dice.random_range(0..days.len())];
            let hour = weighted(&HOURS, &mut dice);
            wishes.push(Wish {
                at: midnight(day) + hour * HOUR + dice.random_range(0..HOUR),
                sku: Arc::clone(&sku),
                packs: 1 + weighted(&PACKS, &mut dice),
                cod: habits.cod.happens(&mut dice),
                face: dice.random(),
                fate: fate(habits, &mut dice),
            });
        }
    }
    wishes
}

/// Draws what will happen by itself. Buyers give up within six hours, the carrier comes after seven at the earliest.
pub fn fate(habits: Habits, dice: &mut impl RngExt) -> Fate {
    Fate {
        pays_after: Some(dice.random_range(60..2 * HOUR)),
        held_for: None,
        cancels_after: habits.cancel.happens(dice).then(|| dice.random_range(HOUR..6 * HOUR)),
        picked_up_after: dice.random_range(7 * HOUR..17 * HOUR),
        delivered_after: dice.random_range(2 * DAY..4 * DAY),
        returns: habits.give_back.happens(dice),
    }
}

/// The place of one weight, drawn in proportion to the weights.
fn weighted(weights: &[u32], dice: &mut impl RngExt) -> i64 {
    let mut rest = dice.random_range(0..weights.iter().sum::<u32>());
    let mut place = 0;
    for weight in weights {
        if rest < *weight {
            break;
        }
        rest -= weight;
        place += 1;
    }
    place
}

#[cfg(test)]
mod tests {
    use super::*;

    const HABITS: Habits = Habits { cancel: PerMille::new(30), give_back: PerMille::new(10), cod: PerMille::new(600) };

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2025, 12, day).expect("a day")
    }

    fn week_from(first: u32, orders: u32) -> PlanRow {
        PlanRow { sku: "CAM".into(), week_start: day(first), orders }
    }

    #[test]
    fn the_same_seed_gives_the_same_wishes_and_another_seed_others() {
        let rows = [week_from(1, 50)];
        let spread_with = |seed| spread(&rows, day(1), day(7), HABITS, seed);
        assert_eq!(spread_with(7), spread_with(7));
        assert_ne!(spread_with(7), spread_with(8));
    }

    #[test]
    fn every_order_of_a_week_that_touches_the_season_comes_up_inside_the_season() {
        let rows = [week_from(1, 300), week_from(8, 300), week_from(22, 300)];
        let wishes = spread(&rows, day(5), day(9), HABITS, 1);
        assert_eq!(wishes.len(), 600);
        let season = midnight(day(5))..midnight(day(10));
        assert!(wishes.iter().all(|wish| season.contains(&wish.at)));
    }

    #[test]
    fn evenings_are_busier_most_buy_one_pack_and_shares_are_kept() {
        let wishes = spread(&[week_from(1, 20_000)], day(1), day(7), HABITS, 1);
        let share = |of: &dyn Fn(&Wish) -> bool| wishes.iter().filter(|wish| of(wish)).count() * 1_000 / wishes.len();
        let hour = |wish: &Wish| (wish.at + 7 * HOUR).rem_euclid(DAY) / HOUR;
        assert!(share(&|wish| hour(wish) == 20) > 5 * share(&|wish| hour(wish) == 3));
        assert!((780..=820).contains(&share(&|wish| wish.packs == 1)));
        assert!(wishes.iter().all(|wish| (1..=3).contains(&wish.packs)));
        assert!((580..=620).contains(&share(&|wish| wish.cod)));
        assert!((25..=35).contains(&share(&|wish| wish.fate.cancels_after.is_some())));
        assert!((7..=13).contains(&share(&|wish| wish.fate.returns)));
    }
}
