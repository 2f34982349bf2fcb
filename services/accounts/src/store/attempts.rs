//! Attempts to sign in, counted for each login, each address and each second factor.

use scoped::{DbErr, Scoped};

/// Counts an attempt, unless `at_most` were made in the last quarter of an hour: false, and this one is not looked at. The row
/// is locked by the count, so attempts made at the same time are counted one after the other.
pub(crate) async fn count(tx: &Scoped, attempted: &[u8; 32], at_most: i64) -> Result<bool, DbErr> {
    let sql = "insert into sign_in_attempt as before (login_hash, made_at) values ($1, array[now()])
        on conflict on constraint sign_in_attempt_key do update
        set last_at = now(), made_at = now() || array(
            select made from unnest(before.made_at) as made where made > now() - interval '15 minutes')
        where (select count(*) from unnest(before.made_at) as made where made > now() - interval '15 minutes') < $2";
    Ok(tx.run(sql, [attempted.to_vec().into(), at_most.into()]).await? == 1)
}

/// Whoever got in may make ten mistakes again.
pub(crate) async fn forget(tx: &Scoped, attempted: &[u8; 32]) -> Result<(), DbErr> {
    tx.run("delete from sign_in_attempt where login_hash = $1", [attempted.to_vec().into()]).await?;
    Ok(())
}

/// An attempt that was right counts for nothing: many people may share one address.
pub(crate) async fn take_back(tx: &Scoped, attempted: &[u8; 32]) -> Result<(), DbErr> {
    let sql = "update sign_in_attempt set made_at = made_at[2:] where login_hash = $1";
    tx.run(sql, [attempted.to_vec().into()]).await?;
    Ok(())
}

/// Drops what is too old to count.
pub(crate) async fn sweep(tx: &Scoped) -> Result<(), DbErr> {
    tx.run("delete from sign_in_attempt where last_at < now() - interval '15 minutes'", []).await?;
    Ok(())
}
