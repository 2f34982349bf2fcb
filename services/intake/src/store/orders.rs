//! Orders with their lines and promises: found, and kept together with the facts that tell of them.

use amounts::Vnd;
use chrono::{DateTime, Utc};
use contract::{Grade, ProductCode, intake::OrderState};
use ids::{Channel, Cooperative, Id, Listing, Lot};
use scoped::{DbErr, FromQueryResult, Scoped};
use serde::Serialize;
use uuid::Uuid;

use crate::{
    domain::{
        order::{Goods, Line, Order, Told},
        shelf::{Promise, PromiseState},
    },
    store::{as_json, unknown_word},
};

#[derive(FromQueryResult)]
#[expect(clippy::struct_excessive_bools, reason = "a row as the table has it")]
struct OrderRow {
    order_id: Id<ids::Order>,
    version: i64,
    cooperative_id: Id<Cooperative>,
    channel: String,
    shop_id: String,
    channel_order_id: String,
    state: String,
    raw_status: String,
    cash_on_delivery: bool,
    cancel_requested: bool,
    on_hold: bool,
    placed_at: DateTime<Utc>,
    paid_at: Option<DateTime<Utc>>,
    ship_by: Option<DateTime<Utc>>,
    channel_updated_at: DateTime<Utc>,
    fetched_at: DateTime<Utc>,
    total_vnd: Option<i64>,
    tracking_number: Option<String>,
    cancel_reason: Option<String>,
    found_by_polling: bool,
    from_before: bool,
}

#[derive(FromQueryResult)]
struct LineRow {
    order_id: Id<ids::Order>,
    line_no: i32,
    channel_line_id: String,
    item_id: String,
    sku: String,
    name: String,
    quantity: i64,
    unit_price_vnd: i64,
    /// None of what was kept before lines had states: they are where their order is.
    state: Option<String>,
    listing_id: Option<Id<Listing>>,
    product: Option<String>,
    grade: Option<String>,
    quantity_g: i64,
    short_g: i64,
}

#[derive(FromQueryResult)]
struct PromiseRow {
    order_id: Id<ids::Order>,
    line_no: i32,
    lot_id: Id<Lot>,
    quantity_g: i64,
    state: String,
}

/// What follows the condition, where orders are locked.
const LOCK: &str = "order by order_id for update";
const READ: &str = "";

/// Locks the orders of a shop that have these ids on the marketplace. Its cooperative's books must be held.
pub async fn lock_of_shop(tx: &Scoped, channel: Channel, shop_id: &str, ids: Vec<String>) -> Result<Vec<Order>, DbErr> {
    #[derive(FromQueryResult)]
    struct Row {
        order_id: Uuid,
    }
    let sql = "select order_id from orders where channel = $1 and shop_id = $2 and channel_order_id = any($3::text[])";
    let rows: Vec<Row> = tx.all(sql, [channel.slug().into(), shop_id.into(), ids.into()]).await?;
    load(tx, LOCK, rows.into_iter().map(|row| row.order_id).collect()).await
}

/// What an order may wait for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WaitsFor {
    /// A line's SKU is not known yet.
    Listing,
    /// A line is short, and its parcel has not left.
    Goods,
}

/// Locks up to a thousand orders with a line of this SKU, or of an item that was joined to it by hand, that wait for something;
/// the oldest first.
pub async fn lock_waiting(
    tx: &Scoped,
    cooperative_id: Id<Cooperative>,
    sku: &str,
    waits_for: WaitsFor,
) -> Result<Vec<Order>, DbErr> {
    #[derive(FromQueryResult)]
    struct Row {
        order_id: Uuid,
    }
    let condition = match waits_for {
        WaitsFor::Listing => "l.listing_id is null",
        WaitsFor::Goods => {
            "l.short_g > 0 and coalesce(l.state, o.state) in ('placed', 'paid', 'ready_to_ship', 'unknown')"
        }
    };
    let sql = format!(
        "select o.order_id from orders o join order_line l using (order_id)
        where l.cooperative_id = $1 and l.sku = $2 and {condition}
        union
        select o.order_id from listing join joined_item j using (cooperative_id, listing_id)
        join order_line l on l.cooperative_id = j.cooperative_id and l.item_id = j.item_id
        join orders o on o.order_id = l.order_id and o.channel = j.channel and o.shop_id = j.shop_id
        where listing.cooperative_id = $1 and listing.sku = $2 and {condition}
        order by order_id limit 1000"
    );
    let rows: Vec<Row> = tx.all(&sql, [cooperative_id.into(), sku.into()]).await?;
    load(tx, LOCK, rows.into_iter().map(|row| row.order_id).collect()).await
}

/// Reads orders that the scope may see, in the order of `ids`.
pub async fn read(tx: &Scoped, ids: Vec<Uuid>) -> Result<Vec<Order>, DbErr> {
    let place: std::collections::HashMap<Uuid, usize> =
        ids.iter().enumerate().map(|(place, id)| (*id, place)).collect();
    let mut orders = load(tx, READ, ids).await?;
    orders.sort_by_key(|order| place.get(&order.order_id.uuid()).copied());
    Ok(orders)
}

