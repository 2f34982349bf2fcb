//! What a sound file, or nearly sound one, becomes.

use chrono::NaiveDate;
use rust_xlsxwriter::{Format, Formula};
use sheets::{Complaint, Faults, Row, RowReader, read, template};

use super::{
    LOTS,
    files::{bare_workbook, lots, workbook},
};

fn rows(bytes: &[u8]) -> Vec<Row> {
    read(bytes, &[LOTS]).expect("a readable workbook").remove(0).rows
}

fn numbers(rows: &[Row]) -> Vec<u32> {
    rows.iter().map(Row::number).collect()
}

const SOUND: [&str; 7] = ["HTX-007", "05/11/2026", "12,5", "tạ", "18.000 ₫", "3", ""];

#[test]
fn a_row_becomes_typed_values() {
    let rows = rows(&lots(&[SOUND]));
    let mut faults = Faults::new();
    let mut reader = RowReader::new(&rows[0], &mut faults);
    assert_eq!(reader.text("Mã HTX").as_deref(), Some("HTX-007"));
    assert_eq!(reader.date("Ngày hái"), NaiveDate::from_ymd_opt(2026, 11, 5));
    assert_eq!(reader.quantity("Số lượng", "Đơn vị").map(|quantity| quantity.base), Some(1_250_000));
    assert_eq!(reader.choice("Đơn vị"), Some("tạ"));
    assert_eq!(reader.money("Giá").map(|price| price.0), Some(18_000));
    assert_eq!(reader.whole("Số hộ"), Some(3));
    assert_eq!(reader.text("Số căn cước"), None);
    assert!(reader.is_sound() && faults.is_empty());
}

#[test]
fn numbers_dates_and_formulas_of_excel_are_read_as_shown() {
    let bytes = workbook("THU HOACH", |sheet| {
        sheet.write_row(0, 0, ["MA HTX *", "ngay hai", "So luong:", "Don  vi", "gia"]).expect("headers");
        let day = NaiveDate::from_ymd_opt(2026, 11, 5).expect("a day");
        sheet.write_number(1, 0, 7).expect("a number");
        sheet.write_datetime_with_format(1, 1, day, &Format::new().set_num_format("dd/mm/yyyy")).expect("a day");
        sheet.write_formula(1, 2, Formula::new("=10+2.5").set_result("12.5")).expect("a formula");
        sheet.write_string(1, 3, "t\u{61}\u{323}").expect("a decomposed text");
        sheet.write_formula(1, 4, Formula::new("=1/0").set_result("#DIV/0!")).expect("a broken formula");
    });
    let rows = rows(&bytes);
    let mut faults = Faults::new();
    let mut reader = RowReader::new(&rows[0], &mut faults);
    assert_eq!(reader.text("Mã HTX").as_deref(), Some("7"));
    assert_eq!(reader.date("Ngày hái"), NaiveDate::from_ymd_opt(2026, 11, 5));
    assert_eq!(reader.quantity("Số lượng", "Đơn vị").map(|quantity| quantity.base), Some(1_250_000));
    assert_eq!(reader.money("Giá"), None);
    assert_eq!(faults.kept().iter().map(|fault| fault.code.as_str()).collect::<Vec<_>>(), ["broken_formula"]);
}

#[test]
fn a_row_tells_all_its_faults_at_once() {
    let rows = rows(&lots(&[["", "31/02/2026", "", "hộp", "12,5", "nhiều", "12345"], SOUND]));
    let mut faults = Faults::new();
    let mut reader = RowReader::new(&rows[0], &mut faults);
    assert_eq!(reader.text("Mã HTX"), None);
    assert_eq!(reader.date("Ngày hái"), None);
    assert_eq!(reader.quantity("Số lượng", "Đơn vị"), None);
    assert_eq!(reader.money("Giá"), None);
    assert_eq!(reader.whole("Số hộ"), None);
    reader.add_fault(
        "Số căn cước",
        Complaint::new("not_an_id", ("Sai.", "Gõ đủ 12 số."), ("Wrong.", "Type all 12 digits.")),
    );
    assert!(!reader.is_sound());
    let told: Vec<(&str, &str, &str)> =
        faults.kept().iter().map(|fault| (fault.column.as_str(), fault.code.as_str(), fault.value.as_str())).collect();
    assert_eq!(
        told,
        [
            ("Mã HTX", "missing_value", ""),
            ("Ngày hái", "date_unreadable", "31/02/2026"),
            ("Đơn vị", "unit_unknown", "hộp"),
            ("Số lượng", "missing_value", ""),
            ("Giá", "money_fraction", "12,5"),
            ("Số hộ", "not_a_whole_number", "nhiều"),
            ("Số căn cước", "not_an_id", "•••••"),
        ]
    );
    let first = &faults.kept()[0];
    assert_eq!((first.sheet.as_str(), first.row), ("Thu hoạch", 2));
    assert_eq!(first.remedy, "Điền vào ô này, ví dụ: HTX-001.");
    assert!(RowReader::new(&rows[1], &mut faults).is_sound(), "the faults of one row are not those of the next");
}

