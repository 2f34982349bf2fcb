//! Sessions. They run on wall time, which Postgres tells.

use std::time::Duration;

use ids::{Id, Person};
use scoped::{DbErr, FromQueryResult, Scoped};

use crate::domain::{Patience, SessionHash};

/// Begins a session; false if somebody else has one with this hash. A repeated ask finds the session it has begun.
pub(crate) async fn begin(
    tx: &Scoped,
    session: &SessionHash,
    person_id: Id<Person>,
    patience: Patience,
) -> Result<bool, DbErr> {
    let sql = "insert into session as before (session_hash, person_id, idle, ends_at)
        values ($1, $2, make_interval(secs => $3), now() + make_interval(secs => $4))
        on conflict on constraint session_key do update set seen_at = now() where before.person_id = excluded.person_id";
    let values =
        [session.bytes().into(), person_id.into(), seconds(patience.idle).into(), seconds(patience.at_most).into()];
    Ok(tx.run(sql, values).await? == 1)
}

/// Whose session it is, if it has not ended. That it was seen is noted once a minute, not with every page.
pub(crate) async fn find(tx: &Scoped, session: &SessionHash) -> Result<Option<Id<Person>>, DbErr> {
    #[derive(FromQueryResult)]
    struct Live {
        person_id: Id<Person>,
        is_stale: bool,
    }
    let sql = "select person_id, seen_at < now() - interval '1 minute' as is_stale
        from session where session_hash = $1 and now() < ends_at and now() < seen_at + idle";
    let live: Option<Live> = tx.first(sql, [session.bytes().into()]).await?;
    if live.as_ref().is_some_and(|live| live.is_stale) {
        tx.run("update session set seen_at = now() where session_hash = $1", [session.bytes().into()]).await?;
    }
    Ok(live.map(|live| live.person_id))
}

/// Ends a session.
pub(crate) async fn end(tx: &Scoped, session: &SessionHash) -> Result<(), DbErr> {
    tx.run("delete from session where session_hash = $1", [session.bytes().into()]).await?;
    Ok(())
}

/// Drops the sessions that have ended.
pub(crate) async fn sweep(tx: &Scoped) -> Result<(), DbErr> {
    tx.run("delete from session where ends_at < now() or seen_at + idle < now()", []).await?;
    Ok(())
}

fn seconds(duration: Duration) -> f64 {
    duration.as_secs_f64()
}
