//! Files made to do harm, or by programs nobody thought of: each is answered, and what is sound in it is read.

use chrono::NaiveDate;
use sheets::{Faults, Limit, Looks, NotReadable, Row, RowReader, marked_copy, read};

use super::{
    LOTS,
    files::{Bare, header_row, package, row_of},
};

fn rows(bytes: &[u8]) -> Vec<Row> {
    read(bytes, &[LOTS]).expect("a readable workbook").remove(0).rows
}

fn refusal(bytes: &[u8]) -> NotReadable {
    read(bytes, &[LOTS]).expect_err("not readable")
}

/// The headers, and below them a row with this XML in its first cells.
fn with_row(cells: &str) -> String {
    format!("{}<row>{cells}</row>", header_row())
}

#[test]
fn files_of_other_kinds_are_refused_by_their_names() {
    let compound = |stream: &str| -> Vec<u8> {
        let name = stream.encode_utf16().flat_map(u16::to_le_bytes);
        let magic = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
        magic.into_iter().chain([0; 1_016]).chain(name).chain([0; 512]).collect()
    };
    let cases = [
        (compound("EncryptedPackage"), Looks::Locked, "mật khẩu"),
        (compound("Workbook"), Looks::Old, ".xls "),
        (package(&[("xl/workbook.bin", b"x"), ("xl/worksheets/sheet1.bin", b"x")]), Looks::Binary, ".xlsb"),
        (package(&[("mimetype", b"application/vnd.oasis"), ("content.xml", b"<x/>")]), Looks::OpenDocument, ".ods"),
        (package(&[("word/document.xml", b"<x/>")]), Looks::Other, ".xlsx"),
    ];
    for (bytes, looks, named) in cases {
        let refusal = refusal(&bytes);
        assert_eq!(refusal, NotReadable::NotAWorkbook(looks));
        assert!(refusal.in_vietnamese().contains(named), "{}", refusal.in_vietnamese());
    }
}

#[test]
fn macros_drawings_and_links_are_carried_along_and_never_looked_at() {
    let parts: &[(&str, &[u8])] = &[
        ("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 Auto_Open"),
        ("xl/externalLinks/externalLink1.xml", b"<externalLink/>"),
        ("../../../etc/passwd", b"root"),
        ("/absolute", b"x"),
        ("C:\\autoexec.bat", b"x"),
    ];
    let cells = r#"<c><f>cmd|'/C calc'!A0</f><v>7</v></c><c t="str"><f>HYPERLINK("http://x","05/11/2026")</f><v>05/11/2026</v></c>"#;
    let rows = rows(&Bare { data: &with_row(cells), parts, ..Bare::default() }.bytes());
    assert_eq!((rows[0].typed("Mã HTX"), rows[0].typed("Ngày hái")), ("7".to_owned(), "05/11/2026".to_owned()));
}

#[test]
fn a_part_that_stands_twice_is_read_once_or_not_at_all() {
    let data = with_row(r"<c><v>7</v></c>");
    let twin = b"<worksheet><sheetData/></worksheet>";
    let bytes = Bare { data: &data, parts: &[("xl/worksheets/sheet2.xml", twin)], ..Bare::default() }.bytes();
    let name = b"xl/worksheets/sheet2.xml";
    let mut doubled = bytes.clone();
    for at in 0..bytes.len() - name.len() {
        if &bytes[at..at + name.len()] == name {
            doubled[at + name.len() - 5] = b'1';
        }
    }
    assert_ne!(doubled, bytes);
    match read(&doubled, &[LOTS]) {
        Ok(sheets) => assert_eq!(sheets[0].rows.len(), 1),
        Err(refusal) => {
            assert!(matches!(refusal, NotReadable::Damaged | NotReadable::MissingColumns { .. }), "{refusal:?}");
        }
    }
}

