//! Listings from Excel files, through the asks that every service with imports answers.

use std::{collections::BTreeSet, path::Path};

use bytes::Bytes;
use contract::{
    Caller, Role, Scope,
    imports::{CheckImport, FindImport, ImportCount, ImportKind, ImportState, ImportStatus, TakeImport},
    syndication::{FindListings, OfferState},
};
use ids::{Id, Import};
use rust_xlsxwriter::Workbook;

use crate::{goods::Seller, house::House};

const HEADERS: [&str; 13] = [
    "Mã HTX",
    "SKU",
    "Tên hiển thị",
    "Mô tả",
    "Sản phẩm",
    "Hạng",
    "Quy cách",
    "Khối lượng tịnh",
    "Đơn vị",
    "Khối lượng cả bì",
    "Đơn vị bì",
    "Giá bán (₫)",
    "Các lô",
];

/// A row of oranges in boxes of five kilograms.
fn row(seller: &Seller, sku: &str) -> [String; 13] {
    [
        &seller.code,
        sku,
        "Cam sành Vĩnh Tuy loại 1, hộp 5 kg",
        "Hái tay khi đủ chín, đóng hộp có lót giấy.",
        "Cam sành",
        "Loại 1",
        "Hộp 5 kg",
        "5",
        "kg",
        "5,6",
        "kg",
        "164.000",
        &seller.lot_code,
    ]
    .map(str::to_owned)
}

fn file(rows: &[[String; 13]]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("Gian hàng").expect("a name");
    sheet.write_row(0, 0, HEADERS).expect("headers");
    for (at, row) in (1..).zip(rows) {
        sheet.write_row(at, 0, row).expect("a row");
    }
    workbook.save_to_buffer().expect("a file")
}

async fn check(house: &House, caller: &Caller, bytes: Vec<u8>) -> (Id<Import>, ImportStatus) {
    let file = house.files.keep(Bytes::from(bytes)).await.expect("kept");
    let ask = CheckImport { kind: ImportKind::Listings, file, file_name: "gian-hang.xlsx".into() };
    let import_id = house.asker.ask(&caller.clone().with_key(house.key()), &ask).await.expect("accepted");
    (import_id, until(house, caller, import_id, &[ImportState::Checked, ImportState::Refused]).await)
}

async fn take(house: &House, caller: &Caller, import_id: Id<Import>, skip_faulty: bool) -> ImportStatus {
    let ask = TakeImport { kind: ImportKind::Listings, import_id, skip_faulty };
    house.asker.ask(&caller.clone().with_key(house.key()), &ask).await.expect("accepted");
    until(house, caller, import_id, &[ImportState::Taken, ImportState::Refused]).await
}

async fn until(house: &House, caller: &Caller, import_id: Id<Import>, states: &[ImportState]) -> ImportStatus {
    let ask = FindImport { kind: ImportKind::Listings, import_id };
    testkit::until("the file is looked at", || async {
        states.contains(&house.asker.ask(caller, &ask).await.expect("a status").state)
    })
    .await;
    house.asker.ask(caller, &ask).await.expect("a status")
}

fn counted(status: &ImportStatus) -> (u32, u32, u32) {
    match status.takes.as_slice() {
        [ImportCount { what, added, changed, unchanged }] if what == "listings" => (*added, *changed, *unchanged),
        other => panic!("listings are counted, and nothing else: {other:?}"),
    }
}

fn faults(status: &ImportStatus) -> Vec<(u32, &str, &str)> {
    status.faults.iter().map(|fault| (fault.row, fault.column.as_str(), fault.code.as_str())).collect()
}

#[tokio::test]
async fn a_file_becomes_listings_and_offers_and_the_same_file_changes_nothing() {
    let house = House::open().await;
    let seller = house.seller("HTX01", 50_000).await;
    house.connect(&seller, "700101").await;
    let manager = house.manager(&seller);
    let rows = [row(&seller, "HTX01-CAM-A"), row(&seller, "HTX01-CAM-B")];
    let (import_id, checked) = check(&house, &manager, file(&rows)).await;
    assert_eq!((faults(&checked), counted(&checked)), (vec![], (2, 0, 0)));
    assert_eq!(take(&house, &manager, import_id, false).await.state, ImportState::Taken);
    testkit::until("both are live", || async {
        let ask = FindListings { offer_state: Some(OfferState::Live), ..FindListings::default() };
        house.asker.ask(&manager, &ask).await.expect("a page").rows.len() == 2
    })
    .await;

    let (_, again) = check(&house, &manager, file(&rows)).await;
    assert_eq!(counted(&again), (0, 0, 2));
    let mut dearer = rows.clone();
    dearer[1][11] = "170.000".into();
    let (import_id, changed) = check(&house, &manager, file(&dearer)).await;
    assert_eq!(counted(&changed), (0, 1, 1));
    take(&house, &manager, import_id, false).await;
    testkit::until("the price arrives", || async {
        house.on_channel("700101", "HTX01-CAM-B").await.price_vnd.0 == 170_000
    })
    .await;
    house.close().await;
}

