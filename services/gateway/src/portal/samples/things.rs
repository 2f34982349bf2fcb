//! What the services would answer: one of each thing, in any state.

use amounts::Vnd;
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use contract::{
    Grade, Page, ProductCode,
    analytics::{FigureRow, Figures},
    imports::{ImportCount, ImportFault, ImportKind, ImportState, ImportStatus},
    intake::{
        Buyer, ChannelTaskView, LotShare, MovementView, OrderChanged, OrderCounts, OrderLine, OrderState, OrderView,
        StockView,
    },
    onboarding::{
        CooperativeView, PaperScheme, PaperState, PaperView, ProducerKind, Remark, TaxCodeStatus, Verification,
    },
    syndication::{
        ChannelAccountView, ClaimView, ListingClaim, ListingForm, ListingView, OfferCounts, OfferState, OfferView,
        PricedBy, SoldBy,
    },
};
use ids::{Channel, Id};
use uuid::Uuid;

use crate::{
    portal::{format::Reader, official},
    text::Language,
};

/// The longest name a cooperative of the region bears.
pub(super) const LONG_NAME: &str =
    "Hợp tác xã Dịch vụ nông nghiệp tổng hợp Thanh niên xung phong xã Quản Bạ và các thôn vùng cao lân cận";

pub(super) fn reader(language: Language) -> Reader {
    let now = DateTime::parse_from_rfc3339("2026-01-14T10:00:00+07:00").expect("an instant");
    Reader { language, now: now.to_utc() }
}

pub(super) fn id<K>(number: u128) -> Id<K> {
    Id::from_uuid(Uuid::from_u128(number))
}

pub(super) fn product(code: &str) -> ProductCode {
    ProductCode::parse(code).expect("a product of the list")
}

pub(super) fn page_of<T>(rows: Vec<T>) -> Page<T> {
    Page { rows, next: None, total: None }
}

/// An order in this state, with a trouble of each kind where it is asked for.
pub(super) fn order(number: u128, state: OrderState, is_troubled: bool) -> OrderView {
    let now = reader(Language::Vietnamese).now;
    let line = OrderLine {
        line_no: 1,
        sku: "CAM-L1-5KG".into(),
        name: "Cam sành Hà Giang loại 1, hộp 5 kg".into(),
        listing_id: (!is_troubled).then(|| id(7)),
        product: (!is_troubled).then(|| product("cam_sanh")),
        grade: Some(Grade::First),
        quantity: 2,
        unit_price_vnd: Vnd(145_000),
        line_vnd: Vnd(290_000),
        quantity_g: 10_000,
        short_g: if is_troubled { 5_000 } else { 0 },
        lots: vec![LotShare { lot_id: id(1), quantity_g: 10_000 }],
        cancelled: i64::from(is_troubled),
        returned: i64::from(is_troubled),
    };
    let task = ChannelTaskView {
        kind: "ship".into(),
        state: "refused".into(),
        channel_words: Some("Order status does not support this operation".into()),
    };
    OrderView {
        order: OrderChanged {
            order_id: id(number),
            version: 1,
            cooperative_id: id(1),
            channel: Channel::Shopee,
            shop_id: "10001".into(),
            channel_order_id: format!("260114KJ{number:06}"),
            state,
            placed_at: now - TimeDelta::hours(30),
            changed_at: now - TimeDelta::hours(2),
            lines: vec![line],
        },
        raw_status: "READY_TO_SHIP".into(),
        cash_on_delivery: is_troubled,
        cancel_requested: is_troubled,
        on_hold: is_troubled,
        ship_by: Some(now + TimeDelta::hours(if is_troubled { -2 } else { 3 })),
        tracking_number: Some("SPXVN0001".into()),
        cancel_reason: None,
        found_by_polling: is_troubled,
        from_before: is_troubled,
        task: is_troubled.then_some(task),
    }
}

pub(super) fn order_counts() -> OrderCounts {
    OrderCounts {
        by_state: OrderState::ALL.into_iter().zip(10..).collect(),
        troubled: 3,
        unmatched: 1,
        short: 2,
        tasks_refused: 1,
        next_ship_by: Some(reader(Language::Vietnamese).now + TimeDelta::hours(3)),
    }
}

pub(super) fn lot(number: u128) -> StockView {
    StockView {
        lot_id: id(number),
        lot_code: format!("CAMSANH-2526-{number:04}-K"),
        cooperative_id: id(1),
        product: product("cam_sanh"),
        grade: Grade::First,
        sell_by: NaiveDate::from_ymd_opt(2026, 1, 18).expect("a day"),
        declared_g: 4_000_000,
        on_hand_g: 300_000,
        reserved_g: 50_000,
        sold_g: 3_000_000,
        off_platform_g: 500_000,
        own_use_g: 100_000,
        waste_g: 100_000,
    }
}

