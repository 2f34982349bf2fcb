//! What a service brings for each kind of file: its layouts, how it is checked, and how it is taken.

use std::sync::atomic::{AtomicU32, Ordering};

use contract::imports::{ImportCount, ImportKind};
use futures::future::BoxFuture;
use mailbox::Stop;
use scoped::Scoped;
use sheets::{Faults, Layout, RowWriter, SheetRows};

/// One kind of Excel file.
pub trait Workbook: Send + Sync + 'static {
    /// What it holds.
    fn kind(&self) -> ImportKind;

    /// Its sheets and their columns; `check` is handed the rows of each in this order.
    fn layouts(&self) -> &'static [Layout];

    /// These things as the rows of a sheet, as far as the caller may see them: `check` finds nothing in them to change. Each
    /// row says of which thing it is.
    fn rows<'a>(
        &'a self,
        tx: &'a Scoped,
        sheet: usize,
        of: &'a [String],
    ) -> BoxFuture<'a, Result<Vec<(String, RowWriter)>, Stop>>;

    /// Reads the rows against what is there and writes nothing. What is wrong goes to `faults`; the plan holds the rows
    /// without faults. Tell `progress` of each row that was looked at.
    fn check<'a>(
        &'a self,
        tx: &'a Scoped,
        sheets: &'a [SheetRows],
        faults: &'a mut Faults,
        progress: &'a Progress,
    ) -> BoxFuture<'a, Result<Box<dyn Plan>, Stop>>;
}

/// What a checked file would change.
pub trait Plan: Send + 'static {
    /// How many things would be added, changed and left alone.
    fn counts(&self) -> Vec<ImportCount>;

    /// Makes it so, in few statements over whole sets: each has five seconds.
    fn take(self: Box<Self>, tx: &Scoped) -> BoxFuture<'_, Result<(), Stop>>;
}

/// How many rows were looked at. The owner sees it move.
#[derive(Debug, Default)]
pub struct Progress(AtomicU32);

impl Progress {
    /// One more row was looked at.
    pub fn row_done(&self) {
        self.rows_done(1);
    }

    /// So many more rows were looked at.
    pub fn rows_done(&self, rows: u32) {
        self.0.fetch_add(rows, Ordering::Relaxed);
    }

    pub(crate) fn so_far(&self) -> u32 {
        self.0.load(Ordering::Relaxed)
    }
}
