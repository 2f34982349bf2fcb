//! Lots and weighings as rows of their file.

use contract::{
    Ask, Grade, ProductCode,
    onboarding::{FindLots, GetLot, ReviseLot},
};
use imports::{ids_of, only_who_may};
use mailbox::Stop;
use scoped::Scoped;
use sheets::RowWriter;

use super::layouts::{
    GRADE, HOUSEHOLD, LAYOUTS, LOT, PICKED_FROM, PICKED_ON, PICKED_TO, PLOT, SEASON, SELL_BY, WEIGHED_BY,
};
use crate::{
    store::as_rows::{self, HarvestAsRow, LotAsRow},
    workbooks::{
        cells::{COOPERATIVE, PRODUCT, QUANTITY, UNIT},
        masked,
    },
};

pub(super) async fn rows(tx: &Scoped, sheet: usize, of: &[String]) -> Result<Vec<(String, RowWriter)>, Stop> {
    Ok(match sheet {
        0 => {
            only_who_may::<FindLots>(tx)?;
            let rows = as_rows::lots(tx, &ids_of(of)?).await?;
            rows.into_iter().map(|row| (row.lot_id.to_string(), lot(row))).collect()
        }
        1 => {
            only_who_may::<GetLot>(tx)?;
            // Who weighed is told to those who write it.
            let is_writer = ReviseLot::admits(tx.caller());
            let rows = as_rows::harvests(tx, &ids_of(of)?).await?;
            rows.into_iter().map(|row| (row.lot_id.to_string(), harvest(row, is_writer))).collect()
        }
        _ => return Err(Stop::not_found("sheet")),
    })
}

fn lot(row: LotAsRow) -> RowWriter {
    RowWriter::new(&LAYOUTS[0])
        .with(LOT, row.lot_code)
        .with(COOPERATIVE, row.cooperative)
        .with_some(PRODUCT, ProductCode::parse(&row.product).map(|code| code.product().name_vi))
        .with_some(GRADE, Grade::from_slug(&row.grade).map(Grade::name_vi))
        .with(SEASON, row.season)
        .with(PICKED_FROM, row.picked_from.to_string())
        .with(PICKED_TO, row.picked_to.to_string())
        .with(SELL_BY, row.sell_by.to_string())
        .with(QUANTITY, row.quantity_entered)
        .with(UNIT, row.unit_entered)
}

fn harvest(row: HarvestAsRow, is_writer: bool) -> RowWriter {
    RowWriter::new(&LAYOUTS[1])
        .with(LOT, row.lot_code)
        .with(HOUSEHOLD, row.household)
        .with_some(PLOT, row.plot)
        .with(PICKED_ON, row.picked_on.to_string())
        .with(QUANTITY, row.quantity_entered)
        .with(UNIT, row.unit_entered)
        .with_some(WEIGHED_BY, row.weighed_by.map(|name| if is_writer { name } else { masked::ALL.to_owned() }))
}
