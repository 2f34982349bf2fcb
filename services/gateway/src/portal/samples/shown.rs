//! Shops' previews and rules as syndication would answer, and the pages they are on.

use amounts::{Percent, Vnd};
use chrono::{DateTime, Utc};
use contract::{
    Role,
    syndication::{
        Because, ChangeView, Explained, HeldBack, Lack, ListingView, PriceRule, Rounding, Rule, RuleKind, RuleView,
        ShopPreview, StockRule, Words,
    },
};
use ids::Channel;

use super::{
    super::{listings, rules},
    frame, render,
    things::{id, listing, shop},
};
use crate::portal::{fields::Fields, format::Reader, routes};

fn at() -> DateTime<Utc> {
    "2026-01-12T03:00:00Z".parse().expect("an instant")
}

fn margin() -> Rule {
    let percent = Percent::parse("12,5").expect("a rate");
    Rule::Price(PriceRule::Margin { percent, rounding: Rounding::UpToThousand, floor_vnd: Some(Vnd(120_000)) })
}

fn by_rule(about: RuleKind, of_the_shop: bool) -> Because {
    Because::Rule { about, of_the_shop, set_by: "Giàng Thị Mỷ".into(), set_at: at() }
}

/// A shop that shows it with rules and lacks, or hides it.
pub(super) fn preview(hidden: bool) -> ShopPreview {
    let price = vec![
        Because::Listing,
        by_rule(RuleKind::Price, true),
        Because::Margin { from_vnd: Vnd(145_000), percent: Percent::whole(-3) },
        Because::Rounded { from_vnd: Vnd(140_650) },
        Because::Floor { from_vnd: Vnd(141_000) },
    ];
    let stock = vec![
        Because::Lots { packs: 15, days_left: Some(2) },
        by_rule(RuleKind::Stock, false),
        Because::Buffer { packs: 3 },
    ];
    let season = "2026-01-11".parse().expect("a day");
    let lack = |code: &str, found, least, most| Lack { code: code.into(), of: None, found, least, most };
    ShopPreview {
        account_id: id(1),
        channel: Channel::Shopee,
        shop_id: "10001".into(),
        title: Explained { value: "Cam sành".into(), because: vec![by_rule(RuleKind::Title, false)] },
        description: Explained { value: "Cam".into(), because: vec![Because::Listing] },
        category_id: Explained { value: None, because: Vec::new() },
        price_vnd: Explained { value: Vnd(145_000), because: price },
        stock: Explained { value: 12, because: stock },
        hidden: Explained {
            value: hidden,
            because: if hidden { vec![Because::OffSale, Because::AfterSeason { to: season }] } else { Vec::new() },
        },
        photos: Explained { value: 1, because: vec![Because::Product] },
        attributes: Vec::new(),
        lacks: vec![lack("title_short", Some(8), Some(25), None), lack("category", None, None, None)],
        longer_title: Some("Cam sành, Xã Vĩnh Tuy, Loại 1, Hộp 5 kg".into()),
    }
}

pub(super) fn changes() -> Vec<ChangeView> {
    let change = |account_id, kind, before, after| ChangeView {
        change_id: id(1),
        listing_id: Some(id(7)),
        account_id,
        kind,
        before,
        after,
        at: at(),
        by: "Giàng Thị Mỷ".into(),
    };
    let fixed = |price| Some(Rule::Price(PriceRule::Fixed { price_vnd: Vnd(price) }));
    vec![
        change(None, RuleKind::Price, fixed(145_000), fixed(150_000)),
        change(Some(id(1)), RuleKind::Price, Some(margin()), None),
        change(Some(id(9)), RuleKind::Title, None, Some(Rule::Title(Words { text: "Cam sành Bắc Quang".into() }))),
    ]
}

pub(super) fn rules_page(to: Reader, of_the_shop: bool) -> String {
    let (held_back, more_a_day) = (HeldBack::Packs(3), HeldBack::Percent(Percent::whole(10)));
    let buffer = Rule::Stock(StockRule::Buffer { held_back, last_days: 5, more_a_day });
    let set = |listing_id, rule| RuleView {
        account_id: id(1),
        listing_id,
        rule,
        set_by: "Giàng Thị Mỷ".into(),
        set_at: at(),
    };
    let known = [set(None, margin()), set((!of_the_shop).then(|| id(7)), buffer)];
    let action = if of_the_shop { routes::shop_rules(id(1)) } else { routes::listing_rules(id(7), id(1)) };
    let title = to.say_with("rules-title", [("shop", "Shopee 10001".into())]);
    let frame = frame(to.language, Role::CooperativeManager, &title, "/channels");
    let back = (routes::CHANNELS.to_owned(), to.say("channels-title"));
    render(&rules::Page::new(frame, action, back, &known, of_the_shop))
}

pub(super) fn bulk_page(to: Reader) -> String {
    let frame = frame(to.language, Role::CooperativeManager, "prices", "/listings/selected");
    let listings: Vec<ListingView> = (1..=3).map(listing).collect();
    render(&listings::bulk::Page::new(frame, &listings, &[shop(true)], Fields::default()))
}
