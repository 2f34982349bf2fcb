//! What an accountant asks of a period: lines delivered and returned, goods that left without an order, and the stock between
//! two days.

use amounts::Vnd;
use chrono::{DateTime, NaiveDate, Utc};
use ids::{Channel, Id, Lot, Movement, Order};
use serde::{Deserialize, Serialize};

use super::{Buyer, OrderState, Removal};
use crate::{Grade, Page, PageRequest, ProductCode, ask::ask};

/// Which lines of orders were delivered or sent back? Orders count on the day they were placed, as they do in the figures, so
/// that both come to the same sums.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindSoldLines {
    /// First day, of the business calendar.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// Which page, counted in orders.
    #[serde(default)]
    pub page: PageRequest,
}
ask!(FindSoldLines => Page<SoldLine>: Question "find_sold_lines" v 1 of "intake" for [CooperativeManager, Operator]);

/// What one lot gave to a line. The parts of a line add up to it, to the gram and to the đồng.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SoldLine {
    /// Of which order.
    pub order_id: Id<Order>,
    /// Which line of it.
    pub line_no: i32,
    /// The day it was placed.
    pub day: NaiveDate,
    /// Where.
    pub channel: Channel,
    /// The order's id there.
    pub channel_order_id: String,
    /// Delivered or returned.
    pub state: OrderState,
    /// As the buyer read it.
    pub name: String,
    /// What it is; none while the SKU is not matched.
    pub product: Option<ProductCode>,
    /// How good it is.
    pub grade: Option<Grade>,
    /// The lot; none for what no lot gave.
    pub lot_id: Option<Id<Lot>>,
    /// Printed on its boxes.
    pub lot_code: Option<String>,
    /// Grams.
    pub quantity_g: i64,
    /// What buyers paid for it, before anything the marketplace keeps. Of what was sent back, it was paid back.
    pub gross_vnd: Vnd,
}

/// Which goods left without an order? Slips that were undone are in it with their counter-movements.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindRemovals {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// Which page.
    #[serde(default)]
    pub page: PageRequest,
}
ask!(FindRemovals => Page<RemovalView>: Question "find_removals" v 1 of "intake" for [CooperativeManager, Operator]);

/// Goods that left without an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemovalView {
    /// Its row of the ledger.
    pub movement_id: Id<Movement>,
    /// When.
    pub at: DateTime<Utc>,
    /// Printed on the lot's boxes.
    pub lot_code: String,
    /// What it is.
    pub product: ProductCode,
    /// How good it is.
    pub grade: Grade,
    /// How it left.
    pub removal: Removal,
    /// Who bought it, of a sale.
    pub buyer: Option<Buyer>,
    /// Grams; below 0 for what was taken back.
    pub quantity_g: i64,
    /// What was paid for a kilogram, of a sale.
    pub price_vnd_per_kg: Option<Vnd>,
    /// Both multiplied, rounded to the đồng; none where no price was said.
    pub gross_vnd: Option<Vnd>,
}

/// What was there on the first morning and on the last evening, and what came between?
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SumStock {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
}
ask!(SumStock => Vec<StockSum>: Question "sum_stock" v 1 of "intake" for [CooperativeManager, Operator]);

/// The stock of a product and grade over a period, by the days of the business calendar on which the ledger was written. In grams:
/// `closing = opening + declared + returned - sold - off_platform - own_use - waste`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StockSum {
    /// What it is.
    pub product: ProductCode,
    /// How good it is.
    pub grade: Grade,
    /// In the store when the first day began.
    pub opening_g: i64,
    /// Declared, less what revisions took away.
    pub declared_g: i64,
    /// Handed to carriers.
    pub sold_g: i64,
    /// Came back.
    pub returned_g: i64,
    /// Sold elsewhere.
    pub off_platform_g: i64,
    /// Eaten or kept.
    pub own_use_g: i64,
    /// Lost.
    pub waste_g: i64,
    /// In the store when the last day ended.
    pub closing_g: i64,
}
