//! What is said of lots: declared by form, revised with a reason, and looked at with everything that belongs to them.

use chrono::{DateTime, NaiveDate, Utc};
use ids::{Household, Id, Lot};
use serde::{Deserialize, Serialize};

use super::LotDeclared;
use crate::{Grade, Page, PageRequest, ProductCode, ask::ask};

/// What one household picked on one day, as it was typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WeighingForm {
    /// Whose it is.
    pub household_id: Id<Household>,
    /// The code of the household's plot it was picked on.
    #[serde(default)]
    pub plot: Option<String>,
    /// When it was picked.
    pub picked_on: NaiveDate,
    /// The number as it was typed, such as `12,5`.
    pub quantity: String,
    /// The unit as it was typed, such as `tạ`.
    pub unit: String,
    /// Who weighed it.
    #[serde(default)]
    pub weighed_by: Option<String>,
}

/// A lot with everything its households declared. It weighs what they declared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LotForm {
    /// Printed on boxes. None lets the service draw the next one; a lot that is there keeps its own.
    #[serde(default)]
    pub lot_code: Option<String>,
    /// What it is.
    pub product: ProductCode,
    /// How good it is.
    pub grade: Grade,
    /// Such as `CAM-2025-2026`.
    pub season: String,
    /// First day of picking.
    pub picked_from: NaiveDate,
    /// Last day of picking.
    pub picked_to: NaiveDate,
    /// Last day it should be sold.
    pub sell_by: NaiveDate,
    /// At least one, at most 500.
    pub weighings: Vec<WeighingForm>,
}

/// A lot is declared by form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeclareLot {
    /// The lot.
    pub form: LotForm,
    /// Who declares it, as others shall read it.
    pub name: String,
}
ask!(DeclareLot => Id<Lot>: Command "declare_lot" v 1 of "onboarding" for [CooperativeManager], errand Harvest);

/// A lot's declaration is revised, up or down. Refused as `stock_short` below what is already sold, lost or promised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReviseLot {
    /// Which lot.
    pub lot_id: Id<Lot>,
    /// The version that was looked at; refused if another change came first.
    pub version: i64,
    /// All of it, as it shall be.
    pub form: LotForm,
    /// Why.
    pub reason: String,
    /// Who revises it, as others shall read it.
    pub name: String,
}
ask!(ReviseLot => (): Command "revise_lot" v 1 of "onboarding" for [CooperativeManager], errand Harvest);

/// Which lots were declared? By season, the newest first, and by code.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindLots {
    /// Only those of this season.
    #[serde(default)]
    pub season: Option<String>,
    /// Part of a lot code, or a whole public code.
    #[serde(default)]
    pub text: Option<String>,
    /// Which page.
    #[serde(default)]
    pub page: PageRequest,
}
ask!(FindLots => Page<LotView>: Question "find_lots" v 1 of "onboarding"
    for [CooperativeManager, CooperativeMember, CommuneOfficial, ProvincialOfficial, Operator], errand Harvest);

/// A lot as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LotView {
    /// As it was last told.
    #[serde(flatten)]
    pub lot: LotDeclared,
    /// By which anybody may look it up; nobody guesses it.
    pub public_code: String,
    /// How often it was declared and revised.
    pub revisions: u32,
    /// What the stock ledger has of it; none before the ledger has heard of it.
    pub booked: Option<Booked>,
}

/// What the stock ledger told of a lot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Booked {
    /// The version of the declaration that the ledger has heard.
    pub version: i64,
    /// What it has written down as declared, in grams. Less or more than the declaration only where it could not follow a
    /// revision, or has not heard of it yet.
    pub declared_g: i64,
    /// Sold, lost or promised: the declaration cannot go below it.
    pub committed_g: i64,
}

/// One lot, with what its households declared and how that was revised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GetLot {
    /// Which one.
    pub lot_id: Id<Lot>,
}
ask!(GetLot => LotFile: Question "get_lot" v 1 of "onboarding" for [CooperativeManager, CooperativeMember, Operator], errand Harvest);

