//! Orders from before: what a shop sold before it came here is fetched where somebody asks for it.

use chrono::{DateTime, NaiveDate, Utc};
use ids::Channel;
use serde::{Deserialize, Serialize};

use crate::ask::ask;

/// The most days of one wish.
pub const BACKFILL_DAYS_MAX: i64 = 400;

/// Why past orders may not be asked for, every code there is: each has a sentence for people.
pub const BACKFILL_FAULTS: [&str; 4] = ["past_order", "past_not_over", "past_too_long", "past_under_way"];

/// Fetches the orders of a shop that last changed on these days, day by day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BackfillOrders {
    /// Where.
    pub channel: Channel,
    /// The shop's id there.
    pub shop_id: String,
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
}
ask!(BackfillOrders => (): Command "backfill_orders" v 1 of "intake" for [CooperativeManager]);

/// How far have the past orders of a shop come?
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindBackfill {
    /// Where.
    pub channel: Channel,
    /// The shop's id there.
    pub shop_id: String,
}
ask!(FindBackfill => BackfillStanding: Question "find_backfill" v 1 of "intake" for [CooperativeManager]);

/// What may be asked of a shop's past, and what last was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackfillStanding {
    /// The marketplace tells orders when asked; some only push them.
    pub may_ask: bool,
    /// What was last asked for.
    pub last: Option<BackfillView>,
}

/// Past orders on their way in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackfillView {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// The day that comes next; those before it are in.
    pub next: NaiveDate,
    /// When it was asked for.
    pub asked_at: DateTime<Utc>,
    /// When the last day was in.
    pub ended_at: Option<DateTime<Utc>>,
    /// Orders that the marketplace named.
    pub seen: u64,
    /// Those of them that were new here, or told something new.
    pub changed: u64,
    /// Days that the marketplace would not tell of.
    pub skipped_days: u32,
    /// Its words about the last of them.
    pub skipped_because: Option<String>,
    /// The marketplace cannot be asked just now; it is tried again by itself.
    pub late: bool,
}
