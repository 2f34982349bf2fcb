//! Attempts to sign in, counted for each login.

use scoped::{DbErr, Scoped};

/// Counts an attempt, unless ten were made in the last quarter of an hour: false, and this one is not looked at. The row is
/// locked by the count, so attempts made at the same time are counted one after the other.
pub(crate) async fn count(tx: &Scoped, attempted: &[u8; 32]) -> Result<bool, DbErr> {
    let sql = "insert into sign_in_attempt as before (login_hash, made_at) values ($1, array[now()])
        on conflict on constraint sign_in_attempt_key do update
        set last_at = now(), made_at = now() || array(
            select made from unnest(before.made_at) as made where made > now() - interval '15 minutes')
        where (select count(*) from unnest(before.made_at) as made where made > now() - interval '15 minutes') < 10";
    Ok(tx.run(sql, [attempted.to_vec().into()]).await? == 1)
}

/// Whoever got in may make ten mistakes again.
pub(crate) async fn forget(tx: &Scoped, attempted: &[u8; 32]) -> Result<(), DbErr> {
    tx.run("delete from sign_in_attempt where login_hash = $1", [attempted.to_vec().into()]).await?;
    Ok(())
}

/// Drops what is too old to count.
pub(crate) async fn sweep(tx: &Scoped) -> Result<(), DbErr> {
    tx.run("delete from sign_in_attempt where last_at < now() - interval '15 minutes'", []).await?;
    Ok(())
}