async fn load(tx: &Scoped, lock: &str, ids: Vec<Uuid>) -> Result<Vec<Order>, DbErr> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut values = vec![ids.into()];
    let own = tx.own(&mut values, "cooperative_id");
    let sql = format!("select * from orders where order_id = any($1::uuid[]) and {own} {lock}");
    let orders: Vec<OrderRow> = tx.all(&sql, values).await?;
    // Lines and promises are read of orders that were found.
    let ids: Vec<Uuid> = orders.iter().map(|order| order.order_id.uuid()).collect();
    let sql = "select order_id, line_no, channel_line_id, item_id, sku, name, quantity, unit_price_vnd, state, listing_id,
        product, grade, quantity_g, short_g from order_line where order_id = any($1::uuid[]) order by order_id, line_no";
    let lines: Vec<LineRow> = tx.all(sql, [ids.clone().into()]).await?;
    let sql = "select order_id, line_no, lot_id, quantity_g, state from reservation
        where order_id = any($1::uuid[]) order by order_id, line_no, lot_id";
    let promises: Vec<PromiseRow> = tx.all(sql, [ids.into()]).await?;
    let mut orders: Vec<Order> = orders.into_iter().map(order_of).collect::<Result<_, _>>()?;
    orders.sort_by_key(|order| order.order_id);
    for row in lines {
        let at = orders.binary_search_by_key(&row.order_id, |order| order.order_id);
        if let Ok(at) = at {
            let order = orders[at].told.state;
            orders[at].lines.push(line_of(row, order)?);
        }
    }
    for row in promises {
        let Ok(at) = orders.binary_search_by_key(&row.order_id, |order| order.order_id) else { continue };
        let state = PromiseState::from_slug(&row.state).ok_or_else(|| unknown_word("reservation.state", &row.state))?;
        if let Some(line) = orders[at].lines.iter_mut().find(|line| line.line_no == row.line_no) {
            line.promises.push(Promise { lot_id: row.lot_id, quantity_g: row.quantity_g, state });
        }
    }
    Ok(orders)
}

fn order_of(row: OrderRow) -> Result<Order, DbErr> {
    Ok(Order {
        order_id: row.order_id,
        version: row.version,
        cooperative_id: row.cooperative_id,
        channel: row.channel.parse().map_err(|_| unknown_word("channel", &row.channel))?,
        found_by_polling: row.found_by_polling,
        from_before: row.from_before,
        told: Told {
            shop_id: row.shop_id,
            channel_order_id: row.channel_order_id,
            state: state_of(&row.state)?,
            raw_status: row.raw_status,
            cash_on_delivery: row.cash_on_delivery,
            cancel_requested: row.cancel_requested,
            on_hold: row.on_hold,
            placed_at: row.placed_at,
            paid_at: row.paid_at,
            ship_by: row.ship_by,
            updated_at: row.channel_updated_at,
            fetched_at: row.fetched_at,
            total_vnd: row.total_vnd.map(Vnd),
            tracking_number: row.tracking_number,
            cancel_reason: row.cancel_reason,
        },
        lines: Vec::new(),
    })
}

fn state_of(slug: &str) -> Result<OrderState, DbErr> {
    OrderState::from_slug(slug).ok_or_else(|| unknown_word("state", slug))
}

fn line_of(row: LineRow, order: OrderState) -> Result<Line, DbErr> {
    let goods = match (row.listing_id, row.product, row.grade) {
        (Some(listing_id), Some(product), Some(grade)) => Some(Goods {
            listing_id,
            product: ProductCode::parse(&product).ok_or_else(|| unknown_word("product", &product))?,
            grade: Grade::from_slug(&grade).ok_or_else(|| unknown_word("grade", &grade))?,
            quantity_g: row.quantity_g,
        }),
        _ => None,
    };
    Ok(Line {
        line_no: row.line_no,
        channel_line_id: row.channel_line_id,
        item_id: row.item_id,
        sku: row.sku,
        name: row.name,
        quantity: row.quantity,
        unit_price_vnd: Vnd(row.unit_price_vnd),
        state: row.state.as_deref().map_or(Ok(order), state_of)?,
        goods,
        short_g: row.short_g,
        promises: Vec::new(),
    })
}

/// Keeps orders that have changed, each with its next version, and tells of them. The one door by which an order is
/// written.
pub async fn save(tx: &Scoped, orders: &mut [Order]) -> Result<(), DbErr> {
    if orders.is_empty() {
        return Ok(());
    }
    for order in orders.iter_mut() {
        order.version += 1;
    }
    tx.run(include_str!("save_orders.sql"), [as_json(&order_rows(orders))?]).await?;
    tx.run(include_str!("save_lines.sql"), [as_json(&line_rows(orders))?]).await?;
    let promises = promise_rows(orders);
    if !promises.is_empty() {
        tx.run(include_str!("save_reservations.sql"), [as_json(&promises)?]).await?;
    }
    let facts: Vec<_> = orders.iter().map(Order::fact).collect();
    mailbox::post_all(tx, &facts).await
}

