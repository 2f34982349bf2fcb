//! `thu-hoach.xlsx`: lots, and what each household declared for them. A lot comes with all its declarations or not at all;
//! a file that leaves out one of the two sheets leaves what is known of it as it is.

mod judge;
mod layouts;
mod rows;
mod told;

use chrono::{DateTime, Utc};
use contract::{
    imports::{ImportCount, ImportKind},
    onboarding::DeclaredBy,
};
use futures::future::BoxFuture;
use host::Calendar;
use imports::{Plan, Progress, Workbook};
use mailbox::Stop;
use scoped::Scoped;
use sheets::{Faults, Layout, RowWriter, SheetRows};

use crate::store::{
    Vault,
    lots::{self, HarvestRow, LotRow, Said},
};

/// The file of harvests.
#[derive(Debug)]
pub struct HarvestWorkbook {
    vault: Vault,
    calendar: Calendar,
}

impl HarvestWorkbook {
    /// Tells by this vault's fingerprints which lots have changed.
    pub const fn new(vault: Vault, calendar: Calendar) -> Self {
        Self { vault, calendar }
    }

    async fn plan(
        &self,
        tx: &Scoped,
        sheets: &[SheetRows],
        faults: &mut Faults,
        progress: &Progress,
    ) -> Result<Box<dyn Plan>, Stop> {
        let [lots, declarations] = sheets else {
            return Err(anyhow::anyhow!("the file of harvests has two sheets, not {}", sheets.len()).into());
        };
        let given = judge::Given {
            lots: lots.is_there,
            declarations: declarations.is_there,
            plots: declarations.columns.contains(&layouts::PLOT),
        };
        let lots = lots.rows.iter().map(|row| {
            progress.row_done();
            rows::lot(row, faults)
        });
        let lots: Vec<_> = lots.collect();
        let declarations = declarations.rows.iter().map(|row| {
            progress.row_done();
            rows::declaration(row, faults)
        });
        let declarations: Vec<_> = declarations.collect();
        let there = judge::There::load(tx, given, &lots, &declarations).await?;
        let lots = judge::judge(&self.vault, &tx.caller().scope, &there, (lots, declarations), faults);
        Ok(Box::new(judge::plan(tx, lots, self.calendar.now()).await?))
    }
}

/// Its sheets.
pub(super) fn layouts() -> &'static [Layout] {
    &layouts::LAYOUTS
}

impl Workbook for HarvestWorkbook {
    fn kind(&self) -> ImportKind {
        ImportKind::Harvest
    }

    fn layouts(&self) -> &'static [Layout] {
        layouts()
    }

    fn rows<'a>(
        &'a self,
        tx: &'a Scoped,
        sheet: usize,
        of: &'a [String],
    ) -> BoxFuture<'a, Result<Vec<(String, RowWriter)>, Stop>> {
        Box::pin(told::rows(tx, sheet, of))
    }

    fn check<'a>(
        &'a self,
        tx: &'a Scoped,
        sheets: &'a [SheetRows],
        faults: &'a mut Faults,
        progress: &'a Progress,
    ) -> BoxFuture<'a, Result<Box<dyn Plan>, Stop>> {
        Box::pin(self.plan(tx, sheets, faults, progress))
    }
}

/// Lots that are new or changed, with all their harvests.
struct LotsPlan {
    lots: Vec<LotRow>,
    harvests: Vec<HarvestRow>,
    counts: Vec<ImportCount>,
    at: DateTime<Utc>,
}

impl Plan for LotsPlan {
    fn counts(&self) -> Vec<ImportCount> {
        self.counts.clone()
    }

    fn take(self: Box<Self>, tx: &Scoped) -> BoxFuture<'_, Result<(), Stop>> {
        Box::pin(async move {
            let said = Said { at: self.at, source: DeclaredBy::File, by: "", reason: "" };
            lots::save(tx, self.lots, &self.harvests, &said).await
        })
    }
}
