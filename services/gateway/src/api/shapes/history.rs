//! What happened to an offer, and why a shop should show what it should.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::RuleKind;

/// One thing that happened to an offer.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OfferEvent {
    at: DateTime<Utc>,
    happened: Happened,
}

/// What may happen to an offer.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(tag = "what", rename_all = "snake_case")]
pub(crate) enum Happened {
    /// Something else shall be shown there from now on. What stays as it was is null.
    Wished {
        /// What a pack shall cost, in đồng.
        #[schema(required = true)]
        price_vnd: Option<Explained<i64>>,
        /// How many packs shall be shown.
        #[schema(required = true)]
        stock: Option<Explained<i64>>,
        /// Whether buyers shall not see it.
        #[schema(required = true)]
        hidden: Option<Explained<bool>>,
    },
    /// The channel was told and has taken it.
    Confirmed { told: Told },
    /// The channel had the listing already, and it was taken over.
    Found {
        /// The listing's id there.
        item_id: String,
    },
    /// The channel was told and said no.
    Refused {
        told: Told,
        /// Stable code of what stands in the way.
        reason_code: String,
        /// The same in the channel's own words.
        channel_words: String,
    },
    /// The channel was told and did not take it; it is tried again by itself. The first of attempts that fail alike.
    Failed {
        told: Told,
        /// Stable code of what stands in the way.
        reason_code: String,
        /// The same in the channel's own words.
        channel_words: String,
    },
    /// Somebody asked to try again.
    Retried {
        /// Who.
        by: String,
    },
    /// Somebody has changed it in the shop; we do not touch that until somebody here has decided.
    Drifted {
        /// What a pack costs there now, in đồng, where that was changed.
        #[schema(required = true)]
        price_vnd: Option<i64>,
        /// Whether buyers do not see it now, where that was changed.
        #[schema(required = true)]
        hidden: Option<bool>,
    },
    /// It was taken down there.
    TakenDown {
        /// In the channel's own words.
        channel_words: String,
    },
    /// Somebody has decided what was changed in the shop.
    Settled {
        keep: Keep,
        /// Who.
        by: String,
    },
}

/// Whose word holds, where a shop shows something else than it was told.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Keep {
    /// Ours: the shop is told again.
    Ours,
    /// Theirs: a price becomes a rule for this listing in this shop, hiding ends its season there.
    Theirs,
}

/// What a channel is told.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Told {
    /// The listing itself.
    Listing,
    /// What a pack costs, in đồng.
    Price(i64),
    /// How many packs may be sold.
    Stock(i64),
    /// Whether buyers do not see it.
    Hidden(bool),
}

/// A value, and what it came from, step by step.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Explained<T> {
    value: T,
    /// In the order it was reckoned.
    because: Vec<Because>,
}

/// A step on the way to a value.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(tag = "why", rename_all = "snake_case")]
pub(crate) enum Because {
    /// The listing says so.
    Listing,
    /// So many đồng a kilogram, for what a pack weighs.
    PerKilogram { price_vnd: i64, grams: i64 },
    /// A rule says so.
    Rule {
        about: RuleKind,
        /// It is the shop's, and not of this listing alone.
        of_the_shop: bool,
        set_by: String,
        set_at: DateTime<Utc>,
    },
    /// A margin was put on top.
    Margin {
        from_vnd: i64,
        /// `12.5`
        percent: String,
    },
    /// It was made round.
    Rounded { from_vnd: i64 },
    /// It would have been less, and may not be.
    Floor { from_vnd: i64 },
    /// So many whole packs are in the lots.
    Lots {
        packs: i64,
        /// Days until the first of them should be sold.
        #[schema(required = true)]
        days_left: Option<i64>,
    },
    /// Nothing was heard of the lots yet.
    NothingHeard,
    /// No more than these are for this shop.
    Allocation { packs: i64 },
    /// These are held back.
    Buffer { packs: i64 },
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
    BeforeSeason { from: NaiveDate },
    /// Its season there ended on this day.
    AfterSeason { to: NaiveDate },
}
