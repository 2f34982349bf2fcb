//! How far the reading of a shop has come. Each page is kept together with the place of the next, so that a reading goes on
//! where it stopped.

use chrono::{DateTime, TimeDelta, Utc};
use ids::{Channel, ChannelAccount, Cooperative, Id};
use scoped::{DbErr, FromQueryResult, Scoped};

use crate::store::unknown_word;

/// A shop of which a page is to be read.
#[derive(Debug, Clone)]
pub(crate) struct Reading {
    pub(crate) account_id: Id<ChannelAccount>,
    pub(crate) cooperative_id: Id<Cooperative>,
    pub(crate) channel: Channel,
    pub(crate) shop_id: String,
    pub(crate) page: Option<String>,
    /// When this reading began.
    pub(crate) since: DateTime<Utc>,
    /// How often it began anew.
    pub(crate) restarts: i32,
    /// Until when it is claimed; what somebody else has claimed since is theirs to write.
    pub(crate) until: DateTime<Utc>,
}

/// Claims some shops of these channels that are to be read.
pub(crate) async fn claim_readings(
    tx: &Scoped,
    channels: &[Channel],
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Vec<Reading>, DbErr> {
    #[derive(FromQueryResult)]
    struct Row {
        account_id: Id<ChannelAccount>,
        cooperative_id: Id<Cooperative>,
        channel: String,
        shop_id: String,
        reading_page: Option<String>,
        reading_since: DateTime<Utc>,
        reading_attempts: i32,
    }
    let sql = "
        update channel_account set reading_until = $2, reading_since = coalesce(reading_since, $1)
        where account_id in (
            select account_id from channel_account
            where connected and read_due_at <= $1 and channel = any($3::text[])
                and (reading_until is null or reading_until <= $1) and (resting_until is null or resting_until <= $1)
            order by read_due_at limit 8 for no key update skip locked)
        returning account_id, cooperative_id, channel, shop_id, reading_page, reading_since, reading_attempts";
    let channels: Vec<String> = channels.iter().map(ToString::to_string).collect();
    let rows: Vec<Row> = tx.all(sql, [now.into(), until.into(), channels.into()]).await?;
    let read = |row: Row| {
        Ok(Reading {
            account_id: row.account_id,
            cooperative_id: row.cooperative_id,
            channel: row.channel.parse().map_err(|_| unknown_word("channel", &row.channel))?,
            shop_id: row.shop_id,
            page: row.reading_page,
            since: row.reading_since,
            restarts: row.reading_attempts,
            until,
        })
    };
    rows.into_iter().map(read).collect()
}

/// A page is kept; this one comes next. False where the claim has run out.
pub(crate) async fn turn_page(tx: &Scoped, reading: &Reading, next: &str) -> Result<bool, DbErr> {
    let sql = "
        update channel_account set reading_page = $3, reading_until = null
        where account_id = $1 and reading_until = $2";
    Ok(tx.run(sql, [reading.account_id.into(), reading.until.into(), next.into()]).await? > 0)
}

/// The reading has come to its end, or never will for this reason; it is read again then. False where the claim has run out.
pub(crate) async fn end_reading(
    tx: &Scoped,
    reading: &Reading,
    now: DateTime<Utc>,
    again_at: DateTime<Utc>,
    fault: Option<&str>,
) -> Result<bool, DbErr> {
    let sql = "
        update channel_account set reading_page = null, reading_since = null, reading_until = null, reading_attempts = 0,
            read_at = $3, read_due_at = $4, read_fault = $5
        where account_id = $1 and reading_until = $2";
    let values = [reading.account_id.into(), reading.until.into(), now.into(), again_at.into(), fault.into()];
    Ok(tx.run(sql, values).await? > 0)
}

/// The page could not be read; it is tried again then, or the reading begins anew with the first one. Nothing changes where the
/// claim has run out.
pub(crate) async fn put_off_reading(
    tx: &Scoped,
    reading: &Reading,
    again_at: DateTime<Utc>,
    anew: bool,
    fault: &str,
) -> Result<(), DbErr> {
    let sql = "
        update channel_account set reading_until = null, read_due_at = $3, read_fault = $5,
            reading_attempts = reading_attempts + case when $4 then 1 else 0 end,
            reading_page = case when $4 then null else reading_page end
        where account_id = $1 and reading_until = $2";
    let values = [reading.account_id.into(), reading.until.into(), again_at.into(), anew.into(), fault.into()];
    tx.run(sql, values).await.map(drop)
}

/// A shop of the caller's own is to be read now. False where there is no such shop.
pub(crate) async fn read_again(tx: &Scoped, id: Id<ChannelAccount>, now: DateTime<Utc>) -> Result<bool, DbErr> {
    let mut values = vec![id.into(), now.into()];
    let own = tx.own(&mut values, "cooperative_id");
    let sql =
        format!("update channel_account set read_due_at = least(read_due_at, $2) where account_id = $1 and {own}");
    Ok(tx.run(&sql, values).await? > 0)
}

/// Once everything that a shop shows is somebody's, or none of ours, nothing is held back from it any more.
pub(crate) async fn note_matched(tx: &Scoped, id: Id<ChannelAccount>, now: DateTime<Utc>) -> Result<(), DbErr> {
    let sql = "
        update channel_account set matched_at = $2
        where account_id = $1 and matched_at is null and read_at is not null and not exists (
            select from shop_item where account_id = $1 and offer_id is null and ignored_at is null)";
    tx.run(sql, [id.into(), now.into()]).await.map(drop)
}

/// Somebody has looked through a shop of the caller's own, that was read. False where there is no such shop.
pub(crate) async fn put_up_rest(tx: &Scoped, id: Id<ChannelAccount>, now: DateTime<Utc>) -> Result<bool, DbErr> {
    let mut values = vec![id.into(), now.into()];
    let own = tx.own(&mut values, "cooperative_id");
    let sql = format!(
        "update channel_account set matched_at = coalesce(matched_at, $2)
         where account_id = $1 and read_at is not null and {own}"
    );
    Ok(tx.run(&sql, values).await? > 0)
}

/// How the reading of a shop stands.
#[derive(Debug, FromQueryResult)]
pub(crate) struct Standing {
    pub(crate) under_way: bool,
    /// Listings that wait for somebody to look through what it shows.
    pub(crate) held_back: i64,
    pub(crate) read_at: Option<DateTime<Utc>>,
    pub(crate) read_fault: Option<String>,
}

/// How the reading of a shop of the caller's own stands; `None` where there is no such shop.
pub(crate) async fn reading_of(
    tx: &Scoped,
    id: Id<ChannelAccount>,
    now: DateTime<Utc>,
) -> Result<Option<Standing>, DbErr> {
    // What is about to begin is as good as begun.
    let mut values = vec![id.into(), (now + TimeDelta::seconds(5)).into()];
    let own = tx.own(&mut values, "cooperative_id");
    let sql = format!(
        "select connected and (reading_since is not null or read_due_at <= $2) as under_way, read_at, read_fault,
            case when matched_at is null and read_at is not null then
                (select count(*) from offer where offer.account_id = channel_account.account_id and channel_item_id is null
                    and not wished_hidden)
            else 0 end as held_back
         from channel_account where account_id = $1 and {own}"
    );
    tx.first(&sql, values).await
}
