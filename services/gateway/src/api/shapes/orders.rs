//! Orders, stock, and how the door for webhooks is doing.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Channel, Grade, Product};

/// How far an order has come.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum OrderState {
    /// Ordered and not yet paid.
    Placed,
    /// The seller may act; also an order to be paid on delivery.
    Paid,
    /// Packed and announced to the carrier.
    ReadyToShip,
    /// With the carrier.
    Shipped,
    /// With the buyer.
    Delivered,
    /// Given up before delivery.
    Cancelled,
    /// Sent back.
    Returned,
    /// The marketplace uses a status we have not met.
    Unknown,
}

/// An order. Buyers' personal data is not kept.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "as the contract has it")]
pub(crate) struct OrderView {
    #[schema(pattern = "^ord_[0-9a-f]{32}$")]
    order_id: String,
    /// Counts its changes.
    version: i64,
    #[schema(pattern = "^coo_[0-9a-f]{32}$")]
    cooperative_id: String,
    channel: Channel,
    /// The shop's id there.
    shop_id: String,
    /// The order's id there.
    channel_order_id: String,
    state: OrderState,
    /// When the buyer ordered.
    placed_at: DateTime<Utc>,
    /// The marketplace's own time of this state.
    changed_at: DateTime<Utc>,
    lines: Vec<OrderLine>,
    /// The status in the marketplace's own word.
    raw_status: String,
    /// To be paid on delivery.
    cash_on_delivery: bool,
    /// A cancellation is asked for.
    cancel_requested: bool,
    /// The marketplace asks to wait: it must not be packed, and keeps its goods.
    on_hold: bool,
    /// By when the parcel must be with the carrier.
    #[schema(required = true)]
    ship_by: Option<DateTime<Utc>>,
    /// The carrier's number.
    #[schema(required = true)]
    tracking_number: Option<String>,
    #[schema(required = true)]
    cancel_reason: Option<String>,
    /// Polling found it first, no webhook did.
    found_by_polling: bool,
    /// It had left before its shop came here: no lot gave anything to it.
    from_before: bool,
    /// What we last asked the marketplace to do about it.
    #[schema(required = true)]
    task: Option<ChannelTaskView>,
}

/// One thing bought.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OrderLine {
    /// From 1, in the marketplace's order.
    line_no: i32,
    /// The SKU the marketplace names; may be empty.
    sku: String,
    /// As the buyer read it.
    name: String,
    /// Our listing; null while the SKU is not matched.
    #[schema(required = true)]
    listing_id: Option<String>,
    #[schema(required = true)]
    product: Option<Product>,
    #[schema(required = true)]
    grade: Option<Grade>,
    /// Packs; 0 where all of them were given up or sent back and the order goes on.
    quantity: i64,
    /// For one pack, in đồng.
    unit_price_vnd: i64,
    /// For the line, in đồng.
    line_vnd: i64,
    /// Net weight of the line in grams; 0 while the SKU is not matched.
    quantity_g: i64,
    /// Grams no lot could promise.
    short_g: i64,
    /// Lots that promised goods.
    lots: Vec<LotShare>,
    /// Packs that were given up while the order goes on; `quantity` is without them.
    cancelled: i64,
    /// Packs that were sent back while the order goes on; `quantity` is without them.
    returned: i64,
}

/// What one lot gives to a line.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LotShare {
    #[schema(pattern = "^lot_[0-9a-f]{32}$")]
    lot_id: String,
    /// Grams.
    quantity_g: i64,
}

/// Something we ask a marketplace to do about an order.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChannelTaskView {
    /// `ship` or `cancel_out_of_stock`.
    kind: String,
    /// `queued`, `done` or `refused`.
    state: String,
    /// The marketplace's words where it refused.
    #[schema(required = true)]
    channel_words: Option<String>,
}

/// Orders by state, and what needs a person.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OrderCounts {
    /// Pairs: every state that occurs, with its number.
    by_state: Vec<(OrderState, u64)>,
    /// Orders that need a person, each counted once: unmatched, short, or in a state we do not know.
    troubled: u64,
    /// Those with an unmatched line.
    unmatched: u64,
    /// Those with a short line.
    short: u64,
    /// Requests a marketplace refused.
    tasks_refused: u64,
    /// When the next parcel must be with its carrier.
    #[schema(required = true)]
    next_ship_by: Option<DateTime<Utc>>,
}