/// How was a lot declared and revised? The newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindRevisions {
    /// Of which lot.
    pub lot_id: Id<Lot>,
    /// Which page; at most 20 at once, for each names all its weighings.
    #[serde(default)]
    pub page: PageRequest,
}
ask!(FindRevisions => Page<RevisionView>: Question "find_revisions" v 1 of "onboarding"
    for [CooperativeManager, CooperativeMember, Operator], errand Harvest);

/// A lot with everything that belongs to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LotFile {
    /// As a list shows it.
    pub lot: LotView,
    /// All of it, as it was typed.
    pub quantity_entered: String,
    /// The unit it was typed in.
    pub unit_entered: String,
    /// What its households declared.
    pub weighings: Vec<WeighingView>,
    /// The newest first; at most 50.
    pub revisions: Vec<RevisionView>,
}

/// What one household declared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeighingView {
    /// Whose it is.
    pub household_id: Id<Household>,
    /// The short code the cooperative uses.
    pub household_code: String,
    /// The code of the plot it was picked on.
    #[serde(default)]
    pub plot: Option<String>,
    /// When it was picked.
    pub picked_on: NaiveDate,
    /// Grams.
    pub quantity_g: i64,
    /// The number as it was typed.
    pub quantity_entered: String,
    /// The unit as it was typed.
    pub unit_entered: String,
    /// Who weighed it; told to its manager alone.
    pub weighed_by: Option<String>,
}

/// How a declaration came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeclaredBy {
    /// Typed into the form.
    Form,
    /// In an Excel file.
    File,
}

impl DeclaredBy {
    /// In tables.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::File => "file",
        }
    }
}

/// A declaration as it once was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevisionView {
    /// From 1, the first declaration.
    pub revision: u32,
    /// When.
    pub at: DateTime<Utc>,
    /// How it came in.
    pub source: DeclaredBy,
    /// Who, as they are called; empty for a file.
    pub by: String,
    /// Why; empty for the first declaration and for a file.
    pub reason: String,
    /// All of it, in grams.
    pub quantity_g: i64,
    /// How good it was said to be.
    pub grade: Grade,
    /// First day of picking.
    pub picked_from: NaiveDate,
    /// Last day of picking.
    pub picked_to: NaiveDate,
    /// Last day it should be sold.
    pub sell_by: NaiveDate,
    /// What each household had declared: its code, the day, and the weight as it was typed.
    pub weighings: Vec<RevisedWeighing>,
}

/// What one household had declared then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevisedWeighing {
    /// The short code the cooperative uses.
    pub household_code: String,
    /// The code of the plot, where one was named.
    #[serde(default)]
    pub plot: Option<String>,
    /// When it was picked.
    pub picked_on: NaiveDate,
    /// Grams.
    pub quantity_g: i64,
    /// The number as it was typed.
    pub quantity_entered: String,
    /// The unit as it was typed.
    pub unit_entered: String,
}

/// In which seasons were lots declared? The newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindSeasons {}
ask!(FindSeasons => Vec<SeasonView>: Question "find_seasons" v 1 of "onboarding"
    for [CooperativeManager, CooperativeMember, CommuneOfficial, ProvincialOfficial, Operator], errand Harvest);

/// A season in which lots were declared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeasonView {
    /// Such as `CAM-2025-2026`.
    pub season: String,
    /// Lots of it.
    pub lots: u64,
    /// Declared weight in grams.
    pub declared_g: i64,
}

/// A cooperative takes everything out. The files themselves are read by whoever asks; here it is kept who did, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TakeOut {
    /// With the files as they were handed in, which hold personal numbers in full.
    pub with_files: bool,
    /// Why; needed with the files.
    pub reason: String,
}
ask!(TakeOut => (): Command "take_out" v 1 of "onboarding" for [CooperativeManager]);
