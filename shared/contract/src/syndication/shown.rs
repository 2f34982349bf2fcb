//! What a shop should show of a listing, why, and what the channel demands that the listing lacks.

use amounts::{Percent, Vnd};
use chrono::{DateTime, NaiveDate, Utc};
use ids::{Channel, ChannelAccount, Id, Listing};
use serde::{Deserialize, Serialize};

use super::{ListingForm, rules::RuleKind};
use crate::ask::ask;

/// What would each shop show of a listing, as it is or as it is being written?
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PreviewListing {
    /// The listing, whose own rules count; `None` for a new one.
    pub listing_id: Option<Id<Listing>>,
    /// What is being written; `None` for what is saved.
    #[serde(default)]
    pub form: Option<ListingForm>,
}
ask!(PreviewListing => Vec<ShopPreview>: Question "preview_listing" v 1 of "syndication"
    for [CooperativeManager, CooperativeMember, Operator], key ListingsRead, errand Goods);

/// A listing as one shop should show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShopPreview {
    /// Which shop.
    pub account_id: Id<ChannelAccount>,
    /// Where.
    pub channel: Channel,
    /// The shop's id there.
    pub shop_id: String,
    /// As buyers read it.
    pub title: Explained<String>,
    /// As buyers read it.
    pub description: Explained<String>,
    /// The channel's leaf category; `None` where nobody has named one.
    pub category_id: Explained<Option<String>>,
    /// For one pack.
    pub price_vnd: Explained<Vnd>,
    /// Packs that may be sold.
    pub stock: Explained<i64>,
    /// Buyers do not see it.
    pub hidden: Explained<bool>,
    /// How many photos there are.
    pub photos: Explained<u32>,
    /// What else the channel is told.
    pub attributes: Vec<Attribute>,
    /// What the channel demands and the listing lacks.
    pub lacks: Vec<Lack>,
    /// A longer title made of what is known, where the channel wants one.
    pub longer_title: Option<String>,
}

/// A value, and what it came from, step by step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explained<T> {
    /// What is shown.
    pub value: T,
    /// In the order it was reckoned; empty where there is nothing to say.
    pub because: Vec<Because>,
}

/// A step on the way to a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum Because {
    /// The listing says so.
    Listing,
    /// So much a kilogram, for what a pack weighs.
    PerKilogram {
        /// For one kilogram.
        price_vnd: Vnd,
        /// What a pack weighs.
        grams: i64,
    },
    /// A rule says so.
    Rule {
        /// What it is about.
        about: RuleKind,
        /// It is the shop's, and not of this listing alone.
        of_the_shop: bool,
        /// Who set it.
        set_by: String,
        /// Since when it holds.
        set_at: DateTime<Utc>,
    },
    /// A margin was put on top.
    Margin {
        /// Of this price.
        from_vnd: Vnd,
        /// So much.
        percent: Percent,
    },
    /// It was made round.
    Rounded {
        /// From this.
        from_vnd: Vnd,
    },
    /// It would have been less, and may not be.
    Floor {
        /// So much less.
        from_vnd: Vnd,
    },
    /// So many whole packs are in the lots.
    Lots {
        /// How many.
        packs: i64,
        /// Days until the first of them should be sold; `None` where that is not known, or nothing is left.
        days_left: Option<i64>,
    },
    /// Nothing was heard of the lots yet.
    NothingHeard,
    /// No more than these are for this shop.
    Allocation {
        /// How many.
        packs: i64,
    },
    /// These are held back.
    Buffer {
        /// How many.
        packs: i64,
    },
    /// The house knows it of the product.
    Product,
    /// The cooperative has taken it off sale.
    OffSale,
    /// The cooperative may not sell for now.
    MayNotSell,
    /// A paper it needs does not hold.
    PaperMissing,
    /// A paper it needs does not speak of where or when one of its lots was picked.
    LotUncovered,
    /// Its season there begins on this day.
    BeforeSeason {
        /// The first day.
        from: NaiveDate,
    },
    /// Its season there ended on this day.
    AfterSeason {
        /// The last day.
        to: NaiveDate,
    },
}

/// Something a channel is told of a product besides words and price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribute {
    /// One of the house's words: `brand`, `net_weight_g`, `gross_weight_g`, `gtin`, `origin`.
    pub name: String,
    /// What is told.
    pub value: String,
    /// Why.
    pub because: Because,
}

/// Something that a channel demands and a listing lacks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lack {
    /// One of [`super::LACKS`]; each has a sentence that says what to do.
    pub code: String,
    /// What it is about, where the code leaves that open.
    pub of: Option<String>,
    /// What there is.
    pub found: Option<i64>,
    /// What there must be at least.
    pub least: Option<i64>,
    /// What there may be at most.
    pub most: Option<i64>,
}
