//! The files onboarding takes: how their sheets look, what can be wrong in them, and what becomes of their rows.
//!
//! A row that leans on a faulty row is left out with it, without a fault of its own: the fault stands once, where it can
//! be mended.

mod cells;
mod complaints;
mod cooperatives;
mod harvest;
mod masked;

pub use cooperatives::CooperativesWorkbook;
pub use harvest::HarvestWorkbook;

use contract::{
    Scope,
    imports::{ImportCount, ImportKind},
};
use sheets::Layout;

/// The sheets of a file, if onboarding takes such files.
pub(crate) fn layouts(kind: ImportKind) -> Option<&'static [Layout]> {
    match kind {
        ImportKind::Cooperatives => Some(cooperatives::layouts()),
        ImportKind::Harvest => Some(harvest::layouts()),
        ImportKind::Listings | ImportKind::FarmgatePrices => None,
    }
}

/// What a file would do to one kind of thing.
struct Tally {
    what: &'static str,
    added: u32,
    changed: u32,
    unchanged: u32,
}

/// What a row would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Effect {
    Adds,
    Changes,
    Nothing,
}

impl Effect {
    /// A row with this fingerprint, where one with that fingerprint may stand already.
    fn of(fingerprint: &str, stored: Option<&str>) -> Self {
        match stored {
            None => Self::Adds,
            Some(stored) if stored == fingerprint => Self::Nothing,
            Some(_) => Self::Changes,
        }
    }
}

impl Tally {
    const fn of(what: &'static str) -> Self {
        Self { what, added: 0, changed: 0, unchanged: 0 }
    }

    fn note(&mut self, effect: Effect) {
        match effect {
            Effect::Adds => self.added += 1,
            Effect::Changes => self.changed += 1,
            Effect::Nothing => self.unchanged += 1,
        }
    }

    fn count(&self) -> ImportCount {
        ImportCount { what: self.what.to_owned(), added: self.added, changed: self.changed, unchanged: self.unchanged }
    }
}

/// Whose rows a file may touch. Row-level security is the wall; this only gives the fault its words.
fn may_touch(scope: &Scope, own_code: Option<&str>, code: &str) -> bool {
    scope.cooperative().is_none() || own_code == Some(code)
}
