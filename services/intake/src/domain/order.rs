//! An order: what the marketplace tells of it, and what that means for goods.

mod line;
mod told;

pub use line::{Goods, Line};
pub use told::Told;

use chrono::{DateTime, Utc};
use contract::{
    Grade, ProductCode,
    intake::{OrderChanged, OrderState, StockChanged},
};
use ids::{Channel, Cooperative, Id, Listing, Lot};
use marketplaces::ChannelOrder;

use self::told::translate;
use super::shelf::{Balance, Shelf};

/// An order with everything that hangs on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// Which one.
    pub order_id: Id<ids::Order>,
    /// Counts its changes; 0 before it was ever kept.
    pub version: i64,
    /// Whose shop took it.
    pub cooperative_id: Id<Cooperative>,
    /// Where.
    pub channel: Channel,
    /// What the marketplace last told, without the lines.
    pub told: Told,
    /// Polling found it first.
    pub found_by_polling: bool,
    /// What was bought.
    pub lines: Vec<Line>,
}

/// What a SKU of a cooperative stands for now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Our listing.
    pub listing_id: Id<Listing>,
    /// Whose.
    pub cooperative_id: Id<Cooperative>,
    /// Its SKU.
    pub sku: String,
    /// What it is.
    pub product: ProductCode,
    /// How good it is.
    pub grade: Grade,
    /// Net weight of one pack in grams.
    pub pack_g: i64,
    /// Lots it draws on.
    pub lots: Vec<Id<Lot>>,
}

impl Order {
    /// An order we hear of for the first time.
    pub fn first_told(
        order_id: Id<ids::Order>,
        cooperative_id: Id<Cooperative>,
        channel: Channel,
        told: ChannelOrder,
        fetched_at: DateTime<Utc>,
        found_by_polling: bool,
    ) -> Self {
        let (told, lines) = translate(told, fetched_at);
        Self { order_id, version: 0, cooperative_id, channel, told, found_by_polling, lines }
    }

    /// The marketplace tells of it again. What is not newer changes nothing; true means that it changed.
    pub fn tell(&mut self, told: ChannelOrder, fetched_at: DateTime<Utc>) -> bool {
        let (mut told, lines) = translate(told, fetched_at);
        let newer = (told.updated_at, told.fetched_at) > (self.told.updated_at, self.told.fetched_at);
        if !newer {
            return false;
        }
        // Some answers leave out what others have told.
        told.tracking_number = told.tracking_number.or_else(|| self.told.tracking_number.clone());
        let same_but_for_time = Told { fetched_at: self.told.fetched_at, ..told.clone() } == self.told;
        let mut changed = !same_but_for_time;
        changed |= self.tell_lines(lines);
        if changed {
            self.told = told;
        }
        changed
    }

    /// A marketplace promises no order of lines: one is known by what it is of, and by its place only where that fails.
    fn tell_lines(&mut self, lines: Vec<Line>) -> bool {
        let mut untold: Vec<usize> = (0..self.lines.len()).collect();
        let mut take = |known: &[Line], is_it: &dyn Fn(&Line) -> bool| {
            let found = untold.iter().position(|at| is_it(&known[*at]))?;
            Some(untold.remove(found))
        };
        let (mut changed, mut others) = (false, Vec::new());
        for line in lines {
            match take(&self.lines, &|known| (&known.item_id, &known.sku) == (&line.item_id, &line.sku)) {
                Some(at) => changed |= self.lines[at].tell(line),
                None => others.push(line),
            }
        }
        for mut line in others {
            changed = true;
            if let Some(at) = take(&self.lines, &|known| known.line_no == line.line_no) {
                self.lines[at].tell(line);
                continue;
            }
            if self.lines.iter().any(|known| known.line_no == line.line_no) {
                line.line_no = self.lines.iter().map(|known| known.line_no).max().unwrap_or(0) + 1;
            }
            self.lines.push(line);
        }
        changed
    }

    /// Finds out what the lines' SKUs stand for, and brings promises into line with the order's state. True means that
    /// anything about the order changed.
    pub fn settle(&mut self, catalogue: &[Entry], shelf: &mut Shelf) -> bool {
        let before = self.lines.clone();
        let (order_id, state) = (self.order_id, self.told.state);
        for line in &mut self.lines {
            let key = (order_id, line.line_no);
            let entry =
                catalogue.iter().find(|entry| entry.cooperative_id == self.cooperative_id && entry.sku == line.sku);
            if line.goods.is_none() {
                // It is of something else now: what was promised of the former lots is free again.
                line.promises.iter_mut().for_each(|promise| shelf.release(key, promise));
            }
            if let (None, Some(entry)) = (&line.goods, entry) {
                line.goods = Some(Goods {
                    listing_id: entry.listing_id,
                    product: entry.product,
                    grade: entry.grade,
                    quantity_g: entry.pack_g.saturating_mul(line.quantity),
                });
            }
            let wanted_g = line.goods.as_ref().map_or(0, |goods| goods.quantity_g);
            let promised_g = line.promised_g();
            if promised_g > wanted_g {
                line.promises.iter_mut().for_each(|promise| shelf.release(key, promise));
            }
            let given_up = matches!(state, OrderState::Cancelled);
            if !given_up && !line.has_left() {
                let missing_g = wanted_g - line.promised_g();
                let lots = entry.map_or(&[][..], |entry| entry.lots.as_slice());
                for promise in shelf.promise(key, missing_g, lots) {
                    line.add(promise);
                }
            }
            match state {
                OrderState::Placed | OrderState::Paid | OrderState::ReadyToShip | OrderState::Unknown => {}
                OrderState::Shipped | OrderState::Delivered => {
                    line.promises.iter_mut().for_each(|promise| shelf.hand_over(key, promise));
                }
                OrderState::Cancelled => line.promises.iter_mut().for_each(|promise| {
                    shelf.release(key, promise);
                    shelf.take_back(key, promise);
                }),
                OrderState::Returned => line.promises.iter_mut().for_each(|promise| {
                    shelf.hand_over(key, promise);
                    shelf.take_back(key, promise);
                }),
            }
            line.short_g = if given_up { 0 } else { (wanted_g - line.promised_g()).max(0) };
        }
        self.lines != before
    }

    /// Something about it needs a person.
    pub fn is_troubled(&self) -> bool {
        let open = matches!(self.told.state, OrderState::Placed | OrderState::Paid | OrderState::ReadyToShip);
        self.told.state == OrderState::Unknown
            || self.lines.iter().any(|line| line.goods.is_none() || (open && line.short_g > 0))
    }

    /// The fact that tells of its present state.
    pub fn fact(&self) -> OrderChanged {
        OrderChanged {
            order_id: self.order_id,
            version: self.version,
            cooperative_id: self.cooperative_id,
            channel: self.channel,
            shop_id: self.told.shop_id.clone(),
            channel_order_id: self.told.channel_order_id.clone(),
            state: self.told.state,
            placed_at: self.told.placed_at,
            changed_at: self.told.updated_at,
            lines: self.lines.iter().map(Line::fact).collect(),
        }
    }
}

/// The fact that tells what may be sold of a lot.
pub fn stock_fact(lot: &Balance) -> StockChanged {
    StockChanged {
        lot_id: lot.lot_id,
        version: lot.version,
        cooperative_id: lot.cooperative_id,
        available_g: lot.available_g(),
        declared_version: lot.declared_version,
        declared_g: lot.declared_g,
    }
}

#[cfg(test)]
mod tests;
