//! Offers: in each listing, counted, and those that need somebody.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Channel;

/// How far an offer has come.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum OfferState {
    /// Waits for its turn to be sent.
    Queued,
    /// Was sent; whether it is there is not known yet.
    Submitted,
    /// Buyers can see it.
    Live,
    /// The marketplace refused it; its words say why.
    Rejected,
    /// Hidden from buyers, by our wish.
    Paused,
}

/// A listing as one shop shows it.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OfferView {
    #[schema(pattern = "^off_[0-9a-f]{32}$")]
    offer_id: String,
    #[schema(pattern = "^acc_[0-9a-f]{32}$")]
    account_id: String,
    channel: Channel,
    state: OfferState,
    /// The listing's id there.
    #[schema(required = true)]
    channel_item_id: Option<String>,
    /// Stable code of what stands in the way.
    #[schema(required = true)]
    reason_code: Option<String>,
    /// The same in the channel's own words.
    #[schema(required = true)]
    channel_words: Option<String>,
    /// Packs the channel was last told may be sold, and confirmed.
    #[schema(required = true)]
    confirmed_stock: Option<i64>,
    /// Price the channel last confirmed, in đồng.
    #[schema(required = true)]
    confirmed_price_vnd: Option<i64>,
    /// When the channel last confirmed anything.
    #[schema(required = true)]
    confirmed_at: Option<DateTime<Utc>>,
    /// When we try again by ourselves.
    #[schema(required = true)]
    next_attempt_at: Option<DateTime<Utc>>,
}

/// An offer with its listing and its shop, with what is wished of it and what it costs that it is not so.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OfferDetail {
    offer: OfferView,
    #[schema(pattern = "^lis_[0-9a-f]{32}$")]
    listing_id: String,
    #[schema(pattern = "^coo_[0-9a-f]{32}$")]
    cooperative_id: String,
    /// The listing's title.
    title: String,
    /// What orders are matched by.
    sku: String,
    /// How it is packed, in words.
    pack_name: String,
    /// The shop's id on its channel; null for officials.
    #[schema(required = true)]
    shop_id: Option<String>,
    /// What a pack should cost there, in đồng.
    wished_price_vnd: i64,
    /// Packs that should be shown there.
    wished_stock: i64,
    /// Buyers should not see it.
    wished_hidden: bool,
    /// Buyers do not see it, as the channel last confirmed; null where that is not known.
    #[schema(required = true)]
    confirmed_hidden: Option<bool>,
    /// Why it needs somebody: a stable code, as `reason_code` is one. Null where it does not.
    #[schema(required = true)]
    needs: Option<String>,
    /// What a pack costs there now, in đồng, since somebody has changed it in the shop.
    #[schema(required = true)]
    drift_price_vnd: Option<i64>,
    /// Whether buyers do not see it now, since somebody has changed that in the shop.
    #[schema(required = true)]
    drift_hidden: Option<bool>,
    /// Since when something stands in the way.
    #[schema(required = true)]
    troubled_since: Option<DateTime<Utc>>,
    /// Packs that could be sold there and that buyers do not see.
    unseen_packs: i64,
    /// What those would bring, in đồng, and what is missing from the price of packs that buyers see at less. Shops share their lots, so that the sum over shops means nothing.
    lost_vnd: i64,
}

/// Listings, and offers by state.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OfferCounts {
    listings: u64,
    queued: u64,
    submitted: u64,
    live: u64,
    rejected: u64,
    paused: u64,
    /// Live offers whose wished stock or price the channel has not confirmed yet.
    unconfirmed: u64,
    /// Offers that need somebody, by the reason.
    #[schema(required = true)]
    troubled: BTreeMap<String, u64>,
}

/// How far one shop is.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ShopProgress {
    #[schema(pattern = "^acc_[0-9a-f]{32}$")]
    account_id: String,
    channel: Channel,
    /// The shop's id there.
    shop_id: String,
    connected: bool,
    /// Offers it has.
    offers: u64,
    /// Those of them that something is still to be told of.
    waiting: u64,
    /// Listings of which it is not decided yet what shops should show.
    unresolved: u64,
    /// When nothing will be left to tell; null where nothing is, or nobody can say.
    #[schema(required = true)]
    done_at: Option<DateTime<Utc>>,
}
