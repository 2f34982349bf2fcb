//! A table as text, as Excel writes it: `;` between the cells where a comma is the decimal sign, `,` or tabs elsewhere;
//! UTF-8 with or without its mark, or UTF-16 with it. Rows are numbered as Excel numbers them when it opens the file.

use std::borrow::Cow;

use crate::{
    container::CELLS_MAX,
    garbled::Garbled,
    header,
    layout::Layout,
    refusal::{Limit, Looks, NotReadable},
    value::Value,
    workbook::{CELL_BYTES_MAX, Grid},
};

const SEPARATORS: [char; 3] = [';', ',', '\t'];
/// Rows that are looked at to tell which separator it is.
const ROWS_LOOKED_AT: usize = 12;

/// The table in a text file, and which of the layouts it is.
pub(crate) fn open(bytes: &[u8], layouts: &[Layout]) -> Result<(Grid, usize), NotReadable> {
    let (text, is_unicode) = decoded(bytes)?;
    let (text, declared) = declared_separator(&text);
    let candidates = declared.map_or_else(|| SEPARATORS.to_vec(), |separator| vec![separator]);
    let mut best = (0, ';', 0);
    for separator in candidates {
        let beginning = grid(text, separator, ROWS_LOOKED_AT)?;
        for (at, layout) in layouts.iter().enumerate() {
            let found = header::columns_found(&beginning, layout);
            if found > best.0 {
                best = (found, separator, at);
            }
        }
    }
    let (found, separator, at) = best;
    let grid = grid(text, separator, usize::MAX)?;
    // Before anything is said of headers: these may be garbled as well.
    if let Some(garbled) = Garbled::in_texts(grid.texts()) {
        return Err(NotReadable::Garbled(garbled));
    }
    match (found, is_unicode) {
        (0, _) => Err(NotReadable::NotAWorkbook(Looks::Text)),
        (_, false) => Err(NotReadable::NotUnicode),
        (_, true) => Ok((grid, at)),
    }
}

/// The text, and whether it was Unicode. If not, it is read as Western, so that [`Garbled`] can tell what it is.
fn decoded(bytes: &[u8]) -> Result<(Cow<'_, str>, bool), NotReadable> {
    let wide = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let (units, rest) = bytes.as_chunks::<2>();
        let text: Result<String, _> = char::decode_utf16(units.iter().copied().map(unit)).collect();
        if rest.is_empty() { text.map_err(|_| NotReadable::Damaged) } else { Err(NotReadable::Damaged) }
    };
    match bytes {
        [0xff, 0xfe, text @ ..] => Ok((wide(text, u16::from_le_bytes)?.into(), true)),
        [0xfe, 0xff, text @ ..] => Ok((wide(text, u16::from_be_bytes)?.into(), true)),
        [0xef, 0xbb, 0xbf, text @ ..] => {
            std::str::from_utf8(text).map(|text| (text.into(), true)).map_err(|_| NotReadable::Damaged)
        }
        text => match std::str::from_utf8(text) {
            Ok(text) => Ok((text.into(), true)),
            Err(_) => Ok((text.iter().copied().map(western).collect::<String>().into(), false)),
        },
    }
}

/// A letter of Windows-1252.
fn western(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘',
        '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    byte.checked_sub(0x80).and_then(|at| HIGH.get(usize::from(at))).copied().unwrap_or(char::from(byte))
}

/// Takes off a first line such as `sep=;`, which Excel reads and does not show.
fn declared_separator(text: &str) -> (&str, Option<char>) {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let mut declared = first.trim_end_matches('\r').strip_prefix("sep=").unwrap_or_default().chars();
    match (declared.next(), declared.next()) {
        (Some(separator), None) if separator != '"' => (rest, Some(separator)),
        _ => (text, None),
    }
}

