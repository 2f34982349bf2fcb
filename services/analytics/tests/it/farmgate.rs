//! Farm-gate prices come in as Excel files.

use bytes::Bytes;
use contract::{
    Caller,
    imports::{CheckImport, FindImport, ImportKind, ImportState, ImportStatus, TakeImport},
};
use ids::{Id, Import};
use rust_xlsxwriter::Workbook;
use testkit::until;

use crate::house::{House, manager, province};

const KIND: ImportKind = ImportKind::FarmgatePrices;
const HEADERS: [&str; 8] = ["Tuần từ ngày", "Xã", "Sản phẩm", "Hạng", "Giá (₫)", "Đơn vị", "Người mua", "Người ghi"];

type Row = [&'static str; 8];

const GOOD: Row = ["05/01/2026", "quan ba", "Cam sành", "Loại 1", "12.500", "kg", "Thương lái", "Khuyến nông"];

/// 12.5 đ a kilogram.
const BY_THE_TON: Row = ["12/01/2026", "quan ba", "Cam sành", "Loại 1", "12.500", "tấn", "Thương lái", "Khuyến nông"];

fn workbook(rows: &[Row]) -> Bytes {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("Giá tại vườn").expect("a sheet");
    for (number, row) in (0..).zip(std::iter::once(&HEADERS).chain(rows)) {
        for (column, text) in (0..).zip(row) {
            sheet.write(number, column, *text).expect("a cell");
        }
    }
    workbook.save_to_buffer().expect("a workbook").into()
}

impl House {
    async fn check(&self, caller: &Caller, rows: &[Row]) -> ImportStatus {
        self.check_file(caller, workbook(rows)).await
    }

    async fn check_file(&self, caller: &Caller, bytes: Bytes) -> ImportStatus {
        let file = self.files.keep(bytes).await.expect("kept");
        let ask = CheckImport { kind: KIND, file, file_name: "gia.xlsx".into() };
        let key = Id::<Import>::generate().to_string();
        let id = self.asker.ask(&caller.clone().with_key(key), &ask).await.expect("queued");
        self.settled(caller, id, &[ImportState::Checked, ImportState::Refused]).await
    }

    async fn settled(&self, caller: &Caller, import_id: Id<Import>, states: &[ImportState]) -> ImportStatus {
        let find = || async { self.asker.ask(caller, &FindImport { kind: KIND, import_id }).await.expect("found") };
        until("the import is settled", || async { states.contains(&find().await.state) }).await;
        find().await
    }

    async fn take(&self, caller: &Caller, import_id: Id<Import>, skip_faulty: bool) -> ImportStatus {
        let ask = TakeImport { kind: KIND, import_id, skip_faulty };
        self.asker.ask(&caller.clone().with_key(import_id.to_string()), &ask).await.expect("asked");
        self.settled(caller, import_id, &[ImportState::Taken, ImportState::Refused]).await
    }
}

fn counts(status: &ImportStatus) -> (u32, u32, u32) {
    assert_eq!(status.takes.len(), 1, "{status:?}");
    (status.takes[0].added, status.takes[0].changed, status.takes[0].unchanged)
}

#[tokio::test]
async fn prices_come_in_by_the_kilogram_and_the_same_file_again_changes_nothing() {
    let house = House::silent().await;
    let province = province();
    let by_the_ta = ["12/01/2026", "Xã Quản Bạ", "cam sanh", "loai 2", "900.000", "tạ", "siêu thị", "Khuyến nông"];
    let checked = house.check(&province, &[GOOD, by_the_ta]).await;
    assert_eq!((checked.state, &checked.faults, counts(&checked)), (ImportState::Checked, &vec![], (2, 0, 0)));
    assert_eq!(house.number("select count(*) as n from farmgate_price").await, 0, "checking writes nothing");
    let taken = house.take(&province, checked.import_id, false).await;
    assert_eq!((taken.state, counts(&taken)), (ImportState::Taken, (2, 0, 0)));
    let sql = "select price_vnd_per_kg as n from farmgate_price where commune_code = '00874' and grade = 'second'
        and buyer = 'supermarket' and week = '2026-01-12'";
    assert_eq!(house.number(sql).await, 9_000);

    let again = house.check(&province, &[GOOD, by_the_ta]).await;
    assert_eq!(counts(&again), (0, 0, 2));
    let dearer = [GOOD[0], GOOD[1], GOOD[2], GOOD[3], "13.000", GOOD[5], GOOD[6], GOOD[7]];
    let changed = house.check(&province, &[dearer, by_the_ta]).await;
    assert_eq!(counts(&changed), (0, 1, 1));
    let taken = house.take(&province, changed.import_id, false).await;
    assert_eq!((taken.state, counts(&taken)), (ImportState::Taken, (0, 1, 1)));
    assert_eq!(house.number("select count(*) as n from farmgate_price").await, 2);
    assert_eq!(house.number("select max(price_vnd_per_kg) as n from farmgate_price").await, 13_000);
    house.world.end().await;
}

#[tokio::test]
async fn each_mistake_is_one_fault_with_its_cell_and_the_rest_can_be_taken() {
    let house = House::silent().await;
    let province = province();
    let cases = [
        (0, "06/01/2026", "not_a_monday"),
        (0, "31/02/2026", "date_unreadable"),
        (1, "Bản Phiên Mới", "commune_unknown"),
        (2, "Cam canh", "product_unknown"),
        (3, "Đặc biệt", "grade_unknown"),
        (4, "12.5", "money_fraction"),
        (4, "0", "price_zero"),
        (5, "rổ", "unit_unknown"),
        (5, "lít", "unit_not_mass"),
        (6, "Hàng xóm", "not_a_choice"),
        (7, "", "missing_value"),
    ];
    let mut rows = vec![GOOD, GOOD, BY_THE_TON];
    for (column, wrong, _) in cases {
        let mut row = GOOD;
        row[column] = wrong;
        rows.push(row);
    }
    let checked = house.check(&province, &rows).await;
    let found: Vec<_> =
        checked.faults.iter().map(|fault| (fault.row, fault.column.as_str(), fault.code.as_str())).collect();
    let mut expected = vec![(3, HEADERS[4], "price_duplicate"), (4, HEADERS[4], "price_per_kg_fraction")];
    expected.extend((5..).zip(cases).map(|(row, (column, _, code))| (row, HEADERS[column], code)));
    assert_eq!(found, expected);
    assert!(checked.faults.iter().all(|fault| !fault.reason.is_empty() && !fault.remedy_en.is_empty()));
    let taken = house.take(&province, checked.import_id, true).await;
    assert_eq!((taken.state, counts(&taken)), (ImportState::Taken, (1, 0, 0)));
    house.world.end().await;
}

#[tokio::test]
async fn a_seller_does_not_set_what_sellers_are_measured_by() {
    let house = House::silent().await;
    let refused = house.check(&manager(Id::generate()), &[GOOD]).await;
    assert_eq!((refused.state, refused.faults[0].code.as_str()), (ImportState::Refused, "not_allowed"));
    assert_eq!(house.number("select count(*) as n from farmgate_price").await, 0);
    house.world.end().await;
}

#[tokio::test]
async fn the_practice_season_comes_in_and_its_files_with_mistakes_show_just_those() {
    let house = House::silent().await;
    let province = province();
    let seasons = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/seasons");
    let file = |folder: &str| std::fs::read(seasons.join(folder).join("gia-tai-vuon.xlsx")).expect("the season's file");
    let checked = house.check_file(&province, file("ha-giang-2025-26").into()).await;
    assert_eq!((&checked.faults, checked.rows_faulty), (&vec![], 0));
    assert!(checked.rows_total > 100 && counts(&checked) == (checked.rows_total, 0, 0), "{checked:?}");
    let taken = house.take(&province, checked.import_id, false).await;
    assert_eq!((taken.state, counts(&taken)), (ImportState::Taken, (checked.rows_total, 0, 0)));

    let checked = house.check_file(&province, file("loi").into()).await;
    let found: Vec<_> = checked.faults.iter().map(|fault| (fault.row, fault.code.as_str())).collect();
    assert_eq!(found, [(4, "product_unknown"), (6, "money_fraction")]);
    house.world.end().await;
}
