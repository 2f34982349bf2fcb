//! Everything of somebody's scope as a stream: at most one page of it is in memory.
//!
//! A stream that cannot go on breaks off, so that half an export is never taken for a whole one.

use std::{io, time::Duration};

use axum::body::Body;
use bytes::Bytes;
use contract::{
    Ask, Caller, Page, PageRequest,
    analytics::{FigureRow, Figures},
    code,
    intake::{FindOrders, FindStock, GetLedger, MovementView, OrderView, StockView},
};
use futures::{Stream, StreamExt, TryStreamExt, stream};
use mailbox::Unanswered;
use serde::Serialize;

use crate::{App, problem::Problem, text::Language};

mod accounts;
mod everything;
mod lists;
mod rows;
mod written;

pub(crate) use accounts::{PARTS, Period};
pub(crate) use everything::everything;
pub(crate) use lists::{LISTS, OF_A_COOPERATIVE, Wanted, kind_of_list};
use written::Sheet;

pub(crate) use rows::{ExportedFigures, ExportedLot, ExportedMovement, ExportedOrder};

const ROWS: u32 = 200;
const MOVEMENTS: u32 = 1_000;
/// A question may be asked again; a service that restarts is back after this.
const TRIES: u32 = 4;
const BETWEEN_TRIES: Duration = Duration::from_millis(250);

/// All orders, one JSON object a line. What would be refused is refused before the stream begins.
pub(crate) async fn orders(app: App, caller: Caller) -> Result<Body, Problem> {
    let orders = every(app, caller, ROWS, |page| FindOrders { page, ..FindOrders::default() }).await?;
    Ok(body(orders.map(|orders: Result<Vec<OrderView>, Problem>| lines(orders?.into_iter().map(ExportedOrder::from)))))
}

/// Every lot with its balance and all its movements, one JSON object a line. Balance and movements of a lot are read one
/// after the other; they agree while nothing is being sold.
pub(crate) async fn ledger(app: App, caller: Caller) -> Result<Body, Problem> {
    if !GetLedger::admits(&caller) {
        return Err(Problem::new(code::NOT_ALLOWED, format!("{} may not ask for ledgers", caller.role.slug())));
    }
    let lots = every(app.clone(), caller.clone(), ROWS, |page| FindStock { lot_id: None, page }).await?;
    let lots = lots.map_ok(|lots: Vec<StockView>| stream::iter(lots.into_iter().map(Ok))).try_flatten();
    let lines = lots.and_then(move |lot| lot_line(app.clone(), caller.clone(), lot)).try_flatten();
    Ok(body(lines))
}

/// One lot's line in pieces, a page of movements each.
async fn lot_line(
    app: App,
    caller: Caller,
    lot: StockView,
) -> Result<impl Stream<Item = Result<Bytes, Problem>>, Problem> {
    let lot_id = lot.lot_id;
    let movements = every(app, caller, MOVEMENTS, move |page| GetLedger { lot_id, page }).await?;
    let head = json(&ExportedLot::from(lot))?;
    let head = Bytes::from(format!("{},\"movements\":[", head.trim_end_matches('}')));
    let pages = movements.enumerate().map(|(index, movements)| {
        let movements: Vec<MovementView> = movements?;
        let rows = movements.into_iter().map(|movement| json(&ExportedMovement::from(movement)));
        let rows: Vec<String> = rows.collect::<Result<_, _>>()?;
        let comma = if index > 0 && !rows.is_empty() { "," } else { "" };
        Ok(Bytes::from(format!("{comma}{}", rows.join(","))))
    });
    let tail = Bytes::from_static(b"]}\n");
    Ok(stream::iter([Ok(head)]).chain(pages).chain(stream::iter([Ok(tail)])))
}

/// Where a list stands.
enum Turn<R> {
    Have(Page<R>),
    Next(String),
    Done,
}

/// A list page by page. The first page is asked for at once, so that a refusal is known before the stream begins.
async fn every<T, R, F>(
    app: App,
    caller: Caller,
    size: u32,
    ask: F,
) -> Result<impl Stream<Item = Result<Vec<R>, Problem>> + use<T, R, F>, Problem>
where
    T: Ask<Answer = Page<R>>,
    F: Fn(PageRequest) -> T + Send + 'static,
{
    let first = ask_patiently(&app, &caller, &ask(PageRequest::first(size))).await?;
    Ok(stream::try_unfold((Turn::Have(first), app, caller, ask), move |(turn, app, caller, ask)| async move {
        let page = match turn {
            Turn::Have(page) => page,
            Turn::Next(after) => {
                let next = ask(PageRequest { size, after: Some(after) });
                ask_patiently(&app, &caller, &next).await?
            }
            Turn::Done => return Ok(None),
        };
        let turn = page.next.map_or(Turn::Done, Turn::Next);
        Ok(Some((page.rows, (turn, app, caller, ask))))
    }))
}

