//! Files to read: sound ones by rust_xlsxwriter, odd ones put together part by part.

use std::io::{Cursor, Write};

use rust_xlsxwriter::{Workbook, Worksheet};
use zip::{ZipWriter, write::SimpleFileOptions};

use super::LOTS;

/// A workbook with one sheet that `fill` writes.
pub fn workbook(name: &str, fill: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name(name).expect("a name that Excel takes");
    fill(sheet);
    workbook.save_to_buffer().expect("a small workbook")
}

/// A workbook of [`LOTS`] with its headers in row 1 and these texts below.
pub fn lots(rows: &[[&str; 7]]) -> Vec<u8> {
    workbook(LOTS.sheet, |sheet| {
        let headers = LOTS.columns.iter().map(|column| column.header);
        sheet.write_row(0, 0, headers).expect("headers");
        for (row, cells) in (1..).zip(rows) {
            for (column, text) in (0..).zip(cells).filter(|(_, text)| !text.is_empty()) {
                sheet.write_string(row, column, *text).expect("a cell");
            }
        }
    })
}

/// A zip file of these parts.
pub fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(*name, SimpleFileOptions::default().compression_level(Some(1))).expect("a new part");
        writer.write_all(content).expect("memory");
    }
    writer.finish().expect("a whole file").into_inner()
}

/// The least that is a workbook: one sheet "Thu hoạch" with this `sheetData`, and these shared strings.
pub fn bare_workbook(sheet_data: &str, shared_strings: &str) -> Vec<u8> {
    Bare { data: sheet_data, strings: shared_strings, ..Bare::default() }.bytes()
}

/// A workbook with one sheet "Thu hoạch", put together from XML as it is given.
#[derive(Debug, Clone, Copy, Default)]
pub struct Bare<'a> {
    /// In the workbook, before its sheets.
    pub properties: &'a str,
    /// In the sheet, before its data.
    pub before: &'a str,
    pub data: &'a str,
    /// In the sheet, behind its data.
    pub behind: &'a str,
    pub strings: &'a str,
    pub styles: &'a str,
    /// Further parts.
    pub parts: &'a [(&'a str, &'a [u8])],
}

impl Bare<'_> {
    pub fn bytes(&self) -> Vec<u8> {
        const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        let relation = |kind: &str, target: &str| {
            const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
            let inner = format!(r#"<Relationship Id="rId1" Type="{OFFICE}/{kind}" Target="{target}"/>"#);
            format!(r#"<Relationships xmlns="{PACKAGE}">{inner}</Relationships>"#)
        };
        let Self { properties, before, data, behind, strings, styles, parts } = *self;
        let sheets = r#"<sheets><sheet name="Thu hoạch" sheetId="1" r:id="rId1"/></sheets>"#;
        let workbook = format!(r#"<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{properties}{sheets}</workbook>"#);
        let sheet = format!(r#"<worksheet xmlns="{MAIN}">{before}<sheetData>{data}</sheetData>{behind}</worksheet>"#);
        let styles = format!(r#"<styleSheet xmlns="{MAIN}">{styles}</styleSheet>"#);
        let strings = if strings.is_empty() { "<sst/>" } else { strings };
        let (package_relation, sheet_relation) =
            (relation("officeDocument", "xl/workbook.xml"), relation("worksheet", "worksheets/sheet1.xml"));
        let mut all: Vec<(&str, &[u8])> = vec![
            ("_rels/.rels", package_relation.as_bytes()),
            ("xl/workbook.xml", workbook.as_bytes()),
            ("xl/_rels/workbook.xml.rels", sheet_relation.as_bytes()),
            ("xl/sharedStrings.xml", strings.as_bytes()),
            ("xl/styles.xml", styles.as_bytes()),
            ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
        ];
        all.extend_from_slice(parts);
        package(&all)
    }
}

/// A row of XML with these texts.
pub fn row_of<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let cell = |text: &str| format!(r#"<c t="inlineStr"><is><t>{text}</t></is></c>"#);
    format!("<row>{}</row>", texts.into_iter().map(cell).collect::<String>())
}

/// The row of headers of [`LOTS`].
pub fn header_row() -> String {
    row_of(LOTS.columns.iter().map(|column| column.header))
}
