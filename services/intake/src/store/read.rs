//! Questions about orders and stock.

use amounts::Vnd;
use chrono::{DateTime, NaiveDate, Utc};
use contract::{
    Grade, Page, ProductCode,
    intake::{
        Buyer, ChannelTaskView, FindOrders, FindStock, GetLedger, IntakeFigures, MovementView, OrderCounts, OrderState,
        OrderView, StockView, UNDO_MINUTES,
    },
};
use ids::{Cooperative, Id, Lot, Movement, Order};
use scoped::{DbErr, FromQueryResult, Scoped, Value};
use uuid::Uuid;

use crate::store::{orders, unknown_word};

/// Where a page of orders ended: the sorting instant and the id.
fn cursor(text: &str) -> Option<(DateTime<Utc>, Uuid)> {
    let (micros, id) = text.split_once('.')?;
    Some((DateTime::from_timestamp_micros(micros.parse().ok()?)?, Uuid::parse_str(id).ok()?))
}

#[derive(FromQueryResult)]
struct Found {
    order_id: Uuid,
    sorted_at: DateTime<Utc>,
}

/// A page of orders that the scope may see.
pub async fn find_orders(tx: &Scoped, ask: &FindOrders) -> Result<Page<OrderView>, DbErr> {
    let found = find_order_ids(tx, ask).await?;
    Ok(Page { rows: views(tx, found.rows).await?, next: found.next, total: None })
}

