//! Shops on channels: which can be connected, how their owners consent, and how each is.

use std::fmt;

use chrono::{DateTime, Utc};
use ids::{Channel, ChannelAccount, Cooperative, Id};
use serde::{Deserialize, Serialize};

use crate::ask::ask;

/// Which channels is this house set up for?
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindChannels {}
ask!(FindChannels => Vec<ChannelView>: Question "find_channels" v 1 of "syndication"
    for [CooperativeManager, Operator]);

/// A channel this house is set up for, and what that means for its shops.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelView {
    /// Which one.
    pub channel: Channel,
    /// Owners connect their shops on a page of the marketplace's.
    pub by_consent: bool,
    /// Listings are shown there.
    pub takes_listings: bool,
    /// Orders can be asked for, past ones, too.
    pub gives_orders: bool,
}

/// Where does the owner go to let us act for their shop?
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StartConsent {
    /// Which marketplace.
    pub channel: Channel,
    /// Where it shall send the owner back to; `state` is added to its query.
    pub redirect: String,
}
ask!(StartConsent => ConsentLink: Harmless "start_consent" v 1 of "syndication" for [CooperativeManager]);

/// A link to a marketplace's consent page; works for some minutes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentLink {
    /// Absolute.
    pub link: String,
}

/// The owner is back with a code.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FinishConsent {
    /// Which marketplace.
    pub channel: Channel,
    /// Ours, from the redirect.
    pub state: String,
    /// Theirs; works once.
    pub code: String,
    /// The shop's id there; empty where the marketplace tells it with the tokens only.
    pub shop_id: String,
}
ask!(FinishConsent => Id<ChannelAccount>: Harmless "finish_consent" v 1 of "syndication" for [CooperativeManager]);

impl fmt::Debug for FinishConsent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FinishConsent").field("channel", &self.channel).finish_non_exhaustive()
    }
}

/// Which shops are connected?
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindChannelAccounts {}
ask!(FindChannelAccounts => Vec<ChannelAccountView>: Question "find_channel_accounts" v 1 of "syndication"
    for [CooperativeManager, Operator, Service], key ListingsRead);

/// A cooperative's shop on a channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelAccountView {
    /// Which one.
    pub account_id: Id<ChannelAccount>,
    /// Whose it is.
    pub cooperative_id: Id<Cooperative>,
    /// Where.
    pub channel: Channel,
    /// The shop's id there.
    pub shop_id: String,
    /// We may call for it.
    pub connected: bool,
    /// Stable code of what stands in the way.
    pub reason_code: Option<String>,
    /// When the owner must consent again.
    pub consent_ends_at: Option<DateTime<Utc>>,
    /// Its manager has paused it: nothing is sent there, orders still come in.
    #[serde(default)]
    pub paused_at: Option<DateTime<Utc>>,
    /// When a call about its listings last came to an end.
    #[serde(default)]
    pub called_at: Option<DateTime<Utc>>,
    /// Stable code of why that call failed; `None` where the marketplace answered.
    #[serde(default)]
    pub call_fault: Option<String>,
    /// Nothing is put there yet: somebody is to look through what it showed already.
    #[serde(default)]
    pub held_back: bool,
}

/// Pauses a shop, or lets it go on. While it is paused, nothing is sent there, neither goods nor prices; orders still come in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PauseShop {
    /// Which one.
    pub account_id: Id<ChannelAccount>,
    /// To be paused, or to go on.
    pub paused: bool,
}
ask!(PauseShop => (): Command "pause_shop" v 1 of "syndication" for [CooperativeManager]);

/// Gives up what lets us act for a shop: nothing is sent and no order comes in until its owner consents again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DisconnectShop {
    /// Which one.
    pub account_id: Id<ChannelAccount>,
}
ask!(DisconnectShop => (): Command "disconnect_shop" v 1 of "syndication" for [CooperativeManager]);

/// A fresh access token for a shop. Granted to intake alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccessToken {
    /// Which marketplace.
    pub channel: Channel,
    /// The shop's id there.
    pub shop_id: String,
    /// The token that was refused, so that it is not given out again; its SHA-256 in hex.
    pub refused_hash: Option<String>,
}
ask!(AccessToken => FreshToken: Harmless "access_token" v 1 of "syndication" for [Service]);

/// An access token and how long it is worth keeping.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FreshToken {
    /// Never logged.
    pub access_token: String,
    /// Seconds it may be kept in memory: 70 % of what is left of its life.
    pub keep_seconds: u64,
}

impl fmt::Debug for FreshToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FreshToken").field("keep_seconds", &self.keep_seconds).finish_non_exhaustive()
    }
}
