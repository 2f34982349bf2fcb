//! A row of an upload, and the reader that takes typed values out of it.

use amounts::{Quantity, Vnd};
use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::{
    fault::{Complaint, Faults},
    garbled::Garbled,
    layout::{Column, Layout},
    parse,
    value::Value,
};

/// A row of an upload, with one cell for each column of its layout.
#[derive(Debug, Clone)]
pub struct Row {
    layout: Layout,
    number: u32,
    cells: Vec<Option<Value>>,
}

impl Row {
    pub(crate) fn new(layout: Layout, number: u32, cells: Vec<Option<Value>>) -> Self {
        Self { layout, number, cells }
    }

    /// The sheet it stands in.
    pub const fn sheet(&self) -> &'static str {
        self.layout.sheet
    }

    /// The number Excel shows beside it.
    pub const fn number(&self) -> u32 {
        self.number
    }

    /// What was typed under `header`, as a person sees it; empty if nothing was, or if there is no such column.
    pub fn typed(&self, header: &str) -> String {
        let at = self.layout.columns.iter().position(|column| column.header == header);
        at.and_then(|at| self.cells[at].as_ref()).map(Value::text).unwrap_or_default()
    }

    /// The row with another text under `header`.
    ///
    /// # Panics
    /// If the layout has no such column: both stand in the same program.
    #[must_use]
    pub fn with(mut self, header: &str, text: &str) -> Self {
        let at = self.layout.place(header);
        self.cells[at] = Value::of_text(text);
        self
    }

    pub(crate) fn is_personal(&self, header: &str) -> bool {
        self.layout.columns.iter().any(|column| column.header == header && column.personal)
    }

    pub(crate) fn is_blank(&self) -> bool {
        self.cells.iter().all(Option::is_none)
    }

    /// The template's example, left in by oversight: every cell is as the template wrote it.
    pub(crate) fn is_example(&self) -> bool {
        // In a CSV file all of them are text.
        let is_example = |(cell, column): (&Option<Value>, &Column)| {
            cell.clone().map(|cell| cell.typed(column.kind)) == Value::example(column)
        };
        self.cells.iter().zip(self.layout.columns).all(is_example)
    }

    fn cell(&self, header: &str) -> (&'static Column, Option<&Value>) {
        let at = self.layout.place(header);
        (&self.layout.columns[at], self.cells[at].as_ref())
    }
}

/// A row as a file of its layout has it, so that reading it again finds what is there. A cell that nothing was put into is
/// empty.
///
/// # Panics
/// Putting something panics if the layout has no such column: both stand in the same program.
#[derive(Debug)]
pub struct RowWriter {
    layout: Layout,
    cells: Vec<String>,
}

impl RowWriter {
    /// An empty row of this layout.
    pub fn new(layout: &Layout) -> Self {
        Self { layout: *layout, cells: vec![String::new(); layout.columns.len()] }
    }

    /// The row with this under `header`: a day as `yyyy-mm-dd`, a number in digits with a point.
    #[must_use]
    pub fn with(mut self, header: &str, text: impl Into<String>) -> Self {
        let at = self.layout.place(header);
        self.cells[at] = text.into();
        self
    }

    /// The row with this under `header`, where there is something.
    #[must_use]
    pub fn with_some(self, header: &str, text: Option<impl Into<String>>) -> Self {
        match text {
            Some(text) => self.with(header, text),
            None => self,
        }
    }

    /// Its cells, in the order of the layout's columns.
    pub fn cells(self) -> Vec<String> {
        self.cells
    }
}

/// Takes typed values out of a row. Each answers `None` for an empty cell and for one it cannot read; it records a
/// fault for the latter, and for an empty cell of a required column. So a row tells all its faults at once: read every
/// cell, then ask [`RowReader::is_sound`].
///
/// # Panics
/// Every reading method panics if the layout has no such column: both stand in the same program.
#[derive(Debug)]
pub struct RowReader<'a> {
    row: &'a Row,
    faults: &'a mut Faults,
    faults_before: usize,
}

