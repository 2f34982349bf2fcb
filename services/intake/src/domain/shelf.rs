//! The shelf: lots with their balances, locked for one transaction, and every movement made on them.
//!
//! A lot's balance holds at every step: `declared = sold + off_platform + own_use + waste + on_hand`, and what is promised
//! is never more than what is on hand. Goods move only through the methods here, each of which writes the ledger.

use std::collections::{BTreeMap, BTreeSet};

use amounts::Vnd;
use chrono::{NaiveDate, TimeDelta};
use contract::intake::{Buyer, Removal, UNDO_MINUTES};
use ids::{Cooperative, Id, Lot, Movement as MovementId, Order};

/// A lot's balance; all weights in grams.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Balance {
    /// Which lot.
    pub lot_id: Id<Lot>,
    /// Whose it is.
    pub cooperative_id: Id<Cooperative>,
    /// Counts its changes.
    pub version: i64,
    /// The version of its declaration that was heard.
    pub declared_version: i64,
    /// Last day it should be sold: the sooner, the earlier it goes out.
    pub sell_by: NaiveDate,
    /// Declared.
    pub declared_g: i64,
    /// In the store.
    pub on_hand_g: i64,
    /// Of that, promised to orders.
    pub reserved_g: i64,
    /// Handed over for orders, less what came back.
    pub sold_g: i64,
    /// Sold to others than a marketplace's buyers.
    pub off_platform_g: i64,
    /// Eaten or kept.
    pub own_use_g: i64,
    /// Lost.
    pub waste_g: i64,
}

impl Balance {
    /// What may still be sold.
    pub const fn available_g(&self) -> i64 {
        self.on_hand_g - self.reserved_g
    }

    const fn removed_g(&mut self, removal: Removal) -> &mut i64 {
        match removal {
            Removal::OffPlatform => &mut self.off_platform_g,
            Removal::OwnUse => &mut self.own_use_g,
            Removal::Waste => &mut self.waste_g,
        }
    }
}

/// A row of the ledger, with the balance after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Movement {
    /// On which lot.
    pub lot_id: Id<Lot>,
    /// What happened.
    pub kind: Kind,
    /// Grams; negative only for a revised declaration, or a removal that is taken back.
    pub quantity_g: i64,
    /// For which order and line.
    pub line: Option<(Id<Order>, i32)>,
    /// On hand after it.
    pub on_hand_g: i64,
    /// Promised after it.
    pub reserved_g: i64,
    /// What a removal says of itself.
    pub sale: OffPlatform,
    /// The row it undoes.
    pub undoes: Option<Id<MovementId>>,
}

/// What a sale off the marketplaces says of itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OffPlatform {
    /// Who bought it.
    pub buyer: Option<Buyer>,
    /// What was paid for a kilogram.
    pub price_vnd_per_kg: Option<Vnd>,
}

/// What may happen to a lot's goods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Declared, or the declaration revised.
    Declared,
    /// Promised to a line.
    Reserved,
    /// No longer promised.
    Released,
    /// Handed over.
    Sold,
    /// Came back.
    Returned,
    /// Left without an order.
    Removed(Removal),
}

impl Kind {
    /// The word in the ledger.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Declared => "declared",
            Self::Reserved => "reserved",
            Self::Released => "released",
            Self::Sold => "sold",
            Self::Returned => "returned",
            Self::Removed(removal) => removal.slug(),
        }
    }
}

/// How far a promise has come. It is released, or consumed and perhaps returned, and each of these once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PromiseState {
    /// The goods wait for their parcel.
    Held,
    /// The goods left with the carrier.
    Consumed,
    /// The order was given up; the goods are free again.
    Released,
    /// The goods left and came back.
    Returned,
}

impl PromiseState {
    /// The word in the table.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Consumed => "consumed",
            Self::Released => "released",
            Self::Returned => "returned",
        }
    }

    /// The state with this word.
    pub fn from_slug(slug: &str) -> Option<Self> {
        [Self::Held, Self::Consumed, Self::Released, Self::Returned].into_iter().find(|state| state.slug() == slug)
    }
}

/// What one lot gives to a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promise {
    /// The lot.
    pub lot_id: Id<Lot>,
    /// Grams; above 0.
    pub quantity_g: i64,
    /// How far it has come.
    pub state: PromiseState,
}

/// Lots that are locked for this transaction.
#[derive(Debug, Default)]
pub struct Shelf {
    lots: BTreeMap<Id<Lot>, Balance>,
    movements: Vec<Movement>,
    /// Lots to be told of although nothing moved.
    told: BTreeSet<Id<Lot>>,
}