async fn ask_patiently<T: Ask>(app: &App, caller: &Caller, ask: &T) -> Result<T::Answer, Problem> {
    let mut tries = 1;
    loop {
        match app.asker.ask(caller, ask).await {
            Err(Unanswered::Unknown { .. }) if tries < TRIES => {
                tokio::time::sleep(BETWEEN_TRIES * tries).await;
                tries += 1;
            }
            answer => return Ok(answer?),
        }
    }
}

/// A list as a file of this format, `csv`, `ndjson` or `xlsx`, with its kind. As CSV or Excel it looks like the file it is handed
/// in with, where there is such a file and the caller may hand it in.
pub(crate) async fn list(
    app: App,
    caller: Caller,
    language: Language,
    (name, format): (&str, &str),
    wanted: &Wanted,
) -> Result<(&'static str, Body), Problem> {
    if format != "ndjson"
        && let Some(sheets) = lists::as_file(&app, &caller, language, name, wanted).await?
    {
        return Ok(match (format, sheets.into_iter()) {
            ("xlsx", sheets) => (EXCEL, written::excel(sheets.collect())),
            // A text file has one sheet: the list's own.
            (_, mut sheets) => {
                let sheet = sheets.next().map(|sheet| written::csv(sheet.headers, sheet.rows));
                (CSV, body(sheet.unwrap_or_else(|| stream::empty().boxed())))
            }
        });
    }
    let list = lists::open(&app, &caller, name, wanted).await?;
    formatted(list, format, language.word("export-list", name), language)
}

/// A part of the accountant's ledger as a file, or all of it as a workbook.
pub(crate) async fn accounts(
    app: App,
    caller: Caller,
    language: Language,
    period: Period,
    (part, format): (&str, &str),
) -> Result<(&'static str, Body), Problem> {
    if (part, format) == ("accounts", "xlsx") {
        let sheets = accounts::sheets(&app, &caller, language, period).await?;
        return Ok((EXCEL, written::excel(sheets)));
    }
    let list = accounts::part(&app, &caller, language, period, part).await?;
    formatted(list, format, language.word("export-list", part), language)
}

const CSV: &str = "text/csv; charset=utf-8";
const EXCEL: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

fn formatted(
    list: lists::List,
    format: &str,
    name: String,
    language: Language,
) -> Result<(&'static str, Body), Problem> {
    match format {
        "csv" => Ok((CSV, body(written::csv(list.headers(), list.rows)))),
        "ndjson" => Ok(("application/x-ndjson", body(written::json(list)))),
        "xlsx" => {
            let headers = list.columns.iter().map(|column| language.word("export-column", column)).collect();
            Ok((EXCEL, written::excel(vec![Sheet { name, headers, offers: Vec::new(), rows: list.rows }])))
        }
        _ => Err(Problem::new(code::NOT_FOUND, "lists come as csv, ndjson or xlsx")),
    }
}

fn json(row: &impl Serialize) -> Result<String, Problem> {
    serde_json::to_string(row).map_err(Problem::failed)
}

fn lines<T: Serialize>(rows: impl Iterator<Item = T>) -> Result<Bytes, Problem> {
    let mut text = String::new();
    for row in rows {
        text.push_str(&json(&row)?);
        text.push('\n');
    }
    Ok(text.into())
}

fn body(chunks: impl Stream<Item = Result<Bytes, Problem>> + Send + 'static) -> Body {
    Body::from_stream(chunks.map_err(|problem| {
        tracing::warn!(code = %problem.code, detail = problem.detail, "an export broke off");
        io::Error::other(problem.code)
    }))
}

/// Figures for a spreadsheet: UTF-8 with its mark, so that Excel reads Vietnamese; no cell can be taken for a formula.
pub(crate) fn figures_csv(figures: &Figures) -> Result<Vec<u8>, csv::Error> {
    let mut table = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    table.write_record(rows::FIGURE_COLUMNS)?;
    for row in &figures.rows {
        table.write_record(rows::figure_cells(row))?;
    }
    table.into_inner().map_err(|error| error.into_error().into())
}

/// The sums of everything, and of each channel.
pub(crate) fn figures_in_all(all: &Figures, channels: &Figures) -> ExportedFigures {
    let nothing = FigureRow::default();
    ExportedFigures::new(all.as_of.min(channels.as_of), all.rows.first().unwrap_or(&nothing), &channels.rows)
}
