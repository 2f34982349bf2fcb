//! What a shop is: its items and its orders by time.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    OrderNumber, Refusal,
    items::{Item, ItemStatus},
    orders::Line,
};

/// A seller's shop.
#[derive(Debug)]
pub struct Shop {
    /// Its id everywhere.
    pub id: u64,
    /// As buyers read it.
    pub name: String,
    pub(super) items: BTreeMap<u64, Item>,
    pub(super) by_created: BTreeSet<(i64, OrderNumber)>,
    pub(super) by_updated: BTreeSet<(i64, OrderNumber)>,
}

impl Shop {
    /// A shop without a name, items or orders.
    pub(super) fn new(id: u64) -> Self {
        Self {
            id,
            name: String::new(),
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

    /// Its orders in order of this time.
    pub fn orders_by(&self, field: TimeField) -> &BTreeSet<(i64, OrderNumber)> {
        match field {
            TimeField::Created => &self.by_created,
            TimeField::Updated => &self.by_updated,
        }
    }

    /// Takes all that is wanted out of the stock, or nothing. The same item wanted twice becomes one line.
    pub(super) fn take_goods(&mut self, wanted: &[(u64, i64)]) -> Result<Vec<Line>, Refusal> {
        if !(1..=50).contains(&wanted.len()) || wanted.iter().any(|want| !(1..=1_000).contains(&want.1)) {
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
            if item.draft.stock < *quantity {
                return Err(Refusal::SoldOut);
            }
        }
        let mut lines = Vec::with_capacity(packs.len());
        for (item_id, quantity) in packs {
            let Some(item) = self.items.get_mut(&item_id) else { continue };
            item.draft.stock -= quantity;
            lines.push(Line {
                item_id,
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
