//! What an accountant asks of a period.

use amounts::{Vnd, split_by_largest_remainder};
use chrono::{DateTime, NaiveDate, Utc};
use contract::{
    FieldFault, Page, PageRequest, Refusal,
    intake::{
        FindOrders, FindRemovals, FindSoldLines, OrderLine, OrderState, OrderView, RemovalView, SoldLine, StockSum,
        SumStock,
    },
};
use host::calendar::{day, start_of};
use mailbox::Stop;
use scoped::Scoped;

use crate::{
    App,
    store::{period, read},
};

/// From the first moment of a period to the first one after it.
fn moments(from: NaiveDate, to: NaiveDate) -> Result<(DateTime<Utc>, DateTime<Utc>), Refusal> {
    let after = to.succ_opt().filter(|_| from <= to);
    let backwards = || Refusal::of_fields(vec![FieldFault { field: "to".into(), code: "before_from".into() }]);
    Ok((start_of(from), start_of(after.ok_or_else(backwards)?)))
}

/// Lines that were delivered or sent back, each in the parts its lots gave.
pub async fn find_sold_lines(_: &App, tx: &Scoped, ask: FindSoldLines) -> Result<Page<SoldLine>, Stop> {
    let (from, before) = moments(ask.from, ask.to)?;
    let find = FindOrders {
        states: vec![OrderState::Delivered, OrderState::Returned],
        placed_from: Some(from),
        placed_before: Some(before),
        page: PageRequest { size: ask.page.rows(), after: ask.page.after },
        ..FindOrders::default()
    };
    let orders = read::find_orders(tx, &find).await?;
    let given = period::lots_of(tx, orders.rows.iter().map(|view| view.order.order_id.uuid()).collect()).await?;
    let mut lines = Vec::new();
    for view in &orders.rows {
        for line in &view.order.lines {
            let lots = given.get(&(view.order.order_id, line.line_no)).map_or(&[][..], Vec::as_slice);
            lines.extend(parts(view, line, lots));
        }
    }
    Ok(Page { rows: lines, next: orders.next, total: None })
}

/// The line in the parts its lots gave; what no lot gave is a part of its own. They add up to the line.
fn parts(view: &OrderView, line: &OrderLine, lots: &[period::Given]) -> Vec<SoldLine> {
    let mut grams: Vec<i64> = lots.iter().map(|given| given.quantity_g).collect();
    let rest = line.quantity_g - grams.iter().sum::<i64>();
    if rest > 0 || grams.is_empty() {
        grams.push(rest.max(0));
    }
    let money = split_by_largest_remainder(line.line_vnd.0, &grams);
    let order = &view.order;
    let given = lots.iter().map(Some).chain(std::iter::repeat(None));
    let part = |((quantity_g, gross), given): ((i64, i64), Option<&period::Given>)| SoldLine {
        order_id: order.order_id,
        line_no: line.line_no,
        day: day(order.placed_at),
        channel: order.channel,
        channel_order_id: order.channel_order_id.clone(),
        state: order.state,
        name: line.name.clone(),
        product: line.product,
        grade: line.grade,
        lot_id: given.map(|given| given.lot_id),
        lot_code: given.map(|given| given.lot_code.clone()),
        quantity_g,
        gross_vnd: Vnd(gross),
    };
    grams.into_iter().zip(money).zip(given).map(part).collect()
}

/// Goods that left without an order.
pub async fn find_removals(_: &App, tx: &Scoped, ask: FindRemovals) -> Result<Page<RemovalView>, Stop> {
    moments(ask.from, ask.to)?;
    Ok(period::removals(tx, (ask.from, ask.to), &ask.page).await?)
}

/// What was there, what came between, and what is left.
pub async fn sum_stock(_: &App, tx: &Scoped, ask: SumStock) -> Result<Vec<StockSum>, Stop> {
    moments(ask.from, ask.to)?;
    Ok(period::stock(tx, (ask.from, ask.to)).await?)
}