#[tokio::test]
async fn every_fault_is_found_at_its_cell() {
    let house = House::open().await;
    let (seller, other) = (house.seller("HTX01", 50_000).await, house.seller("HTX02", 50_000).await);
    let spoilt = |column: usize, value: &str| {
        let mut row = row(&seller, &format!("HTX01-CAM-{column}-{}", value.len()));
        row[column] = value.to_owned();
        row
    };
    let cases = [
        (spoilt(0, "HTX99"), "Mã HTX", "cooperative_unknown"),
        (spoilt(1, "cam 5kg"), "SKU", "sku_form"),
        (spoilt(2, "Cam"), "Tên hiển thị", "title_length"),
        (spoilt(3, "Ngon"), "Mô tả", "description_length"),
        (spoilt(4, "Cam canh"), "Sản phẩm", "product_unknown"),
        (spoilt(5, "Đặc biệt"), "Hạng", "grade_unknown"),
        (spoilt(8, "lít"), "Đơn vị", "unit_not_weight"),
        (spoilt(9, "4"), "Khối lượng cả bì", "gross_below_net"),
        (spoilt(11, "12.5"), "Giá bán (₫)", "money_fraction"),
        (spoilt(11, "0"), "Giá bán (₫)", "price_zero"),
        (spoilt(12, &format!("{};CAMSANH-2526-9999-9", seller.lot_code)), "Các lô", "lot_unknown"),
        (spoilt(12, &other.lot_code), "Các lô", "lot_other_cooperative"),
        (row(&seller, "HTX01-TWICE"), "", ""),
        (row(&seller, "HTX01-TWICE"), "SKU", "sku_duplicate"),
    ];
    let rows: Vec<_> = cases.iter().map(|(row, _, _)| row.clone()).collect();
    let operator = Caller::person(Id::generate(), Role::Operator, Scope::System);
    let (import_id, checked) = check(&house, &operator, file(&rows)).await;
    let mut expected: Vec<_> = (2..)
        .zip(&cases)
        .filter(|(_, (_, _, code))| !code.is_empty())
        .map(|(at, (_, column, code))| (at, *column, *code))
        .collect();
    let mut found = faults(&checked);
    expected.sort_unstable();
    found.sort_unstable();
    assert_eq!(found, expected);
    assert_eq!(counted(&checked), (1, 0, 0));

    let whole = TakeImport { kind: ImportKind::Listings, import_id, skip_faulty: false };
    assert_eq!(house.refusal(&operator.clone().with_key(house.key()), &whole).await, "import_has_faults");
    assert_eq!(take(&house, &operator, import_id, true).await.state, ImportState::Taken);
    let found = house.asker.ask(&operator, &FindListings::default()).await.expect("a page");
    assert_eq!(found.rows.iter().map(|row| row.form.sku.as_str()).collect::<Vec<_>>(), ["HTX01-TWICE"]);
    house.close().await;
}

#[tokio::test]
async fn a_cooperative_imports_its_own_listings_only() {
    let house = House::open().await;
    let (seller, other) = (house.seller("HTX01", 50_000).await, house.seller("HTX02", 50_000).await);
    let rows = [row(&other, "HTX02-CAM-A")];
    let (_, checked) = check(&house, &house.manager(&seller), file(&rows)).await;
    assert!(faults(&checked).contains(&(2, "Mã HTX", "not_your_cooperative")), "{:?}", checked.faults);
    house.close().await;
}

#[tokio::test]
async fn what_is_sold_and_for_how_much_is_no_officials_to_say() {
    let house = House::open().await;
    let seller = house.seller("HTX01", 50_000).await;
    let official = Caller::person(Id::generate(), Role::ProvincialOfficial, Scope::Province);
    let (_, checked) = check(&house, &official, file(&[row(&seller, "HTX01-CAM-A")])).await;
    assert_eq!(checked.state, ImportState::Refused);
    assert_eq!(checked.faults[0].code, "not_allowed");
    house.close().await;
}

#[tokio::test]
async fn shops_are_offered_what_an_operator_imports() {
    let house = House::open().await;
    let seller = house.seller("HTX01", 50_000).await;
    house.connect(&seller, "700101").await;
    let operator = Caller::person(Id::generate(), Role::Operator, Scope::System);
    let (import_id, _) = check(&house, &operator, file(&[row(&seller, "HTX01-CAM-A")])).await;
    take(&house, &operator, import_id, false).await;
    testkit::until("it is live", || async { house.items_live().await == 1 }).await;
    house.close().await;
}

fn season_file(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/seasons").join(name);
    std::fs::read(path).expect("a file of the season")
}

/// Its `README.md` lists the mistakes.
#[tokio::test]
async fn the_planted_mistakes_are_found_and_nothing_else() {
    let house = House::open().await;
    house.seller_of("hong_khong_hat", "HTX91", "HONGQB-2526-9001-K", 50_000).await;
    house.seller_of("cam_sanh", "HTX92", "CAMSANH-2526-9001-C", 50_000).await;
    let operator = Caller::person(Id::generate(), Role::Operator, Scope::System);
    let (_, checked) = check(&house, &operator, season_file("loi/gian-hang.xlsx")).await;
    let mut found = faults(&checked);
    found.sort_unstable();
    assert_eq!(found, [(3, "SKU", "sku_form"), (4, "Giá bán (₫)", "money_fraction"), (5, "Các lô", "lot_unknown")]);
    assert_eq!(counted(&checked), (2, 0, 0));
    house.close().await;
}

/// Every row names cooperatives and lots that are not declared here; nothing else is wrong with it.
#[tokio::test]
async fn the_seasons_file_can_be_read() {
    let house = House::open().await;
    let operator = Caller::person(Id::generate(), Role::Operator, Scope::System);
    let (_, checked) = check(&house, &operator, season_file("ha-giang-2025-26/gian-hang.xlsx")).await;
    let codes: BTreeSet<_> = checked.faults.iter().map(|fault| fault.code.as_str()).collect();
    assert_eq!(codes, BTreeSet::from(["cooperative_unknown", "lot_unknown"]));
    assert!(checked.rows_total >= 60, "{}", checked.rows_total);
    house.close().await;
}
