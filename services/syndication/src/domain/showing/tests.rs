//! What is shown, and why: by hand for each rule, and by chance for what always holds.

use amounts::Percent;
use chrono::{DateTime, TimeDelta};
use contract::syndication::{Filed, HeldBack, StockRule, Words};
use ids::Id;
use proptest::prelude::*;

use super::*;
use crate::domain::listing::tests::form;

fn today() -> NaiveDate {
    "2026-01-12".parse().expect("a day")
}

/// A listing that nothing stands in the way of, and no rules.
pub(crate) fn given(form: &ListingForm) -> Given<'_> {
    Given {
        form,
        rules: Rules::default(),
        lots: &[],
        papers: &[],
        may_sell: true,
        house_category: None,
        origin: None,
        photos: 1,
        today: today(),
    }
}

fn set(rule: Rule) -> SetRule {
    let account_id = Id::from_uuid(uuid::Uuid::nil());
    SetRule { account_id, listing_id: None, rule, set_by: "Giàng Thị Mỷ".into(), set_at: DateTime::UNIX_EPOCH }
}

fn with_rule(form: &ListingForm, rule: Rule, lots: &[LotStock]) -> Showing {
    let rules = [set(rule)];
    showing(&Given { rules: Rules::of(&rules, rules[0].account_id, None), lots, ..given(form) })
}

fn lot(available_g: i64, days_left: i64) -> LotStock {
    LotStock { available_g: Some(available_g), sell_by: Some(today() + TimeDelta::days(days_left)), covered_by: None }
}

fn rule_of(showing: &[Because]) -> bool {
    showing.iter().any(|why| matches!(why, Because::Rule { of_the_shop: true, .. }))
}

fn margin(percent: &str, rounding: Rounding, floor: Option<i64>) -> Rule {
    let percent = Percent::parse(percent).expect("a rate");
    Rule::Price(PriceRule::Margin { percent, rounding, floor_vnd: floor.map(Vnd) })
}

#[test]
fn without_rules_a_shop_shows_what_the_listing_says_and_the_whole_pool() {
    let form = form();
    let shown = showing(&Given { lots: &[lot(12_000, 5), lot(5_999, 9)], ..given(&form) });
    assert_eq!(
        (shown.title.value.as_str(), shown.price.value, shown.stock.value),
        (form.title.as_str(), Vnd(164_000), 3)
    );
    assert_eq!(shown.stock.because, [Because::Lots { packs: 3, days_left: Some(5) }]);
    assert_eq!((shown.hidden.value, shown.hidden.because.len()), (false, 0));
    assert_eq!(shown.price.because, [Because::Listing]);
}

#[test]
fn packs_for_sale_are_the_whole_packs_of_the_pool() {
    let form = form();
    for (pool_g, packs) in
        [(Some(0), 0), (Some(4_999), 0), (Some(5_000), 1), (Some(12_345), 2), (Some(-1), 0), (None, 0)]
    {
        let lots = [LotStock { available_g: pool_g, sell_by: None, covered_by: None }];
        assert_eq!(showing(&Given { lots: &lots, ..given(&form) }).stock.value, packs, "{pool_g:?}");
    }
    assert_eq!(showing(&given(&form)).stock.because, [Because::NothingHeard]);
}

#[test]
fn a_price_is_reckoned_step_by_step() {
    let form = form();
    let price = |rule| with_rule(&form, rule, &[]).price;
    let fixed = price(Rule::Price(PriceRule::Fixed { price_vnd: Vnd(145_000) }));
    assert_eq!((fixed.value, fixed.because.len(), rule_of(&fixed.because)), (Vnd(145_000), 1, true));
    let up = price(margin("12,3", Rounding::UpToThousand, None));
    assert_eq!(up.value, Vnd(185_000));
    assert!(matches!(
        up.because[..],
        [
            Because::Listing,
            Because::Rule { .. },
            Because::Margin { from_vnd: Vnd(164_000), .. },
            Because::Rounded { from_vnd: Vnd(184_172) }
        ]
    ));
    assert_eq!(price(margin("12,3", Rounding::NearestThousand, None)).value, Vnd(184_000));
    let floored = price(margin("-50", Rounding::Exact, Some(100_500)));
    assert_eq!(floored.value, Vnd(100_500));
    assert_eq!(floored.because.last(), Some(&Because::Floor { from_vnd: Vnd(82_000) }));
}

#[test]
fn what_is_priced_by_the_kilogram_costs_what_a_pack_of_its_nominal_weight_does() {
    let by_weight = ListingForm { priced_by: PricedBy::Kilogram, price_vnd: Vnd(32_800), pack_g: 1_805, ..form() };
    let shown = showing(&given(&by_weight));
    assert_eq!(shown.price.value, Vnd(59_204));
    assert_eq!(shown.price.because, [Because::PerKilogram { price_vnd: Vnd(32_800), grams: 1_805 }]);
}

#[test]
fn stock_is_shared_set_apart_or_held_back() {
    let form = form();
    let stock = |rule, days| with_rule(&form, Rule::Stock(rule), &[lot(75_000, days)]).stock;
    assert_eq!(stock(StockRule::Shared, 9).value, 15);
    assert_eq!(stock(StockRule::Allocation { packs: 4 }, 9).value, 4);
    assert_eq!(stock(StockRule::Allocation { packs: 40 }, 9).value, 15);
    let buffer = |held_back, more_a_day| StockRule::Buffer { held_back, last_days: 5, more_a_day };
    let packs = buffer(HeldBack::Packs(2), HeldBack::Packs(1));
    for (days, expected) in [(6, 13), (5, 13), (4, 12), (2, 10), (0, 8), (-3, 8)] {
        let shown = stock(packs, days);
        assert_eq!(shown.value, expected, "{days} days left");
        assert_eq!(shown.because.last(), Some(&Because::Buffer { packs: 15 - expected }));
    }
    let percent = buffer(HeldBack::Percent(Percent::whole(10)), HeldBack::Percent(Percent::whole(30)));
    assert_eq!([stock(percent, 5).value, stock(percent, 4).value, stock(percent, 0).value], [13, 9, 0]);
    let unknown = [LotStock { available_g: Some(75_000), sell_by: None, covered_by: None }];
    assert_eq!(with_rule(&form, Rule::Stock(packs), &unknown).stock.value, 13, "an unknown age makes it no older");
}

