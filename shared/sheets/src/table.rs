//! A table as a workbook, for "Tải Excel".

use std::borrow::Cow;

use amounts::Vnd;
use chrono::{NaiveDate, NaiveTime};
use rust_decimal::{Decimal, prelude::ToPrimitive};
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use crate::{
    layout::Kind,
    template::{NotWritten, kind_format, write_value},
    value::Value,
};

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Blank,
    /// Text; it never acts as a formula.
    Text(String),
    /// A whole number.
    Whole(i64),
    /// A number with decimals: kilograms, percentages, means.
    Decimal(Decimal),
    /// Whole đồng.
    Money(Vnd),
    /// A day.
    Date(NaiveDate),
}

impl Cell {
    /// What a file tells of a column of this kind: days as `yyyy-mm-dd`, numbers in digits with a point. What would not be read
    /// again as it is stays text.
    pub fn told(text: &str, kind: Kind) -> Self {
        if text.is_empty() {
            return Self::Blank;
        }
        let as_text = || Self::Text(text.to_owned());
        match kind {
            Kind::Text => as_text(),
            Kind::Date => text.parse().map_or_else(|_| as_text(), Self::Date),
            Kind::Whole => text.parse().map_or_else(|_| as_text(), Self::Whole),
            Kind::Money => text.parse().map_or_else(|_| as_text(), |amount| Self::Money(Vnd(amount))),
            Kind::Decimal => {
                let number = text.parse::<Decimal>().ok().map(|number| number.normalize());
                number.filter(|number| number.to_string() == text).map_or_else(as_text, Self::Decimal)
            }
        }
    }
}

const TITLE_ROW: u32 = 0;
const HEADER_ROW: u32 = 2;

/// A workbook of one sheet: `title` in its first row, `headers` in its third, `rows` below.
pub fn table(title: &str, headers: &[&str], rows: &[Vec<Cell>]) -> Result<Vec<u8>, NotWritten> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name(sheet_name(title))?;
    let bold = Format::new().set_bold();
    sheet.write_string_with_format(TITLE_ROW, 0, harmless(title), &bold)?;
    for (at, header) in (0u16..).zip(headers) {
        sheet.write_string_with_format(HEADER_ROW, at, harmless(header), &bold)?;
        let width = header.chars().count().clamp(10, 40) + 4;
        sheet.set_column_width(at, u8::try_from(width).map_or(44.0, f64::from))?;
    }
    sheet.set_freeze_panes(HEADER_ROW + 1, 0)?;
    for (row, cells) in (HEADER_ROW + 1..).zip(rows) {
        for (column, cell) in (0u16..).zip(cells) {
            write_cell(sheet, row, column, cell)?;
        }
    }
    Ok(workbook.save_to_buffer()?)
}

fn write_cell(sheet: &mut Worksheet, row: u32, column: u16, cell: &Cell) -> Result<(), XlsxError> {
    let (value, kind) = match cell {
        Cell::Blank => return Ok(()),
        Cell::Text(text) => (Value::Text(harmless(text).into_owned()), Kind::Text),
        Cell::Whole(number) => (exact(Decimal::from(*number)), Kind::Whole),
        Cell::Money(amount) => (exact(Decimal::from(amount.0)), Kind::Money),
        Cell::Decimal(number) => (exact(*number), Kind::Decimal),
        Cell::Date(day) => (Value::Moment(day.and_time(NaiveTime::MIN)), Kind::Date),
    };
    write_value(sheet, row, column, &value, &kind_format(kind))
}

/// A number, or its digits as text where Excel would round it.
fn exact(number: Decimal) -> Value {
    const DIGITS_MAX: u128 = 1_000_000_000_000_000;
    let number = number.normalize();
    match number.to_f64() {
        Some(float) if number.mantissa().unsigned_abs() < DIGITS_MAX => Value::Number(float),
        _ => Value::Text(number.to_string()),
    }
}

/// The text with an apostrophe before it if a spreadsheet program could take it for a formula. For CSV as well.
pub fn harmless(text: &str) -> Cow<'_, str> {
    if may_be_formula(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

pub(crate) fn may_be_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\0'])
}

/// The title without what Excel does not allow in a sheet's name.
pub(crate) fn sheet_name(title: &str) -> String {
    let allowed: String =
        title.chars().filter(|c| !matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\')).take(31).collect();
    let allowed = allowed.trim().trim_matches('\'').trim();
    if allowed.is_empty() { "Bảng".to_owned() } else { allowed.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_could_act_is_made_harmless() {
        for text in ["=1+1", "+84912", "-5", "@SUM(A1)", "\tx", "\rx", "\0x"] {
            assert_eq!(harmless(text), format!("'{text}"), "{text:?}");
        }
        for text in ["Quản Bạ", "5-6", "", "a=b"] {
            assert_eq!(harmless(text), text);
        }
    }

    #[test]
    fn what_a_file_tells_stays_as_it_was_typed() {
        let typed = |text: &str| Cell::Text(text.to_owned());
        assert_eq!(Cell::told("12.5", Kind::Decimal), Cell::Decimal(Decimal::new(125, 1)));
        assert_eq!(Cell::told("12,5", Kind::Decimal), typed("12,5"));
        assert_eq!(Cell::told("12.50", Kind::Decimal), typed("12.50"));
        assert_eq!(Cell::told("HTX01", Kind::Text), typed("HTX01"));
        assert_eq!(Cell::told("", Kind::Date), Cell::Blank);
    }

    #[test]
    fn a_number_too_long_for_excel_stays_exact() {
        assert_eq!(exact(Decimal::from(1_234_567)), Value::Number(1_234_567.0));
        assert_eq!(exact(Decimal::new(-12_345, 2)), Value::Number(-123.45));
        assert_eq!(exact(Decimal::from(9_007_199_254_740_993_i64)), Value::Text("9007199254740993".to_owned()));
    }

    #[test]
    fn a_title_becomes_a_name_that_excel_takes() {
        assert_eq!(sheet_name("Sản lượng 10/2026: cam"), "Sản lượng 102026 cam");
        assert_eq!(sheet_name("[]"), "Bảng");
        assert!(sheet_name(&"ă".repeat(50)).chars().count() <= 31);
    }
}
