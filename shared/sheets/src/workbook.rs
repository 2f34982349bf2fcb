//! A weighed upload, opened: its sheets as sparse grids. The only file that reads with calamine.

use std::{
    collections::BTreeMap,
    io::Cursor,
    panic::{AssertUnwindSafe, catch_unwind},
};

use calamine::{DataRef, Reader, Xlsx};

use crate::{
    container::{self, CELLS_MAX, UNPACKED_MAX},
    refusal::{Limit, NotReadable},
    value::Value,
};

/// The cells of a sheet that hold anything: row as Excel numbers it, then column from 0. Sparse, because a sheet with
/// one cell in its last corner would take gigabytes otherwise.
#[derive(Debug, Default)]
pub(crate) struct Grid {
    pub rows: BTreeMap<u32, BTreeMap<u32, Value>>,
}

impl Grid {
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        self.rows.values().flat_map(BTreeMap::values).filter_map(|value| match value {
            Value::Text(text) => Some(text.as_str()),
            _ => None,
        })
    }
}

pub(crate) struct Workbook<'a> {
    xlsx: Xlsx<Cursor<&'a [u8]>>,
    cells_left: usize,
    text_left: u64,
}

impl<'a> Workbook<'a> {
    pub(crate) fn open(bytes: &'a [u8]) -> Result<Self, NotReadable> {
        container::weigh(bytes)?;
        let xlsx = Xlsx::new(Cursor::new(bytes)).map_err(|_| NotReadable::Damaged)?;
        Ok(Self { xlsx, cells_left: CELLS_MAX, text_left: UNPACKED_MAX })
    }

    /// The sheet's own name, if there is one that reads like `wanted`.
    pub(crate) fn sheet_like(&self, wanted: &'static str) -> Result<String, NotReadable> {
        const NAMES_MAX: usize = 20;
        let names = self.xlsx.sheet_names();
        let key = places::search_key(wanted);
        match names.iter().find(|name| places::search_key(name) == key) {
            Some(name) => Ok(name.clone()),
            None => Err(NotReadable::MissingSheet { wanted, found: names.into_iter().take(NAMES_MAX).collect() }),
        }
    }

    /// Reads a sheet. Cells without a value count as well: reading them costs the same.
    pub(crate) fn grid(&mut self, sheet: &str) -> Result<Grid, NotReadable> {
        let mut grid = Grid::default();
        let mut cells = self.xlsx.worksheet_cells_reader(sheet).map_err(|_| NotReadable::Damaged)?;
        while let Some(cell) = cells.next_cell().map_err(|_| NotReadable::Damaged)? {
            self.cells_left = self.cells_left.checked_sub(1).ok_or(NotReadable::TooLarge(Limit::Cells))?;
            // A long text that many cells share is stored once in the file, but once for each cell here.
            let text_length = match cell.get_value() {
                DataRef::SharedString(text) => text.len(),
                DataRef::String(text) => text.len(),
                _ => 0,
            };
            self.text_left =
                self.text_left.checked_sub(text_length as u64).ok_or(NotReadable::TooLarge(Limit::Unpacked))?;
            if let Some(value) = Value::of(cell.get_value()) {
                let (row, column) = cell.get_position();
                grid.rows.entry(row.saturating_add(1)).or_default().insert(column, value);
            }
        }
        Ok(grid)
    }
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
