//! A weighed upload, opened: its sheets as sparse grids. The only file that reads with calamine.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{Cursor, Read, Seek},
    panic::{AssertUnwindSafe, catch_unwind},
};

use calamine::{DataRef, Reader, Xlsx, XlsxCellReader};

use crate::{
    container::{self, CELLS_MAX, ROWS_MAX, UNPACKED_MAX, Upload},
    csv,
    fault::shortened,
    layout::Layout,
    refusal::{Limit, NotReadable},
    template::CHOICES_SHEET,
    value::Value,
};

/// The cells of a sheet that hold anything: row as Excel numbers it, then column from 0. Sparse, because a sheet with
/// one cell in its last corner would take gigabytes otherwise.
#[derive(Debug, Default)]
pub(crate) struct Grid {
    pub rows: BTreeMap<u32, BTreeMap<u32, Value>>,
}

impl Grid {
    /// Puts a value into the cell of this row, as Excel numbers it, and this column, from 0.
    pub(crate) fn put(&mut self, row: u32, column: u32, value: Value) -> Result<(), NotReadable> {
        self.rows.entry(row).or_default().insert(column, value);
        if self.rows.len() > ROWS_MAX { Err(NotReadable::TooLarge(Limit::Rows)) } else { Ok(()) }
    }

    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        self.rows.values().flat_map(BTreeMap::values).filter_map(|value| match value {
            Value::Text(text) => Some(text.as_str()),
            _ => None,
        })
    }
}

/// Rows and columns of a sheet of Excel; a cell beyond them was put there by hand.
const LAST_ROW: u32 = 1_048_576;
pub(crate) const COLUMNS_MAX: u32 = 16_384;

/// Excel keeps 32,767 characters in a cell; opened there and saved, a longer text is cut.
pub(crate) const CELL_BYTES_MAX: usize = 4 * 32_767;

pub(crate) struct Workbook<'a> {
    source: Source<'a>,
    /// Every sheet of the upload is one of those wanted, so that one that is not there was left out and not misnamed.
    is_part: bool,
    cells_left: usize,
    text_left: u64,
}

enum Source<'a> {
    Xlsx(Box<Xlsx<Cursor<&'a [u8]>>>),
    /// A text file has one sheet: that of the layout with this name.
    Csv {
        sheet: &'static str,
        grid: Grid,
    },
}

impl<'a> Workbook<'a> {
    /// Opens an upload that should have the sheets of `layouts`.
    pub(crate) fn open(bytes: &'a [u8], layouts: &[Layout]) -> Result<Self, NotReadable> {
        let (source, is_part) = match container::weigh(bytes)? {
            Upload::Workbook => {
                let xlsx: Box<Xlsx<_>> = Box::new(Xlsx::new(Cursor::new(bytes)).map_err(|_| NotReadable::Damaged)?);
                let is_part = has_only(&xlsx, layouts);
                (Source::Xlsx(xlsx), is_part)
            }
            Upload::Text => {
                let (grid, at) = csv::open(bytes, layouts)?;
                (Source::Csv { sheet: layouts[at].sheet, grid }, true)
            }
        };
        Ok(Self { source, is_part, cells_left: CELLS_MAX, text_left: UNPACKED_MAX })
    }

    /// The cells of a sheet; none if the upload is a part that leaves it out, as a text file does with all but one.
    pub(crate) fn sheet(&mut self, wanted: &'static str) -> Result<Option<Grid>, NotReadable> {
        match &mut self.source {
            Source::Xlsx(xlsx) => {
                let name = match sheet_like(xlsx, wanted) {
                    Ok(name) => name,
                    Err(_) if self.is_part => return Ok(None),
                    Err(missing) => return Err(missing),
                };
                let cells = xlsx.worksheet_cells_reader(&name).map_err(|_| NotReadable::Damaged)?;
                read_cells(cells, &mut self.cells_left, &mut self.text_left).map(Some)
            }
            Source::Csv { sheet, grid } => Ok((*sheet == wanted).then(|| std::mem::take(grid))),
        }
    }
}

/// Whether the upload has sheets of these layouts, and no other that somebody may have meant to be one.
fn has_only(xlsx: &Xlsx<Cursor<&[u8]>>, layouts: &[Layout]) -> bool {
    let wanted: BTreeSet<String> = layouts.iter().map(|layout| places::search_key(layout.sheet)).collect();
    let own = places::search_key(CHOICES_SHEET);
    let found: BTreeSet<String> = xlsx.sheet_names().iter().map(|name| places::search_key(name)).collect();
    let mut others = found.iter().filter(|name| **name != own);
    found.iter().any(|name| wanted.contains(name)) && others.all(|name| wanted.contains(name))
}

/// The sheet's own name, if there is one that reads like `wanted`.
fn sheet_like(xlsx: &Xlsx<Cursor<&[u8]>>, wanted: &'static str) -> Result<String, NotReadable> {
    const NAMES_MAX: usize = 20;
    const NAME_LENGTH_MAX: usize = 31;
    let names = xlsx.sheet_names();
    let key = places::search_key(wanted);
    let name = names.iter().find(|name| places::search_key(name) == key);
    name.cloned().ok_or_else(|| {
        let found = names.iter().take(NAMES_MAX).map(|name| shortened(name, NAME_LENGTH_MAX)).collect();
        NotReadable::MissingSheet { wanted, found }
    })
}

/// Reads a sheet. Cells without a value count as well: reading them costs the same.
fn read_cells<RS: Read + Seek>(
    mut cells: XlsxCellReader<'_, RS>,
    cells_left: &mut usize,
    text_left: &mut u64,
) -> Result<Grid, NotReadable> {
    let mut grid = Grid::default();
    while let Some(cell) = cells.next_cell().map_err(|_| NotReadable::Damaged)? {
        *cells_left = cells_left.checked_sub(1).ok_or(NotReadable::TooLarge(Limit::Cells))?;
        // A long text that many cells share is stored once in the file, but once for each cell here.
        let text_length = match cell.get_value() {
            DataRef::SharedString(text) => text.len(),
            DataRef::String(text) => text.len(),
            _ => 0,
        };
        *text_left = text_left.checked_sub(text_length as u64).ok_or(NotReadable::TooLarge(Limit::Unpacked))?;
        if text_length > CELL_BYTES_MAX {
            return Err(NotReadable::Damaged);
        }
        if let Some(value) = Value::of(cell.get_value()) {
            let (row, column) = cell.get_position();
            if row >= LAST_ROW || column >= COLUMNS_MAX {
                return Err(NotReadable::Damaged);
            }
            grid.put(row + 1, column, value)?;
        }
    }
    Ok(grid)
}

/// Runs `read`; should it panic over a file odder than anyone thought of, the file is damaged and the process goes on.
pub(crate) fn guarded<T>(read: impl FnOnce() -> Result<T, NotReadable>) -> Result<T, NotReadable> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or(Err(NotReadable::Damaged))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_while_reading_is_a_refusal() {
        let outcome: Result<(), _> = guarded(|| panic!("a file odder than anyone thought of"));
        assert_eq!(outcome, Err(NotReadable::Damaged));
    }
}
