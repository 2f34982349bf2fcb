//! Orders, said shortly.

use amounts::Vnd;
use chrono::{DateTime, Utc};
use contract::{
    Grade,
    intake::{OrderChanged, OrderLine, OrderState},
};
use ids::{Channel, Cooperative, Id, Order};

use crate::house::product;

/// An order without lines.
pub fn order(of: Id<Cooperative>, channel: Channel, state: OrderState, placed_at: DateTime<Utc>) -> OrderChanged {
    OrderChanged {
        order_id: Id::<Order>::generate(),
        version: 1,
        cooperative_id: of,
        channel,
        shop_id: "shop".into(),
        channel_order_id: "sn".into(),
        state,
        placed_at,
        changed_at: placed_at,
        lines: Vec::new(),
    }
}

/// So many grams of something at a price for the whole line.
pub fn line(mut order: OrderChanged, what: &str, grade: Grade, grams: i64, vnd: i64) -> OrderChanged {
    order.lines.push(OrderLine {
        line_no: next_line(&order),
        sku: "SKU-1".into(),
        name: "Cam".into(),
        listing_id: Some(Id::generate()),
        product: Some(product(what)),
        grade: Some(grade),
        quantity: 1,
        unit_price_vnd: Vnd(vnd),
        line_vnd: Vnd(vnd),
        quantity_g: grams,
        short_g: 0,
        lots: Vec::new(),
        cancelled: 0,
        returned: 0,
    });
    order
}

/// A line whose SKU nobody knows.
pub fn unmatched(mut order: OrderChanged, vnd: i64) -> OrderChanged {
    order.lines.push(OrderLine {
        line_no: next_line(&order),
        sku: "???".into(),
        name: "?".into(),
        listing_id: None,
        product: None,
        grade: None,
        quantity: 1,
        unit_price_vnd: Vnd(vnd),
        line_vnd: Vnd(vnd),
        quantity_g: 0,
        short_g: 0,
        lots: Vec::new(),
        cancelled: 0,
        returned: 0,
    });
    order
}

/// The same order, later.
pub fn then(order: &OrderChanged, state: OrderState) -> OrderChanged {
    OrderChanged { version: order.version + 1, state, ..order.clone() }
}

fn next_line(order: &OrderChanged) -> i32 {
    i32::try_from(order.lines.len()).expect("few lines") + 1
}
