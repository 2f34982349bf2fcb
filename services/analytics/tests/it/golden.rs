//! A little season in which every figure was computed by hand.
//!
//! Two cooperatives: Lan in Quản Bạ, Hoa in Đồng Văn. Two weeks, those of Monday 5 and Monday 12 January 2026.
//!
//! | order | of | channel | placed (Vietnam) | state | lines |
//! | --- | --- | --- | --- | --- | --- |
//! | 1 | Lan | shopee | 5 Jan 20:00 | delivered | 2 kg cam 1 for 60,000; 1 kg cam 2 for 20,000 |
//! | 2 | Lan | shopee | 6 Jan 00:30 | shipped | 3 kg cam 1 for 84,000 |
//! | 3 | Lan | lazada | 6 Jan 09:00 | returned | 1 kg cam 1 for 31,000 |
//! | 4 | Hoa | shopee | 12 Jan 09:00 | delivered | 2 kg cam 1 for 64,000; 350 g mật ong 1 for 210,000 |
//! | 5 | Hoa | tiki | 13 Jan 09:00 | cancelled | 5 kg cam 1 for 150,000 |
//! | 6 | Hoa | tiki | 13 Jan 10:00 | placed | 5 kg cam 1 for 150,000 |
//! | 7 | Hoa | tiki | 13 Jan 11:00 | paid | an unmatched line for 50,000; 1 kg cam 1 for 33,000 |
//!
//! Prices a kilogram: 30,000 and 20,000; 28,000; 31,000; 32,000 and 600,000; 33,000.

use amounts::Vnd;
use contract::{
    Grade,
    analytics::{FigureFilter, FigureRow, GroupBy},
    intake::{OrderChanged, OrderState},
};
use ids::{Channel, Cooperative, Id};

use crate::{
    house::{DONG_VAN, House, QUAN_BA, at, cooperative, day, lot, product},
    order::{line, order, unmatched},
};

const CAM: &str = "cam_sanh";
const HONEY: &str = "mat_ong_bac_ha";

struct Season {
    house: House,
    lan: Id<Cooperative>,
    hoa: Id<Cooperative>,
}

fn orders(lan: Id<Cooperative>, hoa: Id<Cooperative>) -> Vec<OrderChanged> {
    let new = |of, channel, state, placed: &str| order(of, channel, state, at(placed));
    let cam = |order, grams, vnd| line(order, CAM, Grade::First, grams, vnd);
    let first = cam(new(lan, Channel::Shopee, OrderState::Delivered, "2026-01-05T20:00:00+07:00"), 2_000, 60_000);
    let fourth = cam(new(hoa, Channel::Shopee, OrderState::Delivered, "2026-01-12T09:00:00+07:00"), 2_000, 64_000);
    let seventh = unmatched(new(hoa, Channel::Tiki, OrderState::Paid, "2026-01-13T11:00:00+07:00"), 50_000);
    vec![
        line(first, CAM, Grade::Second, 1_000, 20_000),
        cam(new(lan, Channel::Shopee, OrderState::Shipped, "2026-01-06T00:30:00+07:00"), 3_000, 84_000),
        cam(new(lan, Channel::Lazada, OrderState::Returned, "2026-01-06T09:00:00+07:00"), 1_000, 31_000),
        line(fourth, HONEY, Grade::First, 350, 210_000),
        cam(new(hoa, Channel::Tiki, OrderState::Cancelled, "2026-01-13T09:00:00+07:00"), 5_000, 150_000),
        cam(new(hoa, Channel::Tiki, OrderState::Placed, "2026-01-13T10:00:00+07:00"), 5_000, 150_000),
        cam(seventh, 1_000, 33_000),
    ]
}

