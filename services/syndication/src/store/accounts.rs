//! Channel accounts: which shops are connected, and their tokens, sealed.

mod readings;
mod tokens;

pub(crate) use readings::{
    Reading, Standing, claim_readings, end_reading, note_matched, put_off_reading, put_up_rest, read_again, reading_of,
    turn_page,
};
pub(crate) use tokens::{Kept, NewTokens, claim_refresh, due_for_refresh, keep_tokens, release_refresh, tokens};

use chrono::{DateTime, Utc};
use contract::syndication::{ChannelAccountChanged, ChannelAccountView};
use ids::{Channel, ChannelAccount, Cooperative, Id};
use scoped::{DbErr, FromQueryResult, Scoped};
use uuid::Uuid;

use super::unknown_word;

const FACT: &str = "account_id, version, cooperative_id, channel, shop_id, connected";

/// Every connected shop, with whose it is. For the worker that makes offers.
pub(crate) async fn connected_of(
    tx: &Scoped,
    cooperatives: &[Id<Cooperative>],
) -> Result<Vec<(Id<Cooperative>, Id<ChannelAccount>, Channel)>, DbErr> {
    #[derive(FromQueryResult)]
    struct Row {
        cooperative_id: Id<Cooperative>,
        account_id: Id<ChannelAccount>,
        channel: String,
    }
    let sql = "
        select cooperative_id, account_id, channel from channel_account
        where connected and cooperative_id = any($1::uuid[]) order by account_id";
    let cooperatives: Vec<Uuid> = cooperatives.iter().map(|id| id.uuid()).collect();
    let rows: Vec<Row> = tx.all(sql, [cooperatives.into()]).await?;
    let read = |row: Row| {
        let channel = row.channel.parse().map_err(|_| unknown_word("channel", &row.channel))?;
        Ok((row.cooperative_id, row.account_id, channel))
    };
    rows.into_iter().map(read).collect()
}

/// A shop of the caller's own.
pub(crate) struct Own {
    pub(crate) channel: Channel,
    pub(crate) shop_id: String,
}

/// Locks a shop of the caller's own until the transaction ends. `None` where there is no such shop.
pub(crate) async fn lock_own(tx: &Scoped, id: Id<ChannelAccount>) -> Result<Option<Own>, DbErr> {
    #[derive(FromQueryResult)]
    struct Locked {
        channel: String,
        shop_id: String,
    }
    let mut values = vec![id.into()];
    let own = tx.own(&mut values, "cooperative_id");
    let sql = format!("select channel, shop_id from channel_account where account_id = $1 and {own} for no key update");
    let row: Option<Locked> = tx.first(&sql, values).await?;
    let read = |row: Locked| {
        let channel = row.channel.parse().map_err(|_| unknown_word("channel", &row.channel))?;
        Ok(Own { channel, shop_id: row.shop_id })
    };
    row.map(read).transpose()
}

/// Pauses a shop of the caller's own from this instant on, or lets it go on. False where there is no such shop.
pub(crate) async fn pause(tx: &Scoped, id: Id<ChannelAccount>, from: Option<DateTime<Utc>>) -> Result<bool, DbErr> {
    let mut values = vec![id.into(), from.into()];
    let own = tx.own(&mut values, "cooperative_id");
    // Paused twice, it is paused since the first time.
    let sql = format!(
        "update channel_account set paused_at = case when $2::timestamptz is null then null else coalesce(paused_at, $2) end
         where account_id = $1 and {own}"
    );
    Ok(tx.run(&sql, values).await? > 0)
}

/// Destroys the tokens of a shop that is not connected.
pub(crate) async fn forget_tokens(tx: &Scoped, id: Id<ChannelAccount>) -> Result<(), DbErr> {
    let mut values = vec![id.into()];
    let own = tx.own(&mut values, "cooperative_id");
    let sql = format!(
        "update channel_account set access_token = '', refresh_token = '', access_ends_at = issued_at, refresh_ends_at = issued_at
         where account_id = $1 and not connected and {own}"
    );
    tx.run(&sql, values).await.map(drop)
}