#[test]
fn the_lot_that_must_go_first_says_how_many_days_are_left() {
    let form = form();
    let lots = [lot(0, 1), lot(5_000, 7), lot(5_000, 3)];
    let shown = showing(&Given { lots: &lots, ..given(&form) });
    assert_eq!(shown.stock.because, [Because::Lots { packs: 2, days_left: Some(3) }], "an empty lot is no hurry");
}

#[test]
fn outside_of_its_season_a_listing_is_hidden_and_says_so() {
    let form = form();
    let season = |from: Option<&str>, to: Option<&str>| {
        let day = |text: Option<&str>| text.map(|text| text.parse().expect("a day"));
        with_rule(&form, Rule::Season(Season { from: day(from), to: day(to) }), &[]).hidden
    };
    assert!(!season(Some("2026-01-12"), Some("2026-01-12")).value);
    let before = season(Some("2026-01-13"), None);
    assert!(before.value && rule_of(&before.because));
    assert!(matches!(before.because[..], [Because::Rule { .. }, Because::BeforeSeason { .. }]));
    assert!(matches!(season(None, Some("2026-01-11")).because[..], [_, Because::AfterSeason { .. }]));
}

#[test]
fn everything_that_hides_a_listing_is_told() {
    let off = ListingForm { active: false, ..form() };
    let shown = showing(&Given { may_sell: false, ..given(&off) });
    assert_eq!(shown.hidden.because, [Because::OffSale, Because::MayNotSell]);
}

#[test]
fn words_and_category_are_the_rules_where_there_is_one() {
    let form = form();
    let title = with_rule(&form, Rule::Title(Words { text: " Cam sành Bắc Quang, hộp 5 kg ".into() }), &[]);
    assert_eq!(title.title.value, "Cam sành Bắc Quang, hộp 5 kg");
    assert_eq!(title.description.value, form.description);
    let filed = with_rule(&form, Rule::Category(Filed { category_id: "7".into() }), &[]);
    assert_eq!(filed.category_id.value.as_deref(), Some("7"));
    let house = showing(&Given { house_category: Some("9"), ..given(&form) });
    assert_eq!(
        (house.category_id.value.as_deref(), &house.category_id.because[..]),
        (Some("9"), &[Because::Product][..])
    );
}

#[test]
fn what_was_refused_is_sent_again_once_anything_but_its_stock_is_another() {
    let form = form();
    let before = showing(&given(&form)).wish();
    assert_eq!(showing(&Given { lots: &[lot(50_000, 3)], ..given(&form) }).wish().version, before.version);
    let others = [
        with_rule(&form, margin("1", Rounding::Exact, None), &[]),
        with_rule(&form, Rule::Title(Words { text: "Cam sành Bắc Quang".into() }), &[]),
        with_rule(&form, Rule::Description(Words { text: "Hái tay trong ngày, đóng hộp có lót.".into() }), &[]),
        with_rule(&form, Rule::Category(Filed { category_id: "7".into() }), &[]),
        showing(&given(&ListingForm { gross_g: 9_000, ..form.clone() })),
    ];
    for other in others {
        assert_ne!(other.wish().version, before.version);
    }
}

fn held() -> impl Strategy<Value = HeldBack> {
    prop_oneof![
        (0_i64..1_000_000).prop_map(HeldBack::Packs),
        (0_i16..=100).prop_map(|percent| HeldBack::Percent(Percent::whole(percent))),
    ]
}

proptest! {
    #[test]
    fn no_shop_shows_more_than_there_is_nor_less_than_nothing(
        grams in 0_i64..10_000_000, days in -90_i64..90, held_back in held(), more_a_day in held(), last_days in 0_i64..=60,
    ) {
        let (form, rule) = (form(), Rule::Stock(StockRule::Buffer { held_back, last_days, more_a_day }));
        let on = |days| with_rule(&form, rule.clone(), &[lot(grams, days)]).stock.value;
        prop_assert!((0..=grams / 5_000).contains(&on(days)));
        prop_assert!(on(days) >= on(days - 1), "the closer the last day, the more is held back");
    }

    #[test]
    fn a_price_is_never_nothing_and_never_below_its_floor(
        own in 1_i64..=10_000_000_000, percent in -9_000_i32..=90_000, floor in proptest::option::of(1_i64..1_000_000_000),
        rounding in prop_oneof![Just(Rounding::Exact), Just(Rounding::UpToThousand), Just(Rounding::NearestThousand)],
    ) {
        let percent = Percent::parse(&format!("{}{}.{:02}", if percent < 0 { "-" } else { "" }, percent.abs() / 100, percent.abs() % 100)).expect("a rate");
        let rule = PriceRule::Margin { percent, rounding, floor_vnd: floor.map(Vnd) };
        let priced = by_rule(&rule, Vnd(own), &mut Vec::new());
        prop_assert!(priced.0 >= floor.unwrap_or(1).max(1));
        let by_floor = floor == Some(priced.0);
        prop_assert!(by_floor || rounding == Rounding::Exact || priced.0 % 1_000 == 0);
    }
}
