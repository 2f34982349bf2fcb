//! What a shop offers. What an offer must be like to be let in, each marketplace says in its own folder.

use std::collections::BTreeMap;

use serde_json::Value;

/// How an item stands. Each marketplace has its own words for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemStatus {
    /// Shown and sold.
    Normal,
    /// Hidden by its seller.
    Unlisted,
    /// Somebody of the marketplace looks at it first.
    Reviewing,
    /// Looked at and refused.
    Rejected,
    /// Taken away by the marketplace.
    Banned,
    /// Taken away by its seller; never comes back.
    Deleted,
}

/// Packs for sale, by warehouse. A shop with one warehouse keeps them at place 0 or at that warehouse.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Packs(BTreeMap<u64, i64>);

impl Packs {
    /// So many at one place.
    pub fn at(place: u64, packs: i64) -> Self {
        Self(BTreeMap::from([(place, packs)]))
    }

    /// At all places together.
    pub fn total(&self) -> i64 {
        self.0.values().sum()
    }

    /// By place.
    pub fn by_place(&self) -> impl Iterator<Item = (u64, i64)> {
        self.0.iter().map(|(place, packs)| (*place, *packs))
    }

    /// Sets what is at one place and leaves the others.
    pub fn set(&mut self, place: u64, packs: i64) {
        self.0.insert(place, packs);
    }

    /// Takes packs away, from the first place that has any; the caller has looked that there are enough.
    pub fn take(&mut self, mut packs: i64) {
        for here in self.0.values_mut() {
            let taken = packs.min(*here);
            *here -= taken;
            packs -= taken;
        }
    }

    /// Puts packs back, at the first place.
    pub fn give_back(&mut self, packs: i64) {
        *self.0.entry(self.0.keys().next().copied().unwrap_or(0)).or_default() += packs;
    }
}

impl FromIterator<(u64, i64)> for Packs {
    fn from_iter<T: IntoIterator<Item = (u64, i64)>>(places: T) -> Self {
        Self(places.into_iter().collect())
    }
}

/// A parcel's outer size in centimetres.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_field_names, reason = "the unit stands at the end of a name")]
pub struct Dimension {
    /// Longest side.
    pub length_cm: i64,
    /// Side across.
    pub width_cm: i64,
    /// Upright.
    pub height_cm: i64,
}

/// What a seller asks to have shown.
#[derive(Debug, Clone)]
pub struct ItemDraft {
    /// The seller's own code; may be empty.
    pub sku: String,
    /// As buyers read it.
    pub name: String,
    /// Plain text.
    pub description: String,
    /// Must be a leaf.
    pub category_id: u64,
    /// For one pack.
    pub price_vnd: i64,
    /// Packs for sale.
    pub stock: Packs,
    /// One pack with its box.
    pub weight_g: i64,
    /// The box.
    pub dimension: Option<Dimension>,
    /// Pictures uploaded before.
    pub image_ids: Vec<String>,
    /// Carriers switched on for it.
    pub channel_ids: Vec<u64>,
    /// The brand's name; `None` if none was given, not even "No Brand".
    pub brand: Option<String>,
    /// Attributes that were filled in.
    pub attribute_ids: Vec<u64>,
    /// Hidden from the start.
    pub unlisted: bool,
    /// What else the seller said, to be shown again and not looked at.
    pub said: Value,
}

/// An offer in a shop. Times are business seconds.
#[derive(Debug, Clone)]
pub struct Item {
    /// Its id everywhere.
    pub id: u64,
    /// The product it is a variant of: the item itself where a marketplace has no variants here.
    pub product_id: u64,
    /// How it stands.
    pub status: ItemStatus,
    /// What was asked for, with today's price and stock.
    pub draft: ItemDraft,
    /// When it came.
    pub created: i64,
    /// When it last changed.
    pub updated: i64,
    /// Why it was refused or taken away.
    pub reason: String,
    /// Packs that a promotion has set aside: the stock may not go below.
    pub reserved: i64,
    /// A promotion runs: the price may not be changed.
    pub price_is_locked: bool,
}
