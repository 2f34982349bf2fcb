//! `hop-tac-xa.xlsx`: cooperatives, their households, papers and plots, and the members of unions.

mod judge;
mod layouts;
mod papers;
mod plots;
mod rows;
mod told;
mod unions;

use contract::imports::{ImportCount, ImportKind};
use futures::future::BoxFuture;
use host::Calendar;
use imports::{Plan, Progress, Workbook};
use mailbox::Stop;
use scoped::Scoped;
use sheets::{Faults, Layout, Row, RowWriter, SheetRows};

use crate::store::{
    Vault,
    producers::{self, Producers},
};

/// The file of producers.
#[derive(Debug)]
pub struct CooperativesWorkbook {
    vault: Vault,
    calendar: Calendar,
}

impl CooperativesWorkbook {
    /// Seals personal data in this vault, and knows from the calendar which days have been.
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
        let [cooperatives, households, papers, plots, unions] = sheets else {
            return Err(anyhow::anyhow!("the file of producers has five sheets, not {}", sheets.len()).into());
        };
        let today = self.calendar.today();
        let (cooperatives, households) = &told::opened(tx, &self.vault, (cooperatives, households)).await?;
        let cooperatives = read(cooperatives, progress, |row| rows::cooperative(row, faults, today));
        let households = read(households, progress, |row| rows::household(row, faults, today));
        let has = |header: &str| papers.columns.contains(&header);
        let told_papers = read(papers, progress, |row| papers::paper(row, faults, today));
        let plots = read(plots, progress, |row| plots::plot(row, faults, today));
        let unions = read(unions, progress, |row| unions::membership(row, faults));
        let in_turn = [codes(&told_papers), codes(&plots), codes(&unions)].concat();
        let spoken = judge::Spoken {
            codes: [codes(&cooperatives), codes(&households), in_turn.clone()].concat(),
            in_turn: in_turn.into_iter().collect(),
            cooperatives: &cooperatives,
            members: unions.iter().filter_map(|seen| Some(seen.thing.as_ref()?.known_by.clone())).collect(),
        };
        let there = judge::There::load(tx, &self.vault, spoken).await?;
        let mut judge = judge::Judge::new(&self.vault, self.calendar.now(), tx.caller(), there);
        judge.cooperatives(cooperatives, faults);
        judge.households(households, faults);
        judge.plots(plots, faults);
        judge.papers(told_papers, has, faults);
        judge.memberships(unions, today, faults);
        let (producers, counts) = judge.into_plan();
        Ok(Box::new(ProducersPlan { vault: self.vault.clone(), producers, counts }))
    }
}

fn read<'a, T>(
    sheet: &'a SheetRows,
    progress: &Progress,
    mut read: impl FnMut(&'a Row) -> rows::Seen<'a, T>,
) -> Vec<rows::Seen<'a, T>> {
    sheet
        .rows
        .iter()
        .map(|row| {
            progress.row_done();
            read(row)
        })
        .collect()
}

fn codes<T>(seen: &[rows::Seen<'_, T>]) -> Vec<String> {
    seen.iter().filter_map(|seen| seen.cooperative.as_ref()).map(|code| code.as_str().to_owned()).collect()
}

/// Its sheets.
pub(super) fn layouts() -> &'static [Layout] {
    &layouts::LAYOUTS
}

impl Workbook for CooperativesWorkbook {
    fn kind(&self) -> ImportKind {
        ImportKind::Cooperatives
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

/// The sound rows that bring something new.
struct ProducersPlan {
    vault: Vault,
    producers: Producers,
    counts: Vec<ImportCount>,
}

impl Plan for ProducersPlan {
    fn counts(&self) -> Vec<ImportCount> {
        self.counts.clone()
    }

    fn take(self: Box<Self>, tx: &Scoped) -> BoxFuture<'_, Result<(), Stop>> {
        Box::pin(async move { producers::save(tx, &self.vault, self.producers).await })
    }
}
