//! Shops as syndication and intake would tell of them, and the pages about them.

use amounts::Vnd;
use contract::{
    FieldFault, Page, PageRequest, Refusal, Role,
    intake::{BackfillStanding, BackfillView},
    syndication::{ChannelAccountView, ChannelView, ListingView, ShopItemState, ShopItemView, ShopItems},
};
use ids::Channel;

use super::{
    frame, render,
    things::{id, listing, page_of, reader, shop},
};
use crate::{
    portal::{channels, format::Reader},
    text::Language,
};

pub(super) fn pages(to: Reader) -> Vec<(&'static str, String)> {
    let framed = |title: &str, here| frame(to.language, Role::CooperativeManager, title, here);
    let shops = |known: &channels::Known| render(&channels::Page::new(framed("channels", "/channels"), known, true));
    let shown = |count, under_way| {
        let asked = channels::items::Asked::default();
        let frame = framed("items", "/shops/x/items");
        render(&channels::items::Page::new(frame, id(1), &asked, &PageRequest::first(25), items(count, under_way)))
    };
    let join = |listings| {
        let asked = channels::join::Asked::default();
        let item = items(1, false).found.rows.remove(0);
        channels::join::Page::new(framed("join", "/shops/x/items/join"), id(1), &asked, item, &listings)
    };
    let past = |last, may_ask| {
        let frame = framed("past", "/shops/x/past-orders");
        channels::past::Page::new(frame, id(1), &BackfillStanding { may_ask, last })
    };
    let too_long = FieldFault { field: "to".into(), code: "past_too_long".into() };
    let fault = FieldFault { field: "listing_id".into(), code: "join_busy".into() };
    vec![
        ("channels", shops(&known())),
        ("channels, none", shops(&channels::Known { shops: Vec::new(), ..known() })),
        ("channels, nowhere to go", shops(&channels::Known::default())),
        ("items of a shop", shown(25, false)),
        ("items of a shop, being read", shown(3, true)),
        ("items of a shop, unreadable", shown(0, false)),
        ("item of a shop, to be joined", render(&join(page_of(vec![listing(7), not_shown()])))),
        (
            "item of a shop, not joined",
            render(&join(page_of(vec![listing(7)])).refused(&Refusal::of_fields(vec![fault]))),
        ),
        ("item of a shop, no listing", render(&join(Page { rows: Vec::new(), next: None, total: None }))),
        ("past orders", render(&past(None, true))),
        ("past orders, coming", render(&past(Some(backfill(false)), true))),
        ("past orders, all in", render(&past(Some(backfill(true)), true))),
        (
            "past orders, refused",
            render(&past(None, true).refused(("2020-01-01", "2026-01-14"), &Refusal::of_fields(vec![too_long]))),
        ),
        ("past orders, of a shop that only sends them", render(&past(None, false))),
    ]
}

/// Past orders on their way, or all in but for some days.
fn backfill(ended: bool) -> BackfillView {
    let at = reader(Language::Vietnamese).now;
    let day = |text: &str| text.parse().expect("a day");
    BackfillView {
        from: day("2025-10-01"),
        to: day("2025-12-31"),
        next: day(if ended { "2026-01-01" } else { "2025-11-12" }),
        asked_at: at,
        ended_at: ended.then_some(at),
        seen: 1_204,
        changed: 1_180,
        skipped_days: if ended { 3 } else { 0 },
        skipped_because: ended.then(|| "time_from is too early".into()),
        late: false,
    }
}

/// A listing that no shop shows.
fn not_shown() -> ListingView {
    ListingView { offers: Vec::new(), ..listing(8) }
}

/// Shops as they may be: well, cut off, paused, called in vain, and never called.
fn known() -> channels::Known {
    let at = reader(Language::Vietnamese).now;
    let paused = ChannelAccountView { account_id: id(2), paused_at: Some(at), ..shop(true) };
    let in_vain =
        ChannelAccountView { account_id: id(3), call_fault: Some("channel_unavailable".into()), ..shop(true) };
    let own = ChannelAccountView {
        account_id: id(4),
        channel: Channel::OwnShop,
        shop_id: "htx-meo-vac".into(),
        consent_ends_at: None,
        called_at: None,
        ..shop(true)
    };
    let channel =
        |channel, by_consent| ChannelView { channel, by_consent, takes_listings: true, gives_orders: by_consent };
    channels::Known {
        shops: vec![shop(true), ChannelAccountView { account_id: id(5), ..shop(false) }, paused, in_vain, own],
        channels: vec![
            channel(Channel::Shopee, true),
            channel(Channel::Lazada, true),
            channel(Channel::OwnShop, false),
        ],
    }
}

/// What a shop shows already, in every state; or none while it is being read.
fn items(count: u64, under_way: bool) -> ShopItems {
    let item = |number: u64| {
        let state = ShopItemState::ALL[usize::try_from(number % 3).expect("a small number")];
        ShopItemView {
            item_id: format!("21001{number:03}"),
            sku: if number.is_multiple_of(5) { String::new() } else { format!("CAM-{number}-5KG") },
            title: if number.is_multiple_of(7) {
                String::new()
            } else {
                "Cam sành Hà Giang loại một, thùng 5 kg, hái trong tuần".into()
            },
            price_vnd: Vnd(145_000),
            stock: i64::try_from(number).expect("a small number"),
            live: !number.is_multiple_of(4),
            state,
            listing_id: (state == ShopItemState::Ours).then(|| id(7)),
        }
    };
    ShopItems {
        found: Page { rows: (0..count).map(item).collect(), next: (count > 0).then(|| "next".into()), total: None },
        counts: [count, 12, 1],
        under_way,
        held_back: if under_way { 0 } else { count },
        read_at: (!under_way).then(|| reader(Language::Vietnamese).now),
        fault: (!under_way && count == 0).then(|| "channel_refused".into()),
    }
}
