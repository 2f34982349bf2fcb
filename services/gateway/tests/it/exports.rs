//! Everything at once, as a stream.

use chrono::{DateTime, TimeDelta, Utc};
use contract::{
    Grade, Page, ProductCode, Refusal,
    analytics::{FigureRow, Figures, FindFigures, GroupBy},
    code,
    intake::{
        FindOrders, FindSoldLines, FindStock, GetLedger, MovementView, OrderChanged, OrderLine, OrderState, OrderView,
        SoldLine, StockView,
    },
};
use ids::{Channel, Id};
use mailbox::Stop;
use reqwest::StatusCode;
use scoped::Scoped;
use serde_json::Value;

use crate::house::{House, OPERATOR, json_of, problem_of};

const ORDERS: u32 = 450;
pub const MOVEMENTS: u32 = 2_300;

pub fn at(minute: u32) -> DateTime<Utc> {
    DateTime::from_timestamp(1_768_000_000, 0).expect("an instant") + TimeDelta::minutes(minute.into())
}

fn orange() -> ProductCode {
    ProductCode::parse("cam_sanh").expect("a product of the list")
}

fn order(number: u32) -> OrderView {
    let line = OrderLine {
        line_no: 1,
        sku: "CAM-5KG".into(),
        name: "Cam sành".into(),
        listing_id: number.is_multiple_of(2).then(Id::generate),
        product: Some(orange()),
        grade: Some(Grade::First),
        quantity: 2,
        unit_price_vnd: amounts::Vnd(159_000),
        line_vnd: amounts::Vnd(318_000),
        quantity_g: 10_000,
        short_g: 0,
        lots: Vec::new(),
        cancelled: 0,
        returned: 0,
    };
    let order = OrderChanged {
        order_id: Id::generate(),
        version: 1,
        cooperative_id: Id::generate(),
        channel: Channel::Shopee,
        shop_id: "42".into(),
        channel_order_id: format!("A{number}"),
        state: OrderState::Paid,
        placed_at: at(number),
        changed_at: at(number),
        lines: vec![line],
    };
    OrderView {
        order,
        raw_status: "READY_TO_SHIP".into(),
        cash_on_delivery: false,
        cancel_requested: false,
        on_hold: false,
        ship_by: None,
        tracking_number: None,
        cancel_reason: None,
        found_by_polling: false,
        from_before: false,
        task: None,
    }
}

/// The page of `all` numbers that is asked for; `most` is a page's limit.
fn page<R>(asked: &contract::PageRequest, all: u32, most: u32, row: impl Fn(u32) -> R) -> Page<R> {
    let from: u32 = asked.after.as_deref().map_or(0, |after| after.parse().expect("a cursor of ours"));
    let to = (from + asked.size.clamp(1, most)).min(all);
    Page { rows: (from..to).map(row).collect(), next: (to < all).then(|| to.to_string()), total: None }
}

pub async fn find_orders((): &(), _: &Scoped, ask: FindOrders) -> Result<Page<OrderView>, Stop> {
    Ok(page(&ask.page, ORDERS, 200, order))
}

async fn find_orders_and_fail((): &(), _: &Scoped, ask: FindOrders) -> Result<Page<OrderView>, Stop> {
    if ask.page.after.as_deref() == Some("400") {
        return Err(Refusal::new(code::NOT_FOUND, "the rest is lost").into());
    }
    Ok(page(&ask.page, ORDERS, 200, order))
}

pub async fn find_stock((): &(), _: &Scoped, ask: FindStock) -> Result<Page<StockView>, Stop> {
    Ok(page(&ask.page, 3, 200, |number| StockView {
        lot_id: Id::generate(),
        lot_code: format!("CAMSANH-2526-000{number}"),
        cooperative_id: Id::generate(),
        product: orange(),
        grade: Grade::First,
        sell_by: at(0).date_naive(),
        declared_g: 1,
        on_hand_g: 1,
        reserved_g: 0,
        sold_g: 0,
        off_platform_g: 0,
        own_use_g: 0,
        waste_g: 0,
    }))
}

pub async fn get_ledger((): &(), _: &Scoped, ask: GetLedger) -> Result<Page<MovementView>, Stop> {
    Ok(page(&ask.page, MOVEMENTS, 1_000, |number| MovementView {
        movement_id: Id::generate(),
        kind: "declared".into(),
        quantity_g: i64::from(number),
        order_id: None,
        on_hand_g: 0,
        reserved_g: 0,
        at: at(number),
        buyer: None,
        price_vnd_per_kg: None,
        undoes: None,
        may_undo: false,
    }))
}

