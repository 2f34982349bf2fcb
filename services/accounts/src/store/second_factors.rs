//! Second factors: a sealed secret for each authenticator, and hashes of recovery codes.

use ids::{Id, Person};
use scoped::{DbErr, FromQueryResult, Scoped};

/// What is stored of an authenticator.
#[derive(FromQueryResult)]
pub(crate) struct Stored {
    /// Sealed for [`place`].
    pub secret: Vec<u8>,
    /// It is asked for at sign-in.
    pub is_confirmed: bool,
    /// The newest time step that was used.
    pub step: i64,
    /// Seconds since 1970 by Postgres, whose clock every replica shares.
    pub now_seconds: i64,
}

/// Where a secret is sealed for.
pub(crate) fn place(person_id: Id<Person>) -> String {
    format!("accounts|second_factor|secret|{person_id}")
}

/// Somebody's authenticator, locked until the transaction ends: two codes shown at once are looked at one after the other.
pub(crate) async fn lock(tx: &Scoped, person_id: Id<Person>) -> Result<Option<Stored>, DbErr> {
    let sql = "select secret, confirmed_at is not null as is_confirmed, step,
            extract(epoch from clock_timestamp())::bigint as now_seconds
        from second_factor where person_id = $1 for update";
    tx.first(sql, [person_id.into()]).await
}

/// Whether somebody has a second factor that is asked for, and how many recovery codes are left.
pub(crate) async fn standing(tx: &Scoped, person_id: Id<Person>) -> Result<(bool, u32), DbErr> {
    #[derive(FromQueryResult)]
    struct Standing {
        has: bool,
        codes: i64,
    }
    let sql = "select exists (select from second_factor where person_id = $1 and confirmed_at is not null) as has,
        (select count(*) from recovery_code where person_id = $1) as codes";
    let standing: Option<Standing> = tx.first(sql, [person_id.into()]).await?;
    Ok(standing.map_or((false, 0), |row| (row.has, u32::try_from(row.codes).unwrap_or(u32::MAX))))
}

/// Keeps a secret that is still to be confirmed; false if there is one that is asked for already.
pub(crate) async fn draw(tx: &Scoped, person_id: Id<Person>, sealed: Vec<u8>) -> Result<bool, DbErr> {
    let sql = "insert into second_factor as before (person_id, secret) values ($1, $2)
        on conflict on constraint second_factor_key do update set secret = excluded.secret, drawn_at = now(), step = 0
        where before.confirmed_at is null";
    Ok(tx.run(sql, [person_id.into(), sealed.into()]).await? == 1)
}

/// From now on it is asked for; recovery codes of before are replaced.
pub(crate) async fn confirm(tx: &Scoped, person_id: Id<Person>, codes: Vec<Vec<u8>>) -> Result<(), DbErr> {
    tx.run("update second_factor set confirmed_at = now() where person_id = $1", [person_id.into()]).await?;
    tx.run("delete from recovery_code where person_id = $1", [person_id.into()]).await?;
    let sql = "insert into recovery_code (person_id, code_hash) select $1, unnest($2::bytea[])";
    tx.run(sql, [person_id.into(), codes.into()]).await?;
    Ok(())
}

/// Notes that this time step was used.
pub(crate) async fn use_step(tx: &Scoped, person_id: Id<Person>, step: i64) -> Result<(), DbErr> {
    tx.run("update second_factor set step = $2 where person_id = $1", [person_id.into(), step.into()]).await?;
    Ok(())
}

/// Uses a recovery code up; false if there is no such one.
pub(crate) async fn use_code(tx: &Scoped, person_id: Id<Person>, hash: [u8; 32]) -> Result<bool, DbErr> {
    let sql = "delete from recovery_code where person_id = $1 and code_hash = $2";
    Ok(tx.run(sql, [person_id.into(), hash.to_vec().into()]).await? == 1)
}

/// Forgets authenticator and codes; false if there was nothing.
pub(crate) async fn drop_all(tx: &Scoped, person_id: Id<Person>) -> Result<bool, DbErr> {
    tx.run("delete from recovery_code where person_id = $1", [person_id.into()]).await?;
    Ok(tx.run("delete from second_factor where person_id = $1", [person_id.into()]).await? == 1)
}