#[test]
fn entities_that_multiply_are_not_expanded() {
    let deeper = |depth: usize| {
        let ten = format!("&lol{};", depth - 1).repeat(10);
        format!("<!ENTITY lol{depth} \"{ten}\">")
    };
    let entities: Vec<String> = (1..30).map(deeper).collect();
    let laughs = format!("<!DOCTYPE lolz [<!ENTITY lol0 \"lol\">{}]>", entities.concat());
    let strings = format!("{laughs}<sst><si><t>&lol29;</t></si></sst>");
    let in_strings = Bare { strings: &strings, data: &with_row(r#"<c t="s"><v>0</v></c>"#), ..Bare::default() };
    let in_a_cell = with_row(r#"<c t="inlineStr"><is><t>&lol29;&#x110000;</t></is></c>"#);
    for bytes in [in_strings.bytes(), Bare { before: &laughs, data: &in_a_cell, ..Bare::default() }.bytes()] {
        match read(&bytes, &[LOTS]) {
            Ok(sheets) => assert!(sheets[0].rows.iter().all(|row| row.typed("Mã HTX").len() < 100)),
            Err(refusal) => assert_eq!(refusal, NotReadable::Damaged),
        }
    }
}

#[test]
fn places_that_no_sheet_has_are_damage() {
    for place in ["A1048577", "XFE1", "A4294967295", "A99999999999999999999", "ZZZZZZZZZZZZ9", "1A", "", "A0", "É1"] {
        let data = format!(r#"{}<row><c r="{place}"><v>1</v></c></row>"#, header_row());
        assert_eq!(refusal(&Bare { data: &data, ..Bare::default() }.bytes()), NotReadable::Damaged, "{place}");
    }
    for row in ["1048577", "4294967295", "99999999999999999999", "-1", "0"] {
        let data = format!(r#"{}<row r="{row}"><c><v>1</v></c></row>"#, header_row());
        let answer = read(&Bare { data: &data, ..Bare::default() }.bytes(), &[LOTS]);
        assert!(matches!(answer, Err(NotReadable::Damaged)), "{row}: {answer:?}");
    }
}

#[test]
fn what_a_sheet_says_of_its_own_size_is_not_believed() {
    let data = with_row("<c><v>7</v></c>");
    for before in [
        r#"<dimension ref="A1:XFD1048576"/>"#,
        r#"<dimension ref="A1"/>"#,
        r#"<cols><col min="1" max="4294967295" width="1e308" customWidth="1"/></cols>"#,
        r#"<sheetFormatPr defaultColWidth="-1" defaultRowHeight="1e400"/>"#,
    ] {
        let behind =
            r#"<mergeCells count="4294967295"><mergeCell ref="A1:XFD1048576"/><mergeCell ref="??"/></mergeCells>"#;
        let bytes = Bare { before, data: &data, behind, ..Bare::default() }.bytes();
        assert_eq!(rows(&bytes).iter().map(|row| row.typed("Mã HTX")).collect::<Vec<_>>(), ["7"], "{before}");
    }
}

#[test]
fn numbers_beyond_all_measure_are_faults_of_their_cells() {
    for number in ["1e400", "-1e400", "1e308", "1e-400", "NaN", "inf", "0x10"] {
        let cells = format!(
            "<c><v>1</v></c><c><v>{number}</v></c><c><v>{number}</v></c><c t=\"str\"><v>kg</v></c><c><v>{number}</v></c><c><v>{number}</v></c>"
        );
        let bytes = Bare { data: &with_row(&cells), ..Bare::default() }.bytes();
        let rows = rows(&bytes);
        let mut faults = Faults::new();
        let mut reader = RowReader::new(&rows[0], &mut faults);
        assert_eq!(reader.date("Ngày hái"), None, "{number}");
        assert!(reader.quantity("Số lượng", "Đơn vị").is_none_or(|quantity| quantity.base == 0), "{number}");
        reader.money("Giá");
        reader.whole("Số hộ");
        assert!(!faults.is_empty(), "{number}");
        assert!(marked_copy(&bytes, &[LOTS], faults.kept()).is_ok(), "{number}");
    }
}

#[test]
fn days_are_those_of_the_workbooks_own_calendar() {
    let styles = r#"<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>"#;
    let day = |properties: &str, serial: &str| {
        let cells = format!(r#"<c><v>1</v></c><c s="1"><v>{serial}</v></c>"#);
        let bytes = Bare { properties, styles, data: &with_row(&cells), ..Bare::default() }.bytes();
        let rows = rows(&bytes);
        let mut faults = Faults::new();
        let day = RowReader::new(&rows[0], &mut faults).date("Ngày hái");
        assert!(marked_copy(&bytes, &[LOTS], faults.kept()).is_ok(), "{serial}");
        day
    };
    let fifth = NaiveDate::from_ymd_opt(2026, 11, 5);
    assert_eq!(day("", "46331"), fifth);
    assert_eq!(day(r#"<workbookPr date1904="1"/>"#, "44869"), fifth);
    for serial in ["1e9", "-1", "2958466", "1e18", "0", "-1e300"] {
        assert_eq!(day("", serial), None, "{serial}");
    }
}

#[test]
fn a_format_that_thousands_of_cells_share_is_not_copied_into_each() {
    let formats = r#"<xf numFmtId="164"/>"#.repeat(5_000);
    let long = "0".repeat(1 << 20);
    let styles =
        format!(r#"<numFmts><numFmt numFmtId="164" formatCode="{long}"/></numFmts><cellXfs>{formats}</cellXfs>"#);
    let bytes = Bare { styles: &styles, ..Bare::default() }.bytes();
    assert!(bytes.len() < 100_000, "it is small");
    assert_eq!(refusal(&bytes), NotReadable::TooLarge(Limit::Unpacked));
}

#[test]
fn a_copy_can_be_marked_even_where_the_last_column_is_taken() {
    let data =
        format!(r#"{}{}<row r="3"><c r="XFD3"><v>9</v></c></row>"#, header_row(), row_of(["", "hôm qua", "1", "kg"]));
    let bytes = Bare { data: &data, ..Bare::default() }.bytes();
    let mut faults = Faults::new();
    RowReader::new(&rows(&bytes)[0], &mut faults).date("Ngày hái");
    let copy = marked_copy(&bytes, &[LOTS], faults.kept()).expect("a copy");
    assert_eq!(rows(&copy)[0].typed("Ngày hái"), "hôm qua");
}
