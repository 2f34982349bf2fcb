//! Figures.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Channel, Grade, Product};

/// What a table has a row for.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum GroupBy {
    Nothing,
    Day,
    /// By its Monday.
    Week,
    Product,
    ProductGrade,
    Commune,
    CommuneProduct,
    Cooperative,
    Channel,
    WeekProduct,
}

/// Rows of figures, and how fresh they are.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Figures {
    /// At most 2,000; sorted by their key.
    rows: Vec<FigureRow>,
    /// Every fact that was heard before this is in.
    as_of: DateTime<Utc>,
}

/// The figures of one group. Weights in grams, money in đồng, shares in ten-thousandths.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FigureRow {
    /// The day, or the Monday of the week.
    #[schema(required = true)]
    day: Option<NaiveDate>,
    #[schema(required = true)]
    product: Option<Product>,
    #[schema(required = true)]
    grade: Option<Grade>,
    #[schema(required = true)]
    commune_code: Option<String>,
    #[schema(required = true)]
    cooperative_id: Option<String>,
    #[schema(required = true)]
    cooperative_name: Option<String>,
    #[schema(required = true)]
    channel: Option<Channel>,
    /// Orders with at least one line at paid or later, not cancelled.
    orders: u64,
    /// Weight of lines at paid or later, not cancelled.
    ordered_g: i64,
    /// Money of the same lines.
    ordered_vnd: i64,
    /// Weight delivered, less returned.
    sold_g: i64,
    /// Money of the same lines.
    revenue_vnd: i64,
    cancelled_g: i64,
    returned_g: i64,
    /// Ordered money over ordered weight; null where nothing was ordered.
    #[schema(required = true)]
    mean_price_vnd_per_kg: Option<i64>,
    /// Gram-weighted median of what a kilogram was ordered at.
    #[schema(required = true)]
    median_price_vnd_per_kg: Option<i64>,
    /// Median farm-gate price of the same weeks and grades, weighted by ordered grams.
    #[schema(required = true)]
    farmgate_vnd_per_kg: Option<i64>,
    /// Median channel price over median farm-gate price; 30000 is three times the price.
    #[schema(required = true)]
    uplift_bp: Option<i64>,
    /// Declared harvest; null for groups by time or channel.
    #[schema(required = true)]
    declared_g: Option<i64>,
    /// Sold over declared.
    #[schema(required = true)]
    sell_through_bp: Option<i64>,
    /// Lines without a product yet, because their SKU is not matched; counted in no weight.
    unmatched_lines: u64,
}

/// What still has to be done before every fact told is in the figures: nothing, where all are 0.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Freshness {
    /// Facts of all services that analytics has not dealt with.
    facts_waiting: u64,
    /// Marks on days whose figures are behind their sales.
    days_stale: u64,
    /// Facts parked by analytics.
    parked: u64,
}