#[test]
fn a_fault_survives_being_stored() {
    let rows = rows(&lots(&[["HTX-1", "hôm qua", "1", "kg", "", "", ""]]));
    let mut faults = Faults::new();
    RowReader::new(&rows[0], &mut faults).date("Ngày hái");
    let stored = serde_json::to_string(faults.kept()).expect("faults are plain data");
    assert_eq!(serde_json::from_str::<Vec<sheets::Fault>>(&stored).expect("what was stored"), faults.into_kept());
}

#[test]
fn faults_beyond_the_limit_are_counted_but_not_kept() {
    let rows = rows(&lots(&[["", "", "", "", "", "1", ""]]));
    let mut faults = Faults::new();
    for _ in 0..=Faults::KEPT_MAX {
        RowReader::new(&rows[0], &mut faults).text("Mã HTX");
    }
    assert_eq!((faults.kept().len(), faults.total()), (Faults::KEPT_MAX, Faults::KEPT_MAX + 1));
}

#[test]
fn titles_above_and_blanks_between_and_below_are_passed_over() {
    let bytes = workbook(LOTS.sheet, |sheet| {
        let bold = Format::new().set_bold();
        sheet.merge_range(0, 0, 0, 6, "HỢP TÁC XÃ CAM SÀNH", &bold).expect("a merged title");
        sheet.write_string(2, 0, "Ngày lập: 05/11/2026").expect("a title");
        sheet.write_row(4, 0, LOTS.columns.iter().map(|column| column.header)).expect("headers");
        sheet.write_row(5, 0, SOUND).expect("a row");
        sheet.write_row(8, 0, SOUND).expect("a row");
        for row in 9..40 {
            sheet.write_string(row, 0, " \u{a0} ").expect("blanks");
            sheet.write_blank(row, 1, &bold).expect("an empty cell with a format");
        }
        sheet.write_string(41, 12, "Người lập").expect("a text beside the table");
    });
    assert_eq!(numbers(&rows(&bytes)), [6, 9]);
}

#[test]
fn headers_may_stand_in_two_rows_where_cells_are_merged() {
    let bytes = workbook(LOTS.sheet, |sheet| {
        let format = Format::new();
        sheet.merge_range(1, 0, 2, 0, "Mã HTX", &format).expect("a header over two rows");
        sheet.merge_range(1, 1, 2, 1, "Ngày hái", &format).expect("a header over two rows");
        sheet.merge_range(1, 2, 1, 3, "Sản lượng", &format).expect("a header over two columns");
        sheet.write_row(2, 2, ["Số lượng", "Đơn vị"]).expect("headers below it");
        sheet.write_row(3, 0, SOUND.iter().copied().take(4)).expect("a row");
    });
    let rows = rows(&bytes);
    assert_eq!(numbers(&rows), [4]);
    assert_eq!((rows[0].typed("Mã HTX"), rows[0].typed("Đơn vị")), ("HTX-007".to_owned(), "tạ".to_owned()));
}

#[test]
fn the_templates_example_is_not_data() {
    let bytes = template(&[LOTS]).expect("a template");
    assert_eq!(numbers(&rows(&bytes)), Vec::<u32>::new());
}

#[test]
fn one_cell_in_the_last_corner_takes_no_room() {
    let headers: Vec<String> = LOTS
        .columns
        .iter()
        .map(|column| format!(r#"<c t="inlineStr"><is><t>{}</t></is></c>"#, column.header))
        .collect();
    let headers = headers.concat();
    let data = format!(r#"<row r="1">{headers}</row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>"#);
    assert_eq!(numbers(&rows(&bare_workbook(&data, "<sst/>"))), Vec::<u32>::new());
}

#[test]
fn a_text_of_an_old_font_is_a_fault_of_its_cell() {
    let mut sound: Vec<[&str; 7]> = vec![SOUND; 12];
    sound[3][0] = "Hîp t¸c x·";
    let rows = rows(&lots(&sound));
    let mut faults = Faults::new();
    assert_eq!(RowReader::new(&rows[3], &mut faults).text("Mã HTX"), None);
    assert_eq!(faults.kept()[0].code, "not_unicode");
    assert!(faults.kept()[0].reason.contains("TCVN3"));
}