impl Season {
    async fn new() -> Self {
        let house = House::new().await;
        let (lan, hoa) = (Id::generate(), Id::generate());
        house.tell(&[cooperative(lan, 1, "HTX Lan", QUAN_BA), cooperative(hoa, 1, "HTX Hoa", DONG_VAN)]).await;
        house
            .tell(&[
                lot(lan, QUAN_BA, CAM, Grade::First, 40_000),
                lot(lan, QUAN_BA, CAM, Grade::Second, 10_000),
                lot(hoa, DONG_VAN, CAM, Grade::First, 20_000),
                lot(hoa, DONG_VAN, "cam_vang", Grade::First, 7_000),
            ])
            .await;
        house.tell(&orders(lan, hoa)).await;
        // What was seen at the farm gate; medians: cam 1 10,000 and then 11,000, cam 2 8,000. Nobody saw honey.
        house
            .meddle(
                "insert into farmgate_price (week, commune_code, product, grade, buyer, observer, price_vnd_per_kg) values
                ('2026-01-05', '00874', 'cam_sanh', 'first', 'trader', 'a', 9000),
                ('2026-01-05', '00874', 'cam_sanh', 'first', 'trader', 'b', 10000),
                ('2026-01-05', '00721', 'cam_sanh', 'first', 'company', 'c', 13000),
                ('2026-01-05', '00874', 'cam_sanh', 'second', 'trader', 'a', 8000),
                ('2026-01-12', '00721', 'cam_sanh', 'first', 'trader', 'c', 11000),
                ('2026-01-12', '00721', 'cam_sanh', 'first', 'trader', 'd', 12000)",
            )
            .await;
        house.until_reckoned().await;
        Self { house, lan, hoa }
    }
}

/// Every order, and every figure of it.
fn everything() -> FigureRow {
    FigureRow {
        // 1, 2, 3, 4 and 7.
        orders: 5,
        // 3,000 + 3,000 + 1,000 + 2,350 + 1,000
        ordered_g: 10_350,
        // 80,000 + 84,000 + 31,000 + 274,000 + 83,000
        ordered_vnd: Vnd(552_000),
        // 1 and 4.
        sold_g: 5_350,
        revenue_vnd: Vnd(354_000),
        cancelled_g: 5_000,
        returned_g: 1_000,
        // 502,000 đ without the unmatched line, over 10.35 kg: 48,502.4
        mean_price_vnd_per_kg: Some(Vnd(48_502)),
        // 20,000: 1,000 g; 28,000: 4,000 g; 30,000: 6,000 g, more than half of 10,350 g.
        median_price_vnd_per_kg: Some(Vnd(30_000)),
        // 8,000: 1,000 g; 10,000: 7,000 g, more than half of the 10,000 g that have a farm-gate price.
        farmgate_vnd_per_kg: Some(Vnd(10_000)),
        // Week 1, cam 1: 6,000 g, median 28,000, 2.8 times; cam 2: 1,000 g, 2.5 times.
        // Week 2, cam 1: 3,000 g, median 32,000, 32/11 times. (16,800 + 2,500 + 8,727.27…) / 10,000 g = 2.802727…
        uplift_bp: Some(28_027),
        declared_g: Some(77_000),
        // 5,350 over 77,000: 6.948 %
        sell_through_bp: Some(695),
        unmatched_lines: 1,
        ..FigureRow::default()
    }
}

#[tokio::test]
async fn a_little_season_has_the_figures_that_were_computed_by_hand() {
    let season = Season::new().await;
    assert_eq!(season.house.rows(GroupBy::Nothing).await, [everything()]);
    season.house.assert_verified().await;
    season.house.world.end().await;
}

