//! The list of orders as a workbook: a row a line, with the filters of the page it was asked from.

use axum::{
    extract::Query,
    http::header,
    response::{IntoResponse, Response},
};
use contract::{PageRequest, intake::OrderView};
use host::calendar::day;
use sheets::Cell;

use super::Asked;
use crate::{
    portal::{format::Reader, frame::Visit},
    problem::Problem,
};

/// Excel can hold more; nobody reads more, and exports are there for programs.
const ORDERS_MAX: usize = 10_000;
const PAGE: u32 = 200;
/// What Excel files are called on the wire.
pub(in crate::portal) const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

const HEADERS: [&str; 11] = [
    "orders-column-number",
    "orders-column-channel",
    "orders-column-placed",
    "orders-column-state",
    "orders-column-sku",
    "orders-column-name",
    "orders-column-product",
    "orders-column-packs",
    "orders-column-unit-price",
    "orders-column-money",
    "orders-column-grams",
];

/// Answers with the workbook.
pub(in crate::portal) async fn workbook(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    let to = visit.to;
    let mut find = asked.find();
    find.page = PageRequest::first(PAGE);
    let (mut rows, mut orders) = (Vec::new(), 0);
    loop {
        let page = visit.ask(&find).await?;
        orders += page.rows.len();
        rows.extend(page.rows.iter().flat_map(|order| rows_of(to, order)));
        match page.next {
            Some(next) if orders < ORDERS_MAX => find.page.after = Some(next),
            _ => break,
        }
    }
    let (title, headers) = (to.say("orders-title"), HEADERS.map(|key| to.say(key)));
    answer(title, headers.to_vec(), rows, "don-hang.xlsx").await
}

/// A table as a download. It is written aside, for it takes a while and gives way to nobody.
pub(in crate::portal) async fn answer(
    title: String,
    headers: Vec<String>,
    rows: Vec<Vec<Cell>>,
    file_name: &'static str,
) -> Result<Response, Problem> {
    let written = tokio::task::spawn_blocking(move || {
        let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
        sheets::table(&title, &headers, &rows)
    });
    let bytes = written.await.map_err(Problem::failed)?.map_err(Problem::failed)?;
    let disposition = format!("attachment; filename=\"{file_name}\"");
    Ok(([(header::CONTENT_TYPE, WORKBOOK.to_owned()), (header::CONTENT_DISPOSITION, disposition)], bytes)
        .into_response())
}

fn rows_of(to: Reader, view: &OrderView) -> Vec<Vec<Cell>> {
    let order = &view.order;
    let row = |line: &contract::intake::OrderLine| {
        vec![
            Cell::Text(order.channel_order_id.clone()),
            Cell::Text(to.channel(order.channel)),
            Cell::Date(day(order.placed_at)),
            Cell::Text(to.word("order-state", order.state.slug())),
            Cell::Text(line.sku.clone()),
            Cell::Text(line.name.clone()),
            line.product.map_or(Cell::Blank, |product| Cell::Text(to.product(product).to_owned())),
            Cell::Whole(line.quantity),
            Cell::Money(line.unit_price_vnd),
            Cell::Money(line.line_vnd),
            Cell::Whole(line.quantity_g),
        ]
    };
    order.lines.iter().map(row).collect()
}