/// Packed parcels.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ShipOrders {
    #[schema(min_items = 1, max_items = 200)]
    order_ids: Vec<String>,
    /// Seconds in which they can be taken back before the marketplaces are told; 0 where absent.
    #[serde(default)]
    #[schema(maximum = 60)]
    hold_s: u32,
}

/// What was taken back.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ShipmentsTakenBack {
    /// Orders that are to be packed again.
    orders: u32,
}

/// Orders to do something with.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OrderIds {
    #[schema(min_items = 1, max_items = 200)]
    order_ids: Vec<String>,
}

/// What was queued for the marketplaces.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TasksQueued {
    /// Orders now waiting for their marketplace.
    queued: u32,
    /// Pairs: orders whose state does not allow it, with that state.
    refused: Vec<(String, OrderState)>,
}

/// How goods leave a lot without an order.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Removal {
    /// Sold to a trader, a supermarket or at the gate.
    OffPlatform,
    /// Eaten or kept.
    OwnUse,
    /// Rotten or damaged.
    Waste,
}

/// Who bought goods that no marketplace sold.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Buyer {
    /// Buys at the orchard.
    Trader,
    /// A shop or a chain of shops.
    Supermarket,
    /// Anybody else.
    Other,
}

/// The lot after goods have left it.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GoodsRemoved {
    /// What may still be sold of it.
    available_g: i64,
    /// The row that was written, by which it can be undone.
    #[schema(pattern = "^mov_[0-9a-f]{32}$")]
    movement_id: String,
}

/// A lot's balance in grams: `declared = sold + off_platform + own_use + waste + on_hand`.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct StockView {
    #[schema(pattern = "^lot_[0-9a-f]{32}$")]
    lot_id: String,
    /// Printed on its boxes.
    lot_code: String,
    #[schema(pattern = "^coo_[0-9a-f]{32}$")]
    cooperative_id: String,
    product: Product,
    grade: Grade,
    /// Last day it should be sold.
    sell_by: NaiveDate,
    declared_g: i64,
    /// In the store.
    on_hand_g: i64,
    /// Of that, promised to orders.
    reserved_g: i64,
    /// Handed to carriers for orders, less what came back.
    sold_g: i64,
    /// Sold to traders, supermarkets and others.
    off_platform_g: i64,
    /// Eaten or kept.
    own_use_g: i64,
    /// Rotten, damaged, returned.
    waste_g: i64,
}

/// One row of a lot's ledger.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MovementView {
    #[schema(pattern = "^mov_[0-9a-f]{32}$")]
    movement_id: String,
    /// `declared`, `reserved`, `released`, `sold`, `returned`, `waste`, `off_platform` or `own_use`.
    kind: String,
    /// Grams; a revision of the declaration may be negative.
    quantity_g: i64,
    /// The order it belongs to.
    #[schema(required = true)]
    order_id: Option<String>,
    /// On hand after it.
    on_hand_g: i64,
    /// Promised after it.
    reserved_g: i64,
    at: DateTime<Utc>,
    /// Who bought it, of a sale off the marketplaces.
    #[schema(required = true)]
    buyer: Option<Buyer>,
    /// What was paid for a kilogram in đồng, of such a sale.
    #[schema(required = true)]
    price_vnd_per_kg: Option<i64>,
    /// The row it undoes.
    #[schema(required = true)]
    undoes: Option<String>,
    /// It was written by hand a moment ago and can still be undone.
    may_undo: bool,
}

/// Numbers of the door for webhooks since the beginning.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct IntakeFigures {
    /// Acknowledged and recorded.
    webhooks_received: u64,
    /// Acknowledged as already recorded.
    webhooks_duplicate: u64,
    /// Not let in: wrong signature, or no push.
    webhooks_rejected: u64,
    /// Recorded ones that wait for a worker.
    webhooks_waiting: u64,
    /// Recorded ones that were given up, with a reason.
    webhooks_parked: u64,
    /// Orders that polling found before any webhook did.
    orders_found_by_polling: u64,
    /// Requests that wait for a marketplace.
    tasks_waiting: u64,
    /// Facts that wait to be told.
    outbox_waiting: u64,
    /// Messages parked by any consumer of this service.
    parked: u64,
}
