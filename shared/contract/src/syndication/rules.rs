//! Rules of a shop: what it shows otherwise than the listing says. A rule of one listing goes before a rule for all listings of
//! the shop, and that before the listing itself. There is no empty rule: clearing one deletes it.

use amounts::{Percent, Vnd};
use chrono::{DateTime, NaiveDate, Utc};
use ids::{Change, ChannelAccount, Id, Listing};
use serde::{Deserialize, Serialize};

use crate::{Page, PageRequest, ask::ask};

/// What a rule is about. A listing has one rule of each kind in a shop at most, and so has the shop itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleKind {
    /// What a pack costs there.
    Price,
    /// How many packs are shown there.
    Stock,
    /// When it is shown there.
    Season,
    /// The title there.
    Title,
    /// The description there.
    Description,
    /// The channel's leaf category.
    Category,
}

impl RuleKind {
    /// Every kind, in the order pages list them.
    pub const ALL: [Self; 6] = [Self::Price, Self::Stock, Self::Season, Self::Title, Self::Description, Self::Category];

    /// In tables and URLs.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Price => "price",
            Self::Stock => "stock",
            Self::Season => "season",
            Self::Title => "title",
            Self::Description => "description",
            Self::Category => "category",
        }
    }

    /// The kind with this slug.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.slug() == slug)
    }
}

/// A rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Rule {
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

impl Rule {
    /// What it is about.
    pub const fn kind(&self) -> RuleKind {
        match self {
            Self::Price(_) => RuleKind::Price,
            Self::Stock(_) => RuleKind::Stock,
            Self::Season(_) => RuleKind::Season,
            Self::Title(_) => RuleKind::Title,
            Self::Description(_) => RuleKind::Description,
            Self::Category(_) => RuleKind::Category,
        }
    }
}

/// What a pack costs in a shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum PriceRule {
    /// This much. Of one listing only.
    Fixed {
        /// For one pack; above 0.
        price_vnd: Vnd,
    },
    /// The listing's price with a margin on top, or taken off.
    Margin {
        /// From −90 to 900.
        percent: Percent,
        /// What is done to the sum.
        rounding: Rounding,
        /// Never less than this; above 0.
        floor_vnd: Option<Vnd>,
    },
}

/// How a price is made round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rounding {
    /// To the đồng.
    Exact,
    /// Up to the next thousand.
    UpToThousand,
    /// To the nearest thousand.
    NearestThousand,
}

/// How many packs a shop shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum StockRule {
    /// All there are. What holds without a rule; as a rule of one listing it goes before the shop's.
    Shared,
    /// So many at most.
    Allocation {
        /// At least 0.
        packs: i64,
    },
    /// All but some that are held back: the more, the closer the last day to sell by comes.
    Buffer {
        /// How many are held back until then.
        held_back: HeldBack,
        /// How many days before the last day it begins to grow; 0 to 60.
        last_days: i64,
        /// By how much it grows with each of those days.
        more_a_day: HeldBack,
    },
}

/// A number of packs, or a part of what is in the lots.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HeldBack {
    /// So many; at least 0.
    Packs(i64),
    /// A part, rounded up to a whole pack; from 0 to 100.
    Percent(Percent),
}

/// Days on which a shop shows a listing. Before and after them it is hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Season {
    /// The first of them, if there is a first.
    pub from: Option<NaiveDate>,
    /// The last of them, if there is a last.
    pub to: Option<NaiveDate>,
}

/// A text in place of the listing's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// As buyers read it.
    pub text: String,
}

/// Where a channel files a listing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Filed {
    /// The channel's leaf category; up to 40 characters.
    pub category_id: String,
}

/// Whose rules are changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RulesOf {
    /// The shop's own, for every listing that has none of its own.
    TheShop,
    /// Those of these listings; 1 to 1,000.
    Listings(Vec<Id<Listing>>),
}

/// Sets and clears rules of a shop. What is as it should be already is left alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeRules {
    /// In which shop.
    pub account_id: Id<ChannelAccount>,
    /// Whose.
    pub of: RulesOf,
    /// Rules to set, each of another kind.
    #[serde(default)]
    pub set: Vec<Rule>,
    /// Kinds to delete the rules of.
    #[serde(default)]
    pub clear: Vec<RuleKind>,
    /// Who changes them, as others shall read it.
    pub name: String,
}
ask!(ChangeRules => Changed: Command "change_rules" v 1 of "syndication" for [CooperativeManager], key ListingsWrite, errand Goods);

/// Changes what listings cost, in all shops that follow them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangePrices {
    /// 1 to 1,000.
    pub listings: Vec<Id<Listing>>,
    /// How.
    pub price: PriceRule,
    /// Who changes them, as others shall read it.
    pub name: String,
}
ask!(ChangePrices => Changed: Command "change_prices" v 1 of "syndication" for [CooperativeManager], key ListingsWrite, errand Goods);

/// What was changed in one go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    /// What it is undone by; `None` where nothing had to be changed.
    pub change_id: Option<Id<Change>>,
    /// How many rules or prices are others now.
    pub changed: u32,
    /// How many were left as they are: to undo, because somebody has changed them since.
    pub left: u32,
}

/// Undoes a change of rules or prices: what is still as it was left becomes as it was before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UndoChange {
    /// Which one.
    pub change_id: Id<Change>,
    /// Who undoes it, as others shall read it.
    pub name: String,
}
ask!(UndoChange => Changed: Command "undo_change" v 1 of "syndication" for [CooperativeManager], key ListingsWrite, errand Goods);

/// Which rules are there? Those of the shops, and those of one listing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindRules {
    /// Whose rules besides the shops' own.
    #[serde(default)]
    pub listing_id: Option<Id<Listing>>,
}
ask!(FindRules => Vec<RuleView>: Question "find_rules" v 1 of "syndication"
    for [CooperativeManager, CooperativeMember, Operator], key ListingsRead, errand Goods);

/// A rule with who set it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleView {
    /// In which shop.
    pub account_id: Id<ChannelAccount>,
    /// Of which listing; `None` for all that have none of their own.
    pub listing_id: Option<Id<Listing>>,
    /// The rule.
    pub rule: Rule,
    /// Who set it, as others shall read it.
    pub set_by: String,
    /// Since when it holds.
    pub set_at: DateTime<Utc>,
}

/// What was changed about rules and prices? The newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindChanges {
    /// Of this listing, and of its shops; else of all.
    #[serde(default)]
    pub listing_id: Option<Id<Listing>>,
    /// Which page.
    #[serde(default)]
    pub page: PageRequest,
}
ask!(FindChanges => Page<ChangeView>: Question "find_changes" v 1 of "syndication"
    for [CooperativeManager, CooperativeMember, Operator], key ListingsRead, errand Goods);

/// One rule or price that was changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeView {
    /// What was changed in one go has one.
    pub change_id: Id<Change>,
    /// Of which listing; `None` for a rule of a shop.
    pub listing_id: Option<Id<Listing>>,
    /// In which shop; `None` for the listing's own price.
    pub account_id: Option<Id<ChannelAccount>>,
    /// What it is about.
    pub kind: RuleKind,
    /// What held before; `None` where there was no rule.
    pub before: Option<Rule>,
    /// What holds since; `None` where the rule was cleared.
    pub after: Option<Rule>,
    /// When.
    pub at: DateTime<Utc>,
    /// Who, as others shall read it.
    pub by: String,
}
