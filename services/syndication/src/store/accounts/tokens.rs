//! The sealed tokens of a channel account, and the claim to refresh them.

use chrono::{DateTime, Utc};
use ids::{Channel, ChannelAccount, Id};
use scoped::{DbErr, FromQueryResult, Scoped};

use crate::{domain::token::Life, store::unknown_word};

/// A pair of tokens to keep, sealed.
pub(crate) struct NewTokens {
    pub(crate) access_token: Vec<u8>,
    pub(crate) refresh_token: Vec<u8>,
    pub(crate) issued_at: DateTime<Utc>,
    pub(crate) access_ends_at: DateTime<Utc>,
    pub(crate) refresh_ends_at: DateTime<Utc>,
}

/// The tokens that are kept for an account, sealed.
#[derive(Clone)]
pub(crate) struct Kept {
    pub(crate) account_id: Id<ChannelAccount>,
    pub(crate) channel: Channel,
    pub(crate) shop_id: String,
    pub(crate) connected: bool,
    pub(crate) access_token: Vec<u8>,
    pub(crate) refresh_token: Vec<u8>,
    pub(crate) life: Life,
}

/// What is kept for an account.
pub(crate) async fn tokens(tx: &Scoped, id: Id<ChannelAccount>) -> Result<Option<Kept>, DbErr> {
    #[derive(FromQueryResult)]
    struct Row {
        channel: String,
        shop_id: String,
        connected: bool,
        access_token: Vec<u8>,
        refresh_token: Vec<u8>,
        issued_at: DateTime<Utc>,
        access_ends_at: DateTime<Utc>,
    }
    let sql = "
        select channel, shop_id, connected, access_token, refresh_token, issued_at, access_ends_at
        from channel_account where account_id = $1";
    let row: Option<Row> = tx.first(sql, [id.into()]).await?;
    let read = |row: Row| {
        Ok(Kept {
            account_id: id,
            channel: row.channel.parse().map_err(|_| unknown_word("channel", &row.channel))?,
            shop_id: row.shop_id,
            connected: row.connected,
            access_token: row.access_token,
            refresh_token: row.refresh_token,
            life: Life { issued_at: row.issued_at, ends_at: row.access_ends_at },
        })
    };
    row.map(read).transpose()
}

/// Claims the refreshing of exactly these tokens. False where somebody else has it in hand, or has done it since.
pub(crate) async fn claim_refresh(
    tx: &Scoped,
    kept: &Kept,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let sql = "
        update channel_account set refreshing_until = $4
        where account_id = $1 and connected and refresh_token = $2
            and (refreshing_until is null or refreshing_until <= $3)";
    let values = [kept.account_id.into(), kept.refresh_token.clone().into(), now.into(), until.into()];
    Ok(tx.run(sql, values).await? > 0)
}

/// Gives the claim up; nobody else takes it before `until`.
pub(crate) async fn release_refresh(tx: &Scoped, kept: &Kept, until: DateTime<Utc>) -> Result<(), DbErr> {
    let sql = "update channel_account set refreshing_until = $3 where account_id = $1 and refresh_token = $2";
    tx.run(sql, [kept.account_id.into(), kept.refresh_token.clone().into(), until.into()]).await.map(drop)
}

/// Keeps the next pair in the place of the one it was exchanged for. False where another pair has come in between, by a
/// new consent.
pub(crate) async fn keep_tokens(tx: &Scoped, kept: &Kept, tokens: NewTokens) -> Result<bool, DbErr> {
    let sql = "
        update channel_account
        set access_token = $3, refresh_token = $4, issued_at = $5, access_ends_at = $6, refresh_ends_at = $7,
            refreshing_until = null
        where account_id = $1 and refresh_token = $2";
    let values = [
        kept.account_id.into(),
        kept.refresh_token.clone().into(),
        tokens.access_token.into(),
        tokens.refresh_token.into(),
        tokens.issued_at.into(),
        tokens.access_ends_at.into(),
        tokens.refresh_ends_at.into(),
    ];
    Ok(tx.run(sql, values).await? > 0)
}

/// Some connected accounts whose access token has lived long enough to be renewed.
pub(crate) async fn due_for_refresh(
    tx: &Scoped,
    now: DateTime<Utc>,
    at_most: i64,
) -> Result<Vec<Id<ChannelAccount>>, DbErr> {
    #[derive(FromQueryResult)]
    struct Row {
        account_id: Id<ChannelAccount>,
    }
    let sql = "
        select account_id from channel_account
        where connected and issued_at + (access_ends_at - issued_at) * 0.7 <= $1
            and (refreshing_until is null or refreshing_until <= $1)
        order by access_ends_at limit $2";
    let rows: Vec<Row> = tx.all(sql, [now.into(), at_most.into()]).await?;
    Ok(rows.into_iter().map(|row| row.account_id).collect())
}