/// Notes that a call came to an end, and why it failed if it did. Not each one: the row is everybody's who works for the
/// shop.
pub(crate) async fn note_call(
    tx: &Scoped,
    id: Id<ChannelAccount>,
    at: DateTime<Utc>,
    fault: Option<&str>,
) -> Result<(), DbErr> {
    let sql = "
        update channel_account set called_at = $2, call_fault = $3
        where account_id = $1 and (called_at is null or called_at < $2 - interval '10 seconds'
            or call_fault is distinct from $3)";
    tx.run(sql, [id.into(), at.into(), fault.into()]).await.map(drop)
}

/// The connected shops of a channel.
pub(crate) async fn connected_on(tx: &Scoped, channel: Channel) -> Result<Vec<(Id<ChannelAccount>, String)>, DbErr> {
    let sql = "select account_id, shop_id from channel_account where channel = $1 and connected order by account_id";
    let rows: Vec<Named> = tx.all(sql, [channel.slug().into()]).await?;
    Ok(rows.into_iter().map(|row| (row.account_id, row.shop_id)).collect())
}

#[derive(FromQueryResult)]
struct Named {
    account_id: Id<ChannelAccount>,
    shop_id: String,
}

/// The shops' ids on their channels.
pub(crate) async fn shop_ids(tx: &Scoped, accounts: Vec<Uuid>) -> Result<Vec<(Id<ChannelAccount>, String)>, DbErr> {
    let sql = "select account_id, shop_id from channel_account where account_id = any($1::uuid[])";
    let rows: Vec<Named> = tx.all(sql, [accounts.into()]).await?;
    Ok(rows.into_iter().map(|row| (row.account_id, row.shop_id)).collect())
}

/// Marks the listings of cooperatives that have a newly connected shop, so that it gets its offers.
pub(crate) async fn mark_listings_of_new(tx: &Scoped) -> Result<u64, DbErr> {
    tx.run(include_str!("accounts/mark_listings_of_new.sql"), []).await
}

/// No calls for a shop until then.
pub(crate) async fn rest(tx: &Scoped, id: Id<ChannelAccount>, until: DateTime<Utc>) -> Result<(), DbErr> {
    let sql = "
        update channel_account set resting_until = $2
        where account_id = $1 and (resting_until is null or resting_until < $2)";
    tx.run(sql, [id.into(), until.into()]).await.map(drop)
}

/// No calls for a shop until its owner consents again. Told, if it was connected.
pub(crate) async fn disconnect(tx: &Scoped, id: Id<ChannelAccount>, reason: &str) -> Result<(), DbErr> {
    let sql = format!(
        "update channel_account
         set connected = false, reason_code = $2, version = version + 1, refreshing_until = null
         where account_id = $1 and connected returning {FACT}"
    );
    let row: Option<Fact> = tx.first(&sql, [id.into(), reason.into()]).await?;
    tell(tx, row).await
}

/// The same, unless its owner has consented anew since these tokens were read.
pub(crate) async fn disconnect_refused(tx: &Scoped, refused: &Kept, reason: &str) -> Result<(), DbErr> {
    let sql = format!(
        "update channel_account
         set connected = false, reason_code = $3, version = version + 1, refreshing_until = null
         where account_id = $1 and refresh_token = $2 and connected returning {FACT}"
    );
    let values = [refused.account_id.into(), refused.refresh_token.clone().into(), reason.into()];
    let row: Option<Fact> = tx.first(&sql, values).await?;
    tell(tx, row).await
}

/// Connects a shop anew or again, within the caller's scope. `None` where the shop belongs to somebody else, whom
/// row-level security does not let us see.
pub(crate) async fn connect(
    tx: &Scoped,
    cooperative: Id<Cooperative>,
    channel: Channel,
    shop_id: &str,
    sealed: impl Fn(Id<ChannelAccount>) -> NewTokens,
) -> Result<Option<Id<ChannelAccount>>, DbErr> {
    #[derive(FromQueryResult)]
    struct Known {
        account_id: Id<ChannelAccount>,
    }
    let new = Id::generate();
    let inserted =
        connect_as(tx, include_str!("accounts/connect_new.sql"), new, cooperative, channel, shop_id, sealed(new));
    if inserted.await? {
        return Ok(Some(new));
    }
    let sql = "select account_id from channel_account where channel = $1 and shop_id = $2 and cooperative_id = $3";
    let values = [channel.slug().into(), shop_id.into(), cooperative.into()];
    let Some(Known { account_id: id }) = tx.first(sql, values).await? else { return Ok(None) };
    let again = include_str!("accounts/connect_again.sql");
    let connected = connect_as(tx, again, id, cooperative, channel, shop_id, sealed(id)).await?;
    Ok(connected.then_some(id))
}

