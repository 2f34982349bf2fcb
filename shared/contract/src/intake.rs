//! What intake says and answers: a marketplace's order becomes our order, and its goods are promised once.

mod accounts;
mod past;
mod stock;

pub use accounts::{FindRemovals, FindSoldLines, RemovalView, SoldLine, StockSum, SumStock};
pub use past::{BACKFILL_DAYS_MAX, BACKFILL_FAULTS, BackfillOrders, BackfillStanding, BackfillView, FindBackfill};
pub use stock::{
    Buyer, FindStock, GetLedger, GoodsRemoved, MovementView, Removal, RemoveGoods, StockView, UNDO_MINUTES, UndoRemoval,
};

use amounts::Vnd;
use chrono::{DateTime, Utc};
use ids::{Channel, Cooperative, Id, Listing, Lot, Order};
use serde::{Deserialize, Serialize};

use crate::{Grade, Page, PageRequest, ProductCode, ask::ask, fact::fact};

/// How far an order, or a line of it, has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderState {
    /// The buyer has ordered and not yet paid.
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
    /// The marketplace uses a status we have not met; kept and alarmed.
    Unknown,
}

impl OrderState {
    /// Every state, in the order of its life.
    pub const ALL: [Self; 8] = [
        Self::Placed,
        Self::Paid,
        Self::ReadyToShip,
        Self::Shipped,
        Self::Delivered,
        Self::Cancelled,
        Self::Returned,
        Self::Unknown,
    ];

    /// The word in tables and URLs.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Placed => "placed",
            Self::Paid => "paid",
            Self::ReadyToShip => "ready_to_ship",
            Self::Shipped => "shipped",
            Self::Delivered => "delivered",
            Self::Cancelled => "cancelled",
            Self::Returned => "returned",
            Self::Unknown => "unknown",
        }
    }

    /// The state with this slug.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.slug() == slug)
    }
}

/// An order has come in or changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderChanged {
    /// Which one.
    pub order_id: Id<Order>,
    /// Counts its changes.
    pub version: i64,
    /// Whose shop took it.
    pub cooperative_id: Id<Cooperative>,
    /// Where it was placed.
    pub channel: Channel,
    /// The shop's id there.
    pub shop_id: String,
    /// The order's id there.
    pub channel_order_id: String,
    /// How far it has come.
    pub state: OrderState,
    /// When the buyer ordered; a day of the business calendar.
    pub placed_at: DateTime<Utc>,
    /// The marketplace's own time of this state.
    pub changed_at: DateTime<Utc>,
    /// What was bought; never empty.
    pub lines: Vec<OrderLine>,
}
fact!(OrderChanged: "intake" says "order_changed" v 1, about order_id);

/// One thing bought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderLine {
    /// From 1, in the marketplace's order.
    pub line_no: i32,
    /// The SKU the marketplace names; may be empty.
    pub sku: String,
    /// As the buyer read it.
    pub name: String,
    /// Our listing; none while the SKU is not matched.
    pub listing_id: Option<Id<Listing>>,
    /// What it is; none while the SKU is not matched.
    pub product: Option<ProductCode>,
    /// How good it is.
    pub grade: Option<Grade>,
    /// Packs; 0 where all of them were given up or sent back and the order goes on.
    pub quantity: i64,
    /// For one pack.
    pub unit_price_vnd: Vnd,
    /// For the line: packs × price.
    pub line_vnd: Vnd,
    /// Net weight of the line in grams; 0 while the SKU is not matched.
    pub quantity_g: i64,
    /// Grams no lot could promise.
    pub short_g: i64,
    /// Lots that promised goods.
    pub lots: Vec<LotShare>,
    /// Packs that were given up while the order goes on; `quantity` is without them.
    #[serde(default)]
    pub cancelled: i64,
    /// Packs that were sent back while the order goes on; `quantity` is without them.
    #[serde(default)]
    pub returned: i64,
}

/// What one lot gives to a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LotShare {
    /// The lot.
    pub lot_id: Id<Lot>,
    /// Grams.
    pub quantity_g: i64,
}

/// What may be sold of a lot has changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StockChanged {
    /// Which lot.
    pub lot_id: Id<Lot>,
    /// Counts its changes.
    pub version: i64,
    /// Whose it is.
    pub cooperative_id: Id<Cooperative>,
    /// Grams that may be sold: on hand less promised; never negative.
    pub available_g: i64,
    /// The version of the declaration that the ledger has heard.
    #[serde(default)]
    pub declared_version: i64,
    /// What the ledger has written down as declared: the declaration itself, unless that fell below what was already sold,
    /// lost or promised.
    #[serde(default)]
    pub declared_g: i64,
}
fact!(StockChanged: "intake" says "stock_changed" v 1, about lot_id);

/// Which orders are there? Newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindOrders {
    /// Only those in these states; all where empty.
    #[serde(default)]
    pub states: Vec<OrderState>,
    /// Only those from here.
    #[serde(default)]
    pub channel: Option<Channel>,
    /// Part of the marketplace's order id, a SKU or a product name; diacritics do not matter.
    #[serde(default)]
    pub text: Option<String>,
    /// Placed at or after.
    #[serde(default)]
    pub placed_from: Option<DateTime<Utc>>,
    /// Placed before.
    #[serde(default)]
    pub placed_before: Option<DateTime<Utc>>,
    /// Only those that need a person: an unmatched or short line, an unknown state.
    #[serde(default)]
    pub troubled: bool,
    /// First the one that must be shipped first, instead of the newest.
    #[serde(default)]
    pub by_ship_by: bool,
    /// Which page.
    #[serde(default)]
    pub page: PageRequest,
}
ask!(FindOrders => Page<OrderView>: Question "find_orders" v 1 of "intake" for [CooperativeManager, CooperativeMember, Operator], key OrdersRead, errand Goods);

