//! What a marketplace tells of an order, in our words.

use amounts::Vnd;
use chrono::{DateTime, Utc};
use contract::intake::OrderState;
use marketplaces::{ChannelLine, ChannelOrder, LineState};

use super::Line;

/// What the marketplace last told of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The shop's id there.
    pub shop_id: String,
    /// The order's id there.
    pub channel_order_id: String,
    /// How far it has come.
    pub state: OrderState,
    /// The same in the marketplace's word.
    pub raw_status: String,
    /// To be paid on delivery.
    pub cash_on_delivery: bool,
    /// A cancellation is asked for.
    pub cancel_requested: bool,
    /// The marketplace asks to wait: it must not be packed, and keeps its goods.
    pub on_hold: bool,
    /// When the buyer ordered.
    pub placed_at: DateTime<Utc>,
    /// When the buyer paid.
    pub paid_at: Option<DateTime<Utc>>,
    /// By when the parcel must be with the carrier.
    pub ship_by: Option<DateTime<Utc>>,
    /// The marketplace's time of this.
    pub updated_at: DateTime<Utc>,
    /// When we began to ask; decides between answers of the same second.
    pub fetched_at: DateTime<Utc>,
    /// What the buyer pays in all.
    pub total_vnd: Option<Vnd>,
    /// The carrier's number.
    pub tracking_number: Option<String>,
    /// Why it was cancelled.
    pub cancel_reason: Option<String>,
}

/// An order told, and its lines.
pub(super) fn translate(order: ChannelOrder, fetched_at: DateTime<Utc>) -> (Told, Vec<Line>) {
    let lines = (1..).zip(order.lines).map(|(line_no, line)| line_of(line_no, line)).collect();
    let told = Told {
        shop_id: order.shop_id,
        channel_order_id: order.channel_order_id,
        state: state_of(order.state),
        raw_status: order.raw_status,
        cash_on_delivery: order.cash_on_delivery,
        cancel_requested: order.cancel_requested,
        on_hold: order.on_hold,
        placed_at: order.placed_at,
        paid_at: order.paid_at,
        ship_by: order.ship_by,
        updated_at: order.updated_at,
        fetched_at,
        total_vnd: order.total_vnd,
        tracking_number: order.tracking_number,
        cancel_reason: order.cancel_reason,
    };
    (told, lines)
}

fn line_of(line_no: i32, line: ChannelLine) -> Line {
    Line {
        line_no,
        channel_line_id: line.channel_line_id,
        item_id: line.item_id,
        sku: line.sku,
        name: line.name,
        quantity: line.quantity,
        unit_price_vnd: line.unit_price_vnd,
        state: state_of(line.state),
        goods: None,
        short_g: 0,
        promises: Vec::new(),
    }
}

const fn state_of(state: LineState) -> OrderState {
    match state {
        LineState::Placed => OrderState::Placed,
        LineState::Paid => OrderState::Paid,
        LineState::ReadyToShip => OrderState::ReadyToShip,
        LineState::Shipped => OrderState::Shipped,
        LineState::Delivered => OrderState::Delivered,
        LineState::Cancelled => OrderState::Cancelled,
        LineState::Returned => OrderState::Returned,
        LineState::Unknown => OrderState::Unknown,
    }
}