async fn find_figures((): &(), _: &Scoped, ask: FindFigures) -> Result<Figures, Stop> {
    let row = |orders, channel, name: &str| FigureRow {
        orders,
        channel,
        ordered_g: 5_000,
        ordered_vnd: amounts::Vnd(1_000),
        cooperative_name: Some(name.to_owned()),
        commune_code: places::communes().first().map(|commune| commune.code.to_owned()),
        ..FigureRow::default()
    };
    let rows = match ask.group_by {
        GroupBy::Nothing => vec![row(3, None, "")],
        GroupBy::Channel => vec![row(2, Some(Channel::Shopee), ""), row(1, Some(Channel::Tiki), "")],
        _ => vec![row(1, None, "=HYPERLINK(\"x\")"), row(1, None, "Hợp tác xã \"Cam, quýt\"")],
    };
    Ok(Figures { rows, as_of: at(0) })
}

#[tokio::test]
async fn every_order_is_in_the_export_once_and_in_the_shape_the_accounting_reads() {
    let house = House::new().await;
    house.start(house.stand_in("intake").answers::<FindOrders>(find_orders)).await;
    let token = house.token_of(OPERATOR).await;
    let answer = house.get(&token, "/api/v1/exports/orders.ndjson").await;
    assert_eq!(answer.headers()["content-type"], "application/x-ndjson");
    assert!(!answer.headers().contains_key("content-length"), "it is not gathered first");
    let text = answer.text().await.expect("the whole stream");
    let orders: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let numbers: Vec<_> = orders.iter().map(|order| order["channel_order_id"].clone()).collect();
    assert_eq!(numbers, (0..ORDERS).map(|number| format!("A{number}")).collect::<Vec<_>>());
    for field in ["id", "channel", "shop_id", "channel_order_id", "state"] {
        assert!(orders[0][field].is_string(), "{field}");
    }
    let line = orders[1]["lines"][0].as_object().expect("a line");
    assert!(line["sku"].is_string() && line["listing_id"].is_null());
    for field in ["quantity", "unit_price_vnd", "line_vnd", "quantity_base", "short_base"] {
        assert!(line[field].is_i64(), "{field}");
    }
}

#[tokio::test]
async fn an_export_that_cannot_go_on_breaks_off_and_never_looks_whole() {
    let house = House::new().await;
    house.start(house.stand_in("intake").answers::<FindOrders>(find_orders_and_fail)).await;
    let token = house.token_of(OPERATOR).await;
    let answer = house.get(&token, "/api/v1/exports/orders.ndjson").await;
    assert_eq!(answer.status(), StatusCode::OK);
    answer.text().await.expect_err("half an export is none");
}

#[tokio::test]
async fn an_export_that_is_not_allowed_is_refused_before_it_begins() {
    let house = House::new().await;
    house.start(house.stand_in("intake").answers::<FindOrders>(find_orders).answers::<FindStock>(find_stock)).await;
    let official =
        contract::accounts::Grant { role: contract::Role::ProvincialOfficial, scope: contract::Scope::Province };
    let token = house.add("0912345678", &[official]).await;
    for path in ["/api/v1/exports/orders.ndjson", "/api/v1/exports/ledger.ndjson"] {
        assert_eq!(problem_of(house.get(&token, path).await, 403).await["code"], "not_allowed", "{path}");
    }
}

