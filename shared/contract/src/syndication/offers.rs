//! Offers as people look at them: in each listing, counted, and those that need somebody, with what each of them costs.

use std::collections::BTreeMap;

use amounts::Vnd;
use chrono::{DateTime, Utc};
use ids::{Channel, ChannelAccount, Cooperative, Id, Listing, Offer};
use serde::{Deserialize, Serialize};

use super::OfferState;
use crate::{Page, PageRequest, ask::ask};

/// A listing as one shop shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferView {
    /// Which one.
    pub offer_id: Id<Offer>,
    /// In which shop.
    pub account_id: Id<ChannelAccount>,
    /// Where.
    pub channel: Channel,
    /// How far it has come.
    pub state: OfferState,
    /// The listing's id there.
    pub channel_item_id: Option<String>,
    /// Stable code of what stands in the way.
    pub reason_code: Option<String>,
    /// The same in the channel's own words.
    pub channel_words: Option<String>,
    /// Packs the channel was last told may be sold, and confirmed.
    pub confirmed_stock: Option<i64>,
    /// Price the channel last confirmed.
    pub confirmed_price_vnd: Option<Vnd>,
    /// When the channel last confirmed anything.
    pub confirmed_at: Option<DateTime<Utc>>,
    /// When we try again by ourselves.
    pub next_attempt_at: Option<DateTime<Utc>>,
}

/// An offer with its listing and its shop, with what is wished of it and what it costs that it is not so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferDetail {
    /// As its listing tells it.
    pub offer: OfferView,
    /// Of which listing.
    pub listing_id: Id<Listing>,
    /// Whose it is.
    pub cooperative_id: Id<Cooperative>,
    /// The listing's title.
    pub title: String,
    /// What orders are matched by.
    pub sku: String,
    /// How it is packed, in words.
    pub pack_name: String,
    /// The shop's id on its channel; `None` for officials, who have no business with shops.
    pub shop_id: Option<String>,
    /// What a pack should cost there.
    pub wished_price_vnd: Vnd,
    /// Packs that should be shown there.
    pub wished_stock: i64,
    /// Buyers should not see it.
    pub wished_hidden: bool,
    /// Buyers do not see it, as the channel last confirmed; `None` where that is not known.
    pub confirmed_hidden: Option<bool>,
    /// Why it needs somebody: a stable code, as `reason_code` is one. `None` where it does not.
    pub needs: Option<String>,
    /// What a pack costs there now, since somebody has changed it in the shop.
    #[serde(default)]
    pub drift_price_vnd: Option<Vnd>,
    /// Whether buyers do not see it now, since somebody has changed that in the shop.
    #[serde(default)]
    pub drift_hidden: Option<bool>,
    /// Since when something stands in the way.
    pub troubled_since: Option<DateTime<Utc>>,
    /// Packs that could be sold there and that buyers do not see.
    pub unseen_packs: i64,
    /// What those would bring, and what is missing from the price of packs that buyers see at less. Shops share their lots, so that the sum over shops means nothing.
    pub lost_vnd: Vnd,
}

/// Which offers need somebody? Those that lose the most come first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindTroubledOffers {
    /// Part of the listing's title or SKU; diacritics do not matter.
    #[serde(default)]
    pub text: Option<String>,
    /// Only those that need somebody for this reason.
    #[serde(default)]
    pub reason: Option<String>,
    /// Which page.
    #[serde(default)]
    pub page: PageRequest,
}
ask!(FindTroubledOffers => Page<OfferDetail>: Question "find_troubled_offers" v 1 of "syndication"
    for [CooperativeManager, CooperativeMember, ProvincialOfficial, Operator], key ListingsRead, errand Goods);

/// Tries offers again, now: what was refused, and what waits for another attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RetryOffers {
    /// 1 to 200.
    pub offers: Vec<Id<Offer>>,
    /// Who asks for it, as others shall read it.
    pub name: String,
}
ask!(RetryOffers => u32: Command "retry_offers" v 1 of "syndication" for [CooperativeManager, Operator], key ListingsWrite);

/// How many offers are in each state?
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountOffers {}
ask!(CountOffers => OfferCounts: Question "count_offers" v 1 of "syndication"
    for [CooperativeManager, CooperativeMember, ProvincialOfficial, Operator], key ListingsRead, errand Goods);

/// How far are the shops with what they are to show?
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindProgress {}
ask!(FindProgress => Vec<ShopProgress>: Question "find_progress" v 1 of "syndication"
    for [CooperativeManager, CooperativeMember, Operator], key ListingsRead, errand Goods);

/// How far one shop is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShopProgress {
    /// Which one.
    pub account_id: Id<ChannelAccount>,
    /// Where.
    pub channel: Channel,
    /// The shop's id there.
    pub shop_id: String,
    /// We may call for it.
    pub connected: bool,
    /// Offers it has.
    pub offers: u64,
    /// Those of them that something is still to be told of.
    pub waiting: u64,
    /// Listings of which it is not decided yet what shops should show.
    pub unresolved: u64,
    /// When nothing will be left to tell, at the pace of the last minutes; `None` where nothing is, or nobody can say.
    pub done_at: Option<DateTime<Utc>>,
}

/// Listings, and offers by state.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferCounts {
    /// Listings there are.
    pub listings: u64,
    /// Offers waiting to be sent.
    pub queued: u64,
    /// Offers sent and not yet confirmed.
    pub submitted: u64,
    /// Offers buyers can see.
    pub live: u64,
    /// Offers the marketplace refused.
    pub rejected: u64,
    /// Offers hidden by our wish.
    pub paused: u64,
    /// Live offers whose wished stock or price the channel has not confirmed yet.
    pub unconfirmed: u64,
    /// Offers that need somebody, by the reason.
    #[serde(default)]
    pub troubled: BTreeMap<String, u64>,
}

impl OfferCounts {
    /// Offers that need somebody.
    pub fn in_trouble(&self) -> u64 {
        self.troubled.values().sum()
    }
}
