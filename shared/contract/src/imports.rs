//! Excel files on their way in: checked first, then all of it or nothing. Three services answer these asks alike.

use chrono::{DateTime, Utc};
use ids::{Id, Import};
use serde::{Deserialize, Serialize};

use crate::{Ask, KeyScope, Page, PageRequest, Repeat, Role, Service, accounts::Errand};

/// What a file holds; says which service takes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportKind {
    /// Cooperatives, their households and papers.
    Cooperatives,
    /// Lots and harvest declarations.
    Harvest,
    /// Listings.
    Listings,
    /// Weekly farm-gate prices.
    FarmgatePrices,
}

impl ImportKind {
    /// Every kind, in the order a season needs them.
    pub const ALL: [Self; 4] = [Self::Cooperatives, Self::Harvest, Self::Listings, Self::FarmgatePrices];

    /// In tables and URLs.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Cooperatives => "cooperatives",
            Self::Harvest => "harvest",
            Self::Listings => "listings",
            Self::FarmgatePrices => "farmgate_prices",
        }
    }

    /// The kind with this slug.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.slug() == slug)
    }

    /// The service that takes such files.
    pub const fn service(self) -> Service {
        match self {
            Self::Cooperatives | Self::Harvest => "onboarding",
            Self::Listings => "syndication",
            Self::FarmgatePrices => "analytics",
        }
    }
}

/// Checks a file that is in the object store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckImport {
    /// What it holds.
    pub kind: ImportKind,
    /// SHA-256 of the bytes, in hex: the file's name in the object store.
    pub file: String,
    /// What its owner calls it.
    pub file_name: String,
}

/// How far is an import?
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindImport {
    /// What it holds.
    pub kind: ImportKind,
    /// Which one.
    pub import_id: Id<Import>,
}

/// Which files of a kind were handed in?
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindImports {
    /// What they hold.
    pub kind: ImportKind,
    /// Which page.
    #[serde(default)]
    pub page: PageRequest,
}

/// Takes a checked file: every row without a fault, or nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TakeImport {
    /// What it holds.
    pub kind: ImportKind,
    /// Which one.
    pub import_id: Id<Import>,
    /// Leave out the rows with faults, by choice. Otherwise a file with faults is refused.
    pub skip_faulty: bool,
}

/// An empty file to fill in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportTemplate {
    /// What it is to hold.
    pub kind: ImportKind,
}

/// The file as it was handed in, with its faults marked in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MarkedCopy {
    /// What it holds.
    pub kind: ImportKind,
    /// Which one.
    pub import_id: Id<Import>,
}

/// How do things that are there stand in a file of their kind? Handed in again, such a file changes nothing. Numbers of
/// persons are masked; a file may bring them back so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportRows {
    /// What such a file holds.
    pub kind: ImportKind,
    /// Which of its sheets, from 0.
    pub sheet: u8,
    /// Which things, at most 200, by their ids. What cannot come in any more, because it was erased, is left out.
    pub of: Vec<String>,
}

/// Rows of a sheet as a file has them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetPart {
    /// The sheet's name.
    pub sheet: String,
    /// Its columns.
    pub columns: Vec<SheetColumn>,
    /// Its rows.
    pub rows: Vec<SheetRow>,
}

/// A column of a sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetColumn {
    /// Its header.
    pub header: String,
    /// What it holds.
    pub kind: CellKind,
    /// The values it offers; any value if empty.
    pub choices: Vec<String>,
}

/// What cells hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CellKind {
    /// Text.
    Text,
    /// A day.
    Date,
    /// A number without decimals: a count, or whole đồng.
    Whole,
    /// A number with decimals.
    Decimal,
}

/// A row of a sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetRow {
    /// Of which of the things that were asked for.
    pub of: String,
    /// A cell for each column: days as `yyyy-mm-dd`, numbers in digits with a point.
    pub cells: Vec<String>,
}

/// A file that was put into the object store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredFile {
    /// SHA-256 of the bytes, in hex: the file's name there.
    pub file: String,
}

/// How far an import has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportState {
    /// Waits for a worker.
    Queued,
    /// Is being checked.
    Checking,
    /// Checked: look at the faults, then take it.
    Checked,
    /// Is being taken.
    Taking,
    /// All of it is in.
    Taken,
    /// Could not be read, or was refused; the faults say why.
    Refused,
}

/// An import as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportStatus {
    /// Which one.
    pub import_id: Id<Import>,
    /// What it holds.
    pub kind: ImportKind,
    /// What its owner calls it.
    pub file_name: String,
    /// SHA-256 of the bytes, in hex.
    pub file: String,
    /// How far it has come.
    pub state: ImportState,
    /// Rows read so far, and rows in all.
    pub rows_done: u32,
    /// Rows in all; 0 until the file was opened.
    pub rows_total: u32,
    /// Rows with at least one fault.
    pub rows_faulty: u32,
    /// The first 500 faults; none in a list of imports.
    pub faults: Vec<ImportFault>,
    /// What would come in, or came in: a noun of the page's catalogue and how many.
    pub takes: Vec<ImportCount>,
    /// When it was handed in.
    pub created_at: DateTime<Utc>,
}

/// How many of a thing a file holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportCount {
    /// `cooperatives`, `households`, `papers`, `lots`, `harvests`, `listings`, `prices`.
    pub what: String,
    /// New ones.
    pub added: u32,
    /// Changed ones.
    pub changed: u32,
    /// Already as in the file.
    pub unchanged: u32,
}

/// A cell, or a whole row or file, that cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportFault {
    /// The sheet's name.
    pub sheet: String,
    /// As Excel numbers it; 0 for the whole sheet.
    pub row: u32,
    /// The column's header; empty for the whole row.
    pub column: String,
    /// What was typed, shortened, masked where it is personal.
    pub value: String,
    /// Stable, `snake_case`.
    pub code: String,
    /// Why, in Vietnamese.
    pub reason: String,
    /// What to do, in Vietnamese.
    pub remedy: String,
    /// Why, in English.
    pub reason_en: String,
    /// What to do, in English.
    pub remedy_en: String,
}

macro_rules! import_ask {
    ($type:ty => $answer:ty: $repeat:ident $name:literal) => {
        impl Ask for $type {
            const SERVICE: Service = "";
            const NAME: &'static str = $name;
            const VERSION: u16 = 1;
            const ALLOWED: &'static [Role] = &[Role::CooperativeManager, Role::ProvincialOfficial, Role::Operator];
            const REPEAT: Repeat = Repeat::$repeat;
            const KEY_SCOPE: Option<KeyScope> = Some(KeyScope::ImportsWrite);
            const ERRAND: Option<Errand> = Some(Errand::Harvest);
            type Answer = $answer;

            fn service(&self) -> Service {
                self.kind.service()
            }
        }
    };
}
import_ask!(CheckImport => Id<Import>: Command "check_import");
import_ask!(FindImport => ImportStatus: Question "find_import");
import_ask!(FindImports => Page<ImportStatus>: Question "find_imports");
import_ask!(TakeImport => (): Command "take_import");
import_ask!(ImportTemplate => StoredFile: Question "import_template");
import_ask!(ImportRows => SheetPart: Question "import_rows");
import_ask!(MarkedCopy => StoredFile: Question "marked_copy");
