//! What analytics answers: what was sold becomes figures.
//!
//! `ordered_*` count lines of orders at paid or later; `sold_g` and `revenue_vnd` count delivered minus returned.

use amounts::Vnd;
use chrono::{DateTime, NaiveDate, Utc};
use ids::{Channel, Cooperative, Id};
use serde::{Deserialize, Serialize};

use crate::{Grade, Page, PageRequest, ProductCode, ask::ask};

/// Which part of the figures. An official's or a cooperative's scope narrows it further.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FigureFilter {
    /// First day, of the business calendar.
    #[serde(default)]
    pub from: Option<NaiveDate>,
    /// Last day.
    #[serde(default)]
    pub to: Option<NaiveDate>,
    /// Only this product.
    #[serde(default)]
    pub product: Option<ProductCode>,
    /// Only this commune.
    #[serde(default)]
    pub commune_code: Option<String>,
    /// Only this cooperative.
    #[serde(default)]
    pub cooperative_id: Option<Id<Cooperative>>,
    /// Only this channel.
    #[serde(default)]
    pub channel: Option<Channel>,
}

/// What a table has a row for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GroupBy {
    /// A row for everything.
    Nothing,
    /// A row a day.
    Day,
    /// A row a week, by its Monday.
    Week,
    /// A row a product.
    Product,
    /// A row a product and grade.
    ProductGrade,
    /// A row a commune.
    Commune,
    /// A row a commune and product.
    CommuneProduct,
    /// A row a cooperative.
    Cooperative,
    /// A row a channel.
    Channel,
    /// A row a week and product.
    WeekProduct,
}

/// Figures, grouped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindFigures {
    /// Which part.
    #[serde(default)]
    pub filter: FigureFilter,
    /// What there is a row for.
    pub group_by: GroupBy,
}
ask!(FindFigures => Figures: Question "find_figures" v 1 of "analytics"
    for [CooperativeManager, CooperativeMember, CommuneOfficial, ProvincialOfficial, Operator], key FiguresRead);

/// Rows of figures, and how fresh they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// At most 2,000; sorted by their key.
    pub rows: Vec<FigureRow>,
    /// Every fact that was heard before this is in.
    pub as_of: DateTime<Utc>,
}

/// The figures of one group. Weights in grams.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FigureRow {
    /// The day, or the Monday of the week.
    pub day: Option<NaiveDate>,
    /// The product.
    pub product: Option<ProductCode>,
    /// The grade.
    pub grade: Option<Grade>,
    /// The commune.
    pub commune_code: Option<String>,
    /// The cooperative.
    pub cooperative_id: Option<Id<Cooperative>>,
    /// The cooperative's name.
    pub cooperative_name: Option<String>,
    /// The channel.
    pub channel: Option<Channel>,
    /// Orders with at least one line at paid or later, not cancelled.
    pub orders: u64,
    /// Weight of lines at paid or later, not cancelled.
    pub ordered_g: i64,
    /// Money of the same lines.
    pub ordered_vnd: Vnd,
    /// Weight delivered, less returned.
    pub sold_g: i64,
    /// Money of the same lines.
    pub revenue_vnd: Vnd,
    /// Weight cancelled.
    pub cancelled_g: i64,
    /// Weight returned.
    pub returned_g: i64,
    /// Ordered money over ordered weight, rounded to the đồng; none where nothing was ordered.
    pub mean_price_vnd_per_kg: Option<Vnd>,
    /// Gram-weighted median of what a kilogram was ordered at.
    pub median_price_vnd_per_kg: Option<Vnd>,
    /// Median farm-gate price over the weeks and grades of the group, weighted by ordered grams.
    pub farmgate_vnd_per_kg: Option<Vnd>,
    /// Gross uplift in ten-thousandths: median channel price over median farm-gate price of the same product, grade and
    /// week, weighted by grams. 30,000 is three times the price.
    pub uplift_bp: Option<i64>,
    /// Declared harvest of the same products, cooperatives and communes; none for groups by time or channel.
    pub declared_g: Option<i64>,
    /// Sold over declared, in ten-thousandths.
    pub sell_through_bp: Option<i64>,
    /// Lines that have no product yet, because their SKU is not matched; counted in no weight.
    pub unmatched_lines: u64,
}

/// Which farm-gate prices were seen? By week, the oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindFarmgatePrices {
    /// Which page.
    #[serde(default)]
    pub page: PageRequest,
}
ask!(FindFarmgatePrices => Page<FarmgatePriceView>: Question "find_farmgate_prices" v 1 of "analytics"
    for [ProvincialOfficial, Operator]);

/// What a kilogram fetched at the farm gate, as one observer saw it in one week and commune.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FarmgatePriceView {
    /// Which one: all but the price, as one text.
    pub key: String,
    /// The week's Monday.
    pub week: NaiveDate,
    /// Commune code of today.
    pub commune_code: String,
    /// What was bought.
    pub product: ProductCode,
    /// In which grade.
    pub grade: Grade,
    /// Who bought: `trader`, `collector`, `supermarket`, `company` or `other`.
    pub buyer: String,
    /// Who wrote it down.
    pub observer: String,
    /// Đồng a kilogram.
    pub price_vnd_per_kg: Vnd,
}

/// How far the figures are behind what was told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnalyticsHealth {}
ask!(AnalyticsHealth => Freshness: Question "analytics_health" v 1 of "analytics" for [Operator, Service]);

/// What still has to be done before every fact told is in the figures: nothing, where all are 0.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Freshness {
    /// Facts of all services that analytics has not dealt with.
    pub facts_waiting: u64,
    /// Marks on days whose figures are behind their sales.
    pub days_stale: u64,
    /// Facts parked by analytics.
    pub parked: u64,
}