#[tokio::test]
async fn each_grouping_has_its_rows_in_order() {
    let Season { house, lan, hoa } = Season::new().await;
    let orders_and_grams = |rows: Vec<FigureRow>| {
        rows.into_iter().map(|row| (row.orders, row.ordered_g, row.sold_g, row.declared_g)).collect::<Vec<_>>()
    };

    let rows = house.rows(GroupBy::Day).await;
    let days: Vec<_> = rows.iter().map(|row| row.day.expect("a day")).collect();
    assert_eq!(days, ["2026-01-05", "2026-01-06", "2026-01-12", "2026-01-13"].map(day));
    let expected = [(1, 3_000, 3_000, None), (2, 4_000, 0, None), (1, 2_350, 2_350, None), (1, 1_000, 0, None)];
    assert_eq!(orders_and_grams(rows), expected);

    let rows = house.rows(GroupBy::Week).await;
    let weeks: Vec<_> = rows.iter().map(|row| row.day.expect("a Monday")).collect();
    assert_eq!(weeks, ["2026-01-05", "2026-01-12"].map(day));
    assert_eq!(orders_and_grams(rows), [(3, 7_000, 3_000, None), (2, 3_350, 2_350, None)]);

    // The unmatched line has no product and comes first; order 4 counts for both of its products, order 1 once for cam.
    let rows = house.rows(GroupBy::Product).await;
    let products: Vec<_> = rows.iter().map(|row| row.product).collect();
    assert_eq!(products, [None, Some(product(CAM)), Some(product("cam_vang")), Some(product(HONEY))]);
    let expected =
        [(1, 0, 0, Some(0)), (5, 10_000, 5_000, Some(70_000)), (0, 0, 0, Some(7_000)), (1, 350, 350, Some(0))];
    assert_eq!(orders_and_grams(rows), expected);

    let rows = house.rows(GroupBy::ProductGrade).await;
    let cam: Vec<_> = rows.into_iter().filter(|row| row.product == Some(product(CAM))).collect();
    assert_eq!(cam.iter().map(|row| row.grade).collect::<Vec<_>>(), [Some(Grade::First), Some(Grade::Second)]);
    assert_eq!(cam[0].uplift_bp, Some(28_364), "(6,000 × 2.8 + 3,000 × 32/11) / 9,000 = 2.83636…");
    assert_eq!(cam[1].uplift_bp, Some(25_000));
    assert_eq!(orders_and_grams(cam), [(5, 9_000, 4_000, Some(60_000)), (1, 1_000, 1_000, Some(10_000))]);

    let rows = house.rows(GroupBy::Commune).await;
    let communes: Vec<_> = rows.iter().map(|row| row.commune_code.as_deref()).collect();
    assert_eq!(communes, [Some(DONG_VAN), Some(QUAN_BA)]);
    assert_eq!(orders_and_grams(rows), [(2, 3_350, 2_350, Some(27_000)), (3, 7_000, 3_000, Some(50_000))]);

    let rows = house.rows(GroupBy::Cooperative).await;
    let mut named: Vec<_> = rows.iter().map(|row| (row.cooperative_id, row.cooperative_name.clone())).collect();
    named.sort_by_key(|(_, name)| name.clone());
    assert_eq!(named, [(Some(hoa), Some("HTX Hoa".into())), (Some(lan), Some("HTX Lan".into()))]);

    let rows = house.rows(GroupBy::Channel).await;
    let channels: Vec<_> = rows.iter().map(|row| row.channel.expect("a channel")).collect();
    assert_eq!(channels, [Channel::Shopee, Channel::Lazada, Channel::Tiki]);
    assert_eq!(orders_and_grams(rows), [(3, 8_350, 5_350, None), (1, 1_000, 0, None), (1, 1_000, 0, None)]);

    let rows = house.rows(GroupBy::CommuneProduct).await;
    assert_eq!(rows.len(), 5, "Đồng Văn: unmatched, cam, cam vàng, honey; Quản Bạ: cam");
    let rows = house.rows(GroupBy::WeekProduct).await;
    assert_eq!(rows.len(), 4, "week 1: cam; week 2: unmatched, cam, honey");
    assert_eq!(rows[0].median_price_vnd_per_kg, Some(Vnd(28_000)), "half of 7,000 g is reached at 28,000");
    house.world.end().await;
}

#[tokio::test]
async fn filters_leave_out_what_is_not_asked_for() {
    let Season { house, lan, .. } = Season::new().await;
    let sum = |rows: Vec<FigureRow>| (rows[0].orders, rows[0].ordered_g, rows[0].declared_g);
    let all = FigureFilter::default;
    let cases = [
        (
            "days",
            FigureFilter { from: Some(day("2026-01-06")), to: Some(day("2026-01-12")), ..all() },
            (3, 6_350, Some(77_000)),
        ),
        ("a time without harvest", FigureFilter { from: Some(day("2026-03-01")), ..all() }, (0, 0, Some(0))),
        ("product", FigureFilter { product: Some(product(HONEY)), ..all() }, (1, 350, Some(0))),
        ("commune", FigureFilter { commune_code: Some(DONG_VAN.into()), ..all() }, (2, 3_350, Some(27_000))),
        ("cooperative", FigureFilter { cooperative_id: Some(lan), ..all() }, (3, 7_000, Some(50_000))),
        ("channel", FigureFilter { channel: Some(Channel::Lazada), ..all() }, (1, 1_000, None)),
        ("nothing there", FigureFilter { channel: Some(Channel::Manual), ..all() }, (0, 0, None)),
    ];
    for (what, filter, expected) in cases {
        assert_eq!(sum(house.rows_of(filter, GroupBy::Nothing).await), expected, "{what}");
    }
    // A filter that begins on a Tuesday still compares with its week's farm-gate price.
    let tuesday = FigureFilter { from: Some(day("2026-01-06")), to: Some(day("2026-01-06")), ..all() };
    assert_eq!(house.rows_of(tuesday, GroupBy::Nothing).await[0].farmgate_vnd_per_kg, Some(Vnd(10_000)));
    house.world.end().await;
}
