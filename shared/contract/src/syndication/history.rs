//! What happened to an offer, in order: what was wished of it, what its shop was told and answered, what people did about it.

use amounts::Vnd;
use chrono::{DateTime, Utc};
use ids::{Id, Offer};
use serde::{Deserialize, Serialize};

use super::{OfferDetail, shown::Explained};
use crate::{Page, PageRequest, ask::ask};

/// One offer, whether it needs somebody or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GetOffer {
    /// Which one.
    pub offer_id: Id<Offer>,
}
ask!(GetOffer => OfferDetail: Question "get_offer" v 1 of "syndication"
    for [CooperativeManager, CooperativeMember, ProvincialOfficial, Operator], key ListingsRead, errand Goods);

/// What happened to an offer? The newest first; kept for at least 400 days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindOfferHistory {
    /// To which one.
    pub offer_id: Id<Offer>,
    /// Which page.
    #[serde(default)]
    pub page: PageRequest,
}
ask!(FindOfferHistory => Page<OfferEvent>: Question "find_offer_history" v 1 of "syndication"
    for [CooperativeManager, CooperativeMember, Operator], key ListingsRead, errand Goods);

/// One thing that happened to an offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferEvent {
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub happened: Happened,
}

/// What may happen to an offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Happened {
    /// Something else shall be shown there from now on. What stays as it was is `None`.
    Wished {
        /// What a pack shall cost, and why.
        price_vnd: Option<Explained<Vnd>>,
        /// How many packs shall be shown, and why.
        stock: Option<Explained<i64>>,
        /// Whether buyers shall not see it, and why.
        hidden: Option<Explained<bool>>,
    },
    /// The channel was told and has taken it.
    Confirmed {
        /// What it was told.
        told: Told,
    },
    /// The channel had the listing already, and it was taken over.
    Found {
        /// The listing's id there.
        item_id: String,
    },
    /// The channel was told and said no.
    Refused {
        /// What it was told.
        told: Told,
        /// Stable code of what stands in the way.
        reason_code: String,
        /// The same in the channel's own words.
        channel_words: String,
    },
    /// The channel was told and did not take it; it is tried again by itself. The first of attempts that fail alike.
    Failed {
        /// What it was told.
        told: Told,
        /// Stable code of what stands in the way.
        reason_code: String,
        /// The same in the channel's own words.
        channel_words: String,
    },
    /// Somebody asked to try again.
    Retried {
        /// Who, as others shall read it.
        by: String,
    },
    /// Somebody has changed it in the shop; we do not touch that until somebody here has decided.
    Drifted {
        /// What a pack costs there now, where that was changed.
        price_vnd: Option<Vnd>,
        /// Whether buyers do not see it now, where that was changed.
        hidden: Option<bool>,
    },
    /// The channel's own people have taken it down.
    TakenDown {
        /// In their words.
        channel_words: String,
    },
    /// Somebody has decided what was changed in the shop.
    Settled {
        /// Whose holds.
        keep: Keep,
        /// Who, as others shall read it.
        by: String,
    },
}

/// Whose word holds, where a shop shows something else than it was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Keep {
    /// Ours: the shop is told again.
    Ours,
    /// Theirs: a price becomes a rule for this listing in this shop, hiding ends its season there.
    Theirs,
}

/// Decides what somebody has changed in a shop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettleDrift {
    /// Of which offer.
    pub offer_id: Id<Offer>,
    /// Whose word holds.
    pub keep: Keep,
    /// Who decides, as others shall read it.
    pub name: String,
}
ask!(SettleDrift => (): Command "settle_drift" v 1 of "syndication" for [CooperativeManager], key ListingsWrite, errand Goods);

/// What a channel is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    /// The listing itself.
    Listing,
    /// What a pack costs.
    Price(Vnd),
    /// How many packs may be sold.
    Stock(i64),
    /// Whether buyers do not see it.
    Hidden(bool),
}
