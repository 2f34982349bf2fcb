//! A line of an order: what it is in our own terms, and what lots gave to it.

use amounts::Vnd;
use contract::{
    Grade, ProductCode,
    intake::{LotShare, OrderLine},
};
use ids::{Id, Listing};

use crate::domain::shelf::{Promise, PromiseState};

/// One thing bought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// From 1.
    pub line_no: i32,
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
    /// [`Order::settle`], unless they have left: then they were what they were.
    pub(super) fn tell(&mut self, line: Self) -> bool {
        if self.is_like(&line) {
            return false;
        }
        let left = self.goods.take().filter(|_| self.has_left());
        let goods =
            left.map(|goods| Goods { quantity_g: goods.quantity_g / self.quantity.max(1) * line.quantity, ..goods });
        let promises = std::mem::take(&mut self.promises);
        *self = Self { line_no: self.line_no, goods, promises, ..line };
        true
    }

    /// Grams that lots have promised or given.
    pub(super) fn promised_g(&self) -> i64 {
        self.promises
            .iter()
            .filter(|promise| promise.state != PromiseState::Released)
            .map(|promise| promise.quantity_g)
            .sum()
    }

    /// Its parcel went out. What was short then stays short: goods that come later were not in it.
    pub(super) fn has_left(&self) -> bool {
        self.promises.iter().any(|promise| matches!(promise.state, PromiseState::Consumed | PromiseState::Returned))
    }

    /// A promise is unique per line and lot: one that is there already grows, one that was released starts anew.
    pub(super) fn add(&mut self, promise: Promise) {
        match self.promises.iter_mut().find(|known| known.lot_id == promise.lot_id) {
            Some(known) if known.state == PromiseState::Held => known.quantity_g += promise.quantity_g,
            Some(known) if known.state == PromiseState::Released => *known = promise,
            _ => self.promises.push(promise),
        }
    }

    /// For the line: packs × price.
    pub fn line_vnd(&self) -> Vnd {
        self.unit_price_vnd.times(self.quantity).unwrap_or_default()
    }

    pub(super) fn fact(&self) -> OrderLine {
        let given = |promise: &&Promise| matches!(promise.state, PromiseState::Held | PromiseState::Consumed);
        OrderLine {
            line_no: self.line_no,
            sku: self.sku.clone(),
            name: self.name.clone(),
            listing_id: self.goods.as_ref().map(|goods| goods.listing_id),
            product: self.goods.as_ref().map(|goods| goods.product),
            grade: self.goods.as_ref().map(|goods| goods.grade),
            quantity: self.quantity,
            unit_price_vnd: self.unit_price_vnd,
            line_vnd: self.line_vnd(),
            quantity_g: self.goods.as_ref().map_or(0, |goods| goods.quantity_g),
            short_g: self.short_g,
            lots: self
                .promises
                .iter()
                .filter(given)
                .map(|promise| LotShare { lot_id: promise.lot_id, quantity_g: promise.quantity_g })
                .collect(),
        }
    }
}
