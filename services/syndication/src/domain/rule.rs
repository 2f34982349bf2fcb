//! Rules of shops: which may be set, and which of them holds for a listing.

use std::collections::BTreeSet;

use amounts::{Percent, Vnd};
use chrono::{DateTime, Utc};
use contract::{
    FieldFault,
    syndication::{Because, HeldBack, PriceRule, RULE_FAULTS, Rule, RuleKind, Season, StockRule},
};
use ids::{ChannelAccount, Id, Listing};

use super::listing::{DESCRIPTION, PRICE_MAX, TITLE, is_within};

/// Margins that make sense, in percent.
const MARGIN: (i16, i16) = (-90, 900);
/// Packs that are set apart.
const PACKS_MAX: i64 = 1_000_000;
/// Days before the last day to sell by.
const LAST_DAYS_MAX: i64 = 60;
/// Characters of a channel's category.
const CATEGORY_MAX: usize = 40;

/// Where a rule stands: in a shop, for one listing or for all that have none of their own. Without a shop it is the
/// listing's own price, which changes as rules do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Place {
    pub(crate) account_id: Option<Id<ChannelAccount>>,
    pub(crate) listing_id: Option<Id<Listing>>,
    pub(crate) kind: RuleKind,
}

/// A rule that holds, with who set it and since when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SetRule {
    pub(crate) account_id: Id<ChannelAccount>,
    /// `None` for all listings that have none of their own.
    pub(crate) listing_id: Option<Id<Listing>>,
    pub(crate) rule: Rule,
    pub(crate) set_by: String,
    pub(crate) set_at: DateTime<Utc>,
}

impl SetRule {
    /// What it says of itself.
    pub(crate) fn because(&self) -> Because {
        Because::Rule {
            about: self.rule.kind(),
            of_the_shop: self.listing_id.is_none(),
            set_by: self.set_by.clone(),
            set_at: self.set_at,
        }
    }
}

/// The rules of one shop that may hold for one listing.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rules<'a>(Vec<&'a SetRule>);

impl<'a> Rules<'a> {
    /// Those of `all` that are of this shop, and of this listing or of none.
    pub(crate) fn of(
        all: impl IntoIterator<Item = &'a SetRule>,
        account_id: Id<ChannelAccount>,
        listing_id: Option<Id<Listing>>,
    ) -> Self {
        let is_of = |rule: &&SetRule| {
            rule.account_id == account_id && (rule.listing_id.is_none() || rule.listing_id == listing_id)
        };
        Self(all.into_iter().filter(is_of).collect())
    }

    /// The one of a kind that holds: the listing's before the shop's.
    pub(crate) fn about(&self, kind: RuleKind) -> Option<&'a SetRule> {
        let of_kind = self.0.iter().filter(|rule| rule.rule.kind() == kind);
        of_kind.max_by_key(|rule| rule.listing_id.is_some()).copied()
    }
}

/// What is wrong with rules to set and kinds to clear, by themselves. `of_the_shop` where they shall hold for all listings.
pub(crate) fn faults_of(set: &[Rule], clear: &[RuleKind], of_the_shop: bool) -> Vec<FieldFault> {
    let mut faults: Vec<_> =
        set.iter().filter_map(|rule| fault_of(rule, of_the_shop).map(|code| fault(rule.kind().slug(), code))).collect();
    let kinds: BTreeSet<_> = set.iter().map(Rule::kind).chain(clear.iter().copied()).collect();
    if kinds.len() < set.len() + clear.len() {
        faults.push(fault("set", "rule_twice"));
    }
    if kinds.is_empty() {
        faults.push(fault("set", "missing"));
    }
    faults
}

/// What is wrong with a rule by itself.
pub(crate) fn fault_of(rule: &Rule, of_the_shop: bool) -> Option<&'static str> {
    let only_of_one = matches!(
        rule,
        Rule::Title(_) | Rule::Description(_) | Rule::Price(PriceRule::Fixed { .. }) | Rule::Category(_)
    );
    if of_the_shop && only_of_one {
        return Some("rule_of_one_listing");
    }
    match rule {
        Rule::Price(price) => fault_of_price(price),
        Rule::Stock(StockRule::Allocation { packs }) => {
            (!(0..=PACKS_MAX).contains(packs)).then_some("allocation_range")
        }
        Rule::Stock(StockRule::Buffer { held_back, last_days, more_a_day }) => {
            if !is_held_back(*held_back) || !is_held_back(*more_a_day) {
                Some("buffer_range")
            } else {
                (!(0..=LAST_DAYS_MAX).contains(last_days)).then_some("buffer_days")
            }
        }
        Rule::Season(Season { from: None, to: None }) => Some("missing"),
        Rule::Season(Season { from: Some(from), to: Some(to) }) => (from > to).then_some("season_order"),
        Rule::Stock(StockRule::Shared) | Rule::Season(_) => None,
        Rule::Title(words) => (!is_within(&words.text, TITLE)).then_some("title_length"),
        Rule::Description(words) => (!is_within(&words.text, DESCRIPTION)).then_some("description_length"),
        Rule::Category(filed) => (!is_category(&filed.category_id)).then_some("category_form"),
    }
}

