//! Every mistake is found at its cell, and nothing else is.

use std::collections::BTreeSet;

use contract::{
    PageRequest, code,
    imports::{ImportKind, TakeImport},
    onboarding::FindHouseholds,
};

use crate::{
    house::{House, MISTAKES, codes, counts, manager, official, refused, season_file, season_folder},
    workbook::Book,
};

type Planted = BTreeSet<(String, u32, String, String)>;

/// The mistakes of a file, from the table in the README beside it.
fn planted(file: &str) -> Planted {
    let readme = std::fs::read_to_string(season_folder(MISTAKES).join("README.md")).expect("the README is in the tree");
    let cells = readme.lines().filter(|line| line.starts_with('|')).map(|line| {
        line.trim_matches('|').split('|').map(|cell| cell.trim().trim_matches('`').to_owned()).collect::<Vec<_>>()
    });
    let of_file = cells.filter(|cells| cells[0] == file);
    of_file
        .map(|cells| {
            let row = cells[2].parse().expect("a row number");
            (cells[1].clone(), row, cells[3].clone(), cells[7].clone())
        })
        .collect()
}

#[tokio::test]
async fn every_planted_mistake_is_found_at_its_cell_and_nothing_else() {
    let house = House::new().await;
    let official = official();
    let files = [
        (
            ImportKind::Cooperatives,
            "hop-tac-xa.xlsx",
            vec![("cooperatives", 2), ("households", 8), ("papers", 3), ("plots", 0), ("union_memberships", 0)],
        ),
        (ImportKind::Harvest, "thu-hoach.xlsx", vec![("lots", 2), ("harvests", 6)]),
    ];
    for (kind, file, taken) in files {
        let checked = house.check(&official, kind, season_file(MISTAKES, kind)).await;
        let found: Planted = checked
            .faults
            .iter()
            .map(|fault| (fault.sheet.clone(), fault.row, fault.column.clone(), fault.code.clone()))
            .collect();
        let planted = planted(file);
        assert!(!planted.is_empty());
        assert_eq!(found, planted, "{file}");
        assert_eq!(checked.faults.len(), planted.len(), "each once");
        for fault in &checked.faults {
            let words = [&fault.reason, &fault.remedy, &fault.reason_en, &fault.remedy_en];
            assert!(words.iter().all(|words| words.len() > 5), "{fault:?}");
            assert!(!fault.value.contains("002299"), "personal numbers are masked: {fault:?}");
        }
        let take = TakeImport { kind, import_id: checked.import_id, skip_faulty: false };
        assert_eq!(refused(house.ask(&official, &take).await), code::IMPORT_HAS_FAULTS);
        let status = house.take(&official, &checked, true).await;
        let added: Vec<(&str, u32)> = counts(&status).into_iter().map(|(what, added, _, _)| (what, added)).collect();
        assert_eq!(added, taken, "{file}");
    }
    let cooperative = house.cooperative("HTX91").await;
    let ask = FindHouseholds { page: PageRequest::first(200), ..FindHouseholds::default() };
    let page = house.ask(&manager(cooperative.cooperative_id), &ask).await.expect("a page");
    let homes: Vec<(&str, &str)> = page.rows.iter().map(|row| (row.code.as_str(), row.commune_code.as_str())).collect();
    // In whatever spelling, and by the former name with its district.
    assert_eq!(homes, [("HO9001", "00874"), ("HO9003", "00874"), ("HO9005", "00889"), ("HO9006", "00889")]);
    house.world.end().await;
}

