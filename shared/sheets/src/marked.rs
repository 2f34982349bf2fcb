//! The upload handed back with its faults written beside the rows and the faulty cells coloured.

use std::collections::{BTreeMap, BTreeSet};

use rust_xlsxwriter::{Color, Format, Workbook as Output, Worksheet, XlsxError};

use crate::{
    fault::Fault,
    header::{self, Header, header_key},
    layout::{Kind, Layout},
    refusal::NotReadable,
    table,
    template::{NotWritten, kind_format, write_value},
    value::Value,
    workbook::{COLUMNS_MAX, Grid, Workbook, guarded},
};

/// The column that the faults are written in. An upload may bring it along again.
pub const FAULT_COLUMN: &str = "Lỗi cần sửa";
const FAULTY_BACKGROUND: Color = Color::RGB(0x00FF_D9D6);

/// Why there is no marked copy.
#[derive(Debug, thiserror::Error)]
pub enum NotMarked {
    /// The upload cannot be read, so it has no faulty rows either.
    #[error("could not read the upload again")]
    NotReadable(#[from] NotReadable),
    /// The copy cannot be written.
    #[error("could not write the marked copy")]
    NotWritten(#[from] NotWritten),
}

/// A copy of the sheets of `layouts` in the upload: what was typed, a column [`FAULT_COLUMN`], faulty cells in colour.
/// Its owner mends it and uploads it again.
pub fn marked_copy(upload: &[u8], layouts: &[Layout], faults: &[Fault]) -> Result<Vec<u8>, NotMarked> {
    let sheets = guarded(|| {
        let mut workbook = Workbook::open(upload, layouts)?;
        let mut sheets = Vec::with_capacity(layouts.len());
        for layout in layouts {
            if let Some(grid) = workbook.sheet(layout.sheet)? {
                let header = header::find(&grid, layout)?;
                sheets.push(MarkedSheet::new(*layout, grid, header, faults));
            }
        }
        Ok(sheets)
    })?;
    let mut output = Output::new();
    for sheet in &sheets {
        sheet.write(output.add_worksheet()).map_err(NotWritten::from)?;
    }
    Ok(output.save_to_buffer().map_err(NotWritten::from)?)
}

struct MarkedSheet<'a> {
    layout: Layout,
    grid: Grid,
    header: Header,
    fault_column: u32,
    faults: BTreeMap<u32, Vec<&'a Fault>>,
}

impl<'a> MarkedSheet<'a> {
    fn new(layout: Layout, mut grid: Grid, header: Header, faults: &'a [Fault]) -> Self {
        let headers = grid.rows.get(&header.row);
        let earlier = headers
            .into_iter()
            .flatten()
            .find_map(|(column, value)| (header_key(&value.text()) == header_key(FAULT_COLUMN)).then_some(*column));
        let fault_column = earlier.unwrap_or_else(|| free_column(&grid));
        // What was said of an earlier upload is no longer true.
        for (_, cells) in grid.rows.range_mut(header.row..) {
            cells.remove(&fault_column);
        }
        let mut by_row: BTreeMap<u32, Vec<&Fault>> = BTreeMap::new();
        for fault in faults.iter().filter(|fault| fault.sheet == layout.sheet && fault.row > header.row) {
            by_row.entry(fault.row).or_default().push(fault);
        }
        Self { layout, grid, header, fault_column, faults: by_row }
    }

    fn write(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        sheet.set_name(self.layout.sheet)?.set_freeze_panes(self.header.row, 0)?;
        for (row, cells) in &self.grid.rows {
            for (column, value) in cells {
                let format = self.format(*row, *column, Some(value));
                write_value(sheet, row - 1, narrow(*column)?, value, &format)?;
            }
        }
        for (row, faults) in &self.faults {
            for column in faults.iter().filter_map(|fault| self.column_of(fault)) {
                if !self.grid.rows.get(row).is_some_and(|cells| cells.contains_key(&column)) {
                    sheet.write_blank(row - 1, narrow(column)?, &self.format(*row, column, None))?;
                }
            }
            let lines: Vec<String> =
                faults.iter().map(|fault| format!("{}: {} {}", fault.column, fault.reason, fault.remedy)).collect();
            let wrapped = Format::new().set_text_wrap();
            write_value(sheet, row - 1, narrow(self.fault_column)?, &Value::Text(lines.join("\n")), &wrapped)?;
        }
        let bold = Format::new().set_bold().set_background_color(FAULTY_BACKGROUND);
        sheet.write_string_with_format(self.header.row - 1, narrow(self.fault_column)?, FAULT_COLUMN, &bold)?;
        sheet.set_column_width(narrow(self.fault_column)?, 60)?;
        for column in self.header.columns.iter().flatten() {
            sheet.set_column_width(narrow(*column)?, 18)?;
        }
        Ok(())
    }

    fn format(&self, row: u32, column: u32, value: Option<&Value>) -> Format {
        let position = self.header.columns.iter().position(|at| *at == Some(column));
        let kind = position.map(|at| self.layout.columns[at].kind);
        let mut format = match value {
            _ if row <= self.header.row => Format::new().set_bold(),
            Some(Value::Moment(_)) => kind_format(Kind::Date),
            Some(Value::Text(text)) if table::may_be_formula(text) => kind_format(Kind::Text).set_quote_prefix(),
            Some(Value::Text(_)) => kind_format(Kind::Text),
            _ => kind.map_or_else(Format::new, kind_format),
        };
        let here = self.faults.get(&row).into_iter().flatten();
        if here.filter_map(|fault| self.column_of(fault)).any(|faulty| faulty == column) {
            format = format.set_background_color(FAULTY_BACKGROUND);
        }
        format
    }

    /// The sheet's column that a fault names; none if it names the whole row.
    fn column_of(&self, fault: &Fault) -> Option<u32> {
        let at = self.layout.columns.iter().position(|column| column.header == fault.column)?;
        self.header.columns[at]
    }
}

/// The first column behind all others, or the last one without anything in it.
fn free_column(grid: &Grid) -> u32 {
    let used: BTreeSet<u32> = grid.rows.values().flat_map(BTreeMap::keys).copied().collect();
    let behind_all = used.last().map_or(0, |last| last + 1);
    let free = || (0..COLUMNS_MAX).rev().find(|column| !used.contains(column));
    if behind_all < COLUMNS_MAX { behind_all } else { free().unwrap_or(behind_all) }
}

/// Excel has 16,384 columns.
fn narrow(column: u32) -> Result<u16, XlsxError> {
    u16::try_from(column).map_err(|_| XlsxError::RowColumnLimitError)
}
