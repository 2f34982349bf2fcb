//! The journal on disk: what happened to each order and each push, one line of JSON each, appended and never changed.

use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::Path,
    sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    thread::JoinHandle,
    time::{Duration, Instant},
};

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::books::{
    marketplace::Marketplace,
    orders::{Order, Status},
};

const FLUSHED_EACH: Duration = Duration::from_millis(200);

/// Where lines are handed in. Cheap to clone; handing in never waits for the disk.
#[derive(Clone)]
pub struct Journal {
    lines: Sender<Entry>,
}

/// The thread that writes. Give it back with [`Writer::close`].
pub struct Writer {
    journal: Journal,
    thread: JoinHandle<io::Result<()>>,
}

enum Entry {
    Order(String),
    Push(String),
    End,
}

/// How an attempt at a push went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Answered with 2xx in time.
    Acknowledged,
    /// Answered with anything else, or too late, or not at all.
    Failed,
    /// Never sent, on purpose.
    Lost,
    /// The second copy of one, sent on purpose and acknowledged.
    Duplicate,
}

/// One attempt at one push.
#[derive(Debug, Serialize)]
pub struct PushLine<'a> {
    /// Who tells it.
    pub marketplace: Marketplace,
    /// The order or product it tells of.
    pub order_sn: &'a str,
    /// The shop.
    pub shop_id: u64,
    /// The status it tells, in the marketplace's words.
    pub status: &'a str,
    /// The order's time of that status.
    pub update_time: i64,
    /// From 1; 0 if it was never sent.
    pub attempt: u32,
    /// How it went.
    pub outcome: Outcome,
    /// The answer's HTTP status, or 0 without an answer.
    pub answer: u16,
    /// Wall time.
    pub at: DateTime<Utc>,
}

impl Journal {
    /// Begins `orders.ndjson` and `pushes.ndjson` in a new folder inside `folder`, named by the moment.
    pub fn begin(folder: &Path, now: DateTime<Utc>) -> io::Result<(Self, Writer)> {
        let folder = folder.join(now.format("%Y%m%dT%H%M%S%.6fZ").to_string());
        std::fs::create_dir_all(&folder)?;
        let open = |name: &str| File::options().append(true).create_new(true).open(folder.join(name));
        let (orders, pushes) = (BufWriter::new(open("orders.ndjson")?), BufWriter::new(open("pushes.ndjson")?));
        let (lines, entries) = channel();
        let thread = std::thread::Builder::new()
            .name("sandbox-journal".into())
            .spawn(move || write(&entries, orders, pushes).inspect_err(|error| tracing::error!(%error, "journal")))?;
        let journal = Self { lines };
        Ok((journal.clone(), Writer { journal, thread }))
    }

    /// Notes an order as it is now.
    pub fn order(&self, order: &Order) {
        self.hand_in(Entry::Order(order_line(order)));
    }

    /// Notes an attempt at a push.
    pub fn push(&self, line: &PushLine<'_>) {
        self.hand_in(Entry::Push(to_line(line)));
    }

    fn hand_in(&self, entry: Entry) {
        // Fails only when the writer has failed, which it said in the log.
        let _ = self.lines.send(entry);
    }
}

impl Writer {
    /// Writes what is left and ends. Blocks until it is on disk.
    pub fn close(self) {
        self.journal.hand_in(Entry::End);
        // A failed write is in the log already.
        let _ = self.thread.join();
    }
}

fn write(entries: &Receiver<Entry>, mut orders: BufWriter<File>, mut pushes: BufWriter<File>) -> io::Result<()> {
    let mut flushed = Instant::now();
    loop {
        let entry = entries.recv_timeout(FLUSHED_EACH.saturating_sub(flushed.elapsed()));
        match entry {
            Ok(Entry::Order(line)) => orders.write_all(line.as_bytes())?,
            Ok(Entry::Push(line)) => pushes.write_all(line.as_bytes())?,
            Ok(Entry::End) | Err(RecvTimeoutError::Disconnected) => {
                orders.flush()?;
                return pushes.flush();
            }
            Err(RecvTimeoutError::Timeout) => {}
        }
        if flushed.elapsed() >= FLUSHED_EACH {
            orders.flush()?;
            pushes.flush()?;
            flushed = Instant::now();
        }
    }
}

/// An order's full state as a line with its end. Times are business seconds, as on the API.
pub fn order_line(order: &Order) -> String {
    #[derive(Serialize)]
    struct OrderLine<'a> {
        marketplace: Marketplace,
        order_sn: &'a str,
        shop_id: u64,
        status: Status,
        cod: bool,
        created: i64,
        updated: i64,
        lines: Vec<GoodsLine<'a>>,
        total_vnd: i64,
        history: Vec<Change>,
    }
    #[derive(Serialize)]
    struct GoodsLine<'a> {
        item_id: u64,
        sku: &'a str,
        quantity: i64,
        unit_price_vnd: i64,
    }
    #[derive(Serialize)]
    struct Change {
        status: Status,
        at: i64,
    }
    to_line(&OrderLine {
        marketplace: order.marketplace,
        order_sn: &order.sn,
        shop_id: order.shop_id,
        status: order.status,
        cod: order.cod,
        created: order.created,
        updated: order.updated,
        lines: order
            .lines
            .iter()
            .map(|line| GoodsLine {
                item_id: line.item_id,
                sku: &line.sku,
                quantity: line.quantity,
                unit_price_vnd: line.unit_price_vnd,
            })
            .collect(),
        total_vnd: order.total_vnd(),
        history: order.history.iter().map(|&(status, at)| Change { status, at }).collect(),
    })
}

fn to_line(value: &impl Serialize) -> String {
    let mut line = serde_json::to_string(value).expect("structs of numbers and texts become JSON");
    line.push('\n');
    line
}
