//! Rows become lots and declarations that are sound by themselves.

use contract::Grade;
use places::search_key;
use sheets::{Faults, Row, RowReader};

use super::layouts::{GRADE, HOUSEHOLD, LOT, PICKED_FROM, PICKED_ON, PICKED_TO, PLOT, SEASON, SELL_BY, WEIGHED_BY};
use crate::{
    domain::{Code, Declaration, Lot, LotCode, LotFault, Season},
    workbooks::{
        cells::{self, COOPERATIVE, QUANTITY, UNIT},
        complaints,
    },
};

/// A row of a lot: its codes where they can be read, and the lot where it is sound.
pub(super) struct SeenLot<'a> {
    pub row: &'a Row,
    pub code: Option<LotCode>,
    pub cooperative: Option<Code>,
    pub lot: Option<Lot>,
}

/// A row of a declaration: the lot's code where it can be read, and the declaration where it is sound.
pub(super) struct SeenDeclaration<'a> {
    pub row: &'a Row,
    pub lot: Option<LotCode>,
    pub declaration: Option<Declaration>,
}

pub(super) fn lot<'a>(row: &'a Row, faults: &mut Faults) -> SeenLot<'a> {
    let mut reader = RowReader::new(row, faults);
    let code = cells::parsed(&mut reader, LOT, LotCode::parse);
    let cooperative = cells::code(&mut reader, COOPERATIVE);
    let product = cells::product(&mut reader);
    let grade = cells::parsed(&mut reader, GRADE, grade);
    let season = cells::parsed(&mut reader, SEASON, Season::parse);
    let (picked_from, picked_to) = (reader.date(PICKED_FROM), reader.date(PICKED_TO));
    let sell_by = reader.date(SELL_BY);
    let weight = cells::weight(&mut reader, (row.typed(QUANTITY), row.typed(UNIT)));
    let sound = reader.is_sound();
    let read = || {
        Some(Lot {
            code: code.clone()?,
            product: product?,
            grade: grade?,
            season: season?,
            picked_from: picked_from?,
            picked_to: picked_to?,
            sell_by: sell_by?,
            weight: weight?,
        })
    };
    let read = if sound { read() } else { None };
    let lot = read.and_then(|lot| match lot.check() {
        Ok(()) => Some(lot),
        Err(fault) => {
            faults.add(row, header_of(fault), fault.into());
            None
        }
    });
    SeenLot { row, code, cooperative, lot }
}

pub(super) fn declaration<'a>(row: &'a Row, faults: &mut Faults) -> SeenDeclaration<'a> {
    let mut reader = RowReader::new(row, faults);
    let lot = cells::parsed(&mut reader, LOT, LotCode::parse);
    let household = cells::code(&mut reader, HOUSEHOLD);
    let plot = cells::code(&mut reader, PLOT);
    let picked_on = reader.date(PICKED_ON);
    let weight = cells::weight(&mut reader, (row.typed(QUANTITY), row.typed(UNIT)));
    let weighed_by = reader.text(WEIGHED_BY);
    let sound = reader.is_sound();
    let read = || Some(Declaration { household: household?, plot, picked_on: picked_on?, weight: weight?, weighed_by });
    SeenDeclaration { row, lot, declaration: if sound { read() } else { None } }
}

/// A grade by its name in any spelling.
fn grade(text: &str) -> Result<Grade, sheets::Complaint> {
    let key = search_key(text);
    let found = Grade::ALL.into_iter().find(|grade| search_key(grade.name_vi()) == key);
    found.ok_or_else(complaints::grade_unknown)
}

/// Where the fault is mended.
pub(super) const fn header_of(fault: LotFault) -> &'static str {
    match fault {
        LotFault::DatesOrder => PICKED_TO,
        LotFault::Grade => GRADE,
        LotFault::CodeProduct | LotFault::CodeSeason => LOT,
        LotFault::Sum { .. } => QUANTITY,
    }
}
