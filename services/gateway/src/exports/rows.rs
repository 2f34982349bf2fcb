//! The rows of exports. `tests/accounting.py` reads them: a field that is renamed here is renamed there.

use chrono::{DateTime, NaiveDate, Utc};
use contract::{
    Grade, ProductCode,
    analytics::FigureRow,
    intake::{MovementView, OrderLine, OrderState, OrderView, StockView},
};
use ids::{Channel, Cooperative, Id, Listing, Lot, Movement, Order};
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::shapes;

/// An order as it is exported.
#[derive(Serialize, ToSchema)]
pub(crate) struct ExportedOrder {
    #[schema(value_type = String, pattern = "^ord_[0-9a-f]{32}$")]
    id: Id<Order>,
    version: i64,
    #[schema(value_type = String, pattern = "^coo_[0-9a-f]{32}$")]
    cooperative_id: Id<Cooperative>,
    #[schema(value_type = shapes::Channel)]
    channel: Channel,
    shop_id: String,
    channel_order_id: String,
    #[schema(value_type = shapes::OrderState)]
    state: OrderState,
    placed_at: DateTime<Utc>,
    changed_at: DateTime<Utc>,
    lines: Vec<ExportedLine>,
}

/// A line of an order as it is exported.
#[derive(Serialize, ToSchema)]
pub(crate) struct ExportedLine {
    line_no: i32,
    sku: String,
    name: String,
    /// Null while the SKU is not matched.
    #[schema(value_type = Option<String>, required = true)]
    listing_id: Option<Id<Listing>>,
    #[schema(value_type = Option<shapes::Product>, required = true)]
    product: Option<ProductCode>,
    #[schema(value_type = Option<shapes::Grade>, required = true)]
    grade: Option<Grade>,
    /// Packs.
    quantity: i64,
    /// For one pack, in đồng.
    unit_price_vnd: i64,
    /// In đồng.
    line_vnd: i64,
    /// Net weight in grams.
    quantity_base: i64,
    /// Grams no lot could promise.
    short_base: i64,
}

impl From<OrderView> for ExportedOrder {
    fn from(view: OrderView) -> Self {
        let order = view.order;
        Self {
            id: order.order_id,
            version: order.version,
            cooperative_id: order.cooperative_id,
            channel: order.channel,
            shop_id: order.shop_id,
            channel_order_id: order.channel_order_id,
            state: order.state,
            placed_at: order.placed_at,
            changed_at: order.changed_at,
            lines: order.lines.into_iter().map(ExportedLine::from).collect(),
        }
    }
}

impl From<OrderLine> for ExportedLine {
    fn from(line: OrderLine) -> Self {
        Self {
            line_no: line.line_no,
            sku: line.sku,
            name: line.name,
            listing_id: line.listing_id,
            product: line.product,
            grade: line.grade,
            quantity: line.quantity,
            unit_price_vnd: line.unit_price_vnd.0,
            line_vnd: line.line_vnd.0,
            quantity_base: line.quantity_g,
            short_base: line.short_g,
        }
    }
}

/// A lot's balance in grams. Its movements follow in the field `movements`, which is written page by page.
#[derive(Serialize, ToSchema)]
pub(crate) struct ExportedLot {
    #[schema(value_type = String, pattern = "^lot_[0-9a-f]{32}$")]
    lot_id: Id<Lot>,
    lot_code: String,
    #[schema(value_type = String, pattern = "^coo_[0-9a-f]{32}$")]
    cooperative_id: Id<Cooperative>,
    #[schema(value_type = shapes::Product)]
    product: ProductCode,
    #[schema(value_type = shapes::Grade)]
    grade: Grade,
    sell_by: NaiveDate,
    declared_g: i64,
    on_hand_g: i64,
    reserved_g: i64,
    sold_g: i64,
    off_platform_g: i64,
    own_use_g: i64,
    waste_g: i64,
}

impl From<StockView> for ExportedLot {
    fn from(lot: StockView) -> Self {
        Self {
            lot_id: lot.lot_id,
            lot_code: lot.lot_code,
            cooperative_id: lot.cooperative_id,
            product: lot.product,
            grade: lot.grade,
            sell_by: lot.sell_by,
            declared_g: lot.declared_g,
            on_hand_g: lot.on_hand_g,
            reserved_g: lot.reserved_g,
            sold_g: lot.sold_g,
            off_platform_g: lot.off_platform_g,
            own_use_g: lot.own_use_g,
            waste_g: lot.waste_g,
        }
    }
}

