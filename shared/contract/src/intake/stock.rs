//! What intake says and answers about lots: their balance, their ledger, and goods that leave without an order.

use amounts::Vnd;
use chrono::{DateTime, Utc};
use ids::{Cooperative, Id, Lot, Movement, Order};
use serde::{Deserialize, Serialize};

use crate::{Grade, Page, PageRequest, ProductCode, ask::ask};

/// What is in stock?
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindStock {
    /// Only this lot.
    #[serde(default)]
    pub lot_id: Option<Id<Lot>>,
    /// Which page.
    #[serde(default)]
    pub page: PageRequest,
}
ask!(FindStock => Page<StockView>: Question "find_stock" v 1 of "intake"
    for [CooperativeManager, CooperativeMember, ProvincialOfficial, Operator], key StockRead, errand Goods);

/// A lot's balance. All weights in grams: `declared = sold + off_platform + own_use + waste + on_hand`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StockView {
    /// Which lot.
    pub lot_id: Id<Lot>,
    /// Printed on its boxes.
    pub lot_code: String,
    /// Whose it is.
    pub cooperative_id: Id<Cooperative>,
    /// What it is.
    pub product: ProductCode,
    /// How good it is.
    pub grade: Grade,
    /// Last day it should be sold.
    pub sell_by: chrono::NaiveDate,
    /// Declared.
    pub declared_g: i64,
    /// In the store.
    pub on_hand_g: i64,
    /// Of that, promised to orders.
    pub reserved_g: i64,
    /// Handed to carriers for orders, less what came back.
    pub sold_g: i64,
    /// Sold to traders, supermarkets and others.
    pub off_platform_g: i64,
    /// Eaten or kept.
    pub own_use_g: i64,
    /// Rotten, damaged, returned.
    pub waste_g: i64,
}

/// How goods leave a lot without an order of a marketplace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Removal {
    /// Sold to a trader, a supermarket or at the gate.
    OffPlatform,
    /// Eaten or kept.
    OwnUse,
    /// Rotten or damaged.
    Waste,
}

impl Removal {
    /// Each way.
    pub const ALL: [Self; 3] = [Self::OffPlatform, Self::OwnUse, Self::Waste];

    /// In the ledger and in forms.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::OffPlatform => "off_platform",
            Self::OwnUse => "own_use",
            Self::Waste => "waste",
        }
    }

    /// The way with this slug.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|removal| removal.slug() == slug)
    }
}

/// Who bought goods that no marketplace sold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Buyer {
    /// Buys at the orchard.
    Trader,
    /// A shop or a chain of shops.
    Supermarket,
    /// Anybody else.
    Other,
}

impl Buyer {
    /// Each kind.
    pub const ALL: [Self; 3] = [Self::Trader, Self::Supermarket, Self::Other];

    /// In the ledger and in forms.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Trader => "trader",
            Self::Supermarket => "supermarket",
            Self::Other => "other",
        }
    }

    /// The kind with this slug.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|buyer| buyer.slug() == slug)
    }
}

/// Goods have left a lot without an order. Refused where they are not there, or promised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RemoveGoods {
    /// From which lot.
    pub lot_id: Id<Lot>,
    /// How.
    pub removal: Removal,
    /// Grams, not 0. Below 0 it takes back what was written too much of the same kind.
    pub quantity_g: i64,
    /// Who bought it, of a sale.
    #[serde(default)]
    pub buyer: Option<Buyer>,
    /// What was paid for a kilogram, of a sale.
    #[serde(default)]
    pub price_vnd_per_kg: Option<Vnd>,
}
ask!(RemoveGoods => GoodsRemoved: Command "remove_goods" v 1 of "intake" for [CooperativeManager], key StockWrite, errand Goods);

/// The lot after it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoodsRemoved {
    /// What may still be sold of it.
    pub available_g: i64,
    /// The row that was written, by which it can be undone.
    pub movement_id: Id<Movement>,
}

/// For so long after it was written can a removal be undone.
pub const UNDO_MINUTES: u32 = 15;

/// That was a slip: a counter-movement is written, and both stay in the ledger. Refused after [`UNDO_MINUTES`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UndoRemoval {
    /// Which row.
    pub movement_id: Id<Movement>,
}
ask!(UndoRemoval => GoodsRemoved: Command "undo_removal" v 1 of "intake" for [CooperativeManager], errand Goods);

/// A lot's ledger, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GetLedger {
    /// Which lot.
    pub lot_id: Id<Lot>,
    /// Which page; up to 1,000 rows.
    #[serde(default)]
    pub page: PageRequest,
}
ask!(GetLedger => Page<MovementView>: Question "get_ledger" v 1 of "intake" for [CooperativeManager, CooperativeMember, Operator], key StockRead, errand Goods);

/// One row of a lot's ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MovementView {
    /// Which one.
    pub movement_id: Id<Movement>,
    /// `declared`, `reserved`, `released`, `sold`, `returned`, `waste`, `off_platform`, `own_use`.
    pub kind: String,
    /// Grams; a revision of the declaration may be negative.
    pub quantity_g: i64,
    /// The order it belongs to.
    pub order_id: Option<Id<Order>>,
    /// On hand after it.
    pub on_hand_g: i64,
    /// Promised after it.
    pub reserved_g: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// Who bought it, of a sale off the marketplaces.
    #[serde(default)]
    pub buyer: Option<Buyer>,
    /// What was paid for a kilogram, of such a sale.
    #[serde(default)]
    pub price_vnd_per_kg: Option<Vnd>,
    /// The row it undoes.
    #[serde(default)]
    pub undoes: Option<Id<Movement>>,
    /// It was written by hand, and a moment ago: it can still be undone.
    #[serde(default)]
    pub may_undo: bool,
}
