//! Tables of any length as a workbook that is written row by row: never more than the row at hand is kept.
//!
//! It writes the few parts of an Excel file that tables need, and nothing else: text, numbers, days.

use std::io::Write;

use chrono::NaiveDate;
use rust_xlsxwriter::utility::column_number_to_name;
use zip::{
    CompressionMethod, ZipWriter,
    result::ZipError,
    write::{SimpleFileOptions, StreamWriter},
};

use crate::table::{Cell, harmless, sheet_name};

/// Excel holds so many rows in a sheet; what is more goes into the next one.
const ROWS_MAX: u32 = 1_048_576;
/// Excel holds 32,767 characters in a cell.
const CELL_LENGTH_MAX: usize = 32_000;
/// Excel takes no longer list of choices in a formula.
const CHOICES_LENGTH_MAX: usize = 250;
/// Excel keeps fifteen digits of a number.
const WHOLE_MAX: u64 = 999_999_999_999_999;

/// Places of the formats in [`STYLES`].
const BOLD: &str = "1";
const WHOLE: &str = "2";
const DAY: &str = "3";
const TEXT: &str = "4";

const STYLES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/><xf numFmtId="3" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>"#;

/// A long table could not be written.
#[derive(Debug, thiserror::Error)]
#[error("could not write the workbook")]
pub struct NotStreamed(#[from] ZipError);

impl From<std::io::Error> for NotStreamed {
    fn from(error: std::io::Error) -> Self {
        Self(ZipError::Io(error))
    }
}

/// A workbook on its way out, through a writer that cannot go back.
pub struct LongWorkbook<W: Write> {
    zip: ZipWriter<StreamWriter<W>>,
    sheets: Vec<String>,
    headers: Vec<String>,
    /// Columns of the sheet at hand with the values they offer, quoted for a formula.
    offers: Vec<(u16, String)>,
    rows: u32,
}

impl<W: Write> LongWorkbook<W> {
    /// Begins a workbook.
    pub fn begin(writer: W) -> Self {
        Self {
            zip: ZipWriter::new_stream(writer),
            sheets: Vec::new(),
            headers: Vec::new(),
            offers: Vec::new(),
            rows: 0,
        }
    }

    /// Begins the next sheet with these headers; the one before it is done.
    pub fn sheet(&mut self, name: &str, headers: &[String]) -> Result<(), NotStreamed> {
        self.end_sheet()?;
        let wanted = sheet_name(name);
        let taken = |name: &str| self.sheets.iter().any(|known| known == name);
        let mut name = wanted.clone();
        for number in 2.. {
            if !taken(&name) {
                break;
            }
            name = format!("{} {number}", wanted.chars().take(27).collect::<String>());
        }
        self.sheets.push(name);
        self.headers = headers.to_vec();
        self.offers = Vec::new();
        self.rows = 0;
        self.part(&format!("xl/worksheets/sheet{}.xml", self.sheets.len()))?;
        self.zip.write_all(concat!(
            r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
            r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">"#,
            r#"<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>"#,
            r#"<sheetFormatPr defaultRowHeight="15" defaultColWidth="16"/><sheetData>"#
        ).as_bytes())?;
        let headers: Vec<String> = self.headers.iter().map(|header| text_cell(header, BOLD)).collect();
        self.write_row(&headers)
    }

    /// A column of the sheet at hand, from 0, offers these values as a drop-down. Excel reads no longer list than it can.
    pub fn offer(&mut self, column: u16, choices: &[String]) {
        let list = choices.join(",");
        let is_plain = choices.iter().all(|choice| !choice.contains([',', '"']));
        if is_plain && (1..=CHOICES_LENGTH_MAX).contains(&list.chars().count()) {
            self.offers.push((column, list));
        }
    }

    /// One row of the sheet at hand. A sheet that is full goes on in another one.
    pub fn row(&mut self, cells: &[Cell]) -> Result<(), NotStreamed> {
        if self.rows >= ROWS_MAX {
            let (name, headers) = (self.sheets.last().cloned().unwrap_or_default(), self.headers.clone());
            let offers = self.offers.clone();
            self.sheet(&name, &headers)?;
            self.offers = offers;
        }
        let cells: Vec<String> = cells.iter().map(cell).collect();
        self.write_row(&cells)
    }

    fn write_row(&mut self, cells: &[String]) -> Result<(), NotStreamed> {
        self.rows += 1;
        let row = format!("<row r=\"{}\">{}</row>", self.rows, cells.concat());
        Ok(self.zip.write_all(row.as_bytes())?)
    }

    /// Ends the workbook.
    pub fn finish(mut self) -> Result<(), NotStreamed> {
        self.end_sheet()?;
        let sheets: Vec<(usize, String)> = (1..).zip(self.sheets.iter().map(|name| escaped(name))).collect();
        let each = |part: &dyn Fn(usize, &str) -> String| {
            sheets.iter().map(|(number, name)| part(*number, name)).collect::<String>()
        };
        let overrides = each(&|number, _| {
            format!(
                "<Override PartName=\"/xl/worksheets/sheet{number}.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>"
            )
        });
        let listed =
            each(&|number, name| format!("<sheet name=\"{name}\" sheetId=\"{number}\" r:id=\"rId{number}\"/>"));
        let related = each(&|number, _| {
            format!(
                "<Relationship Id=\"rId{number}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet{number}.xml\"/>"
            )
        });
        let styles = sheets.len() + 1;
        let xml = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;
        let parts = [
            ("xl/styles.xml", STYLES.to_owned()),
            (
                "xl/workbook.xml",
                format!(
                    "{xml}<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets>{listed}</sheets></workbook>"
                ),
            ),
            (
                "xl/_rels/workbook.xml.rels",
                format!(
                    "{xml}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{related}<Relationship Id=\"rId{styles}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\" Target=\"styles.xml\"/></Relationships>"
                ),
            ),
            (
                "_rels/.rels",
                format!(
                    "{xml}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
                ),
            ),
            (
                "[Content_Types].xml",
                format!(
                    "{xml}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/><Override PartName=\"/xl/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml\"/>{overrides}</Types>"
                ),
            ),
        ];
        for (name, body) in parts {
            self.part(name)?;
            self.zip.write_all(body.as_bytes())?;
        }
        self.zip.finish()?;
        Ok(())
    }

    fn end_sheet(&mut self) -> Result<(), NotStreamed> {
        if !self.sheets.is_empty() {
            let lists = self.offers.iter().map(|(column, list)| {
                let column = column_number_to_name(*column);
                format!(
                    "<dataValidation type=\"list\" allowBlank=\"1\" showErrorMessage=\"1\" sqref=\"{column}2:{column}{ROWS_MAX}\"><formula1>\"{}\"</formula1></dataValidation>",
                    escaped(list)
                )
            });
            let lists: String = lists.collect();
            let count = self.offers.len();
            let lists = if count == 0 {
                lists
            } else {
                format!("<dataValidations count=\"{count}\">{lists}</dataValidations>")
            };
            self.zip.write_all(format!("</sheetData>{lists}</worksheet>").as_bytes())?;
        }
        Ok(())
    }

    fn part(&mut self, name: &str) -> Result<(), NotStreamed> {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        Ok(self.zip.start_file(name, options)?)
    }
}

fn cell(cell: &Cell) -> String {
    match cell {
        Cell::Blank => "<c/>".to_owned(),
        Cell::Text(text) => text_cell(text, TEXT),
        Cell::Whole(number) => whole_cell(*number),
        Cell::Money(amount) => whole_cell(amount.0),
        Cell::Decimal(number) => format!("<c><v>{}</v></c>", number.normalize()),
        Cell::Date(day) => format!("<c s=\"{DAY}\"><v>{}</v></c>", serial(*day)),
    }
}

/// A number, or its digits as text where Excel would round it.
fn whole_cell(number: i64) -> String {
    if number.unsigned_abs() > WHOLE_MAX {
        return text_cell(&number.to_string(), TEXT);
    }
    format!("<c s=\"{WHOLE}\"><v>{number}</v></c>")
}

fn text_cell(text: &str, style: &str) -> String {
    let text: String = harmless(text).chars().take(CELL_LENGTH_MAX).collect();
    format!("<c s=\"{style}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>", escaped(&text))
}

/// Days since Excel's own beginning.
fn serial(day: NaiveDate) -> i64 {
    NaiveDate::from_ymd_opt(1899, 12, 30).map_or(0, |beginning| (day - beginning).num_days())
}

/// Text as XML holds it, without what XML cannot hold.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'.. => escaped.push(letter),
            _ => {}
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use amounts::Vnd;
    use calamine::{Data, Reader, Xlsx};

    use super::*;

    #[test]
    fn a_long_table_is_read_back_as_it_was_written_and_acts_in_nothing() {
        let mut written = Vec::new();
        let mut book = LongWorkbook::begin(&mut written);
        let day = NaiveDate::from_ymd_opt(2026, 1, 14).expect("a day");
        book.sheet("Lô hàng: [1]", &["lot".to_owned(), "=x".to_owned()]).expect("begun");
        let row = [
            Cell::Text("Cam & <quýt> \"Hà Giang\"\u{0}".into()),
            Cell::Blank,
            Cell::Whole(i64::MAX),
            Cell::Money(Vnd(1_234_567)),
            Cell::Date(day),
            Cell::Text("=HYPERLINK(\"x\")".into()),
        ];
        book.row(&row).expect("written");
        book.sheet("Lô hàng: [1]", &["a".to_owned()]).expect("a second sheet of this name");
        book.finish().expect("done");
        let mut read: Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(written)).expect("a workbook");
        assert_eq!(read.sheet_names(), ["Lô hàng 1", "Lô hàng 1 2"]);
        let sheet = read.worksheet_range("Lô hàng 1").expect("a sheet");
        let cell = |row, column| sheet.get_value((row, column)).cloned().unwrap_or_default();
        assert_eq!(cell(0, 1), Data::String("'=x".into()));
        assert_eq!(cell(1, 0), Data::String("Cam & <quýt> \"Hà Giang\"".into()));
        assert_eq!((cell(1, 1), cell(1, 2)), (Data::Empty, Data::String(i64::MAX.to_string())));
        assert_eq!(cell(1, 3), Data::Float(1_234_567.0));
        assert!(matches!(cell(1, 4), Data::DateTime(moment) if (moment.as_f64() - 46_036.0).abs() < 0.5));
        assert_eq!(cell(1, 5), Data::String("'=HYPERLINK(\"x\")".into()));
    }
}