/// The same, by their ids.
pub async fn find_order_ids(tx: &Scoped, ask: &FindOrders) -> Result<Page<Uuid>, DbErr> {
    let mut values: Vec<Value> = Vec::new();
    let mut conditions: Vec<String> = vec![tx.own(&mut values, "cooperative_id")];
    let mut add = |condition: &dyn Fn(usize) -> String, value: Value| {
        values.push(value);
        conditions.push(condition(values.len()));
    };
    match ask.states.as_slice() {
        [] => {}
        // Equality keeps an index's order of what follows.
        [only] => add(&|n| format!("state = ${n}"), only.slug().into()),
        several => {
            let states: Vec<String> = several.iter().map(|state| state.slug().to_owned()).collect();
            add(&|n| format!("state = any(${n}::text[])"), states.into());
        }
    }
    if let Some(channel) = ask.channel {
        add(&|n| format!("channel = ${n}"), channel.slug().into());
    }
    if let Some(from) = ask.placed_from {
        add(&|n| format!("placed_at >= ${n}"), from.into());
    }
    if let Some(before) = ask.placed_before {
        add(&|n| format!("placed_at < ${n}"), before.into());
    }
    if let Some(text) = ask.text.as_deref().map(places::search_key).filter(|text| !text.is_empty()) {
        let like = format!("%{}%", text.replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_"));
        add(&|n| format!("search_key like ${n}"), like.into());
    }
    // `ship_by` is missing on some orders; those come last, at an instant that fits into a cursor.
    let (column, direction, compare) = if ask.by_ship_by {
        ("coalesce(ship_by, '9999-01-01 00:00:00+00'::timestamptz)", "asc", ">")
    } else {
        ("placed_at", "desc", "<")
    };
    if let Some((at, id)) = ask.page.after.as_deref().and_then(cursor) {
        values.extend([at.into(), id.into()]);
        let n = values.len();
        conditions.push(format!("({column}, order_id) {compare} (${}, ${n})", n - 1));
    }
    if ask.troubled {
        conditions.push("troubled".to_owned());
    }
    let limit = ask.page.rows();
    values.push(i64::from(limit + 1).into());
    let sql = format!(
        "select order_id, {column} as sorted_at from orders where {}
        order by {column} {direction}, order_id {direction} limit ${}",
        conditions.join(" and "),
        values.len()
    );
    let mut found: Vec<Found> = tx.all(&sql, values).await?;
    let more = found.len() > limit as usize;
    found.truncate(limit as usize);
    let next =
        found.last().filter(|_| more).map(|last| format!("{}.{}", last.sorted_at.timestamp_micros(), last.order_id));
    Ok(Page { rows: found.into_iter().map(|row| row.order_id).collect(), next, total: None })
}

/// These orders as their cooperative sees them, in this order; those the scope may not see are left out.
pub async fn views(tx: &Scoped, ids: Vec<Uuid>) -> Result<Vec<OrderView>, DbErr> {
    #[derive(FromQueryResult)]
    struct Task {
        order_id: Id<Order>,
        kind: String,
        state: String,
        channel_words: Option<String>,
    }
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut values = vec![ids.clone().into()];
    let own = tx.own(&mut values, "cooperative_id");
    let sql = format!(
        "select distinct on (order_id) order_id, kind, state, channel_words from channel_task
        where order_id = any($1::uuid[]) and {own} order by order_id, asked_at desc"
    );
    let tasks: Vec<Task> = tx.all(&sql, values).await?;
    let orders = orders::read(tx, ids).await?;
    Ok(orders
        .into_iter()
        .map(|order| OrderView {
            order: order.fact(),
            task: tasks.iter().find(|task| task.order_id == order.order_id).map(|task| ChannelTaskView {
                kind: task.kind.clone(),
                state: task.state.clone(),
                channel_words: task.channel_words.clone(),
            }),
            raw_status: order.told.raw_status,
            cash_on_delivery: order.told.cash_on_delivery,
            cancel_requested: order.told.cancel_requested,
            on_hold: order.told.on_hold,
            ship_by: order.told.ship_by,
            tracking_number: order.told.tracking_number,
            cancel_reason: order.told.cancel_reason,
            found_by_polling: order.found_by_polling,
            from_before: order.from_before,
        })
        .collect())
}

/// Orders by state, and what needs a person.
pub async fn count_orders(tx: &Scoped) -> Result<OrderCounts, DbErr> {
    #[derive(FromQueryResult)]
    struct InState {
        state: String,
        n: i64,
    }
    #[derive(FromQueryResult)]
    struct Attention {
        troubled: i64,
        unmatched: i64,
        short: i64,
        refused: i64,
        next_ship_by: Option<DateTime<Utc>>,
    }
    let mut values = Vec::new();
    let own = tx.own(&mut values, "o.cooperative_id");
    let sql = format!("select state, count(*) as n from orders o where {own} group by state order by state");
    let by_state: Vec<InState> = tx.all(&sql, values.clone()).await?;
    let by_state = by_state.into_iter().map(|row| {
        let state = OrderState::from_slug(&row.state).ok_or_else(|| unknown_word("orders.state", &row.state))?;
        Ok((state, row.n.unsigned_abs()))
    });
    let for_a_person = include_str!("orders_for_a_person.sql").replace("$own", &own);
    let attention: Option<Attention> = tx.first(&for_a_person, values).await?;
    let attention = attention.ok_or_else(|| DbErr::RecordNotFound("aggregates without a row".into()))?;
    Ok(OrderCounts {
        by_state: by_state.collect::<Result<_, DbErr>>()?,
        troubled: attention.troubled.unsigned_abs(),
        unmatched: attention.unmatched.unsigned_abs(),
        short: attention.short.unsigned_abs(),
        tasks_refused: attention.refused.unsigned_abs(),
        next_ship_by: attention.next_ship_by,
    })
}

/// A page of lots with their balances.
pub async fn find_stock(tx: &Scoped, ask: &FindStock) -> Result<Page<StockView>, DbErr> {
    #[derive(FromQueryResult)]
    struct Row {
        lot_id: Id<Lot>,
        lot_code: String,
        cooperative_id: Id<Cooperative>,
        product: String,
        grade: String,
        sell_by: NaiveDate,
        declared_g: i64,
        on_hand_g: i64,
        reserved_g: i64,
        sold_g: i64,
        off_platform_g: i64,
        own_use_g: i64,
        waste_g: i64,
    }
    let limit = ask.page.rows();
    let after: Option<Uuid> = ask.page.after.as_deref().and_then(|id| id.parse::<Id<Lot>>().ok()).map(Id::uuid);
    let only = ask.lot_id.map(Id::uuid);
    let mut values = vec![after.into(), i64::from(limit + 1).into(), only.into()];
    let seen = tx.seen(&mut values, "cooperative_id", "commune_code");
    let sql = format!(
        "select lot_id, lot_code, cooperative_id, product, grade, sell_by, declared_g, on_hand_g, reserved_g, sold_g,
            off_platform_g, own_use_g, waste_g
        from lot where ($1::uuid is null or lot_id > $1) and ($3::uuid is null or lot_id = $3) and {seen}
        order by lot_id limit $2"
    );
    let mut rows: Vec<Row> = tx.all(&sql, values).await?;
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let next = rows.last().filter(|_| more).map(|row| row.lot_id.to_string());
    let rows = rows
        .into_iter()
        .map(|row| {
            Ok(StockView {
                product: ProductCode::parse(&row.product).ok_or_else(|| unknown_word("product", &row.product))?,
                grade: Grade::from_slug(&row.grade).ok_or_else(|| unknown_word("grade", &row.grade))?,
                lot_id: row.lot_id,
                lot_code: row.lot_code,
                cooperative_id: row.cooperative_id,
                sell_by: row.sell_by,
                declared_g: row.declared_g,
                on_hand_g: row.on_hand_g,
                reserved_g: row.reserved_g,
                sold_g: row.sold_g,
                off_platform_g: row.off_platform_g,
                own_use_g: row.own_use_g,
                waste_g: row.waste_g,
            })
        })
        .collect::<Result<_, DbErr>>()?;
    Ok(Page { rows, next, total: None })
}

/// A page of a lot's ledger, oldest first; empty for a lot the scope may not see.
pub async fn ledger(tx: &Scoped, ask: &GetLedger) -> Result<Page<MovementView>, DbErr> {
    #[derive(FromQueryResult)]
    struct Row {
        movement_id: Id<Movement>,
        kind: String,
        quantity_g: i64,
        order_id: Option<Id<Order>>,
        on_hand_g: i64,
        reserved_g: i64,
        at: DateTime<Utc>,
        buyer: Option<String>,
        price_vnd_per_kg: Option<i64>,
        undoes: Option<Id<Movement>>,
        may_undo: bool,
    }
    let limit = ask.page.size.clamp(1, 1_000);
    let after: Option<Uuid> = ask.page.after.as_deref().and_then(|id| id.parse::<Id<Movement>>().ok()).map(Id::uuid);
    let undo_minutes = i32::try_from(UNDO_MINUTES).unwrap_or(0);
    let mut values = vec![ask.lot_id.into(), after.into(), i64::from(limit + 1).into(), undo_minutes.into()];
    let own = tx.own(&mut values, "m.cooperative_id");
    let sql = format!(
        "select m.movement_id, m.kind, m.quantity_g, m.order_id, m.on_hand_g, m.reserved_g, m.at, m.buyer,
            m.price_vnd_per_kg, m.undoes,
            m.kind in ('off_platform', 'own_use', 'waste') and m.order_id is null and m.undoes is null
                and m.quantity_g > 0 and m.at > now() - make_interval(mins => $4)
                and not exists (select from movement u where u.undoes = m.movement_id) as may_undo
        from movement m
        where m.lot_id = $1 and ($2::uuid is null or m.movement_id > $2) and {own} order by m.movement_id limit $3"
    );
    let mut rows: Vec<Row> = tx.all(&sql, values).await?;
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let next = rows.last().filter(|_| more).map(|row| row.movement_id.to_string());
    let rows = rows
        .into_iter()
        .map(|row| MovementView {
            movement_id: row.movement_id,
            kind: row.kind,
            quantity_g: row.quantity_g,
            order_id: row.order_id,
            on_hand_g: row.on_hand_g,
            reserved_g: row.reserved_g,
            at: row.at,
            buyer: row.buyer.as_deref().and_then(Buyer::from_slug),
            price_vnd_per_kg: row.price_vnd_per_kg.map(Vnd),
            undoes: row.undoes,
            may_undo: row.may_undo,
        })
        .collect();
    Ok(Page { rows, next, total: None })
}

/// How the house is doing at its door.
pub async fn health(tx: &Scoped) -> Result<IntakeFigures, DbErr> {
    #[derive(FromQueryResult)]
    struct Row {
        received: i64,
        duplicate: i64,
        rejected: i64,
        waiting: i64,
        parked: i64,
        by_polling: i64,
        tasks: i64,
    }
    let sql = "select received, duplicate, rejected,
            (select count(*) from webhook_queue where parked_because is null) as waiting,
            (select count(*) from webhook_queue where parked_because is not null) as parked,
            (select count(*) from orders where found_by_polling) as by_polling,
            (select count(*) from channel_task where state = 'queued') as tasks
        from door_count";
    let row: Option<Row> = tx.first(sql, []).await?;
    let row = row.ok_or_else(|| DbErr::RecordNotFound("door_count".into()))?;
    Ok(IntakeFigures {
        webhooks_received: row.received.unsigned_abs(),
        webhooks_duplicate: row.duplicate.unsigned_abs(),
        webhooks_rejected: row.rejected.unsigned_abs(),
        webhooks_waiting: row.waiting.unsigned_abs(),
        webhooks_parked: row.parked.unsigned_abs(),
        orders_found_by_polling: row.by_polling.unsigned_abs(),
        tasks_waiting: row.tasks.unsigned_abs(),
        outbox_waiting: mailbox::waiting(tx).await?,
        parked: mailbox::parked(tx).await?,
    })
}