impl<'a> RowReader<'a> {
    /// A reader of `row` that records into `faults`.
    pub fn new(row: &'a Row, faults: &'a mut Faults) -> Self {
        let faults_before = faults.total();
        Self { row, faults, faults_before }
    }

    /// Text in NFC, without blanks around it. Numbers and days come as they are shown.
    pub fn text(&mut self, header: &str) -> Option<String> {
        self.read(header, |value, _| {
            let text = value.text();
            match Garbled::in_text(&text) {
                None => Ok(text),
                Some(garbled) => Err(not_unicode(garbled)),
            }
        })
    }

    /// One of the column's choices, whatever its case and marks.
    pub fn choice(&mut self, header: &str) -> Option<&'static str> {
        self.read(header, |value, column| parse::choice(value, column.choices))
    }

    /// A day from 1900 to 2100: an Excel date, or text such as `05/11/2026`.
    pub fn date(&mut self, header: &str) -> Option<NaiveDate> {
        self.read(header, |value, _| parse::date(value))
    }

    /// A whole number, not below zero.
    pub fn whole(&mut self, header: &str) -> Option<i64> {
        self.read(header, |value, _| parse::whole(value))
    }

    /// A number with decimals, such as an area; not for money or quantities.
    pub fn decimal(&mut self, header: &str) -> Option<Decimal> {
        self.read(header, |value, _| parse::decimal(value))
    }

    /// Whole đồng, not below zero.
    pub fn money(&mut self, header: &str) -> Option<Vnd> {
        self.read(header, |value, _| parse::money(value))
    }

    /// A quantity, from a column of numbers and one of units.
    pub fn quantity(&mut self, amount: &str, unit: &str) -> Option<Quantity> {
        let unit = self.read(unit, |value, _| parse::unit(value));
        // The number cannot be read without its unit, but it can be missing.
        self.read(amount, |value, _| unit.map(|unit| parse::quantity(value, unit)).transpose()).flatten()
    }

    /// Adds a fault of the caller's own.
    pub fn add_fault(&mut self, header: &str, complaint: Complaint) {
        self.faults.add(self.row, header, complaint);
    }

    /// No fault was recorded by this reader.
    pub fn is_sound(&self) -> bool {
        self.faults.total() == self.faults_before
    }

    fn read<T>(&mut self, header: &str, parse: impl FnOnce(&Value, &Column) -> Result<T, Complaint>) -> Option<T> {
        let (column, value) = self.row.cell(header);
        let read = match value {
            None if column.required => Err(missing(column)),
            None => return None,
            Some(Value::Error(_)) => Err(broken_formula()),
            Some(value) => parse(value, column),
        };
        read.map_err(|complaint| self.faults.add(self.row, header, complaint)).ok()
    }
}

fn missing(column: &Column) -> Complaint {
    let (remedy, remedy_en) = if column.example.is_empty() {
        ("Điền vào ô này.".to_owned(), "Fill in this cell.".to_owned())
    } else {
        (
            format!("Điền vào ô này, ví dụ: {}.", column.example),
            format!("Fill in this cell, such as: {}.", column.example),
        )
    };
    Complaint::new(
        "missing_value",
        ("Ô này bắt buộc nhưng đang để trống.", remedy),
        ("This cell is required but empty.", remedy_en),
    )
}

fn broken_formula() -> Complaint {
    Complaint::new(
        "broken_formula",
        ("Công thức trong ô này bị lỗi.", "Sửa công thức, hoặc gõ thẳng giá trị vào ô."),
        ("The formula in this cell is broken.", "Mend the formula, or type the value itself."),
    )
}

fn not_unicode(garbled: Garbled) -> Complaint {
    Complaint::new(
        "not_unicode",
        (
            format!("Chữ trong ô này theo bảng mã {}, không phải Unicode.", garbled.name()),
            "Gõ lại bằng bảng mã Unicode, hoặc chuyển mã cả tệp rồi tải lên lại.",
        ),
        (
            format!("The text in this cell is in {}, not in Unicode.", garbled.name()),
            "Type it again in Unicode, or convert the whole file and upload it again.",
        ),
    )
}