/// A removal as the ledger has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Removed {
    /// Its row.
    pub movement_id: Id<MovementId>,
    /// From which lot.
    pub lot_id: Id<Lot>,
    /// How.
    pub removal: Removal,
    /// Grams.
    pub quantity_g: i64,
    /// What it said of itself.
    pub sale: OffPlatform,
    /// How long ago.
    pub age: TimeDelta,
    /// It belongs to an order, undoes another row, or was undone.
    pub is_final: bool,
}

/// Why a removal cannot be undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotUndone {
    /// It was written too long ago.
    #[error("it was written more than {UNDO_MINUTES} minutes ago")]
    TooLate,
    /// It belongs to an order, undoes another row, or was undone before.
    #[error("it is no removal that can be undone, or was undone before")]
    Final,
    /// The goods are not there any more to be taken back.
    #[error(transparent)]
    Shelf(#[from] NotRemoved),
}

/// A declaration is revised to less than what is already sold or promised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{short_g} g of the lot are already sold, lost or promised")]
pub struct BelowPromised {
    /// Grams that would be missing.
    pub short_g: i64,
}

/// Why goods cannot leave a lot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotRemoved {
    /// They are not in the store, or promised to orders.
    #[error("only {available_g} g of the lot are there and not promised")]
    NotThere {
        /// Grams that could leave.
        available_g: i64,
    },
    /// So much was never written as having left in this way.
    #[error("only {removed_g} g can be taken back")]
    NeverLeft {
        /// Grams that could be taken back.
        removed_g: i64,
    },
}

impl Shelf {
    /// A shelf with these lots.
    pub fn new(lots: impl IntoIterator<Item = Balance>) -> Self {
        let lots = lots.into_iter().map(|lot| (lot.lot_id, lot)).collect();
        Self { lots, ..Self::default() }
    }

    /// A lot's present balance.
    pub fn balance(&self, lot_id: Id<Lot>) -> Option<&Balance> {
        self.lots.get(&lot_id)
    }

    /// Promises up to `wanted_g` from these lots, the one that spoils first going first, and tells what was promised.
    /// What is left over is short; that is said by the caller, for a marketplace's order cannot be refused any more.
    pub fn promise(&mut self, line: (Id<Order>, i32), wanted_g: i64, lots: &[Id<Lot>]) -> Vec<Promise> {
        let mut candidates: Vec<(NaiveDate, Id<Lot>)> =
            lots.iter().filter_map(|id| self.lots.get(id)).map(|lot| (lot.sell_by, lot.lot_id)).collect();
        candidates.sort_unstable();
        candidates.dedup();
        let mut left = wanted_g;
        let mut promised = Vec::new();
        for (_, lot_id) in candidates {
            let Some(lot) = self.lots.get_mut(&lot_id) else { continue };
            let quantity_g = left.min(lot.available_g());
            if quantity_g <= 0 {
                continue;
            }
            lot.reserved_g += quantity_g;
            left -= quantity_g;
            self.note(lot_id, Kind::Reserved, quantity_g, Some(line));
            promised.push(Promise { lot_id, quantity_g, state: PromiseState::Held });
        }
        promised
    }

    /// The order is given up: its goods are free again. Only a held promise can be released.
    pub fn release(&mut self, line: (Id<Order>, i32), promise: &mut Promise) {
        if promise.state == PromiseState::Held
            && let Some(lot) = self.lots.get_mut(&promise.lot_id)
        {
            lot.reserved_g -= promise.quantity_g;
            promise.state = PromiseState::Released;
            self.note(promise.lot_id, Kind::Released, promise.quantity_g, Some(line));
        }
    }

    /// The parcel is with the carrier: its goods have left. Only a held promise can be consumed.
    pub fn hand_over(&mut self, line: (Id<Order>, i32), promise: &mut Promise) {
        if promise.state == PromiseState::Held
            && let Some(lot) = self.lots.get_mut(&promise.lot_id)
        {
            lot.reserved_g -= promise.quantity_g;
            lot.on_hand_g -= promise.quantity_g;
            lot.sold_g += promise.quantity_g;
            promise.state = PromiseState::Consumed;
            self.note(promise.lot_id, Kind::Sold, promise.quantity_g, Some(line));
        }
    }