fn offer(number: u128, state: OfferState) -> OfferView {
    let now = reader(Language::Vietnamese).now;
    let is_confirmed = matches!(state, OfferState::Live | OfferState::Paused);
    let is_rejected = state == OfferState::Rejected;
    OfferView {
        offer_id: id(number),
        account_id: id(1),
        channel: if number.is_multiple_of(2) { Channel::Shopee } else { Channel::Lazada },
        state,
        channel_item_id: is_confirmed.then(|| "2300001".into()),
        reason_code: is_rejected.then(|| "picture_refused".into()),
        channel_words: is_rejected.then(|| "Image resolution too low".into()),
        confirmed_stock: is_confirmed.then_some(120),
        confirmed_price_vnd: is_confirmed.then_some(Vnd(145_000)),
        confirmed_at: is_confirmed.then(|| now - TimeDelta::minutes(18)),
        next_attempt_at: (state == OfferState::Submitted).then(|| now + TimeDelta::minutes(5)),
    }
}

pub(super) fn listing(number: u128) -> ListingView {
    ListingView {
        listing_id: id(number),
        version: 3,
        cooperative_id: id(1),
        form: ListingForm {
            sku: format!("CAM-L1-{number}KG"),
            title: "Cam sành Hà Giang loại 1, hộp 5 kg".into(),
            description: "Cam trồng ở Bắc Quang, hái trong ngày, ngọt đậm, để nơi mát được hai tuần.".into(),
            product: product("cam_sanh"),
            grade: Grade::First,
            pack_name: "Hộp 5 kg".into(),
            pack_g: 5_000,
            gross_g: 5_400,
            price_vnd: Vnd(145_000),
            sold_by: SoldBy::Pack,
            priced_by: PricedBy::Pack,
            lots: vec![id(1)],
            active: true,
            claims: vec![ListingClaim { paper_id: id(8), needed: true }],
            gtin: Some("8936000000011".into()),
        },
        available_g: Some(600_000),
        offers: (1..).zip(OfferState::ALL).map(|(number, state)| offer(number, state)).collect(),
        claims: vec![ClaimView {
            paper_id: id(8),
            needed: true,
            scheme: PaperScheme::Vietgap,
            number: "VG-12/2024/TQ".into(),
            stars: None,
            valid_to: NaiveDate::from_ymd_opt(2026, 1, 10),
            state: if number.is_multiple_of(2) { PaperState::Revoked } else { PaperState::Expired },
        }],
    }
}

pub(super) fn offer_counts() -> OfferCounts {
    OfferCounts {
        listings: 40,
        queued: 1,
        submitted: 2,
        live: 30,
        rejected: 3,
        paused: 4,
        unconfirmed: 5,
        troubled: [("picture_refused".to_owned(), 3)].into(),
    }
}

pub(super) fn shop(connected: bool) -> ChannelAccountView {
    ChannelAccountView {
        account_id: id(1),
        cooperative_id: id(1),
        channel: Channel::Shopee,
        shop_id: "10001".into(),
        connected,
        reason_code: (!connected).then(|| "needs_consent".into()),
        consent_ends_at: Some(reader(Language::Vietnamese).now + TimeDelta::days(12)),
        paused_at: None,
        called_at: Some(reader(Language::Vietnamese).now - TimeDelta::minutes(3)),
        call_fault: None,
        held_back: false,
    }
}

/// A file that has come so far, with so many faults.
pub(super) fn import(state: ImportState, faults: usize) -> ImportStatus {
    let fault = ImportFault {
        sheet: "Mặt hàng".into(),
        row: 12,
        column: "Giá bán".into(),
        value: "12.5".into(),
        code: "money_fraction".into(),
        reason: "Tiền đồng không có số lẻ.".into(),
        remedy: "Gõ số tròn, ví dụ 145.000.".into(),
        reason_en: "Đồng have no decimals.".into(),
        remedy_en: "Type a whole number, such as 145,000.".into(),
    };
    let take = ImportCount { what: "listings".into(), added: 300, changed: 30, unchanged: 10 };
    ImportStatus {
        import_id: id(5),
        kind: ImportKind::Listings,
        file_name: "gian-hang.xlsx".into(),
        file: "0".repeat(64),
        state,
        rows_done: 120,
        rows_total: 352,
        rows_faulty: faults.try_into().expect("few faults"),
        faults: vec![fault; faults],
        takes: vec![take],
        created_at: reader(Language::Vietnamese).now,
    }
}