/// One order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GetOrder {
    /// Which one.
    pub order_id: Id<Order>,
}
ask!(GetOrder => OrderView: Question "get_order" v 1 of "intake" for [CooperativeManager, CooperativeMember, Operator], key OrdersRead, errand Goods);

/// An order as its cooperative sees it. Buyers' personal data is not kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "each says one thing of an order, and any of them may hold")]
pub struct OrderView {
    /// The fact last told.
    #[serde(flatten)]
    pub order: OrderChanged,
    /// The status in the marketplace's own word.
    pub raw_status: String,
    /// To be paid on delivery.
    pub cash_on_delivery: bool,
    /// A cancellation is asked for.
    pub cancel_requested: bool,
    /// The marketplace asks to wait: it must not be packed, and keeps its goods.
    #[serde(default)]
    pub on_hold: bool,
    /// By when the parcel must be with the carrier.
    pub ship_by: Option<DateTime<Utc>>,
    /// The carrier's number.
    pub tracking_number: Option<String>,
    /// Why it was cancelled.
    pub cancel_reason: Option<String>,
    /// Polling found it first, no webhook did.
    pub found_by_polling: bool,
    /// It had left before its shop came here: no lot gave anything to it.
    #[serde(default)]
    pub from_before: bool,
    /// What we last asked the marketplace to do about it.
    pub task: Option<ChannelTaskView>,
}

/// Something we ask a marketplace to do about an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelTaskView {
    /// `ship` or `cancel_out_of_stock`.
    pub kind: String,
    /// `queued`, `done` or `refused`.
    pub state: String,
    /// The marketplace's words where it refused.
    pub channel_words: Option<String>,
}

/// How many orders are in each state, and what needs a person?
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountOrders {}
ask!(CountOrders => OrderCounts: Question "count_orders" v 1 of "intake" for [CooperativeManager, CooperativeMember, Operator], key OrdersRead, errand Goods);

/// Orders by state.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderCounts {
    /// Every state that occurs, with its number.
    pub by_state: Vec<(OrderState, u64)>,
    /// Orders that need a person, each counted once: unmatched, short, or in a state we do not know.
    pub troubled: u64,
    /// Those with an unmatched line.
    pub unmatched: u64,
    /// Those with a short line.
    pub short: u64,
    /// Requests a marketplace refused.
    pub tasks_refused: u64,
    /// When the next parcel must be with its carrier.
    pub next_ship_by: Option<DateTime<Utc>>,
}

/// The parcels of these orders are packed: tell the marketplaces.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShipOrders {
    /// At most 200.
    pub order_ids: Vec<Id<Order>>,
    /// Seconds, 0 to 60, in which they can be taken back before the marketplaces are told.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub hold_s: u32,
}
ask!(ShipOrders => TasksQueued: Command "ship_orders" v 1 of "intake" for [CooperativeManager, CooperativeMember], key OrdersWrite, errand Goods);

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it over so")]
const fn is_zero(seconds: &u32) -> bool {
    *seconds == 0
}

impl ShipOrders {
    /// Nothing to be taken back: the marketplaces are told at once.
    pub const fn at_once(order_ids: Vec<Id<Order>>) -> Self {
        Self { order_ids, hold_s: 0 }
    }
}

/// That was too early: the parcels whose marketplaces have not been told, because they are still held, are to be packed again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TakeBackShipments {}
ask!(TakeBackShipments => ShipmentsTakenBack: Command "take_back_shipments" v 1 of "intake" for [CooperativeManager, CooperativeMember], key OrdersWrite, errand Goods);

/// What was taken back.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShipmentsTakenBack {
    /// Orders of the cooperative that are to be packed again.
    pub orders: u32,
}

/// The goods of these orders cannot be had: cancel them at the marketplaces.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CancelOrders {
    /// At most 200.
    pub order_ids: Vec<Id<Order>>,
}
ask!(CancelOrders => TasksQueued: Command "cancel_orders" v 1 of "intake" for [CooperativeManager], key OrdersWrite);

/// What was queued for the marketplaces.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TasksQueued {
    /// Orders now waiting for their marketplace.
    pub queued: u32,
    /// Orders whose state does not allow it, with that state. One that is paid is on hold: its marketplace asks to wait.
    pub refused: Vec<(Id<Order>, OrderState)>,
}

/// How is the house doing at its door?
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IntakeHealth {}
ask!(IntakeHealth => IntakeFigures: Question "intake_health" v 1 of "intake" for [Operator, Service]);

/// Numbers since the beginning.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IntakeFigures {
    /// Webhooks acknowledged and recorded.
    pub webhooks_received: u64,
    /// Webhooks acknowledged as already recorded.
    pub webhooks_duplicate: u64,
    /// Webhooks not let in: wrong signature or no push.
    pub webhooks_rejected: u64,
    /// Recorded webhooks that wait for a worker.
    pub webhooks_waiting: u64,
    /// Recorded webhooks that were given up, with a reason.
    pub webhooks_parked: u64,
    /// Orders that polling found before any webhook did.
    pub orders_found_by_polling: u64,
    /// Requests that wait for a marketplace.
    pub tasks_waiting: u64,
    /// Facts that wait to be told.
    pub outbox_waiting: u64,
    /// Messages parked by any consumer of this service.
    pub parked: u64,
}