/// A movement of a lot as it is exported, oldest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct ExportedMovement {
    #[schema(value_type = String, pattern = "^mov_[0-9a-f]{32}$")]
    movement_id: Id<Movement>,
    /// `declared`, `reserved`, `released`, `sold`, `returned`, `waste`, `off_platform` or `own_use`.
    kind: String,
    quantity_g: i64,
    /// The order it belongs to.
    #[schema(value_type = Option<String>, required = true)]
    order_id: Option<Id<Order>>,
    at: DateTime<Utc>,
}

impl From<MovementView> for ExportedMovement {
    fn from(movement: MovementView) -> Self {
        Self {
            movement_id: movement.movement_id,
            kind: movement.kind,
            quantity_g: movement.quantity_g,
            order_id: movement.order_id,
            at: movement.at,
        }
    }
}

/// The sums of everything, and of each channel.
#[derive(Serialize, ToSchema)]
pub(crate) struct ExportedFigures {
    /// Every fact that was heard before this is in.
    as_of: DateTime<Utc>,
    #[serde(flatten)]
    sums: Sums,
    by_channel: Vec<ChannelSums>,
}

/// What was ordered, and what was sold.
#[derive(Serialize, ToSchema)]
struct Sums {
    orders: u64,
    ordered_vnd: i64,
    ordered_g: i64,
    revenue_vnd: i64,
    sold_g: i64,
}

#[derive(Serialize, ToSchema)]
struct ChannelSums {
    #[schema(value_type = Option<shapes::Channel>, required = true)]
    channel: Option<Channel>,
    #[serde(flatten)]
    sums: Sums,
}

impl From<&FigureRow> for Sums {
    fn from(row: &FigureRow) -> Self {
        Self {
            orders: row.orders,
            ordered_vnd: row.ordered_vnd.0,
            ordered_g: row.ordered_g,
            revenue_vnd: row.revenue_vnd.0,
            sold_g: row.sold_g,
        }
    }
}

impl ExportedFigures {
    pub fn new(as_of: DateTime<Utc>, all: &FigureRow, channels: &[FigureRow]) -> Self {
        let by_channel = channels.iter().map(|row| ChannelSums { channel: row.channel, sums: row.into() }).collect();
        Self { as_of, sums: all.into(), by_channel }
    }
}

/// The header of figures as CSV.
pub(super) const FIGURE_COLUMNS: [&str; 22] = [
    "day",
    "product",
    "grade",
    "commune_code",
    "commune_name",
    "cooperative_id",
    "cooperative_name",
    "channel",
    "orders",
    "ordered_g",
    "ordered_vnd",
    "sold_g",
    "revenue_vnd",
    "cancelled_g",
    "returned_g",
    "mean_price_vnd_per_kg",
    "median_price_vnd_per_kg",
    "farmgate_vnd_per_kg",
    "uplift_bp",
    "declared_g",
    "sell_through_bp",
    "unmatched_lines",
];

/// One row below that header. What is not known is an empty cell.
pub(super) fn figure_cells(row: &FigureRow) -> Vec<String> {
    fn cell(value: Option<impl ToString>) -> String {
        value.map(|value| value.to_string()).unwrap_or_default()
    }
    let words = |text: Option<&str>| text.map(|text| sheets::harmless(text).into_owned()).unwrap_or_default();
    let commune = row.commune_code.as_deref().and_then(places::commune);
    vec![
        cell(row.day),
        words(row.product.map(ProductCode::as_str)),
        words(row.grade.map(Grade::slug)),
        words(row.commune_code.as_deref()),
        words(commune.map(|commune| commune.name)),
        cell(row.cooperative_id),
        words(row.cooperative_name.as_deref()),
        words(row.channel.map(Channel::slug)),
        row.orders.to_string(),
        row.ordered_g.to_string(),
        row.ordered_vnd.0.to_string(),
        row.sold_g.to_string(),
        row.revenue_vnd.0.to_string(),
        row.cancelled_g.to_string(),
        row.returned_g.to_string(),
        cell(row.mean_price_vnd_per_kg.map(|price| price.0)),
        cell(row.median_price_vnd_per_kg.map(|price| price.0)),
        cell(row.farmgate_vnd_per_kg.map(|price| price.0)),
        cell(row.uplift_bp),
        cell(row.declared_g),
        cell(row.sell_through_bp),
        row.unmatched_lines.to_string(),
    ]
}
