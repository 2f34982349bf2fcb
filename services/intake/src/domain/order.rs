//! An order: what the marketplace tells of it, and what that means for goods.

mod alike;
mod line;
mod told;

pub use alike::{Alike, alike};
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
    /// It had left before its shop came here: no lot of ours gave anything to it, and none gets anything back.
    pub from_before: bool,
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
    /// What shops show of it under other SKUs.
    pub joined: Vec<ShopItem>,
}

/// Something in a shop that somebody has joined to a listing by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShopItem {
    /// Where.
    pub channel: Channel,
    /// The shop's id there.
    pub shop_id: String,
    /// Its own id there.
    pub item_id: String,
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
        Self { order_id, version: 0, cooperative_id, channel, told, found_by_polling, from_before: false, lines }
    }

    /// Its shop came at this moment: what was ordered before and had left when we first heard of it was not ours to give. What
    /// was still to be packed is.
    pub fn date(&mut self, shop_came: Option<DateTime<Utc>>) {
        let is_older = shop_came.is_some_and(|came| self.told.placed_at < came);
        self.from_before = is_older && self.lines.iter().any(Line::is_gone) && !self.lines.iter().any(Line::may_leave);
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
        changed |= self.tell_lines(lines, told.state);
        if changed {
            self.told = told;
        }
        changed
    }

    /// A line is known again by its id, and only where that fails by what it is of, and then by its place: a marketplace
    /// promises no order of lines. What an answer leaves out is where the order is, unless it was given up or sent back.
    fn tell_lines(&mut self, lines: Vec<Line>, state: OrderState) -> bool {
        let mut untold: Vec<usize> = (0..self.lines.len()).collect();
        let mut changed = false;
        let others = self.tell_those(&mut untold, lines, &mut changed, |known, told| {
            !told.channel_line_id.is_empty() && known.channel_line_id == told.channel_line_id
        });
        let others = self.tell_those(&mut untold, others, &mut changed, |known, told| {
            (&known.item_id, &known.sku) == (&told.item_id, &told.sku)
        });
        let new = self.tell_those(&mut untold, others, &mut changed, |known, told| {
            // Two that both have ids, and other ones, are not the same for standing in the same place.
            (known.channel_line_id.is_empty() || told.channel_line_id.is_empty()) && known.line_no == told.line_no
        });
        for at in untold {
            changed |= self.lines[at].follow(state);
        }
        for mut line in new {
            changed = true;
            if self.lines.iter().any(|known| known.line_no == line.line_no) {
                line.line_no = self.lines.iter().map(|known| known.line_no).max().unwrap_or(0) + 1;
            }
            self.lines.push(line);
        }
        changed
    }

    /// Tells those of the lines that are known by this sign, each once; gives back the others.
    fn tell_those(
        &mut self,
        untold: &mut Vec<usize>,
        lines: Vec<Line>,
        changed: &mut bool,
        is_it: impl Fn(&Line, &Line) -> bool,
    ) -> Vec<Line> {
        let mut others = Vec::new();
        for line in lines {
            match untold.iter().position(|at| is_it(&self.lines[*at], &line)) {
                Some(found) => *changed |= self.lines[untold.remove(found)].tell(line),
                None => others.push(line),
            }
        }
        others
    }

    /// Finds out what the lines' SKUs stand for, and brings promises into line with how far each has come. True means that
    /// anything about the order changed.
    pub fn settle(&mut self, catalogue: &[Entry], shelf: &mut Shelf) -> bool {
        let before = self.lines.clone();
        let entries: Vec<_> = self.lines.iter().map(|line| self.entry_of(line, catalogue)).collect();
        for (line, entry) in self.lines.iter_mut().zip(entries) {
            if self.from_before {
                line.name_goods(entry);
            } else {
                line.settle(self.order_id, entry, shelf);
            }
        }
        self.lines != before
    }

    /// What a line is of: what somebody has said of its item, else what its SKU says.
    fn entry_of<'a>(&self, line: &Line, catalogue: &'a [Entry]) -> Option<&'a Entry> {
        let is_it = |item: &ShopItem| {
            (item.channel, &item.shop_id, &item.item_id) == (self.channel, &self.told.shop_id, &line.item_id)
        };
        let mut own = catalogue.iter().filter(|entry| entry.cooperative_id == self.cooperative_id);
        let joined = own.clone().find(|entry| entry.joined.iter().any(is_it));
        joined.or_else(|| own.find(|entry| entry.sku == line.sku))
    }

    /// Something about it needs a person.
    pub fn is_troubled(&self) -> bool {
        let unmatched = |line: &Line| line.goods.is_none() && line.is_bought(self.told.state) && !self.from_before;
        self.told.state == OrderState::Unknown
            || self.lines.iter().any(|line| unmatched(line) || (line.is_open() && line.short_g > 0))
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
            lines: alike(&self.lines).iter().map(|group| group.told(self.told.state)).collect(),
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
