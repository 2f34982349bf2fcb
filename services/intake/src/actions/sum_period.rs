//! What an accountant asks of a period.

use amounts::{Vnd, split_by_largest_remainder};
use chrono::{DateTime, NaiveDate, Utc};
use contract::{
    FieldFault, Page, PageRequest, Refusal,
    intake::{FindOrders, FindRemovals, FindSoldLines, OrderState, RemovalView, SoldLine, StockSum, SumStock},
};
use host::calendar::{day, start_of};
use mailbox::Stop;
use scoped::Scoped;

use crate::{
    App,
    domain::order::{Alike, Line, Order, alike},
    store::{orders, period, read},
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
    let found = read::find_order_ids(tx, &find).await?;
    let given = period::lots_of(tx, found.rows.clone()).await?;
    let mut lines = Vec::new();
    for order in orders::read(tx, found.rows).await? {
        for group in alike(&order.lines) {
            let bought = group.lines(|line| line.is_bought(order.told.state));
            lines.extend(parts(&order, order.told.state, &group, &bought, &given));
            let sent_back = group.lines(|line| line.state == OrderState::Returned && !line.is_bought(order.told.state));
            lines.extend(parts(&order, OrderState::Returned, &group, &sent_back, &given));
        }
    }
    Ok(Page { rows: lines, next: found.next, total: None })
}

/// What some of the lines that are alike became, in the parts their lots gave; what no lot gave is a part of its own. They
/// add up to the lines.
fn parts(
    order: &Order,
    state: OrderState,
    group: &Alike<'_>,
    lines: &[&Line],
    given: &period::GivenTo,
) -> Vec<SoldLine> {
    if lines.is_empty() {
        return Vec::new();
    }
    let sum = group.sum(lines);
    let mut lots: Vec<period::Given> = Vec::new();
    for one in lines.iter().filter_map(|line| given.get(&(order.order_id, line.line_no))).flatten() {
        match lots.iter_mut().find(|lot| lot.lot_id == one.lot_id) {
            Some(lot) => lot.quantity_g += one.quantity_g,
            None => lots.push(one.clone()),
        }
    }
    let mut grams: Vec<i64> = lots.iter().map(|lot| lot.quantity_g).collect();
    let rest = sum.quantity_g - grams.iter().sum::<i64>();
    if rest > 0 || grams.is_empty() {
        grams.push(rest.max(0));
    }
    let money = split_by_largest_remainder(sum.line_vnd.0, &grams);
    let lots = lots.iter().map(Some).chain(std::iter::repeat(None));
    let part = |((quantity_g, gross), lot): ((i64, i64), Option<&period::Given>)| SoldLine {
        order_id: order.order_id,
        line_no: sum.line_no,
        day: day(order.told.placed_at),
        channel: order.channel,
        channel_order_id: order.told.channel_order_id.clone(),
        state,
        name: sum.name.clone(),
        product: sum.product,
        grade: sum.grade,
        lot_id: lot.map(|lot| lot.lot_id),
        lot_code: lot.map(|lot| lot.lot_code.clone()),
        quantity_g,
        gross_vnd: Vnd(gross),
    };
    grams.into_iter().zip(money).zip(lots).map(part).collect()
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
