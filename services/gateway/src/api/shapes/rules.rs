//! Rules of shops, and what was changed about them.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a rule is about.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RuleKind {
    Price,
    Stock,
    Season,
    Title,
    Description,
    Category,
}

/// A rule: what a shop shows otherwise than the listing says.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Rule {
    /// What a pack costs there.
    Price(PriceRule),
    /// How many packs are shown there.
    Stock(StockRule),
    /// When it is shown there.
    Season(Season),
    /// The title there.
    Title(Words),
    /// The description there.
    Description(Words),
    /// The channel's leaf category.
    Category(Filed),
}

/// What a pack costs in a shop.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(tag = "by", rename_all = "snake_case")]
pub(crate) enum PriceRule {
    /// This much, in đồng. Of one listing only.
    Fixed {
        #[schema(minimum = 1)]
        price_vnd: i64,
    },
    /// The listing's price with a margin on top, or taken off.
    Margin {
        /// From −90 to 900, such as `12.5`.
        percent: String,
        rounding: Rounding,
        /// Never less than this, in đồng.
        #[schema(required = true, minimum = 1)]
        floor_vnd: Option<i64>,
    },
}

/// How a price is made round.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Rounding {
    Exact,
    UpToThousand,
    NearestThousand,
}

/// How many packs a shop shows.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(tag = "by", rename_all = "snake_case")]
pub(crate) enum StockRule {
    /// All there are.
    Shared,
    /// So many at most.
    Allocation {
        #[schema(minimum = 0)]
        packs: i64,
    },
    /// All but some that are held back: the more, the closer the last day to sell by comes.
    Buffer {
        /// How many are held back until then.
        held_back: HeldBack,
        /// How many days before the last day it begins to grow.
        #[schema(minimum = 0, maximum = 60)]
        last_days: i64,
        /// By how much it grows with each of those days.
        more_a_day: HeldBack,
    },
}

/// A number of packs, or a part of what is in the lots.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum HeldBack {
    Packs(i64),
    /// From 0 to 100, such as `10`.
    Percent(String),
}

/// Days on which a shop shows a listing.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Season {
    /// The first of them.
    #[schema(required = true)]
    from: Option<NaiveDate>,
    /// The last of them.
    #[schema(required = true)]
    to: Option<NaiveDate>,
}

/// A text in place of the listing's.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Words {
    text: String,
}

/// Where a channel files a listing.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Filed {
    #[schema(max_length = 40)]
    category_id: String,
}

/// Whose rules are changed.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RulesOf {
    /// The shop's own, for every listing that has none of its own.
    TheShop,
    /// Those of these listings; 1 to 1,000.
    Listings(Vec<String>),
}

/// What was changed in one go.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangeDone {
    /// What it is undone by; null where nothing had to be changed.
    #[schema(required = true, pattern = "^chg_[0-9a-f]{32}$")]
    change_id: Option<String>,
    /// How many rules or prices are others now.
    changed: u32,
    /// How many were left as they are: to undo, because somebody has changed them since.
    left: u32,
}

/// A rule with who set it.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RuleView {
    #[schema(pattern = "^acc_[0-9a-f]{32}$")]
    account_id: String,
    /// Null for all listings that have none of their own.
    #[schema(required = true, pattern = "^lis_[0-9a-f]{32}$")]
    listing_id: Option<String>,
    rule: Rule,
    set_by: String,
    set_at: DateTime<Utc>,
}

/// One rule or price that was changed.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangeView {
    /// What was changed in one go has one.
    #[schema(pattern = "^chg_[0-9a-f]{32}$")]
    change_id: String,
    /// Null for a rule of a shop.
    #[schema(required = true)]
    listing_id: Option<String>,
    /// Null for the listing's own price.
    #[schema(required = true)]
    account_id: Option<String>,
    kind: RuleKind,
    /// Null where there was no rule.
    #[schema(required = true)]
    before: Option<Rule>,
    /// Null where the rule was cleared.
    #[schema(required = true)]
    after: Option<Rule>,
    at: DateTime<Utc>,
    by: String,
}