/// What is wrong with a price, by itself.
pub(crate) fn fault_of_price(price: &PriceRule) -> Option<&'static str> {
    let fault_of_amount = |amount: Vnd| match amount.0 {
        ..=0 => Some("price_zero"),
        1..=PRICE_MAX => None,
        _ => Some("price_too_large"),
    };
    match price {
        PriceRule::Fixed { price_vnd } => fault_of_amount(*price_vnd),
        PriceRule::Margin { percent, floor_vnd, .. } => {
            let is_margin = (Percent::whole(MARGIN.0)..=Percent::whole(MARGIN.1)).contains(percent);
            if is_margin { floor_vnd.and_then(fault_of_amount) } else { Some("margin_range") }
        }
    }
}

fn is_held_back(held_back: HeldBack) -> bool {
    match held_back {
        HeldBack::Packs(packs) => (0..=PACKS_MAX).contains(&packs),
        HeldBack::Percent(percent) => (Percent::whole(0)..=Percent::whole(100)).contains(&percent),
    }
}

fn is_category(text: &str) -> bool {
    let is_letter = |c: u8| c.is_ascii_alphanumeric() || matches!(c, b'-' | b'_' | b'.');
    (1..=CATEGORY_MAX).contains(&text.len()) && text.bytes().all(is_letter)
}

pub(crate) fn fault(field: &str, code: &str) -> FieldFault {
    debug_assert!(RULE_FAULTS.contains(&code), "`{code}` has no sentence for people");
    FieldFault { field: field.to_owned(), code: code.to_owned() }
}

#[cfg(test)]
mod tests {
    use contract::syndication::{Filed, Rounding, Words};

    use super::*;

    fn margin(percent: &str, floor: Option<i64>) -> Rule {
        let percent = Percent::parse(percent).expect("a rate");
        Rule::Price(PriceRule::Margin { percent, rounding: Rounding::Exact, floor_vnd: floor.map(Vnd) })
    }

    fn buffer(held_back: HeldBack, last_days: i64) -> Rule {
        Rule::Stock(StockRule::Buffer { held_back, last_days, more_a_day: HeldBack::Packs(0) })
    }

    fn season(from: Option<&str>, to: Option<&str>) -> Rule {
        let day = |text: &str| text.parse().expect("a day");
        Rule::Season(Season { from: from.map(day), to: to.map(day) })
    }

    #[test]
    fn each_rule_has_its_bounds() {
        let cases = [
            (margin("12,5", None), None),
            (margin("-91", None), Some("margin_range")),
            (margin("901", None), Some("margin_range")),
            (margin("5", Some(0)), Some("price_zero")),
            (Rule::Price(PriceRule::Fixed { price_vnd: Vnd(0) }), Some("price_zero")),
            (Rule::Price(PriceRule::Fixed { price_vnd: Vnd(i64::MAX) }), Some("price_too_large")),
            (Rule::Stock(StockRule::Allocation { packs: -1 }), Some("allocation_range")),
            (Rule::Stock(StockRule::Allocation { packs: 0 }), None),
            (buffer(HeldBack::Packs(-1), 3), Some("buffer_range")),
            (buffer(HeldBack::Percent(Percent::whole(101)), 3), Some("buffer_range")),
            (buffer(HeldBack::Packs(3), 61), Some("buffer_days")),
            (buffer(HeldBack::Percent(Percent::whole(10)), 60), None),
            (season(None, None), Some("missing")),
            (season(Some("2026-02-01"), Some("2026-01-01")), Some("season_order")),
            (season(Some("2026-01-01"), Some("2026-01-01")), None),
            (Rule::Title(Words { text: "Cam".into() }), Some("title_length")),
            (Rule::Category(Filed { category_id: "10 08".into() }), Some("category_form")),
        ];
        for (rule, code) in cases {
            let codes: Vec<_> =
                faults_of(std::slice::from_ref(&rule), &[], false).into_iter().map(|fault| fault.code).collect();
            assert_eq!(codes.first().map(String::as_str), code, "{rule:?}");
        }
        assert_eq!(faults_of(&[margin("5", None)], &[RuleKind::Price], false)[0].code, "rule_twice");
        assert_eq!(faults_of(&[], &[], false)[0].code, "missing");
        let fixed = Rule::Price(PriceRule::Fixed { price_vnd: Vnd(9) });
        assert_eq!(faults_of(&[fixed], &[], true)[0].code, "rule_of_one_listing");
    }

    #[test]
    fn a_listings_own_rule_goes_before_the_shops() {
        let (account_id, listing_id) = (Id::generate(), Id::generate());
        let set = |account_id, listing_id, percent: &str| SetRule {
            account_id,
            listing_id,
            rule: margin(percent, None),
            set_by: "Giàng Thị Mỷ".into(),
            set_at: DateTime::UNIX_EPOCH,
        };
        let of_shop = set(account_id, None, "1");
        let own = set(account_id, Some(listing_id), "2");
        let of_others = [set(account_id, Some(Id::generate()), "3"), set(Id::generate(), Some(listing_id), "4")];
        let all = [own.clone(), of_shop.clone(), of_others[0].clone(), of_others[1].clone()];
        assert_eq!(Rules::of(&all, account_id, Some(listing_id)).about(RuleKind::Price), Some(&own));
        assert_eq!(Rules::of(&all, account_id, None).about(RuleKind::Price), Some(&of_shop));
        assert_eq!(Rules::of(&all[..1], account_id, None).about(RuleKind::Price), None);
    }
}