#[tokio::test]
async fn every_lot_is_in_the_ledger_with_every_movement_in_order() {
    let house = House::new().await;
    house.start(house.stand_in("intake").answers::<FindStock>(find_stock).answers::<GetLedger>(get_ledger)).await;
    let token = house.token_of(OPERATOR).await;
    let text = house.get(&token, "/api/v1/exports/ledger.ndjson").await.text().await.expect("the whole stream");
    let lots: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(lots.len(), 3);
    for lot in lots {
        for name in ["declared", "on_hand", "reserved", "sold", "waste", "off_platform", "own_use"] {
            assert!(lot[format!("{name}_g")].is_i64(), "{name}");
        }
        let movements = lot["movements"].as_array().expect("movements");
        let grams: Vec<_> = movements.iter().map(|movement| movement["quantity_g"].as_i64()).collect();
        assert_eq!(grams, (0..MOVEMENTS).map(|number| Some(i64::from(number))).collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn figures_come_in_all_and_by_channel_and_as_a_harmless_table() {
    let house = House::new().await;
    house.start(house.stand_in("analytics").answers::<FindFigures>(find_figures)).await;
    let token = house.token_of(OPERATOR).await;
    let figures = json_of(house.get(&token, "/api/v1/exports/figures.json").await, StatusCode::OK).await;
    assert_eq!((&figures["orders"], &figures["by_channel"][1]["channel"]), (&3.into(), &"tiki".into()));
    for name in ["orders", "ordered_vnd", "ordered_g", "revenue_vnd", "sold_g"] {
        assert!(figures[name].is_i64() && figures["by_channel"][0][name].is_i64(), "{name}");
    }

    let table = house.get(&token, "/api/v1/exports/figures.csv?group_by=cooperative").await;
    let table = String::from_utf8(table.bytes().await.expect("bytes").to_vec()).expect("UTF-8");
    let mut lines = table.lines();
    assert!(lines.next().expect("a header").starts_with("\u{feff}day,product,grade,"));
    assert!(lines.next().expect("a row").contains(",\"'=HYPERLINK(\"\"x\"\")\","));
    assert!(lines.next().expect("a row").contains(",\"Hợp tác xã \"\"Cam, quýt\"\"\","));
}

#[tokio::test]
async fn lists_flow_as_csv_and_excel_with_every_row_once_and_no_cell_acts() {
    let house = House::new().await;
    let intake = house.stand_in("intake").answers::<FindOrders>(find_orders).answers::<FindStock>(find_stock);
    house.start(intake.answers::<GetLedger>(get_ledger)).await;
    let token = house.token_of(OPERATOR).await;
    let answer = house.get(&token, "/api/v1/exports/lists/orders.csv").await;
    assert!(!answer.headers().contains_key("content-length"), "it is not gathered first");
    let text = answer.text().await.expect("the whole stream");
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].trim_start_matches('\u{feff}').starts_with("order_id,channel,shop_id,channel_order_id,"));
    assert_eq!(lines.len(), 1 + usize::try_from(ORDERS).expect("few"));
    assert!(lines[450].contains(",A449,"), "the last order is the last line");

    let movements = house.get(&token, "/api/v1/exports/lists/movements.ndjson").await.text().await.expect("all of it");
    assert_eq!(movements.lines().count(), 3 * usize::try_from(MOVEMENTS).expect("few"));
    let book = house.get(&token, "/api/v1/exports/lists/orders.xlsx").await;
    assert!(book.headers()["content-disposition"].to_str().expect("text").contains("orders.xlsx"));
    let book = book.bytes().await.expect("all of it");
    assert_eq!(&book[..4], b"PK\x03\x04");
    for path in
        ["lists/secrets.csv", "lists/orders.exe", "lists/orders", "accounts/orders.csv?from=2026-01-01&to=2026-01-02"]
    {
        problem_of(house.get(&token, &format!("/api/v1/exports/{path}")).await, 404).await;
    }
    problem_of(house.get(&token, "/api/v1/exports/lists/harvests.csv").await, 503).await;
}

async fn find_sold((): &(), _: &Scoped, ask: FindSoldLines) -> Result<Page<SoldLine>, Stop> {
    Ok(page(&ask.page, 450, 200, |number| SoldLine {
        order_id: Id::generate(),
        line_no: 1,
        day: ask.from,
        channel: Channel::Shopee,
        channel_order_id: format!("A{number}"),
        state: if number == 0 { OrderState::Returned } else { OrderState::Delivered },
        name: "=cmd".into(),
        product: Some(orange()),
        grade: Some(Grade::First),
        lot_id: None,
        lot_code: None,
        quantity_g: 5_000,
        gross_vnd: amounts::Vnd(159_000),
    }))
}

#[tokio::test]
async fn an_accountant_gets_the_sums_of_all_pages_and_nothing_made_up() {
    let house = House::new().await;
    house.start(house.stand_in("intake").answers::<FindSoldLines>(find_sold)).await;
    let token = house.token_of(OPERATOR).await;
    let path = "/api/v1/exports/accounts/sold.csv?from=2026-01-01&to=2026-01-31";
    let text = house.get(&token, path).await.text().await.expect("all of it");
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 1 + 450 + 2);
    assert!(lines[1].contains(",'=cmd,") && lines[1].ends_with(",chưa có đối soát"), "{}", lines[1]);
    assert!(lines[451].contains(",delivered,2245000,71391000,"), "{}", lines[451]);
    assert!(lines[452].contains(",returned,5000,159000,"), "{}", lines[452]);
}
