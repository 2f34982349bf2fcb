//! What we hand out: the template, the marked copy, a table.

use std::io::Cursor;

use amounts::Vnd;
use calamine::{Data, Reader, Xlsx};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use sheets::{Cell, FAULT_COLUMN, Fault, Faults, RowReader, marked_copy, read, table, template};

use super::{
    LOTS,
    files::{lots, package},
};

fn opened(bytes: &[u8]) -> Xlsx<Cursor<&[u8]>> {
    Xlsx::new(Cursor::new(bytes)).expect("a workbook")
}

fn cells(bytes: &[u8], sheet: &str) -> Vec<Vec<Data>> {
    opened(bytes).worksheet_range(sheet).expect("a sheet").rows().map(<[Data]>::to_vec).collect()
}

/// A part of the workbook as it stands in the file.
fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip file");
    let part = archive.by_name(name).expect("the part");
    std::io::read_to_string(part).expect("text")
}

fn faults(bytes: &[u8]) -> Vec<Fault> {
    let mut faults = Faults::new();
    for row in &read(bytes, &[LOTS]).expect("a readable workbook")[0].rows {
        let mut reader = RowReader::new(row, &mut faults);
        reader.text("Mã HTX");
        reader.date("Ngày hái");
        reader.quantity("Số lượng", "Đơn vị");
    }
    faults.into_kept()
}

#[test]
fn a_template_shows_headers_help_an_example_and_choices() {
    let bytes = template(&[LOTS]).expect("a template");
    let cells = cells(&bytes, "Thu hoạch");
    assert_eq!(cells[0][0], Data::String("Mã HTX *".to_owned()));
    assert_eq!(cells[0][4], Data::String("Giá".to_owned()));
    assert_eq!(cells[1][4], Data::Float(18_000.0));
    assert_eq!(cells[1][6], Data::String("002299000001".to_owned()));
    assert_eq!(opened(&bytes).sheet_names(), ["Thu hoạch", "Danh mục"]);
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    assert!(sheet.contains("dataValidation ") && sheet.contains("state=\"frozen\""));
    assert!(part(&bytes, "xl/comments1.xml").contains("Mã do hệ thống cấp"));
    assert!(part(&bytes, "xl/workbook.xml").contains("state=\"hidden\""));
}

#[test]
fn a_marked_copy_tells_each_fault_beside_its_row_and_colours_its_cell() {
    let upload = lots(&[["HTX-1", "05/11/2026", "1", "kg", "", "", ""], ["", "hôm qua", "1", "kg", "=1+1", "", ""]]);
    let faults = faults(&upload);
    let copy = marked_copy(&upload, &[LOTS], &faults).expect("a copy");
    let marked = cells(&copy, "Thu hoạch");
    assert_eq!(marked[0][7], Data::String(FAULT_COLUMN.to_owned()));
    assert_eq!(marked[1][7], Data::Empty);
    let Data::String(told) = &marked[2][7] else { panic!("the second row tells its faults") };
    assert_eq!(told.lines().count(), 2);
    assert!(told.starts_with("Mã HTX: Ô này bắt buộc"));
    assert_eq!(marked[2][4], Data::String("=1+1".to_owned()), "what was typed stays text");
    let styles: Vec<String> = ["A3", "B3", "C3"].map(|cell| style_of(&copy, cell)).to_vec();
    assert_eq!(fill_of(&copy, &styles[0]), fill_of(&copy, &styles[1]), "both faulty cells are coloured alike");
    assert_ne!(fill_of(&copy, &styles[1]), fill_of(&copy, &styles[2]), "the sound one is not");
}

#[test]
fn a_marked_copy_that_was_mended_can_be_sent_again() {
    let upload = lots(&[["", "hôm qua", "1", "kg", "", "", ""]]);
    let first = faults(&upload);
    let copy = marked_copy(&upload, &[LOTS], &first).expect("a copy");
    assert_eq!(faults(&copy), first, "the fault column is no data");
    let again = marked_copy(&copy, &[LOTS], &first[..1]).expect("a copy of the copy");
    let marked = cells(&again, "Thu hoạch");
    assert_eq!(marked[0].len(), 8, "there is one fault column, not two");
    assert!(matches!(&marked[1][7], Data::String(told) if told.lines().count() == 1), "old faults are gone");
}

#[test]
fn a_copy_of_what_cannot_be_read_is_refused() {
    assert!(marked_copy(&package(&[]), &[LOTS], &[]).is_err());
}

#[test]
fn a_table_keeps_its_types_and_its_texts_never_act() {
    let day = NaiveDate::from_ymd_opt(2026, 11, 5).expect("a day");
    let rows = [vec![
        Cell::Text("=HYPERLINK(\"http://x\")".to_owned()),
        Cell::Whole(12),
        Cell::Decimal(Decimal::new(125, 1)),
        Cell::Money(Vnd(18_000)),
        Cell::Date(day),
        Cell::Blank,
    ]];
    let bytes = table("Sản lượng 10/2026", &["HTX", "Số hộ", "Tấn", "Giá", "Ngày", "Ghi chú"], &rows).expect("a table");
    let cells = cells(&bytes, "Sản lượng 102026");
    assert_eq!(cells[0][0], Data::String("Sản lượng 10/2026".to_owned()));
    assert_eq!(cells[3][0], Data::String("'=HYPERLINK(\"http://x\")".to_owned()));
    assert_eq!(cells[3][1..4], [Data::Float(12.0), Data::Float(12.5), Data::Float(18_000.0)]);
    assert!(matches!(&cells[3][4], Data::DateTime(at) if at.as_datetime().map(|at| at.date()) == Some(day)));
    assert!(!part(&bytes, "xl/worksheets/sheet1.xml").contains("<f>"));
}

/// The number of the style of a cell.
fn style_of(bytes: &[u8], cell: &str) -> String {
    let sheet = part(bytes, "xl/worksheets/sheet1.xml");
    let tag = sheet.split("<c ").find(|tag| tag.starts_with(&format!("r=\"{cell}\""))).expect("the cell");
    tag.split("s=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or("0").to_owned()
}

/// The number of the fill that a style has.
fn fill_of(bytes: &[u8], style: &str) -> String {
    let styles = part(bytes, "xl/styles.xml");
    let formats = styles.split("<cellXfs").nth(1).expect("the styles of cells");
    let format = formats.split("<xf ").nth(style.parse::<usize>().expect("a number") + 1).expect("the style");
    format.split("fillId=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a fill").to_owned()
}
