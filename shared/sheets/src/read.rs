//! An upload becomes rows, sheet by sheet.

use crate::{
    garbled::Garbled,
    header,
    layout::Layout,
    refusal::NotReadable,
    row::Row,
    workbook::{Workbook, guarded},
};

/// The rows of one sheet.
#[derive(Debug, Clone)]
pub struct SheetRows {
    /// The sheet, as its layout calls it.
    pub sheet: &'static str,
    /// The upload has this sheet. One that leaves it out says nothing of its things.
    pub is_there: bool,
    /// The columns it has, as the layout calls them. An optional one may be left out, which says nothing either.
    pub columns: Vec<&'static str>,
    /// Its rows from top to bottom, without blank ones and without the template's example.
    pub rows: Vec<Row>,
}

/// Reads the sheets of an uploaded workbook, in the order of `layouts`. It may leave some of them out, where every sheet that
/// it has is one of theirs; a CSV file is the one whose columns it has, and leaves out the others. It takes up to some seconds of computing for a
/// file at the limits, so callers in async code give it a thread of its own.
pub fn read(bytes: &[u8], layouts: &[Layout]) -> Result<Vec<SheetRows>, NotReadable> {
    guarded(|| {
        let mut workbook = Workbook::open(bytes, layouts)?;
        layouts.iter().map(|layout| sheet_rows(&mut workbook, layout)).collect()
    })
}

fn sheet_rows(workbook: &mut Workbook<'_>, layout: &Layout) -> Result<SheetRows, NotReadable> {
    let Some(mut grid) = workbook.sheet(layout.sheet)? else {
        return Ok(SheetRows { sheet: layout.sheet, is_there: false, columns: Vec::new(), rows: Vec::new() });
    };
    // Before the headers are looked for: theirs may be garbled as well, and "missing columns" would mislead.
    if let Some(garbled) = Garbled::in_texts(grid.texts()) {
        return Err(NotReadable::Garbled(garbled));
    }
    let header = header::find(&grid, layout)?;
    let columns = layout.columns.iter().zip(&header.columns).filter(|(_, at)| at.is_some());
    let columns = columns.map(|(column, _)| column.header).collect();
    let below = grid.rows.split_off(&(header.row + 1));
    let rows = below
        .into_iter()
        .map(|(number, mut cells)| {
            let cells = header.columns.iter().map(|at| at.and_then(|at| cells.remove(&at))).collect();
            Row::new(*layout, number, cells)
        })
        .filter(|row| !row.is_blank() && !row.is_example())
        .collect();
    Ok(SheetRows { sheet: layout.sheet, is_there: true, columns, rows })
}
