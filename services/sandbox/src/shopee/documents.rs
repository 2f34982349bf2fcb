//! Waybills: asked for, ready at once, and had as a PDF.

use std::sync::Arc;

use axum::{
    extract::State,
    http::header::CONTENT_TYPE,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    caller::{Body, ForShop},
    envelope::{Answer, Refusal, Reply},
};
use crate::market::Market;

/// Waybills of one call.
const ROWS_MAX: usize = 50;

/// The body of the three calls.
#[derive(Deserialize)]
pub struct Wanted {
    order_list: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    order_sn: String,
}

/// `POST logistics/create_shipping_document`, and `get_shipping_document_result`, which says the same at once.
pub async fn prepare(State(market): State<Arc<Market>>, call: ForShop, Body(wanted): Body<Wanted>) -> Reply {
    check(&wanted)?;
    let rows = wanted.order_list.iter().map(|row| match tracking(&market, call.shop_id, &row.order_sn) {
        Some(_) => json!({ "order_sn": row.order_sn, "package_number": format!("OFG{}", row.order_sn), "status": "READY", "fail_error": "", "fail_message": "" }),
        None => json!({ "order_sn": row.order_sn, "status": "FAILED", "fail_error": "logistics.package_can_not_print", "fail_message": "The package can not print now." }),
    });
    Ok(Answer::with(json!({ "result_list": rows.collect::<Vec<Value>>() })))
}

/// `POST logistics/download_shipping_document`.
pub async fn download(
    State(market): State<Arc<Market>>,
    call: ForShop,
    Body(wanted): Body<Wanted>,
) -> Result<Response, Refusal> {
    check(&wanted)?;
    let refuse = || Refusal::new("logistics.package_can_not_print", "The package can not print now.");
    let lines: Option<Vec<String>> = wanted
        .order_list
        .iter()
        .map(|row| tracking(&market, call.shop_id, &row.order_sn).map(|number| format!("{} / {number}", row.order_sn)))
        .collect();
    let page = pdf(&lines.ok_or_else(refuse)?);
    Ok(([(CONTENT_TYPE, "application/pdf")], page).into_response())
}

fn check(wanted: &Wanted) -> Result<(), Refusal> {
    let fits = (1..=ROWS_MAX).contains(&wanted.order_list.len());
    if fits { Ok(()) } else { Err(Refusal::parameter("order_list must have 1 to 50 rows")) }
}

fn tracking(market: &Market, shop_id: u64, sn: &str) -> Option<String> {
    let state = market.state();
    let number = state.books.find_of(shop_id, sn).ok()?;
    state.books.order(number).tracking_number()
}

/// One page with a line for each parcel; names and numbers of orders hold nothing that a PDF would read as its own.
fn pdf(lines: &[String]) -> String {
    let text = lines.iter().fold(String::new(), |text, line| text + "(" + line + ") Tj T* ");
    let content = format!("BT /F1 12 Tf 14 TL 40 800 Td {text}ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let (mut file, mut places) = ("%PDF-1.4\n".to_owned(), Vec::new());
    for (place, object) in objects.iter().enumerate() {
        places.push(format!("{:010} 00000 n \n", file.len()));
        file.extend([&(place + 1).to_string(), " 0 obj\n", object, "\nendobj\n"]);
    }
    let start = file.len();
    let count = objects.len() + 1;
    let table = format!("xref\n0 {count}\n0000000000 65535 f \n{}", places.concat());
    file + &table + &format!("trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n")
}
