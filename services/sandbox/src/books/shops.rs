//! What a shop is: its items and its orders by time.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    OrderNumber, Refusal,
    items::{Item, ItemStatus},
    marketplace::Marketplace,
    orders::Line,
};

/// The first warehouse of every shop; others are counted on from there.
pub const FIRST_WAREHOUSE: u64 = 1_034;
/// Packs of one order where each is a line of its own.
const UNITS_MAX: i64 = 200;

/// A seller's shop.
#[derive(Debug)]
pub struct Shop {
    /// Its id everywhere.
    pub id: u64,
    /// As buyers read it.
    pub name: String,
    /// Where it stands.
    pub marketplace: Marketplace,
    /// Its owner has taxes withheld.
    pub household: bool,
    /// Places its goods lie at; one at least.
    pub warehouses: Vec<u64>,
    pub(super) items: BTreeMap<u64, Item>,
    pub(super) by_created: BTreeSet<(i64, OrderNumber)>,
    pub(super) by_updated: BTreeSet<(i64, OrderNumber)>,
}

impl Shop {
    /// A shop without a name, items or orders.
    pub(super) fn new(id: u64, marketplace: Marketplace) -> Self {
        Self {
            id,
            name: String::new(),
            marketplace,
            household: false,
            warehouses: vec![FIRST_WAREHOUSE],
            items: BTreeMap::new(),
            by_created: BTreeSet::new(),
            by_updated: BTreeSet::new(),
        }
    }

    /// Its items, oldest first.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.items.values()
    }

    /// One of its items.
    pub fn item(&self, id: u64) -> Option<&Item> {
        self.items.get(&id)
    }

    /// The variants of one of its products.
    pub fn variants(&self, product_id: u64) -> impl Iterator<Item = &Item> {
        // A product's number comes right before its variants'.
        self.items.range(product_id..).map(|(_, item)| item).take_while(move |item| item.product_id == product_id)
    }

    /// Its orders in order of this time.
    pub fn orders_by(&self, field: TimeField) -> &BTreeSet<(i64, OrderNumber)> {
        match field {
            TimeField::Created => &self.by_created,
            TimeField::Updated => &self.by_updated,
        }
    }

    /// Packs are for sale again, one for each time an item is named.
    pub(super) fn put_back(&mut self, item_ids: &[u64], now: i64) {
        for id in item_ids {
            if let Some(item) = self.items.get_mut(id) {
                item.draft.stock.give_back(1);
                item.updated = now.max(item.updated);
            }
        }
    }

    /// Takes all that is wanted out of the stock, or nothing. The same item wanted twice becomes one line.
    pub(super) fn take_goods(&mut self, wanted: &[(u64, i64)]) -> Result<Vec<Line>, Refusal> {
        if !(1..=50).contains(&wanted.len()) || wanted.iter().any(|want| !(1..=1_000).contains(&want.1)) {
            return Err(Refusal::OddQuantity);
        }
        let units: i64 = wanted.iter().map(|want| want.1).sum();
        if self.marketplace.has_a_line_per_unit() && units > UNITS_MAX {
            return Err(Refusal::OddQuantity);
        }
        let mut packs = BTreeMap::<u64, i64>::new();
        for (item_id, quantity) in wanted {
            *packs.entry(*item_id).or_default() += quantity;
        }
        for (item_id, quantity) in &packs {
            let item = self.items.get(item_id).ok_or(Refusal::UnknownItem)?;
            if item.status != ItemStatus::Normal {
                return Err(Refusal::NotForSale);
            }
            if item.draft.stock.total() < *quantity {
                return Err(Refusal::SoldOut);
            }
        }
        let mut lines = Vec::with_capacity(packs.len());
        for (item_id, quantity) in packs {
            let Some(item) = self.items.get_mut(&item_id) else { continue };
            item.draft.stock.take(quantity);
            lines.push(Line {
                item_id,
                product_id: item.product_id,
                sku: item.draft.sku.clone(),
                name: item.draft.name.clone(),
                quantity,
                unit_price_vnd: item.draft.price_vnd,
                weight_g: item.draft.weight_g,
            });
        }
        Ok(lines)
    }
}

/// Which time of an order is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeField {
    /// When it was placed.
    Created,
    /// When it last changed.
    Updated,
}
