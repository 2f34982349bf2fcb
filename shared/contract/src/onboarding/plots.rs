//! Plots: what a household grows where, and the codes that the plant-protection authority gives for export.

use chrono::NaiveDate;
use ids::{Household, Id, Plot};
use serde::{Deserialize, Serialize};

use crate::{Page, PageRequest, ProductCode, ask::ask};

/// How a planting-area code stands with the authority that gave it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlantingAreaState {
    /// It may be used.
    #[default]
    Active,
    /// Not for now.
    Suspended,
    /// Not any more.
    Revoked,
}

impl PlantingAreaState {
    /// Every state, as forms list them.
    pub const ALL: [Self; 3] = [Self::Active, Self::Suspended, Self::Revoked];

    /// In tables and URLs.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Revoked => "revoked",
        }
    }

    /// The state with this slug.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.slug() == slug)
    }

    /// As people write it.
    pub const fn name_vi(self) -> &'static str {
        match self {
            Self::Active => "Đang dùng",
            Self::Suspended => "Tạm dừng",
            Self::Revoked => "Đã thu hồi",
        }
    }
}

/// A planting-area code, as the paper that gives it says. Several plots may have the same one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlantingArea {
    /// Opaque: 6 to 40 capitals, digits and `.`, `/`, `-`.
    pub code: String,
    /// The market it is for.
    pub market: String,
    /// The day it was given.
    pub issued_on: NaiveDate,
    /// How it stands.
    #[serde(default)]
    pub state: PlantingAreaState,
}

/// What a cooperative says of a plot. Where exactly it lies is not kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlotForm {
    /// Who grows there; cannot change later.
    pub household_id: Id<Household>,
    /// The short code the cooperative uses; cannot change later.
    pub code: String,
    /// As people call it.
    pub name: String,
    /// What grows there; cannot change once something was picked there.
    pub product: ProductCode,
    /// Where it lies: commune code of today.
    pub commune_code: String,
    /// The number as it was typed, such as `2,5`.
    pub area: String,
    /// `m²`, `sào`, `mẫu` or `ha`.
    pub area_unit: String,
    /// The year it was planted.
    #[serde(default)]
    pub planted_year: Option<i32>,
    /// Its planting-area code, where it has one.
    #[serde(default)]
    pub planting_area: Option<PlantingArea>,
}

/// Writes a plot: a new one, or the next state of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavePlot {
    /// None for a new one.
    pub plot_id: Option<Id<Plot>>,
    /// The version that was changed; refused if another change came first.
    pub version: Option<i64>,
    /// What it says now.
    pub form: PlotForm,
}
ask!(SavePlot => Id<Plot>: Command "save_plot" v 1 of "onboarding" for [CooperativeManager], errand Harvest);

/// Which plots are there? By code.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindPlots {
    /// Part of a name, a plot's or household's code, or a planting-area code; diacritics do not matter.
    #[serde(default)]
    pub text: Option<String>,
    /// Only those of this household.
    #[serde(default)]
    pub household_id: Option<Id<Household>>,
    /// Which page.
    #[serde(default)]
    pub page: PageRequest,
}
ask!(FindPlots => Page<PlotView>: Question "find_plots" v 1 of "onboarding" for [CooperativeManager], errand Harvest);

/// One plot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GetPlot {
    /// Which one.
    pub plot_id: Id<Plot>,
}
ask!(GetPlot => PlotView: Question "get_plot" v 1 of "onboarding" for [CooperativeManager], errand Harvest);

/// A plot, as its cooperative sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlotView {
    /// Which one.
    pub plot_id: Id<Plot>,
    /// Counts its changes; goes along with a change, so that two do not undo each other.
    pub version: i64,
    /// The short code of its household.
    pub household_code: String,
    /// Head of the household.
    pub household: String,
    /// Whole square metres.
    pub area_m2: i64,
    /// Something was picked there, or a paper for a product names it: what grows there cannot change.
    pub is_bound: bool,
    /// What its cooperative says of it.
    pub form: PlotForm,
}
