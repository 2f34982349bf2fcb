//! Sessions. They run on wall time, which Postgres tells.

use std::time::Duration;

use chrono::{DateTime, Utc};
use contract::accounts::SignedInDevice;
use ids::{Id, Person, Session};
use scoped::{DbErr, FromQueryResult, Scoped};

use crate::domain::{Patience, SessionHash};

/// A session that has not ended.
#[derive(FromQueryResult)]
pub(crate) struct Live {
    pub person_id: Id<Person>,
    /// The second factor was shown in it.
    pub proven: bool,
    is_stale: bool,
}

/// Begins a session; false if somebody else has one with this hash. A repeated ask finds the session it has begun.
pub(crate) async fn begin(
    tx: &Scoped,
    session: &SessionHash,
    person_id: Id<Person>,
    patience: Patience,
    device: &str,
) -> Result<bool, DbErr> {
    let sql = "insert into session as before (session_hash, person_id, idle, ends_at, device)
        values ($1, $2, make_interval(secs => $3), now() + make_interval(secs => $4), $5)
        on conflict on constraint session_key do update set seen_at = now() where before.person_id = excluded.person_id";
    let values = [
        session.bytes().into(),
        person_id.into(),
        seconds(patience.idle).into(),
        seconds(patience.at_most).into(),
        device.into(),
    ];
    Ok(tx.run(sql, values).await? == 1)
}

/// The session, if it has not ended. That it was seen is noted once a minute, not with every page.
pub(crate) async fn find(tx: &Scoped, session: &SessionHash) -> Result<Option<Live>, DbErr> {
    let sql = "select person_id, proven, seen_at < now() - interval '1 minute' as is_stale
        from session join person using (person_id)
        where session_hash = $1 and now() < ends_at and now() < seen_at + idle and disabled_at is null";
    let live: Option<Live> = tx.first(sql, [session.bytes().into()]).await?;
    if live.as_ref().is_some_and(|live| live.is_stale) {
        tx.run("update session set seen_at = now() where session_hash = $1", [session.bytes().into()]).await?;
    }
    Ok(live)
}

/// Notes that the second factor was shown in a session.
pub(crate) async fn prove(tx: &Scoped, session: &SessionHash) -> Result<(), DbErr> {
    tx.run("update session set proven = true where session_hash = $1", [session.bytes().into()]).await?;
    Ok(())
}

/// Where somebody is signed in, the newest first.
pub(crate) async fn of_person(
    tx: &Scoped,
    person_id: Id<Person>,
    this: &SessionHash,
) -> Result<Vec<SignedInDevice>, DbErr> {
    #[derive(FromQueryResult)]
    struct Row {
        session_id: Id<Session>,
        device: String,
        started_at: DateTime<Utc>,
        seen_at: DateTime<Utc>,
        is_this: bool,
    }
    let sql = "select session_id, device, started_at, seen_at, session_hash = $2 as is_this from session
        where person_id = $1 and now() < ends_at and now() < seen_at + idle
        order by started_at desc, session_id limit 100";
    let rows: Vec<Row> = tx.all(sql, [person_id.into(), this.bytes().into()]).await?;
    let device = |row: Row| {
        let Row { session_id, device, started_at, seen_at, is_this } = row;
        SignedInDevice { session_id, device, started_at, seen_at, is_this }
    };
    Ok(rows.into_iter().map(device).collect())
}

/// Ends a session; whose it was, if it was there.
pub(crate) async fn end(tx: &Scoped, session: &SessionHash) -> Result<Option<Id<Person>>, DbErr> {
    #[derive(FromQueryResult)]
    struct Ended {
        person_id: Id<Person>,
    }
    let sql = "delete from session where session_hash = $1 returning person_id";
    let ended: Option<Ended> = tx.first(sql, [session.bytes().into()]).await?;
    Ok(ended.map(|ended| ended.person_id))
}

/// Ends one session of a person, by its id; the number ended.
pub(crate) async fn end_one(tx: &Scoped, person_id: Id<Person>, session_id: Id<Session>) -> Result<u64, DbErr> {
    let sql = "delete from session where person_id = $1 and session_id = $2";
    tx.run(sql, [person_id.into(), session_id.into()]).await
}

/// Ends every session of a person but this one; the number ended.
pub(crate) async fn end_others(tx: &Scoped, person_id: Id<Person>, this: &SessionHash) -> Result<u64, DbErr> {
    let sql = "delete from session where person_id = $1 and session_hash <> $2";
    tx.run(sql, [person_id.into(), this.bytes().into()]).await
}

/// Ends every session of a person.
pub(crate) async fn end_all(tx: &Scoped, person_id: Id<Person>) -> Result<(), DbErr> {
    tx.run("delete from session where person_id = $1", [person_id.into()]).await?;
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
