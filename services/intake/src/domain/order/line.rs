//! A line of an order: what it is in our own terms, and what lots gave to it.

use amounts::Vnd;
use contract::{Grade, ProductCode, intake::OrderState};
use ids::{Id, Listing, Order};

use super::Entry;
use crate::domain::shelf::{Promise, PromiseState, Shelf};

/// One thing bought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// From 1.
    pub line_no: i32,
    /// The line's id on the marketplace, and where packs are told one by one the pack's own; empty where none was told.
    pub channel_line_id: String,
    /// The listing's id on the marketplace.
    pub item_id: String,
    /// The SKU it names.
    pub sku: String,
    /// As the buyer read it.
    pub name: String,
    /// Packs.
    pub quantity: i64,
    /// For one pack.
    pub unit_price_vnd: Vnd,
    /// How far it has come.
    pub state: OrderState,
    /// What the SKU stood for when it was first matched. Never looked up again: later changes of a listing do not change
    /// what was sold.
    pub goods: Option<Goods>,
    /// Grams no lot could promise.
    pub short_g: i64,
    /// What lots gave to it.
    pub promises: Vec<Promise>,
}

/// What a line is, in our own terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Goods {
    /// Our listing.
    pub listing_id: Id<Listing>,
    /// What it is.
    pub product: ProductCode,
    /// How good it is.
    pub grade: Grade,
    /// Net weight of the line in grams.
    pub quantity_g: i64,
}

impl Line {
    fn is_like(&self, other: &Self) -> bool {
        (&self.sku, self.quantity, self.unit_price_vnd) == (&other.sku, other.quantity, other.unit_price_vnd)
    }

    /// The marketplace tells of it again; true means that it changed. Goods are matched and promised anew by
    /// [`Self::settle`], unless they have left: then they were what they were.
    pub(super) fn tell(&mut self, line: Self) -> bool {
        if self.is_like(&line) {
            let changed = (self.state, &self.channel_line_id) != (line.state, &line.channel_line_id);
            (self.state, self.channel_line_id) = (line.state, line.channel_line_id);
            return changed;
        }
        let left = self.goods.take().filter(|_| self.has_left());
        let goods =
            left.map(|goods| Goods { quantity_g: goods.quantity_g / self.quantity.max(1) * line.quantity, ..goods });
        let promises = std::mem::take(&mut self.promises);
        *self = Self { line_no: self.line_no, goods, promises, ..line };
        true
    }

    /// The marketplace tells of the order and leaves this line out; true means that it changed.
    pub(super) fn follow(&mut self, order: OrderState) -> bool {
        let over = matches!(self.state, OrderState::Cancelled | OrderState::Returned);
        let changed = !over && self.state != order;
        if changed {
            self.state = order;
        }
        changed
    }

    /// Finds out what its SKU stands for, and nothing more.
    pub(super) fn name_goods(&mut self, entry: Option<&Entry>) {
        if let (None, Some(entry)) = (&self.goods, entry) {
            self.goods = Some(Goods {
                listing_id: entry.listing_id,
                product: entry.product,
                grade: entry.grade,
                quantity_g: entry.pack_g.saturating_mul(self.quantity),
            });
        }
    }

    /// Finds out what its SKU stands for, and brings promises into line with how far it has come.
    pub(super) fn settle(&mut self, order_id: Id<Order>, entry: Option<&Entry>, shelf: &mut Shelf) {
        let key = (order_id, self.line_no);
        if self.goods.is_none() {
            // It is of something else now: what was promised of the former lots is free again.
            self.promises.iter_mut().for_each(|promise| shelf.release(key, promise));
        }
        self.name_goods(entry);
        let wanted_g = self.goods.as_ref().map_or(0, |goods| goods.quantity_g);
        if self.promised_g() > wanted_g {
            self.promises.iter_mut().for_each(|promise| shelf.release(key, promise));
        }
        let given_up = self.state == OrderState::Cancelled;
        if !given_up && !self.has_left() {
            let missing_g = wanted_g - self.promised_g();
            let lots = entry.map_or(&[][..], |entry| entry.lots.as_slice());
            for promise in shelf.promise(key, missing_g, lots) {
                self.add(promise);
            }
        }
        match self.state {
            OrderState::Placed | OrderState::Paid | OrderState::ReadyToShip | OrderState::Unknown => {}
            OrderState::Shipped | OrderState::Delivered => {
                self.promises.iter_mut().for_each(|promise| shelf.hand_over(key, promise));
            }
            OrderState::Cancelled => self.promises.iter_mut().for_each(|promise| {
                shelf.release(key, promise);
                shelf.take_back(key, promise);
            }),
            OrderState::Returned => self.promises.iter_mut().for_each(|promise| {
                shelf.hand_over(key, promise);
                shelf.take_back(key, promise);
            }),
        }
        self.short_g = if given_up { 0 } else { (wanted_g - self.promised_g()).max(0) };
    }

    /// Its parcel has not left.
    pub(super) const fn is_open(&self) -> bool {
        matches!(self.state, OrderState::Placed | OrderState::Paid | OrderState::ReadyToShip)
    }

    /// Its parcel has left, whether or not it came back.
    pub(super) const fn is_gone(&self) -> bool {
        matches!(self.state, OrderState::Shipped | OrderState::Delivered | OrderState::Returned)
    }

    /// Its parcel may leave yet.
    pub(super) const fn may_leave(&self) -> bool {
        self.is_open() || matches!(self.state, OrderState::Unknown)
    }

    /// It counts as bought: what was given up or sent back out of an order that goes on does not.
    pub fn is_bought(&self, order: OrderState) -> bool {
        !matches!(self.state, OrderState::Cancelled | OrderState::Returned) || self.state == order
    }

    /// Grams that lots have promised or given.
    fn promised_g(&self) -> i64 {
        self.promises
            .iter()
            .filter(|promise| promise.state != PromiseState::Released)
            .map(|promise| promise.quantity_g)
            .sum()
    }

    /// Its parcel went out. What was short then stays short: goods that come later were not in it.
    fn has_left(&self) -> bool {
        self.promises.iter().any(|promise| matches!(promise.state, PromiseState::Consumed | PromiseState::Returned))
    }

    /// A promise is unique per line and lot: one that is there already grows, one that was released starts anew.
    fn add(&mut self, promise: Promise) {
        match self.promises.iter_mut().find(|known| known.lot_id == promise.lot_id) {
            Some(known) if known.state == PromiseState::Held => known.quantity_g += promise.quantity_g,
            Some(known) if known.state == PromiseState::Released => *known = promise,
            _ => self.promises.push(promise),
        }
    }
}
