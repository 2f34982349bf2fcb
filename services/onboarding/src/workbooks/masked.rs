//! A file that was exported brings numbers back as `•••••••••123`. Where what is known is shown like that, it is what stands in
//! the cell; anything else that is masked is a fault of its cell.

use sheets::{Row, SheetRows};

/// What a masked cell begins with.
pub(crate) const MARK: char = '•';
/// All that is told of a text nobody may read.
pub(crate) const ALL: &str = "•••";

/// Whether any of these cells is masked.
pub(super) fn any(sheet: &SheetRows, headers: &[&str]) -> bool {
    sheet.rows.iter().any(|row| headers.iter().any(|header| row.typed(header).starts_with(MARK)))
}

/// The row with what is known in place of a masked cell.
pub(super) fn opened<'a>(row: Row, header: &str, known: impl FnOnce(&str) -> Option<&'a str>) -> Row {
    let typed = row.typed(header);
    if !typed.starts_with(MARK) {
        return row;
    }
    match known(&typed) {
        Some(known) => row.with(header, known),
        None => row,
    }
}
