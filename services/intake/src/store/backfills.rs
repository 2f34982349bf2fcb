//! Past orders that somebody has asked for: how far each shop's have come.

use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};
use contract::intake::BackfillView;
use ids::{Channel, Cooperative, Id};
use scoped::{DbErr, FromQueryResult, Scoped};

use crate::store::unknown_word;

/// Keeps a wish for a shop of the caller's own. False where an earlier one is still under way.
pub async fn ask(
    tx: &Scoped,
    (channel, shop_id): (Channel, &str),
    cooperative_id: Id<Cooperative>,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<bool, DbErr> {
    let sql = "insert into backfill (channel, shop_id, cooperative_id, from_day, to_day, next_day)
        values ($1, $2, $3, $4, $5, $4)
        on conflict on constraint backfill_key do update set from_day = excluded.from_day, to_day = excluded.to_day,
            next_day = excluded.next_day, asked_at = now(), ended_at = null, seen = 0, changed = 0, skipped = 0,
            skipped_because = null, attempts = 0, next_attempt_at = '-infinity', claimed_until = '-infinity'
        where backfill.ended_at is not null";
    let values = [channel.slug().into(), shop_id.into(), cooperative_id.into(), from.into(), to.into()];
    Ok(tx.run(sql, values).await? == 1)
}

/// How far the past orders of a shop of the caller's own have come; `None` where nobody asked.
pub async fn view(tx: &Scoped, channel: Channel, shop_id: &str) -> Result<Option<BackfillView>, DbErr> {
    #[derive(FromQueryResult)]
    struct Row {
        from_day: NaiveDate,
        to_day: NaiveDate,
        next_day: NaiveDate,
        asked_at: DateTime<Utc>,
        ended_at: Option<DateTime<Utc>>,
        seen: i64,
        changed: i64,
        skipped: i32,
        skipped_because: Option<String>,
        late: bool,
    }
    let mut values = vec![channel.slug().into(), shop_id.into()];
    let own = tx.own(&mut values, "cooperative_id");
    let sql = format!(
        "select from_day, to_day, next_day, asked_at, ended_at, seen, changed, skipped, skipped_because,
            ended_at is null and attempts > 0 as late
         from backfill where channel = $1 and shop_id = $2 and {own}"
    );
    let row: Option<Row> = tx.first(&sql, values).await?;
    Ok(row.map(|row| BackfillView {
        from: row.from_day,
        to: row.to_day,
        next: row.next_day,
        asked_at: row.asked_at,
        ended_at: row.ended_at,
        seen: row.seen.unsigned_abs(),
        changed: row.changed.unsigned_abs(),
        skipped_days: row.skipped.unsigned_abs(),
        skipped_because: row.skipped_because,
        late: row.late,
    }))
}

/// A day of a shop that a worker has claimed.
#[derive(Debug, Clone)]
pub struct Claimed {
    /// Where.
    pub channel: Channel,
    /// The shop's id there.
    pub shop_id: String,
    /// Which day.
    pub day: NaiveDate,
    /// Failed attempts in a row.
    pub attempts: i32,
}

/// Claims a day of the connected shop that has waited longest.
pub async fn claim(tx: &Scoped, keep: Duration) -> Result<Option<Claimed>, DbErr> {
    #[derive(FromQueryResult)]
    struct Row {
        channel: String,
        shop_id: String,
        next_day: NaiveDate,
        attempts: i32,
    }
    let sql = "update backfill set claimed_until = now() + make_interval(secs => $1) where (channel, shop_id) in (
            select channel, shop_id from backfill join shop using (channel, shop_id)
            where ended_at is null and shop.connected and next_attempt_at <= now() and claimed_until <= now()
            order by claimed_until, asked_at limit 1 for update of backfill skip locked)
        returning channel, shop_id, next_day, attempts";
    let row: Option<Row> = tx.first(sql, [keep.as_secs_f64().into()]).await?;
    let claimed = row.map(|row| {
        let channel = row.channel.parse().map_err(|_| unknown_word("channel", &row.channel))?;
        Ok(Claimed { channel, shop_id: row.shop_id, day: row.next_day, attempts: row.attempts })
    });
    claimed.transpose()
}

/// How a day ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    /// Its orders are in.
    Taken {
        /// Orders that the marketplace named.
        seen: usize,
        /// Those that were new or told something new.
        changed: usize,
    },
    /// The marketplace does not tell of it, for this reason.
    Skipped(String),
    /// It is tried again after so long.
    Later(Duration),
}

/// Notes how a day ended, unless another worker has done that day meanwhile.
pub async fn note(tx: &Scoped, claimed: &Claimed, ended: &Ended) -> Result<(), DbErr> {
    let (seen, changed, because, pause) = match ended {
        Ended::Taken { seen, changed } => (*seen, *changed, None, None),
        Ended::Skipped(because) => (0, 0, Some(because.as_str()), None),
        Ended::Later(pause) => (0, 0, None, Some(pause.as_secs_f64())),
    };
    let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let values = [
        claimed.channel.slug().into(),
        claimed.shop_id.as_str().into(),
        claimed.day.into(),
        count(seen).into(),
        count(changed).into(),
        because.into(),
        pause.into(),
    ];
    tx.run(include_str!("note_backfill.sql"), values).await.map(drop)
}