#[derive(Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "a row as the table has it")]
struct OrderOut<'a> {
    order_id: Uuid,
    version: i64,
    cooperative_id: Uuid,
    channel: &'static str,
    shop_id: &'a str,
    channel_order_id: &'a str,
    state: &'static str,
    raw_status: &'a str,
    cash_on_delivery: bool,
    cancel_requested: bool,
    on_hold: bool,
    placed_at: DateTime<Utc>,
    paid_at: Option<DateTime<Utc>>,
    ship_by: Option<DateTime<Utc>>,
    channel_updated_at: DateTime<Utc>,
    fetched_at: DateTime<Utc>,
    total_vnd: Option<i64>,
    tracking_number: Option<&'a str>,
    cancel_reason: Option<&'a str>,
    found_by_polling: bool,
    from_before: bool,
    troubled: bool,
    search_key: String,
}

fn order_rows(orders: &[Order]) -> Vec<OrderOut<'_>> {
    orders
        .iter()
        .map(|order| OrderOut {
            order_id: order.order_id.uuid(),
            version: order.version,
            cooperative_id: order.cooperative_id.uuid(),
            channel: order.channel.slug(),
            shop_id: &order.told.shop_id,
            channel_order_id: &order.told.channel_order_id,
            state: order.told.state.slug(),
            raw_status: &order.told.raw_status,
            cash_on_delivery: order.told.cash_on_delivery,
            cancel_requested: order.told.cancel_requested,
            on_hold: order.told.on_hold,
            placed_at: order.told.placed_at,
            paid_at: order.told.paid_at,
            ship_by: order.told.ship_by,
            channel_updated_at: order.told.updated_at,
            fetched_at: order.told.fetched_at,
            total_vnd: order.told.total_vnd.map(|total| total.0),
            tracking_number: order.told.tracking_number.as_deref(),
            cancel_reason: order.told.cancel_reason.as_deref(),
            found_by_polling: order.found_by_polling,
            from_before: order.from_before,
            troubled: order.is_troubled(),
            search_key: search_key(order),
        })
        .collect()
}

/// What a search for an order looks in: its id at the marketplace, SKUs and titles, without diacritics.
fn search_key(order: &Order) -> String {
    let mut text = order.told.channel_order_id.clone();
    for line in order.fact().lines {
        text.push(' ');
        text.push_str(&line.sku);
        text.push(' ');
        text.push_str(&line.name);
    }
    places::search_key(&text)
}

#[derive(Serialize)]
struct LineOut<'a> {
    order_id: Uuid,
    line_no: i32,
    cooperative_id: Uuid,
    channel_line_id: &'a str,
    item_id: &'a str,
    sku: &'a str,
    name: &'a str,
    quantity: i64,
    unit_price_vnd: i64,
    state: &'static str,
    listing_id: Option<Uuid>,
    product: Option<&'static str>,
    grade: Option<&'static str>,
    quantity_g: i64,
    short_g: i64,
}

fn line_rows(orders: &[Order]) -> Vec<LineOut<'_>> {
    let lines = orders.iter().flat_map(|order| order.lines.iter().map(move |line| (order, line)));
    lines
        .map(|(order, line)| LineOut {
            order_id: order.order_id.uuid(),
            line_no: line.line_no,
            cooperative_id: order.cooperative_id.uuid(),
            channel_line_id: &line.channel_line_id,
            item_id: &line.item_id,
            sku: &line.sku,
            name: &line.name,
            quantity: line.quantity,
            unit_price_vnd: line.unit_price_vnd.0,
            state: line.state.slug(),
            listing_id: line.goods.as_ref().map(|goods| goods.listing_id.uuid()),
            product: line.goods.as_ref().map(|goods| goods.product.as_str()),
            grade: line.goods.as_ref().map(|goods| goods.grade.slug()),
            quantity_g: line.goods.as_ref().map_or(0, |goods| goods.quantity_g),
            short_g: line.short_g,
        })
        .collect()
}

#[derive(Serialize)]
struct PromiseOut {
    order_id: Uuid,
    line_no: i32,
    lot_id: Uuid,
    cooperative_id: Uuid,
    quantity_g: i64,
    state: &'static str,
}

fn promise_rows(orders: &[Order]) -> Vec<PromiseOut> {
    let lines = orders.iter().flat_map(|order| order.lines.iter().map(move |line| (order, line)));
    lines
        .flat_map(|(order, line)| {
            line.promises.iter().map(move |promise| PromiseOut {
                order_id: order.order_id.uuid(),
                line_no: line.line_no,
                lot_id: promise.lot_id.uuid(),
                cooperative_id: order.cooperative_id.uuid(),
                quantity_g: promise.quantity_g,
                state: promise.state.slug(),
            })
        })
        .collect()
}