#[tokio::test]
async fn each_slip_in_a_file_of_producers_has_its_code() {
    let house = House::new().await;
    let cases = [
        ("Hợp tác xã", "Tên hợp tác xã", "", "missing_value"),
        ("Hợp tác xã", "Tên hợp tác xã", "X", "text_length"),
        ("Hợp tác xã", "Mã số thuế", "519999991", "tax_code_length"),
        ("Hợp tác xã", "Mã số thuế", "51999999l2", "tax_code_digits"),
        ("Hợp tác xã", "Mã số thuế", "5100000000", "tax_code_component"),
        ("Hợp tác xã", "Mã số thuế", "5199999913", "tax_code_checksum"),
        ("Hợp tác xã", "Số định danh người đại diện", "00229970000", "personal_id_form"),
        ("Hợp tác xã", "Số định danh người đại diện", "002215700001", "representative_age"),
        ("Hợp tác xã", "Số điện thoại", "0412 345 678", "phone_form"),
        ("Hợp tác xã", "Ngày thành lập", "04/03/2031", "date_future"),
        ("Hộ thành viên", "Mã HTX", "HTX71", "cooperative_unknown"),
        ("Hộ thành viên", "Mã hộ", "Hộ số 1", "code_form"),
        ("Hộ thành viên", "Số định danh", "079999999", "personal_id_old_cmnd"),
        ("Hộ thành viên", "Huyện cũ", "Mèo Vạc", "commune_unknown"),
        ("Hộ thành viên", "Xã", "Tả Lủng", "commune_ambiguous"),
        ("Hộ thành viên", "Ngày vào HTX", "31/02/2022", "date_unreadable"),
        ("Giấy tờ", "Loại giấy tờ", "ISO 9001", "paper_kind_unknown"),
        ("Giấy tờ", "Loại giấy tờ", "Hữu cơ", "ocop_only"),
        ("Giấy tờ", "Ngày hết hạn", "02/06/2024", "dates_order"),
        ("Giấy tờ", "Sản phẩm", "Cam canh", "product_unknown"),
        ("Giấy tờ", "Sản phẩm", "", "ocop_product"),
        ("Giấy tờ", "Số sao", "2", "ocop_stars"),
        ("Giấy tờ", "Số sao", "300", "ocop_stars"),
        ("Giấy tờ", "Điểm", "90", "ocop_score_band"),
    ];
    for (sheet, column, text, code) in cases {
        let mut book = Book::producers().with(sheet, 0, column, text);
        if code == "commune_ambiguous" {
            book = book.with(sheet, 0, "Huyện cũ", "");
        }
        let checked = house.check(&official(), ImportKind::Cooperatives, book.bytes()).await;
        assert_eq!(codes(&checked.faults), [code], "{sheet}, {column}: {text}");
    }
    let twice = Book::producers().and("Hợp tác xã", 0, &[("Mã số thuế", "5199999937")]);
    let same_tax_code = Book::producers().and("Hợp tác xã", 0, &[("Mã HTX", "HTX71")]);
    for (book, column) in [(twice, "Mã HTX"), (same_tax_code, "Mã số thuế")] {
        let checked = house.check(&official(), ImportKind::Cooperatives, book.bytes()).await;
        assert_eq!(codes(&checked.faults), ["cooperative_duplicate"]);
        assert_eq!((checked.faults[0].row, checked.faults[0].column.as_str()), (3, column));
    }
    let paper = Book::producers().and("Giấy tờ", 0, &[("Điểm", "83")]);
    let checked = house.check(&official(), ImportKind::Cooperatives, paper.bytes()).await;
    assert_eq!(codes(&checked.faults), ["paper_duplicate"]);
    house.world.end().await;
}

#[tokio::test]
async fn each_slip_in_a_file_of_harvests_has_its_code() {
    let house = House::new().await;
    house.take_whole(&official(), ImportKind::Cooperatives, Book::producers().bytes()).await;
    let cases = [
        ("Lô hàng", "Mã HTX", "HTX71", "cooperative_unknown"),
        ("Lô hàng", "Sản phẩm", "Cam canh", "product_unknown"),
        ("Lô hàng", "Sản phẩm", "Cam sành", "lot_code_product"),
        ("Lô hàng", "Hạng", "Loại 3", "grade_unknown"),
        ("Lô hàng", "Hạng", "Đặc biệt", "grade_unknown"),
        ("Lô hàng", "Vụ", "HONG-2025", "season_form"),
        ("Lô hàng", "Vụ", "HONG-2024-2025", "lot_code_season"),
        ("Lô hàng", "Hái đến ngày", "01/09/2025", "dates_order"),
        ("Lô hàng", "Bán đến ngày", "27/09/2025", "dates_order"),
        ("Lô hàng", "Số lượng", "1,3", "lot_sum_mismatch"),
        ("Lô hàng", "Số lượng", "0", "quantity_zero"),
        ("Lô hàng", "Đơn vị", "lít", "unit_not_mass"),
        ("Lô hàng", "Đơn vị", "rổ", "unit_unknown"),
        ("Khai báo thu hoạch", "Mã lô", "HONGQB-2526-9001-L", "lot_code_check"),
        ("Khai báo thu hoạch", "Mã lô", "HONGQB-9001-K", "lot_code_form"),
        ("Khai báo thu hoạch", "Mã lô", "HONGQB-2526-9002-2", "lot_unknown"),
        ("Khai báo thu hoạch", "Mã hộ", "HO7009", "household_unknown"),
        ("Khai báo thu hoạch", "Ngày hái", "01/09/2025", "picked_outside_lot"),
        ("Khai báo thu hoạch", "Ngày hái", "31/09/2025", "date_unreadable"),
    ];
    for (sheet, column, text, code) in cases {
        let book = Book::harvest().with(sheet, 0, column, text);
        let checked = house.check(&official(), ImportKind::Harvest, book.bytes()).await;
        // A declaration that leaves its lot leaves it lighter, too.
        let found: Vec<String> =
            codes(&checked.faults).into_iter().filter(|found| found != "lot_sum_mismatch").collect();
        let expected: &[&str] = if code == "lot_sum_mismatch" { &[] } else { &[code] };
        assert_eq!(found, expected, "{sheet}, {column}: {text}");
        assert!(!checked.faults.is_empty(), "{sheet}, {column}: {text}");
        assert_eq!(counts(&checked), [("lots", 0, 0, 0), ("harvests", 0, 0, 0)], "a lot comes whole or not at all");
    }
    let twice = Book::harvest().and("Lô hàng", 0, &[]);
    let checked = house.check(&official(), ImportKind::Harvest, twice.bytes()).await;
    assert_eq!(codes(&checked.faults), ["lot_duplicate"]);
    house.world.end().await;
}
