//! What syndication says and answers: a listing becomes an offer on every marketplace.

mod faults;
mod form;
mod history;
mod items;
mod offers;
mod rules;
mod shops;
mod shown;

pub use faults::{LACKS, LISTING_FAULTS, RULE_FAULTS};
pub use form::{ListingClaim, ListingForm, PricedBy, SoldBy};
pub use history::{FindOfferHistory, GetOffer, Happened, Keep, OfferEvent, SettleDrift, Told};
pub use items::{
    FindShopItems, IgnoreShopItem, ItemJoined, JOIN_FAULTS, JoinShopItem, PutUpRest, ReadShop, ShopItemState,
    ShopItemView, ShopItems,
};
pub use offers::{
    CountOffers, FindProgress, FindTroubledOffers, OfferCounts, OfferDetail, OfferView, RetryOffers, ShopProgress,
};
pub use rules::{
    ChangePrices, ChangeRules, ChangeView, Changed, Filed, FindChanges, FindRules, HeldBack, PriceRule, Rounding, Rule,
    RuleKind, RuleView, RulesOf, Season, StockRule, UndoChange, Words,
};
pub use shops::{
    AccessToken, ChannelAccountView, ChannelView, ConsentLink, DisconnectShop, FindChannelAccounts, FindChannels,
    FinishConsent, FreshToken, PauseShop, StartConsent,
};
pub use shown::{Attribute, Because, Explained, Lack, PreviewListing, ShopPreview};

use amounts::Vnd;
use chrono::NaiveDate;
use ids::{Channel, ChannelAccount, Cooperative, Id, Listing, Lot, Offer, Paper};
use serde::{Deserialize, Serialize};

use crate::{
    Grade, Page, PageRequest, ProductCode,
    ask::ask,
    fact::fact,
    onboarding::{PaperScheme, PaperState},
};

/// A listing has come in or changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListingChanged {
    /// Which one.
    pub listing_id: Id<Listing>,
    /// Counts its changes.
    pub version: i64,
    /// Whose it is.
    pub cooperative_id: Id<Cooperative>,
    /// What orders are matched by; unique within the cooperative.
    pub sku: String,
    /// As buyers read it.
    pub title: String,
    /// What is in the pack.
    pub product: ProductCode,
    /// How good it is.
    pub grade: Grade,
    /// Net weight of one pack in grams; above 0.
    pub pack_g: i64,
    /// For one pack.
    pub price_vnd: Vnd,
    /// Lots it draws on.
    pub lots: Vec<Id<Lot>>,
    /// It is on sale.
    pub active: bool,
}
fact!(ListingChanged: "syndication" says "listing_changed" v 1, about listing_id);

/// A cooperative's shop on a channel was connected or changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelAccountChanged {
    /// Which one.
    pub account_id: Id<ChannelAccount>,
    /// Counts its changes.
    pub version: i64,
    /// Whose it is.
    pub cooperative_id: Id<Cooperative>,
    /// Where.
    pub channel: Channel,
    /// The shop's id there.
    pub shop_id: String,
    /// We may call for it.
    pub connected: bool,
}
fact!(ChannelAccountChanged: "syndication" says "channel_account_changed" v 1, about account_id);

/// An offer's state has changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferChanged {
    /// Which one.
    pub offer_id: Id<Offer>,
    /// Counts its changes.
    pub version: i64,
    /// Of which listing.
    pub listing_id: Id<Listing>,
    /// In which shop.
    pub account_id: Id<ChannelAccount>,
    /// Whose it is.
    pub cooperative_id: Id<Cooperative>,
    /// Where.
    pub channel: Channel,
    /// How far it has come.
    pub state: OfferState,
}
fact!(OfferChanged: "syndication" says "offer_changed" v 1, about offer_id);

/// How far an offer has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfferState {
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

impl OfferState {
    /// Every state, in the order of its life.
    pub const ALL: [Self; 5] = [Self::Queued, Self::Submitted, Self::Live, Self::Rejected, Self::Paused];

    /// The word in tables and URLs.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Submitted => "submitted",
            Self::Live => "live",
            Self::Rejected => "rejected",
            Self::Paused => "paused",
        }
    }

    /// The state with this slug.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.slug() == slug)
    }
}

/// Writes a listing: a new one, or the next state of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SaveListing {
    /// None for a new one.
    pub listing_id: Option<Id<Listing>>,
    /// The version the writer has seen; another one in between is a conflict.
    pub seen_version: Option<i64>,
    /// What it should say.
    pub form: ListingForm,
}
ask!(SaveListing => Id<Listing>: Command "save_listing" v 1 of "syndication" for [CooperativeManager], key ListingsWrite, errand Goods);

/// Which listings are there?
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindListings {
    /// Part of a title or SKU; diacritics do not matter.
    #[serde(default)]
    pub text: Option<String>,
    /// Only those with an offer in this state.
    #[serde(default)]
    pub offer_state: Option<OfferState>,
    /// Which page.
    #[serde(default)]
    pub page: PageRequest,
}
ask!(FindListings => Page<ListingView>: Question "find_listings" v 1 of "syndication"
    for [CooperativeManager, CooperativeMember, ProvincialOfficial, Operator], key ListingsRead, errand Goods);

/// One listing with its offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GetListing {
    /// Which one.
    pub listing_id: Id<Listing>,
}
ask!(GetListing => ListingView: Question "get_listing" v 1 of "syndication"
    for [CooperativeManager, CooperativeMember, ProvincialOfficial, Operator], key ListingsRead, errand Goods);

/// A listing with its offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListingView {
    /// Which one.
    pub listing_id: Id<Listing>,
    /// Counts its changes.
    pub version: i64,
    /// Whose it is.
    pub cooperative_id: Id<Cooperative>,
    /// What it says.
    pub form: ListingForm,
    /// Grams that may be sold, as intake last told; `None` before it has.
    pub available_g: Option<i64>,
    /// What each shop shows of it.
    pub offers: Vec<OfferView>,
    /// The papers it claims. While one that is needed does not hold, the listing is hidden everywhere.
    pub claims: Vec<ClaimView>,
}

/// A claim of a listing, with the paper that holds, or else the last one that did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimView {
    /// The first paper of its row of renewals.
    pub paper_id: Id<Paper>,
    /// Without the paper the listing is hidden.
    pub needed: bool,
    /// What kind it is.
    pub scheme: PaperScheme,
    /// The issuer's number.
    pub number: String,
    /// OCOP stars, 3 to 5.
    pub stars: Option<u8>,
    /// Last day it holds; some hold without end.
    pub valid_to: Option<NaiveDate>,
    /// The claim holds while this is verified, and is withdrawn otherwise.
    pub state: PaperState,
}
