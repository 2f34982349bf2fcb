//! What is told of rules.

use amounts::{Percent, Vnd};
use contract::syndication::{self, Filed, HeldBack, PriceRule, Rounding, Rule, RuleKind, Season, StockRule, Words};
use ids::Id;

use super::{at, day, describes, names_all, words};
use crate::api::shapes;

#[test]
fn what_is_told_of_rules_is_described() {
    names_all::<shapes::RuleKind>(RuleKind::ALL);
    names_all::<shapes::Rounding>([Rounding::Exact, Rounding::UpToThousand, Rounding::NearestThousand]);
    let percent = Percent::parse("12.5").expect("a rate");
    let margin = |rounding, floor_vnd| Rule::Price(PriceRule::Margin { percent, rounding, floor_vnd });
    let (held_back, more_a_day) = (HeldBack::Packs(3), HeldBack::Percent(percent));
    let rules = [
        Rule::Price(PriceRule::Fixed { price_vnd: Vnd(1) }),
        margin(Rounding::UpToThousand, Some(Vnd(1))),
        margin(Rounding::Exact, None),
        Rule::Stock(StockRule::Shared),
        Rule::Stock(StockRule::Allocation { packs: 1 }),
        Rule::Stock(StockRule::Buffer { held_back, last_days: 5, more_a_day }),
        Rule::Season(Season { from: Some(day()), to: None }),
        Rule::Title(Words { text: words() }),
        Rule::Description(Words { text: words() }),
        Rule::Category(Filed { category_id: words() }),
    ];
    for rule in rules {
        describes::<shapes::RuleView>(syndication::RuleView {
            account_id: Id::generate(),
            listing_id: Some(Id::generate()),
            rule: rule.clone(),
            set_by: words(),
            set_at: at(),
        });
        describes::<shapes::ChangeView>(syndication::ChangeView {
            change_id: Id::generate(),
            listing_id: Some(Id::generate()),
            account_id: Some(Id::generate()),
            kind: rule.kind(),
            before: None,
            after: Some(rule),
            at: at(),
            by: words(),
        });
    }
    describes::<shapes::ChangeDone>(syndication::Changed { change_id: Some(Id::generate()), changed: 1, left: 1 });
    describes::<shapes::RulesOf>(syndication::RulesOf::TheShop);
    describes::<shapes::RulesOf>(syndication::RulesOf::Listings(vec![Id::generate()]));
}
