//! Tables on their way out as CSV, as Excel and as JSON lines: each page is written and sent before the next is asked for.

use std::{
    future::Future,
    io::{self, Write},
    sync::{Arc, Mutex, PoisonError},
};

use axum::body::Body;
use bytes::Bytes;
use futures::{StreamExt, TryStreamExt, stream, stream::BoxStream};
use sheets::{Cell, LongWorkbook, harmless};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

use super::lists::{List, Rows};
use crate::problem::Problem;

/// Pages that may wait for a slow reader.
const WAITING_MAX: usize = 2;

/// What a writer writes into, and what is sent from there.
#[derive(Clone)]
pub(super) struct Sink {
    written: Arc<Mutex<Vec<u8>>>,
    out: mpsc::Sender<io::Result<Bytes>>,
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.written.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Sink {
    /// Sends what was written. Waits while the reader is slow; an error means that nobody reads any more.
    pub(super) async fn send(&self) -> Result<(), Problem> {
        let written = std::mem::take(&mut *self.written.lock().unwrap_or_else(PoisonError::into_inner));
        if written.is_empty() {
            return Ok(());
        }
        let gone = || Problem::failed(anyhow::anyhow!("whoever asked for an export has gone"));
        self.out.send(Ok(written.into())).await.map_err(|_| gone())
    }
}

/// A body that is being written while it is read. Where the writing fails, it breaks off.
pub(super) fn body<F, Fut>(write: F) -> Body
where
    F: FnOnce(Sink) -> Fut + Send + 'static,
    Fut: Future<Output = Result<(), Problem>> + Send + 'static,
{
    let (out, read) = mpsc::channel(WAITING_MAX);
    tokio::spawn(async move {
        let sink = Sink { written: Arc::default(), out };
        let last = sink.clone();
        let ended = write(sink).await;
        let ended = match ended {
            Ok(()) => last.send().await,
            failed => failed,
        };
        if let Err(problem) = ended {
            tracing::warn!(code = %problem.code, detail = problem.detail, "an export broke off");
            last.out.send(Err(io::Error::other(problem.code))).await.ok();
        }
    });
    Body::from_stream(ReceiverStream::new(read))
}

/// A table in pieces, a page of rows each.
pub(super) type Chunks = BoxStream<'static, Result<Bytes, Problem>>;

/// UTF-8 with its mark, so that Excel reads Vietnamese; no cell can be taken for a formula.
pub(super) fn csv(headers: Vec<String>, rows: Rows) -> Chunks {
    let header = records(&[headers]).map(|header| [b"\xef\xbb\xbf", &*header].concat().into());
    let rows = rows.map(|rows| {
        let rows: Vec<Vec<String>> = rows?.iter().map(|row| row.iter().map(plain).collect()).collect();
        records(&rows)
    });
    stream::iter([header]).chain(rows).boxed()
}

/// Rows as text.
pub(super) fn records(rows: &[Vec<String>]) -> Result<Bytes, Problem> {
    let mut table = csv::Writer::from_writer(Vec::new());
    for row in rows {
        table.write_record(row).map_err(Problem::failed)?;
    }
    let bytes = table.into_inner().map_err(|error| Problem::failed(error.into_error()))?;
    Ok(bytes.into())
}

/// A cell in a table of text.
fn plain(cell: &Cell) -> String {
    match cell {
        Cell::Blank => String::new(),
        Cell::Text(text) => harmless(text).into_owned(),
        Cell::Whole(number) => number.to_string(),
        Cell::Decimal(number) => number.to_string(),
        Cell::Money(amount) => amount.0.to_string(),
        Cell::Date(day) => day.to_string(),
    }
}

/// One JSON object a line, without what is not known.
pub(super) fn json(list: List) -> Chunks {
    let columns = list.columns;
    let line = move |row: Vec<Cell>| {
        let known = columns.iter().zip(&row).filter(|(_, cell)| !matches!(cell, Cell::Blank));
        let object: serde_json::Map<_, _> = known.map(|(column, cell)| ((*column).to_owned(), value(cell))).collect();
        format!("{}\n", serde_json::Value::Object(object))
    };
    list.rows.map_ok(move |rows| rows.into_iter().map(line).collect::<String>().into()).boxed()
}

fn value(cell: &Cell) -> serde_json::Value {
    match cell {
        Cell::Blank => serde_json::Value::Null,
        Cell::Text(text) => text.as_str().into(),
        Cell::Whole(number) => (*number).into(),
        Cell::Decimal(number) => number.to_string().into(),
        Cell::Money(amount) => amount.0.into(),
        Cell::Date(day) => day.to_string().into(),
    }
}

/// A sheet of a workbook: its name, its headers, the columns that offer values, and its rows.
pub(crate) struct Sheet {
    pub(crate) name: String,
    pub(crate) headers: Vec<String>,
    pub(crate) offers: Vec<(u16, Vec<String>)>,
    pub(crate) rows: Rows,
}

/// A workbook with these sheets.
pub(crate) fn excel(sheets: Vec<Sheet>) -> Body {
    body(async move |sink: Sink| {
        let mut book = LongWorkbook::begin(sink.clone());
        for Sheet { name, headers, offers, mut rows } in sheets {
            book.sheet(&name, &headers).map_err(Problem::failed)?;
            for (column, choices) in offers {
                book.offer(column, &choices);
            }
            while let Some(rows) = rows.try_next().await? {
                for row in &rows {
                    book.row(row).map_err(Problem::failed)?;
                }
                sink.send().await?;
            }
        }
        book.finish().map_err(Problem::failed)
    })
}