/// The first so many rows that hold anything.
fn grid(text: &str, separator: char, rows_max: usize) -> Result<Grid, NotReadable> {
    let mut grid = Grid::default();
    let mut cells_left = CELLS_MAX;
    let mut rest = text;
    let mut row = 0_u32;
    while !rest.is_empty() && grid.rows.len() < rows_max {
        row += 1;
        let mut column = 0_u32;
        loop {
            cells_left = cells_left.checked_sub(1).ok_or(NotReadable::TooLarge(Limit::Cells))?;
            let (cell, end, behind) = next_cell(rest, separator)?;
            rest = behind;
            if cell.len() > CELL_BYTES_MAX {
                return Err(NotReadable::Damaged);
            }
            if let Some(value) = Value::of_text(&cell) {
                grid.put(row, column, value)?;
            }
            match end {
                End::Cell => column += 1,
                End::Row => break,
            }
        }
    }
    Ok(grid)
}

enum End {
    Cell,
    Row,
}

/// One cell, what ended it, and what comes behind. Quotation marks count where a cell begins with one.
fn next_cell(text: &str, separator: char) -> Result<(Cow<'_, str>, End, &str), NotReadable> {
    let (quoted, tail) = match text.strip_prefix('"') {
        Some(inside) => {
            let (quoted, behind) = unquoted(inside)?;
            (Some(quoted), behind)
        }
        None => (None, text),
    };
    let at = tail.find([separator, '\n', '\r']).unwrap_or(tail.len());
    let (plain, behind) = tail.split_at(at);
    let cell = match quoted {
        None => Cow::Borrowed(plain),
        Some(quoted) => Cow::Owned(quoted + plain),
    };
    if let Some(behind) = behind.strip_prefix(separator) {
        return Ok((cell, End::Cell, behind));
    }
    let behind = behind.strip_prefix('\r').unwrap_or(behind);
    // `\r\n`, or `\n`, or `\r` alone.
    Ok((cell, End::Row, behind.strip_prefix('\n').unwrap_or(behind)))
}

/// What stands between quotation marks, and what comes behind the closing one. Two of them are one of the text.
fn unquoted(inside: &str) -> Result<(String, &str), NotReadable> {
    let mut quoted = String::new();
    let mut rest = inside;
    loop {
        let (before, behind) = rest.split_once('"').ok_or(NotReadable::Damaged)?;
        quoted.push_str(before);
        match behind.strip_prefix('"') {
            Some(behind) => {
                quoted.push('"');
                rest = behind;
            }
            None => return Ok((quoted, behind)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str, separator: char) -> Vec<(u32, u32, String)> {
        let grid = grid(text, separator, usize::MAX).expect("a table");
        let cells =
            grid.rows.iter().flat_map(|(row, cells)| cells.iter().map(|(column, value)| (*row, *column, value.text())));
        cells.collect()
    }

    fn cell(row: u32, column: u32, text: &str) -> (u32, u32, String) {
        (row, column, text.to_owned())
    }

    #[test]
    fn cells_stand_where_excel_shows_them() {
        assert_eq!(cells("a;b\r\nc;d", ';'), [cell(1, 0, "a"), cell(1, 1, "b"), cell(2, 0, "c"), cell(2, 1, "d")]);
        assert_eq!(cells("a\n\n;;x\n;;;\n", ';'), [cell(1, 0, "a"), cell(3, 2, "x")], "blank rows count");
        assert_eq!(cells("a\rb\r\n\rc", ','), [cell(1, 0, "a"), cell(2, 0, "b"), cell(4, 0, "c")]);
        assert_eq!(cells("", ';'), []);
    }

    #[test]
    fn quotation_marks_hold_together_what_they_enclose() {
        assert_eq!(cells("\"a;\"\"b\"\"\nc\";d", ';'), [cell(1, 0, "a;\"b\"\nc"), cell(1, 1, "d")]);
        assert_eq!(cells("5\" cây;\"x\" y", ';'), [cell(1, 0, "5\" cây"), cell(1, 1, "x y")]);
        assert_eq!(grid("\"never closed;b\nc", ';', usize::MAX).map(|_| ()), Err(NotReadable::Damaged));
    }

    #[test]
    fn a_declared_separator_is_taken_off() {
        assert_eq!(declared_separator("sep=|\r\na|b"), ("a|b", Some('|')));
        assert_eq!(declared_separator("sep=;;\na"), ("sep=;;\na", None));
        assert_eq!(declared_separator("a;b"), ("a;b", None));
    }
}
