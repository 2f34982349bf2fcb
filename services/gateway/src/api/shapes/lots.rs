//! Lots as they are declared, revised and looked at.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Grade, Product};

/// What one household picked on one day, as it was typed.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WeighingForm {
    #[schema(pattern = "^hou_[0-9a-f]{32}$")]
    household_id: String,
    /// The code of the household's plot it was picked on; it grows the lot's product.
    plot: Option<String>,
    picked_on: NaiveDate,
    /// The number as it was typed, such as `12,5`.
    quantity: String,
    /// `g`, `lạng`, `kg`, `yến`, `tạ` or `tấn`.
    unit: String,
    weighed_by: Option<String>,
}

/// A lot with everything its households declared.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LotForm {
    /// Null lets the next one be drawn; a lot that is there keeps its own.
    lot_code: Option<String>,
    product: Product,
    grade: Grade,
    /// Such as `CAM-2025-2026`.
    season: String,
    /// First day of picking.
    picked_from: NaiveDate,
    /// Last day of picking.
    picked_to: NaiveDate,
    /// Last day it should be sold.
    sell_by: NaiveDate,
    /// At most 500.
    weighings: Vec<WeighingForm>,
}

/// A lot as a list shows it.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LotView {
    #[schema(pattern = "^lot_[0-9a-f]{32}$")]
    lot_id: String,
    /// Counts its changes.
    version: i64,
    /// Printed on boxes, with a check character.
    lot_code: String,
    #[schema(pattern = "^coo_[0-9a-f]{32}$")]
    cooperative_id: String,
    /// Where the cooperative sits: commune code of today.
    commune_code: String,
    product: Product,
    grade: Grade,
    /// Such as `CAM-2025-2026`.
    season: String,
    /// First day of picking.
    picked_from: NaiveDate,
    /// Last day of picking.
    picked_to: NaiveDate,
    /// Last day it should be sold.
    sell_by: NaiveDate,
    /// Declared weight in grams.
    quantity_g: i64,
    /// Households that picked for it.
    households: u32,
    /// The VietGAP and organic papers that cover everything picked for it, each by the first of its row of renewals; null where that
    /// was not reckoned yet.
    #[schema(required = true)]
    covered_by: Option<Vec<String>>,
    /// By which anybody may look it up; nobody guesses it.
    #[schema(pattern = "^[0-9A-HJKMNP-TV-Z]{8}$")]
    public_code: String,
    /// How often it was declared and revised.
    revisions: u32,
    /// What the stock ledger has of it; null before it has heard of it.
    #[schema(required = true)]
    booked: Option<Booked>,
}

/// What the stock ledger has of a lot.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Booked {
    /// The version of the declaration that it has heard.
    version: i64,
    /// What it has written down as declared, in grams. Where it differs although the version is the newest, the ledger could
    /// not follow a revision.
    declared_g: i64,
    /// Sold, lost or promised: the declaration cannot go below it.
    committed_g: i64,
}

/// A lot with everything that belongs to it.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LotFile {
    lot: LotView,
    /// All of it, as it was typed.
    quantity_entered: String,
    unit_entered: String,
    weighings: Vec<WeighingView>,
    /// The newest first; at most 50.
    revisions: Vec<RevisionView>,
}

/// What one household declared.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WeighingView {
    #[schema(pattern = "^hou_[0-9a-f]{32}$")]
    household_id: String,
    household_code: String,
    /// The code of the plot it was picked on.
    #[schema(required = true)]
    plot: Option<String>,
    picked_on: NaiveDate,
    quantity_g: i64,
    /// The number as it was typed.
    quantity_entered: String,
    /// The unit as it was typed.
    unit_entered: String,
    /// Told to the cooperative's manager alone.
    #[schema(required = true)]
    weighed_by: Option<String>,
}

/// How a declaration came in.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DeclaredBy {
    Form,
    File,
}

/// A declaration as it once was.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RevisionView {
    /// From 1, the first declaration.
    revision: u32,
    at: DateTime<Utc>,
    source: DeclaredBy,
    /// Who, as they are called; empty for a file.
    by: String,
    /// Empty for the first declaration and for a file.
    reason: String,
    quantity_g: i64,
    grade: Grade,
    picked_from: NaiveDate,
    picked_to: NaiveDate,
    sell_by: NaiveDate,
    weighings: Vec<RevisedWeighing>,
}

/// What one household had declared then.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RevisedWeighing {
    household_code: String,
    /// The code of the plot it was picked on.
    #[schema(required = true)]
    plot: Option<String>,
    picked_on: NaiveDate,
    quantity_g: i64,
    quantity_entered: String,
    unit_entered: String,
}

/// A season in which lots were declared.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SeasonView {
    season: String,
    lots: u64,
    /// Declared weight in grams.
    declared_g: i64,
}
