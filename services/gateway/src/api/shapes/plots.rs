//! Plots, and the planting-area codes they have.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Product;

/// How a planting-area code stands with the authority that gave it.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PlantingAreaState {
    Active,
    Suspended,
    Revoked,
}

/// A planting-area code. Several plots may have the same one.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PlantingArea {
    /// Small letters become capitals.
    #[schema(pattern = "^[0-9A-Z./-]{6,40}$")]
    code: String,
    /// The market it is for.
    market: String,
    issued_on: NaiveDate,
    state: PlantingAreaState,
}

/// What a cooperative says of a plot. Where exactly it lies is not kept.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PlotForm {
    /// Who grows there; cannot change later.
    #[schema(pattern = "^hou_[0-9a-f]{32}$")]
    household_id: String,
    /// The short code the cooperative uses; cannot change later.
    code: String,
    /// As people call it.
    name: String,
    /// Cannot change once something was picked there.
    product: Product,
    /// Commune code of today.
    commune_code: String,
    /// The number as it was typed, such as `2,5`.
    area: String,
    /// `m²`, `sào`, `mẫu` or `ha`.
    area_unit: String,
    planted_year: Option<i32>,
    planting_area: Option<PlantingArea>,
}

/// A plot, as its cooperative sees it.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PlotView {
    #[schema(pattern = "^plo_[0-9a-f]{32}$")]
    plot_id: String,
    /// Goes along with a change, so that two do not undo each other.
    version: i64,
    household_code: String,
    /// Head of the household.
    household: String,
    /// Whole square metres.
    area_m2: i64,
    /// Something was picked there, or a paper for a product names it: what grows there cannot change.
    is_bound: bool,
    form: PlotForm,
}
