//! Offers that need somebody as syndication would answer, and the page they are on.

use amounts::Vnd;
use chrono::TimeDelta;
use contract::{
    PageRequest, Role,
    syndication::{
        Because, Explained, Happened, Keep, OfferCounts, OfferDetail, OfferEvent, OfferState, OfferView, RuleKind,
        ShopProgress, Told,
    },
};
use ids::Channel;

use super::{
    super::offers,
    frame, render,
    things::{id, offer_counts, page_of},
};
use crate::portal::format::Reader;

const NEEDS: [&str; 10] = [
    "changed_in_shop",
    "picture_refused",
    "price_refused",
    "category_missing",
    "needs_consent",
    "channel_unavailable",
    "item_gone",
    "title_refused",
    "stock_refused",
    "code_of_tomorrow",
];

fn detail(to: Reader, number: u128, needs: &str) -> OfferDetail {
    let is_there = number.is_multiple_of(3);
    let (wished_stock, unseen_packs) = (12, if number.is_multiple_of(4) { 0 } else { 12 });
    OfferDetail {
        offer: OfferView {
            offer_id: id(number),
            account_id: id(1),
            channel: if number.is_multiple_of(2) { Channel::Shopee } else { Channel::TiktokShop },
            state: if is_there { OfferState::Live } else { OfferState::Rejected },
            channel_item_id: is_there.then(|| "2300001".into()),
            reason_code: Some(needs.to_owned()),
            channel_words: number.is_multiple_of(2).then(|| "Image resolution too low".into()),
            confirmed_stock: is_there.then_some(if number.is_multiple_of(2) { 3 } else { 40 }),
            confirmed_price_vnd: is_there.then_some(Vnd(145_000)),
            confirmed_at: is_there.then(|| to.now - TimeDelta::minutes(18)),
            next_attempt_at: number.is_multiple_of(5).then(|| to.now + TimeDelta::minutes(5)),
        },
        listing_id: id(7),
        cooperative_id: id(1),
        title: "Cam sành Hà Giang loại 1, hộp 5 kg, hái trong ngày tại vườn Vĩnh Tuy".into(),
        sku: format!("CAM-L1-{number}KG"),
        pack_name: "Hộp 5 kg".into(),
        shop_id: Some("10001".into()),
        wished_price_vnd: Vnd(145_000),
        wished_stock,
        wished_hidden: number % 7 == 6,
        confirmed_hidden: is_there.then_some(number.is_multiple_of(6)),
        needs: Some(needs.to_owned()),
        drift_price_vnd: None,
        drift_hidden: None,
        troubled_since: Some(to.now - TimeDelta::hours(26)),
        unseen_packs,
        lost_vnd: Vnd(145_000 * unseen_packs),
    }
}

fn page(to: Reader, role: Role, details: usize, hand: offers::Hand) -> String {
    let needs = NEEDS.iter().cycle().take(details);
    let rows: Vec<_> = (1..).zip(needs).map(|(number, needs)| detail(to, number, needs)).collect();
    let counts = if rows.is_empty() { OfferCounts::default() } else { offer_counts() };
    let page = contract::Page { next: (details > 20).then(|| "cursor".to_owned()), ..page_of(rows) };
    let frame = frame(to.language, role, &to.say("offers-title"), "/offers");
    let shop = |number: u128, waiting, unresolved, done_at| ShopProgress {
        account_id: id(number),
        channel: Channel::Shopee,
        shop_id: format!("70010{number}"),
        connected: number != 4,
        offers: 10_000,
        waiting,
        unresolved,
        done_at,
    };
    let soon = Some(to.now + TimeDelta::minutes(12));
    let telling = [shop(1, 1_234, 0, soon), shop(2, 9_990, 0, None), shop(3, 0, 600, None), shop(4, 9, 0, None)];
    let telling = if details > 20 { &telling[..] } else { &[] };
    render(&offers::Page::new(frame, &offers::Asked::default(), &page, &counts, hand).telling(telling))
}

pub(super) fn list(to: Reader, details: usize) -> String {
    page(to, Role::CooperativeManager, details, offers::Hand { retries: true, writes: true })
}

pub(super) fn of_an_official(to: Reader) -> String {
    page(to, Role::ProvincialOfficial, 3, offers::Hand { retries: false, writes: false })
}

fn events(to: Reader) -> Vec<OfferEvent> {
    let rule = Because::Rule {
        about: RuleKind::Price,
        of_the_shop: false,
        set_by: "Giàng Thị Mỷ".into(),
        set_at: to.now - TimeDelta::days(3),
    };
    let price_vnd = Some(Explained { value: Vnd(150_000), because: vec![rule] });
    let stock = Some(Explained { value: 12, because: vec![Because::Lots { packs: 12, days_left: Some(9) }] });
    let hidden = |value| Some(Explained { value, because: vec![Because::OffSale] });
    let (reason_code, channel_words) = ("price_refused".to_owned(), "Price is less than min price limit".to_owned());
    let happened = [
        Happened::Retried { by: "Giàng Thị Mỷ".into() },
        Happened::Settled { keep: Keep::Theirs, by: "Giàng Thị Mỷ".into() },
        Happened::Settled { keep: Keep::Ours, by: "Giàng Thị Mỷ".into() },
        Happened::Drifted { price_vnd: Some(Vnd(99_000)), hidden: Some(true) },
        Happened::TakenDown { channel_words: "BANNED".into() },
        Happened::Failed {
            told: Told::Stock(12),
            reason_code: "channel_unavailable".into(),
            channel_words: String::new(),
        },
        Happened::Refused { told: Told::Price(Vnd(150_000)), reason_code, channel_words },
        Happened::Wished { price_vnd, stock, hidden: hidden(false) },
        Happened::Wished { price_vnd: None, stock: None, hidden: hidden(true) },
        Happened::Confirmed { told: Told::Hidden(true) },
        Happened::Confirmed { told: Told::Hidden(false) },
        Happened::Found { item_id: "2300001".into() },
        Happened::Confirmed { told: Told::Listing },
    ];
    let at = |ago: i64| to.now - TimeDelta::minutes(7 * ago);
    (1..).zip(happened).map(|(ago, happened)| OfferEvent { at: at(ago), happened }).collect()
}

/// With so many events in its history; an official sees none of it.
pub(super) fn one(to: Reader, history: usize, role: Role) -> String {
    let is_official = role == Role::ProvincialOfficial;
    let hand = offers::Hand { retries: !is_official, writes: !is_official };
    let mut detail = detail(to, 3, "price_refused");
    if history == 0 {
        (detail.needs, detail.offer.reason_code, detail.offer.channel_words) = (None, None, None);
    }
    if history > 20 {
        (detail.drift_price_vnd, detail.drift_hidden) = (Some(Vnd(99_000)), Some(history > 30));
    }
    let rows: Vec<_> = events(to).into_iter().cycle().take(history).collect();
    let page = contract::Page { next: (history > 20).then(|| "cursor".to_owned()), ..page_of(rows) };
    let history = (!is_official).then_some(&page);
    let frame = frame(to.language, role, &detail.title, "/offers/x");
    render(&offers::one::Page::new(frame, &detail, (&PageRequest::first(25), history), hand))
}
