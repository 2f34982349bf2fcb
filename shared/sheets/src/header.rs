//! Where a sheet's columns are: titles may stand above the headers, and headers may stand in two rows where cells were
//! merged.

use std::collections::BTreeMap;

use crate::{fault::shortened, layout::Layout, refusal::NotReadable, value::Value, workbook::Grid};

/// Rows with anything in them that may stand above the headers.
const TITLE_ROWS_MAX: usize = 10;

/// The header of a sheet, found.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Header {
    /// Its last row, as Excel numbers it; data begins below.
    pub row: u32,
    /// For each column of the layout, the sheet's column, from 0. Optional ones may be missing.
    pub columns: Vec<Option<u32>>,
}

/// A header as it is compared: without case, marks and the template's star.
pub(crate) fn header_key(text: &str) -> String {
    places::search_key(text).trim_end_matches(['*', ':', ' ']).to_owned()
}

pub(crate) fn find(grid: &Grid, layout: &Layout) -> Result<Header, NotReadable> {
    let best = candidates(grid)
        .max_by_key(|candidate| {
            let found = candidate.columns(layout).iter().flatten().count();
            // Of equals, the one in a single row and nearest to the top.
            (found, std::cmp::Reverse(candidate.height), std::cmp::Reverse(candidate.row))
        })
        .unwrap_or_default();
    let columns = best.columns(layout);
    let absent = || layout.columns.iter().zip(&columns).filter(|(_, at)| at.is_none()).map(|(column, _)| column);
    let mut missing: Vec<&'static str> =
        absent().filter(|column| column.required).map(|column| column.header).collect();
    if missing.is_empty() && columns.iter().all(Option::is_none) {
        // A sheet with none of the columns is the wrong one, even if none of them must be there.
        missing = absent().map(|column| column.header).collect();
    }
    if !missing.is_empty() {
        return Err(NotReadable::MissingColumns { sheet: layout.sheet, missing, found: best.found() });
    }
    if let Some(column) = layout.columns.iter().find(|column| best.count(&header_key(column.header)) > 1) {
        return Err(NotReadable::RepeatedColumn { sheet: layout.sheet, column: column.header });
    }
    Ok(Header { row: best.row, columns })
}

/// How many of the layout's columns the sheet has, in the row that has most of them.
pub(crate) fn columns_found(grid: &Grid, layout: &Layout) -> usize {
    candidates(grid).map(|candidate| candidate.columns(layout).iter().flatten().count()).max().unwrap_or(0)
}

/// One row, or two neighbours, that may be the header.
#[derive(Default)]
struct Candidate {
    row: u32,
    height: u8,
    /// Column and text; where two rows are taken together, a column may have two.
    texts: Vec<(u32, String)>,
}

impl Candidate {
    fn columns(&self, layout: &Layout) -> Vec<Option<u32>> {
        let keys: BTreeMap<String, u32> =
            self.texts.iter().rev().map(|(column, text)| (header_key(text), *column)).collect();
        layout.columns.iter().map(|column| keys.get(&header_key(column.header)).copied()).collect()
    }

    /// In how many columns this header stands.
    fn count(&self, key: &str) -> usize {
        let mut columns: Vec<u32> =
            self.texts.iter().filter(|(_, text)| header_key(text) == key).map(|(column, _)| *column).collect();
        columns.sort_unstable();
        columns.dedup();
        columns.len()
    }

    fn found(&self) -> Vec<String> {
        self.texts.iter().take(20).map(|(_, text)| shortened(text, 40)).collect()
    }
}

fn candidates(grid: &Grid) -> impl Iterator<Item = Candidate> {
    let rows: Vec<(u32, Vec<(u32, String)>)> =
        grid.rows.iter().take(TITLE_ROWS_MAX + 2).map(|(row, cells)| (*row, texts(cells))).collect();
    let singles: Vec<Candidate> = rows
        .iter()
        .take(TITLE_ROWS_MAX + 1)
        .map(|(row, texts)| Candidate { row: *row, height: 1, texts: texts.clone() })
        .collect();
    let doubles: Vec<Candidate> = rows
        .windows(2)
        .filter(|pair| pair[0].0 + 1 == pair[1].0)
        .map(|pair| Candidate { row: pair[1].0, height: 2, texts: [pair[0].1.clone(), pair[1].1.clone()].concat() })
        .collect();
    singles.into_iter().chain(doubles)
}

/// No header is longer than that; ten rows of the longest texts would be.
const HEADER_LENGTH_MAX: usize = 200;

fn texts(cells: &BTreeMap<u32, Value>) -> Vec<(u32, String)> {
    cells.iter().map(|(column, value)| (*column, shortened(&value.text(), HEADER_LENGTH_MAX))).collect()
}
