//! Excel files on their way in.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a file holds.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ImportKind {
    /// Cooperatives, their households and papers.
    Cooperatives,
    /// Lots and harvest declarations.
    Harvest,
    Listings,
    /// Weekly farm-gate prices.
    FarmgatePrices,
}

/// How far an import has come.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ImportState {
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
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ImportStatus {
    #[schema(pattern = "^imp_[0-9a-f]{32}$")]
    import_id: String,
    kind: ImportKind,
    /// What its owner calls it.
    file_name: String,
    /// SHA-256 of the bytes, in hex.
    file: String,
    state: ImportState,
    /// Rows looked at so far.
    rows_done: u32,
    /// Rows in all; 0 until the file was opened.
    rows_total: u32,
    /// Rows with at least one fault.
    rows_faulty: u32,
    /// The first 500 faults.
    faults: Vec<ImportFault>,
    /// What would come in, or came in.
    takes: Vec<ImportCount>,
    created_at: DateTime<Utc>,
}

/// How many of a thing a file holds.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ImportCount {
    /// `cooperatives`, `households`, `papers`, `plots`, `lots`, `harvests`, `listings` or `prices`.
    what: String,
    added: u32,
    changed: u32,
    unchanged: u32,
}

/// A cell, a row or a file that cannot be taken.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ImportFault {
    sheet: String,
    /// As Excel numbers it; 0 for the whole sheet.
    row: u32,
    /// The column's header; empty for the whole row.
    column: String,
    /// What was typed, shortened, masked where it is personal.
    value: String,
    /// Stable.
    code: String,
    /// Why, in Vietnamese.
    reason: String,
    /// What to do, in Vietnamese.
    remedy: String,
    /// Why, in English.
    reason_en: String,
    /// What to do, in English.
    remedy_en: String,
}