async fn connect_as(
    tx: &Scoped,
    sql: &str,
    id: Id<ChannelAccount>,
    cooperative: Id<Cooperative>,
    channel: Channel,
    shop_id: &str,
    tokens: NewTokens,
) -> Result<bool, DbErr> {
    let values = [
        id.into(),
        cooperative.into(),
        channel.slug().into(),
        shop_id.into(),
        tokens.access_token.into(),
        tokens.refresh_token.into(),
        tokens.issued_at.into(),
        tokens.access_ends_at.into(),
        tokens.refresh_ends_at.into(),
    ];
    let row: Option<Fact> = tx.first(&format!("{sql} returning {FACT}"), values).await?;
    let connected = row.is_some();
    tell(tx, row).await?;
    Ok(connected)
}

/// The shops within the caller's scope.
pub(crate) async fn views(tx: &Scoped) -> Result<Vec<ChannelAccountView>, DbErr> {
    #[derive(FromQueryResult)]
    struct Row {
        account_id: Id<ChannelAccount>,
        cooperative_id: Id<Cooperative>,
        channel: String,
        shop_id: String,
        connected: bool,
        reason_code: Option<String>,
        refresh_ends_at: DateTime<Utc>,
        paused_at: Option<DateTime<Utc>>,
        called_at: Option<DateTime<Utc>>,
        call_fault: Option<String>,
        held_back: bool,
    }
    let mut values = Vec::new();
    let own = tx.own(&mut values, "cooperative_id");
    let sql = format!(
        "select account_id, cooperative_id, channel, shop_id, connected, reason_code, refresh_ends_at, paused_at, called_at,
            call_fault, read_at is not null and matched_at is null as held_back
         from channel_account where {own} order by account_id"
    );
    let rows: Vec<Row> = tx.all(&sql, values).await?;
    let view = |row: Row| {
        let channel: Channel = row.channel.parse().map_err(|_| unknown_word("channel", &row.channel))?;
        Ok(ChannelAccountView {
            account_id: row.account_id,
            cooperative_id: row.cooperative_id,
            channel,
            shop_id: row.shop_id,
            connected: row.connected,
            reason_code: row.reason_code,
            // Shops of their own are set up; nobody consents.
            consent_ends_at: (channel != Channel::OwnShop).then_some(row.refresh_ends_at),
            paused_at: row.paused_at,
            called_at: row.called_at,
            call_fault: row.call_fault,
            held_back: row.held_back,
        })
    };
    rows.into_iter().map(view).collect()
}

/// The shop with this id on a channel, and whether it is connected.
pub(crate) async fn with_shop(
    tx: &Scoped,
    channel: Channel,
    shop_id: &str,
) -> Result<Option<(Id<ChannelAccount>, bool)>, DbErr> {
    #[derive(FromQueryResult)]
    struct Row {
        account_id: Id<ChannelAccount>,
        connected: bool,
    }
    let sql = "select account_id, connected from channel_account where channel = $1 and shop_id = $2";
    let row: Option<Row> = tx.first(sql, [channel.slug().into(), shop_id.into()]).await?;
    Ok(row.map(|row| (row.account_id, row.connected)))
}

#[derive(FromQueryResult)]
struct Fact {
    account_id: Id<ChannelAccount>,
    version: i64,
    cooperative_id: Id<Cooperative>,
    channel: String,
    shop_id: String,
    connected: bool,
}

async fn tell(tx: &Scoped, row: Option<Fact>) -> Result<(), DbErr> {
    let Some(row) = row else { return Ok(()) };
    let fact = ChannelAccountChanged {
        account_id: row.account_id,
        version: row.version,
        cooperative_id: row.cooperative_id,
        channel: row.channel.parse().map_err(|_| unknown_word("channel", &row.channel))?,
        shop_id: row.shop_id,
        connected: row.connected,
    };
    mailbox::post(tx, &fact).await
}
