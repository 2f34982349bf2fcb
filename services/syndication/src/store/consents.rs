//! Owners on their way to a channel's consent page and back.

use chrono::{DateTime, Utc};
use ids::{Channel, ChannelAccount, Cooperative, Id};
use scoped::{DbErr, FromQueryResult, Scoped};

/// What a state is worth when its owner comes back with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spent {
    /// It was good, and is used up now.
    Now,
    /// It was used before, and connected this account.
    Before(Id<ChannelAccount>),
    /// Unknown, too old, of another channel or cooperative, or used in vain.
    Never,
}

/// Keeps a state until `ends_at`, and forgets those that have ended.
pub(crate) async fn keep(
    tx: &Scoped,
    state: &str,
    cooperative: Id<Cooperative>,
    channel: Channel,
    now: DateTime<Utc>,
    ends_at: DateTime<Utc>,
) -> Result<(), DbErr> {
    let mut values = vec![now.into()];
    let own = tx.own(&mut values, "cooperative_id");
    tx.run(&format!("delete from consent where ends_at <= $1 and {own}"), values).await?;
    let sql = "insert into consent (state, cooperative_id, channel, ends_at) values ($1, $2, $3, $4)";
    tx.run(sql, [state.into(), cooperative.into(), channel.slug().into(), ends_at.into()]).await.map(drop)
}

/// Uses a state up.
pub(crate) async fn spend(
    tx: &Scoped,
    state: &str,
    cooperative: Id<Cooperative>,
    channel: Channel,
    now: DateTime<Utc>,
) -> Result<Spent, DbErr> {
    #[derive(FromQueryResult)]
    struct Used {
        account_id: Id<ChannelAccount>,
    }
    let of_caller = "state = $1 and cooperative_id = $2 and channel = $3 and ends_at > $4";
    let values = || [state.into(), cooperative.into(), channel.slug().into(), now.into()];
    let spend = format!("update consent set used_at = $4 where {of_caller} and used_at is null");
    if tx.run(&spend, values()).await? > 0 {
        return Ok(Spent::Now);
    }
    let find = format!("select account_id from consent where {of_caller} and account_id is not null");
    let used: Option<Used> = tx.first(&find, values()).await?;
    Ok(used.map_or(Spent::Never, |used| Spent::Before(used.account_id)))
}

/// Notes what a spent state has led to, so that the same request sent again is answered the same.
pub(crate) async fn note_account(tx: &Scoped, state: &str, account: Id<ChannelAccount>) -> Result<(), DbErr> {
    let mut values = vec![state.into(), account.into()];
    let own = tx.own(&mut values, "cooperative_id");
    tx.run(&format!("update consent set account_id = $2 where state = $1 and {own}"), values).await.map(drop)
}
