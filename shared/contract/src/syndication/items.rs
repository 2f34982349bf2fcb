//! What shops show already, read in: which of it is ours, and what waits for somebody to say.

use amounts::Vnd;
use chrono::{DateTime, Utc};
use ids::{Channel, ChannelAccount, Cooperative, Id, Listing};
use serde::{Deserialize, Serialize};

use crate::{Page, PageRequest, ask::ask, fact::fact};

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
    /// Only the one with this id there.
    #[serde(default)]
    pub item_id: Option<String>,
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
    /// Listings that are not put there before somebody has looked through what is in no state yet.
    pub held_back: u64,
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

/// Says that something in a shop is what a listing puts there: the listing's offer has it from then on, whatever its SKU says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JoinShopItem {
    /// In which shop.
    pub account_id: Id<ChannelAccount>,
    /// Its id there.
    pub item_id: String,
    /// Whose offer shall have it.
    pub listing_id: Id<Listing>,
}
ask!(JoinShopItem => (): Command "join_shop_item" v 1 of "syndication" for [CooperativeManager]);

/// Why something in a shop may not be joined to a listing, every code there is: each has a sentence for people.
pub const JOIN_FAULTS: [&str; 3] = ["join_not_shown", "join_there_already", "join_busy"];

/// Something in a shop was joined to a listing by hand: orders of it are orders of that listing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemJoined {
    /// Its id there.
    pub item_id: String,
    /// Counts how often it was joined.
    pub version: i64,
    /// Whose shop it is.
    pub cooperative_id: Id<Cooperative>,
    /// Where.
    pub channel: Channel,
    /// The shop's id there.
    pub shop_id: String,
    /// The listing it stands for.
    pub listing_id: Id<Listing>,
}
fact!(ItemJoined: "syndication" says "item_joined" v 1, about item_id);

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

/// Says that what is still unmatched in a shop holds nothing back any more: every listing it lacks is put there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PutUpRest {
    /// Which one.
    pub account_id: Id<ChannelAccount>,
}
ask!(PutUpRest => (): Command "put_up_rest" v 1 of "syndication" for [CooperativeManager]);

/// Reads anew what a shop shows; it is done once a day anyway.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadShop {
    /// Which one.
    pub account_id: Id<ChannelAccount>,
}
ask!(ReadShop => (): Command "read_shop" v 1 of "syndication" for [CooperativeManager]);