pub(super) fn cooperative(number: u128, state: Verification) -> CooperativeView {
    let paper = |days: u64, is_over: bool| PaperView {
        paper_id: id(number),
        scheme: PaperScheme::Ocop,
        number: "OCOP-15".into(),
        issuer: "UBND tỉnh".into(),
        issued_on: NaiveDate::from_ymd_opt(2024, 1, 1).expect("a day"),
        valid_to: NaiveDate::from_ymd_opt(2026, 1, 14).and_then(|today| {
            if is_over { today.checked_sub_days(Days::new(days)) } else { today.checked_add_days(Days::new(days)) }
        }),
        product: Some(product("cam_sanh")),
        stars: Some(4),
        state: if is_over { PaperState::Expired } else { PaperState::Verified },
    };
    CooperativeView {
        cooperative_id: id(number),
        code: "HTX-QB".into(),
        name: LONG_NAME.into(),
        kind: ProducerKind::Cooperative,
        tax_code: "5100123456".into(),
        tax_code_status: TaxCodeStatus::FormatOk,
        commune_code: "00874".into(),
        address_given: "Thôn Thanh Long, thị trấn Tam Sơn, huyện Quản Bạ, Hà Giang".into(),
        state,
        since: reader(Language::Vietnamese).now - TimeDelta::days(3),
        remarks: if matches!(state, Verification::Returned | Verification::Rejected | Verification::Suspended) {
            vec![Remark { field: "papers".into(), reason: "Thiếu giấy chứng nhận".into() }]
        } else {
            Vec::new()
        },
        reviewer: (state == Verification::InReview).then(|| "Hoàng Thị Lan".into()),
        may_sell: state == Verification::Verified,
        households: 48,
        lots: 12,
        declared_g: 125_000_000,
        papers: vec![paper(20, false), paper(3, true)],
    }
}

pub(super) fn figure(day: Option<NaiveDate>, code: Option<&str>, commune: Option<&str>, ordered_g: i64) -> FigureRow {
    FigureRow {
        day,
        product: code.map(product),
        commune_code: commune.map(str::to_owned),
        orders: 1_284,
        ordered_g,
        ordered_vnd: Vnd(ordered_g * 17),
        sold_g: ordered_g * 4 / 5,
        revenue_vnd: Vnd(ordered_g * 13),
        mean_price_vnd_per_kg: Some(Vnd(17_000)),
        median_price_vnd_per_kg: Some(Vnd(16_500 + ordered_g / 20_000)),
        farmgate_vnd_per_kg: Some(Vnd(7_000)),
        uplift_bp: Some(24_300),
        declared_g: Some(ordered_g * 2),
        sell_through_bp: Some(4_000),
        unmatched_lines: 3,
        ..FigureRow::default()
    }
}

/// Figures of so many weeks of every product, of every commune on the map.
pub(super) fn figures(weeks: u64) -> official::Known {
    let monday =
        |ago: u64| NaiveDate::from_ymd_opt(2026, 1, 12).and_then(|day| day.checked_sub_days(Days::new(7 * ago)));
    let codes: Vec<&str> = contract::PRODUCTS.iter().map(|product| product.code).collect();
    let of_weeks = (0..weeks).flat_map(|ago| codes.iter().zip(1..).map(move |(code, number)| (ago, *code, number)));
    let week = |(ago, code, number): (u64, &str, i64)| {
        let ago_g = i64::try_from(ago).expect("few weeks") * 700_000;
        figure(monday(ago), Some(code), None, number * 8_000_000 + ago_g)
    };
    let communes = places::communes().iter().filter(|commune| commune.tile.is_some() && weeks > 0);
    let communes: Vec<FigureRow> = (1..)
        .zip(communes.take(60))
        .map(|(number, commune)| figure(None, None, Some(commune.code), number * 900_000))
        .collect();
    let as_of: DateTime<Utc> = reader(Language::Vietnamese).now - TimeDelta::minutes(1);
    let of = |rows: Vec<FigureRow>| Figures { rows, as_of };
    let both = communes
        .iter()
        .flat_map(|row| codes.iter().map(|code| FigureRow { product: Some(product(code)), ..row.clone() }));
    official::Known {
        totals: of(if weeks == 0 { Vec::new() } else { vec![figure(None, None, None, 412_000_000)] }),
        weeks: of(of_weeks.map(week).collect()),
        weeks_before: (0..weeks).map(|ago| figure(monday(ago + 52), Some("cam_sanh"), None, 3_000_000)).collect(),
        products: codes
            .iter()
            .zip(1..)
            .filter(|_| weeks > 0)
            .map(|(code, number)| figure(None, Some(code), None, number * 9_000_000))
            .collect(),
        commune_products: of(both.collect()),
        communes,
    }
}

pub(super) fn movements() -> Page<MovementView> {
    let kinds = ["declared", "reserved", "released", "sold", "returned", "waste", "off_platform", "own_use"];
    let movement = |kind: &str| MovementView {
        movement_id: id(1),
        kind: kind.into(),
        quantity_g: 12_500,
        order_id: (kind == "reserved").then(|| id(1)),
        on_hand_g: 300_000,
        reserved_g: 50_000,
        at: reader(Language::Vietnamese).now,
        buyer: (kind == "off_platform").then_some(Buyer::Trader),
        price_vnd_per_kg: (kind == "off_platform").then_some(Vnd(9_000)),
        undoes: (kind == "waste").then(|| id(2)),
        may_undo: kind == "own_use",
    };
    page_of(kinds.into_iter().map(movement).collect())
}
