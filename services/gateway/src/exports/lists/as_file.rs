//! A list as the file that is handed in to change it: the headers of the template, and behind them what is only there to be read.

use std::collections::HashMap;

use contract::{
    Caller, code,
    imports::{CellKind, ImportKind, ImportRows, SheetColumn, SheetPart},
};
use futures::{StreamExt, TryStreamExt};
use sheets::{Cell, Kind};

use super::{Thing, Wanted, columns_of, things};
use crate::{
    App,
    exports::{ask_patiently, written::Sheet},
    problem::Problem,
    text::Language,
};

/// How a list stands in a file.
struct InFile {
    list: &'static str,
    /// The list whose things are asked for.
    of: &'static str,
    kind: ImportKind,
    sheet: u8,
    /// Columns of the list that come behind; whoever hands the file in again need not mind them.
    only_read: &'static [&'static str],
    /// Things whose rows are asked for at once.
    at_once: usize,
}

impl InFile {
    const fn new(list: &'static str, kind: ImportKind, sheet: u8, only_read: &'static [&'static str]) -> Self {
        Self { list, of: list, kind, sheet, only_read, at_once: 50 }
    }
}

/// Lists that may be handed in again. What is not here follows from something else, and is changed there.
static IN_FILES: [InFile; 10] = [
    InFile::new(
        "cooperatives",
        ImportKind::Cooperatives,
        0,
        &["state", "may_sell", "households", "lots", "declared_g"],
    ),
    InFile::new("households", ImportKind::Cooperatives, 1, &["left_on"]),
    InFile::new("papers", ImportKind::Cooperatives, 2, &["state", "verified_on"]),
    InFile::new("plots", ImportKind::Cooperatives, 3, &["area_m2"]),
    InFile::new("union_memberships", ImportKind::Cooperatives, 4, &["union", "member"]),
    InFile::new("lots", ImportKind::Harvest, 0, &["public_code", "households", "revisions", "booked_g", "committed_g"]),
    // A lot may have hundreds.
    InFile { of: "lots", at_once: 1, ..InFile::new("harvests", ImportKind::Harvest, 1, &[]) },
    InFile::new("listings", ImportKind::Listings, 0, &["active", "available_g"]),
    InFile::new("rules", ImportKind::Listings, 1, &[]),
    InFile::new("farmgate_prices", ImportKind::FarmgatePrices, 0, &[]),
];

/// The kind of file that brings this list in.
pub(crate) fn kind_of_list(list: &str) -> Option<ImportKind> {
    IN_FILES.iter().find(|it| it.list == list).map(|it| it.kind)
}

/// A list as sheets of its file; none where it has no file, or for whoever may not hand it in. Lots come with their harvests: they
/// weigh what those do. Listings come with the rules of shops about them.
pub(in crate::exports) async fn as_file(
    app: &App,
    caller: &Caller,
    language: Language,
    name: &str,
    wanted: &Wanted,
) -> Result<Option<Vec<Sheet>>, Problem> {
    let mut sheets = Vec::new();
    let names: &[&str] = match name {
        "lots" => &["lots", "harvests"],
        "listings" => &["listings", "rules"],
        name => &[name],
    };
    for it in IN_FILES.iter().filter(|it| names.contains(&it.list)) {
        match sheet(app, caller, language, it, wanted).await {
            Ok(sheet) => sheets.push(sheet),
            Err(problem) if problem.code == code::NOT_ALLOWED => break,
            Err(problem) => return Err(problem),
        }
    }
    Ok(Some(sheets).filter(|sheets| !sheets.is_empty()))
}

async fn sheet(
    app: &App,
    caller: &Caller,
    language: Language,
    it: &'static InFile,
    wanted: &Wanted,
) -> Result<Sheet, Problem> {
    let head = part(app, caller, it, Vec::new()).await?;
    let columns = if it.only_read.is_empty() { &[] } else { columns_of(it.list)? };
    let behind = it.only_read.iter().map(|name| {
        let name = language.word("export-column", name);
        language.say_with("export-column-only-read", [("name", name.into())])
    });
    let headers = head.columns.iter().map(|column| column.header.clone()).chain(behind).collect();
    let offers = (0..).zip(&head.columns).filter(|(_, column)| !column.choices.is_empty());
    let offers = offers.map(|(at, column)| (at, column.choices.clone())).collect();
    let places = it.only_read.iter().filter_map(|name| columns.iter().position(|column| column == name));
    let places: Vec<usize> = places.collect();
    let things = things(app, caller, it.of, wanted).await?;
    let (app, caller) = (app.clone(), caller.clone());
    let rows = things.and_then(move |page| rows_of(app.clone(), caller.clone(), it, page));
    let rows = rows.map_ok(move |rows: Vec<Row>| rows.into_iter().map(|row| row.cells(&places)).collect());
    Ok(Sheet { name: head.sheet, headers, offers, rows: rows.boxed() })
}

/// A row of the file, and the row of the list that it is of.
struct Row {
    told: Vec<Cell>,
    listed: Vec<Cell>,
}

impl Row {
    fn cells(self, only_read: &[usize]) -> Vec<Cell> {
        let listed = self.listed;
        let behind = only_read.iter().map(|place| listed.get(*place).cloned().unwrap_or(Cell::Blank));
        self.told.into_iter().chain(behind).collect()
    }
}

async fn rows_of(app: App, caller: Caller, it: &InFile, page: Vec<Thing>) -> Result<Vec<Row>, Problem> {
    let mut rows = Vec::with_capacity(page.len());
    for things in page.chunks(it.at_once) {
        let part = part(&app, &caller, it, things.iter().map(|thing| thing.id.clone()).collect()).await?;
        let listed: HashMap<&str, &Thing> = things.iter().map(|thing| (thing.id.as_str(), thing)).collect();
        rows.extend(part.rows.iter().map(|row| {
            let told = row.cells.iter().zip(&part.columns).map(|(text, column)| cell(text, column)).collect();
            let listed = listed.get(row.of.as_str()).filter(|_| !it.only_read.is_empty());
            Row { told, listed: listed.and_then(|thing| thing.rows.first()).cloned().unwrap_or_default() }
        }));
    }
    Ok(rows)
}

async fn part(app: &App, caller: &Caller, it: &InFile, of: Vec<String>) -> Result<SheetPart, Problem> {
    ask_patiently(app, caller, &ImportRows { kind: it.kind, sheet: it.sheet, of }).await
}

fn cell(text: &str, column: &SheetColumn) -> Cell {
    let kind = match column.kind {
        CellKind::Text => Kind::Text,
        CellKind::Date => Kind::Date,
        CellKind::Whole => Kind::Whole,
        CellKind::Decimal => Kind::Decimal,
    };
    Cell::told(text, kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_only_read_is_a_column_of_its_list() {
        for it in IN_FILES.iter().filter(|it| !it.only_read.is_empty()) {
            let columns = columns_of(it.list).expect("a list");
            assert!(it.only_read.iter().all(|name| columns.contains(name)), "{}", it.list);
        }
    }
}