    /// The goods came back. They are perishable, so they count as lost until a person says otherwise. Only a consumed
    /// promise can be returned.
    pub fn take_back(&mut self, line: (Id<Order>, i32), promise: &mut Promise) {
        if promise.state == PromiseState::Consumed
            && let Some(lot) = self.lots.get_mut(&promise.lot_id)
        {
            lot.sold_g -= promise.quantity_g;
            lot.on_hand_g += promise.quantity_g;
            promise.state = PromiseState::Returned;
            self.note(promise.lot_id, Kind::Returned, promise.quantity_g, Some(line));
            self.take_out(promise.lot_id, Removal::Waste, promise.quantity_g, Some(line));
        }
    }

    /// Goods leave without an order, or were written as having left and have not. What is promised stays.
    pub fn remove(
        &mut self,
        lot_id: Id<Lot>,
        removal: Removal,
        quantity_g: i64,
        sale: OffPlatform,
    ) -> Result<(), NotRemoved> {
        let Some(lot) = self.lots.get_mut(&lot_id) else { return Err(NotRemoved::NotThere { available_g: 0 }) };
        if quantity_g == 0 {
            return Ok(());
        }
        if quantity_g > lot.available_g() {
            return Err(NotRemoved::NotThere { available_g: lot.available_g() });
        }
        let removed_g = *lot.removed_g(removal);
        if removed_g.saturating_add(quantity_g) < 0 {
            return Err(NotRemoved::NeverLeft { removed_g });
        }
        self.take_out(lot_id, removal, quantity_g, None);
        if let Some(row) = self.movements.last_mut() {
            row.sale = sale;
        }
        Ok(())
    }

    /// A removal was a slip: its counter-movement is written beside it, within [`UNDO_MINUTES`].
    pub fn undo(&mut self, removed: &Removed) -> Result<(), NotUndone> {
        if removed.is_final || removed.quantity_g <= 0 {
            return Err(NotUndone::Final);
        }
        if removed.age > TimeDelta::minutes(i64::from(UNDO_MINUTES)) {
            return Err(NotUndone::TooLate);
        }
        self.remove(removed.lot_id, removed.removal, -removed.quantity_g, removed.sale)?;
        if let Some(row) = self.movements.last_mut() {
            row.undoes = Some(removed.movement_id);
        }
        Ok(())
    }

    fn take_out(&mut self, lot_id: Id<Lot>, removal: Removal, quantity_g: i64, line: Option<(Id<Order>, i32)>) {
        if let Some(lot) = self.lots.get_mut(&lot_id) {
            lot.on_hand_g -= quantity_g;
            *lot.removed_g(removal) += quantity_g;
            self.note(lot_id, Kind::Removed(removal), quantity_g, line);
        }
    }

    /// The declaration of a lot is now this. It cannot go below what is already sold, lost or promised.
    pub fn declare(&mut self, lot_id: Id<Lot>, declared_g: i64) -> Result<(), BelowPromised> {
        let Some(lot) = self.lots.get_mut(&lot_id) else { return Ok(()) };
        let more = declared_g - lot.declared_g;
        if lot.available_g() + more < 0 {
            return Err(BelowPromised { short_g: -(lot.available_g() + more) });
        }
        lot.declared_g = declared_g;
        lot.on_hand_g += more;
        if more != 0 {
            self.note(lot_id, Kind::Declared, more, None);
        }
        Ok(())
    }

    /// What there is of this lot is to be told anew, although nothing moved.
    pub fn tell(&mut self, lot_id: Id<Lot>) {
        self.told.insert(lot_id);
    }

    fn note(&mut self, lot_id: Id<Lot>, kind: Kind, quantity_g: i64, line: Option<(Id<Order>, i32)>) {
        if let Some(lot) = self.lots.get(&lot_id) {
            let (on_hand_g, reserved_g) = (lot.on_hand_g, lot.reserved_g);
            let (sale, undoes) = (OffPlatform::default(), None);
            self.movements.push(Movement { lot_id, kind, quantity_g, line, on_hand_g, reserved_g, sale, undoes });
        }
    }

