//! What shops show already, read in: which of it is ours, and what waits for somebody to say.

use amounts::Vnd;
use chrono::{DateTime, Utc};
use ids::{ChannelAccount, Id, Listing};
use serde::{Deserialize, Serialize};

use crate::{Page, PageRequest, ask::ask};

/// Whose an item of a shop is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShopItemState {
    /// No offer of ours has it, and nobody has said that it is none of ours.
    Unmatched,
    /// An offer of ours has it.
    Ours,
    /// Somebody has said that it is none of ours.
    Ignored,
}

impl ShopItemState {
    /// Every state, what waits for a person first.
    pub const ALL: [Self; 3] = [Self::Unmatched, Self::Ours, Self::Ignored];

    /// The word in URLs.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Unmatched => "unmatched",
            Self::Ours => "ours",
            Self::Ignored => "ignored",
        }
    }

    /// The state with this slug.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.slug() == slug)
    }
}

/// What does a shop show already?
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindShopItems {
    /// Of which shop.
    pub account_id: Id<ChannelAccount>,
    /// Part of a title or SKU; diacritics do not matter.
    #[serde(default)]
    pub text: Option<String>,
    /// Only these.
    #[serde(default)]
    pub state: Option<ShopItemState>,
    /// Which page.
    #[serde(default)]
    pub page: PageRequest,
}
ask!(FindShopItems => ShopItems: Question "find_shop_items" v 1 of "syndication" for [CooperativeManager]);

/// What a shop shows, as it was last read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShopItems {
    /// Those asked for, by their ids there.
    pub found: Page<ShopItemView>,
    /// How many are in each state, in the order of [`ShopItemState::ALL`].
    pub counts: [u64; 3],
    /// It is being read now, or about to be.
    pub under_way: bool,
    /// When a reading last came to its end.
    pub read_at: Option<DateTime<Utc>>,
    /// Stable code of why it could not be read.
    pub fault: Option<String>,
}

/// Something that a shop shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShopItemView {
    /// Its id there.
    pub item_id: String,
    /// The seller's SKU there; empty where it has none.
    pub sku: String,
    /// As the buyer reads it.
    pub title: String,
    /// Price of one pack, when it was read.
    pub price_vnd: Vnd,
    /// Packs that could be sold then.
    pub stock: i64,
    /// Buyers could see it.
    pub live: bool,
    /// Whose it is.
    pub state: ShopItemState,
    /// The listing whose offer has it.
    pub listing_id: Option<Id<Listing>>,
}

/// Says that something in a shop is none of ours, or takes that back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IgnoreShopItem {
    /// In which shop.
    pub account_id: Id<ChannelAccount>,
    /// Its id there.
    pub item_id: String,
    /// None of ours, or perhaps ours after all.
    pub ignored: bool,
}
ask!(IgnoreShopItem => (): Command "ignore_shop_item" v 1 of "syndication" for [CooperativeManager]);

/// Reads anew what a shop shows; it is done once a day anyway.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadShop {
    /// Which one.
    pub account_id: Id<ChannelAccount>,
}
ask!(ReadShop => (): Command "read_shop" v 1 of "syndication" for [CooperativeManager]);