    /// The lots that something happened to, each with its next version, and the rows of the ledger.
    pub fn into_changes(self) -> (Vec<Balance>, Vec<Movement>) {
        let touched: BTreeSet<Id<Lot>> = self.movements.iter().map(|row| row.lot_id).chain(self.told).collect();
        let mut lots: Vec<Balance> = self.lots.into_values().filter(|lot| touched.contains(&lot.lot_id)).collect();
        for lot in &mut lots {
            lot.version += 1;
        }
        (lots, self.movements)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn lot(sell_by: u32, declared_g: i64) -> Balance {
        Balance {
            lot_id: Id::generate(),
            cooperative_id: Id::generate(),
            version: 1,
            declared_version: 1,
            sell_by: NaiveDate::from_ymd_opt(2026, 1, sell_by).expect("a date"),
            declared_g,
            on_hand_g: declared_g,
            reserved_g: 0,
            sold_g: 0,
            off_platform_g: 0,
            own_use_g: 0,
            waste_g: 0,
        }
    }

    #[test]
    fn a_slip_is_undone_once_and_within_minutes_and_both_rows_stay() {
        let balance = lot(10, 1_000);
        let id = balance.lot_id;
        let sale = OffPlatform { buyer: Some(Buyer::Trader), price_vnd_per_kg: Some(Vnd(9_000)) };
        let removed = |age, is_final| Removed {
            movement_id: Id::generate(),
            lot_id: id,
            removal: Removal::OffPlatform,
            quantity_g: 400,
            sale,
            age: TimeDelta::minutes(age),
            is_final,
        };
        let mut shelf = Shelf::new([balance]);
        shelf.remove(id, Removal::OffPlatform, 400, sale).expect("there is enough");
        assert_eq!(shelf.undo(&removed(16, false)), Err(NotUndone::TooLate));
        assert_eq!(shelf.undo(&removed(1, true)), Err(NotUndone::Final));
        assert_eq!(shelf.undo(&removed(15, false)), Ok(()));
        let never = NotUndone::Shelf(NotRemoved::NeverLeft { removed_g: 0 });
        assert_eq!(shelf.undo(&removed(0, false)), Err(never), "nothing is left to take back");
        let (lots, rows) = shelf.into_changes();
        assert_eq!((lots[0].on_hand_g, lots[0].off_platform_g), (1_000, 0));
        assert_eq!(rows.iter().map(|row| row.quantity_g).collect::<Vec<_>>(), [400, -400]);
        assert!(rows.iter().all(|row| row.sale == sale) && rows[1].undoes.is_some());
    }

    #[test]
    fn a_lot_that_did_not_move_can_be_told_anew() {
        let balance = lot(10, 1_000);
        let id = balance.lot_id;
        let mut shelf = Shelf::new([balance]);
        shelf.tell(id);
        let (lots, rows) = shelf.into_changes();
        assert_eq!((lots[0].version, rows.len()), (2, 0));
    }

    #[test]
    fn the_lot_that_spoils_first_goes_first() {
        let (late, soon) = (lot(20, 1_000), lot(10, 600));
        let ids = [late.lot_id, soon.lot_id];
        let mut shelf = Shelf::new([late, soon]);
        let promised = shelf.promise((Id::generate(), 1), 1_000, &ids);
        let shares: Vec<_> = promised.iter().map(|promise| (promise.lot_id, promise.quantity_g)).collect();
        assert_eq!(shares, [(ids[1], 600), (ids[0], 400)]);
    }

    #[test]
    fn what_is_not_there_is_not_promised() {
        let only = lot(10, 500);
        let ids = [only.lot_id, only.lot_id];
        let mut shelf = Shelf::new([only]);
        let promised = shelf.promise((Id::generate(), 1), 800, &ids);
        assert_eq!(promised.iter().map(|promise| promise.quantity_g).sum::<i64>(), 500);
        assert!(shelf.promise((Id::generate(), 1), 1, &ids).is_empty());
    }

    #[test]
    fn a_declaration_cannot_fall_below_what_is_promised() {
        let only = lot(10, 500);
        let id = only.lot_id;
        let mut shelf = Shelf::new([only]);
        shelf.promise((Id::generate(), 1), 400, &[id]);
        assert_eq!(shelf.declare(id, 300), Err(BelowPromised { short_g: 100 }));
        assert_eq!(shelf.declare(id, 400), Ok(()));
        assert!(shelf.promise((Id::generate(), 1), 1, &[id]).is_empty());
    }

    #[test]
    fn only_what_is_there_and_not_promised_can_leave_and_only_what_left_comes_back() {
        let only = lot(10, 500);
        let id = only.lot_id;
        let mut shelf = Shelf::new([only]);
        shelf.promise((Id::generate(), 1), 400, &[id]);
        assert_eq!(
            shelf.remove(id, Removal::OwnUse, 101, OffPlatform::default()),
            Err(NotRemoved::NotThere { available_g: 100 })
        );
        assert_eq!(shelf.remove(id, Removal::OwnUse, 60, OffPlatform::default()), Ok(()));
        assert_eq!(
            shelf.remove(id, Removal::OwnUse, -61, OffPlatform::default()),
            Err(NotRemoved::NeverLeft { removed_g: 60 })
        );
        assert_eq!(
            shelf.remove(id, Removal::Waste, -1, OffPlatform::default()),
            Err(NotRemoved::NeverLeft { removed_g: 0 })
        );
        assert_eq!(shelf.remove(id, Removal::OwnUse, -60, OffPlatform::default()), Ok(()));
        assert_eq!(
            shelf.remove(id, Removal::OwnUse, i64::MIN, OffPlatform::default()),
            Err(NotRemoved::NeverLeft { removed_g: 0 })
        );
        assert_eq!(shelf.balance(id).expect("it is there").available_g(), 100);
    }

    proptest! {
        /// Whatever is done, in whatever order and however often, the balance holds and nothing goes negative, what is
        /// refused changes nothing, and the ledger alone tells every balance.
        #[test]
        fn the_mass_balance_holds_at_every_step(steps in prop::collection::vec((0_usize..6, 0_usize..8, -300_i64..700), 1..60)) {
            let lots = [lot(10, 1_000), lot(12, 1_500)];
            let ids = [lots[0].lot_id, lots[1].lot_id];
            let began = lots.clone();
            let mut shelf = Shelf::new(lots);
            let mut promises: Vec<((Id<Order>, i32), Promise)> = Vec::new();
            for (step, which, grams) in steps {
                let (before, written) = (shelf.lots.clone(), shelf.movements.len());
                let sale = OffPlatform::default();
                let refused = match step {
                    5 => shelf.remove(ids[which % 2], Removal::ALL[which % 3], grams, sale).is_err(),
                    4 => shelf.declare(ids[which % 2], 1_000 + grams).is_err(),
                    _ => false,
                };
                if step == 0 {
                    let line = (Id::generate(), 1);
                    promises.extend(shelf.promise(line, grams, &ids).into_iter().map(|promise| (line, promise)));
                } else if let (1..=3, Some((line, promise))) = (step, promises.get_mut(which)) {
                    match step {
                        1 => shelf.release(*line, promise),
                        2 => shelf.hand_over(*line, promise),
                        _ => shelf.take_back(*line, promise),
                    }
                }
                if refused {
                    prop_assert_eq!((&shelf.lots, shelf.movements.len()), (&before, written), "a refusal changes nothing");
                }
                if shelf.lots != before {
                    prop_assert!(shelf.movements.len() > written, "nothing moves without a row");
                }
                for lot in shelf.lots.values() {
                    let left = lot.off_platform_g + lot.own_use_g + lot.waste_g;
                    prop_assert_eq!(lot.declared_g, lot.sold_g + left + lot.on_hand_g);
                    prop_assert!(lot.off_platform_g >= 0 && lot.own_use_g >= 0 && lot.waste_g >= 0 && lot.sold_g >= 0);
                    prop_assert!(0 <= lot.reserved_g && lot.reserved_g <= lot.on_hand_g);
                    let held: i64 = promises.iter()
                        .filter(|(_, promise)| promise.lot_id == lot.lot_id && promise.state == PromiseState::Held)
                        .map(|(_, promise)| promise.quantity_g)
                        .sum();
                    prop_assert_eq!(lot.reserved_g, held);
                    let start = began.iter().find(|start| start.lot_id == lot.lot_id).expect("one of them").clone();
                    prop_assert_eq!(lot, &replayed(start, &shelf.movements));
                }
            }
        }
    }

    /// The balance as somebody finds it who has nothing but the ledger.
    fn replayed(mut lot: Balance, movements: &[Movement]) -> Balance {
        let lot_id = lot.lot_id;
        for row in movements.iter().filter(|row| row.lot_id == lot_id) {
            let (quantity_g, on_hand_g, reserved_g) = match row.kind {
                Kind::Declared => {
                    lot.declared_g += row.quantity_g;
                    (row.quantity_g, row.quantity_g, 0)
                }
                Kind::Reserved => (row.quantity_g, 0, row.quantity_g),
                Kind::Released => (row.quantity_g, 0, -row.quantity_g),
                Kind::Sold => {
                    lot.sold_g += row.quantity_g;
                    (row.quantity_g, -row.quantity_g, -row.quantity_g)
                }
                Kind::Returned => {
                    lot.sold_g -= row.quantity_g;
                    (row.quantity_g, row.quantity_g, 0)
                }
                Kind::Removed(removal) => {
                    *lot.removed_g(removal) += row.quantity_g;
                    (row.quantity_g, -row.quantity_g, 0)
                }
            };
            assert_ne!(quantity_g, 0, "a row says that something moved");
            lot.on_hand_g += on_hand_g;
            lot.reserved_g += reserved_g;
            assert_eq!((lot.on_hand_g, lot.reserved_g), (row.on_hand_g, row.reserved_g), "each row says what is left");
        }
        lot
    }
}
