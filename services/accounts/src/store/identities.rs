//! Identities at providers of sign-in, and whose they are.

use chrono::{DateTime, Utc};
use ids::{Id, Person};
use scoped::{DbErr, FromQueryResult, Scoped};

/// Whom an identity opens the house to, locked until the transaction ends; none who is shut out.
pub(crate) async fn find(tx: &Scoped, issuer: &str, subject: &str) -> Result<Option<Id<Person>>, DbErr> {
    #[derive(FromQueryResult)]
    struct Known {
        person_id: Id<Person>,
    }
    let sql = "select person_id from outside_identity join person using (person_id)
        where issuer = $1 and subject = $2 and disabled_at is null for update of person";
    let known: Option<Known> = tx.first(sql, [issuer.into(), subject.into()]).await?;
    Ok(known.map(|known| known.person_id))
}

/// Notes that somebody came in by it.
pub(crate) async fn note_used(tx: &Scoped, issuer: &str, subject: &str) -> Result<(), DbErr> {
    let sql = "update outside_identity set used_at = now() where issuer = $1 and subject = $2";
    tx.run(sql, [issuer.into(), subject.into()]).await?;
    Ok(())
}

/// Links an identity, in place of another one of its issuer; false if it is somebody else's, and then nothing may be kept.
pub(crate) async fn link(tx: &Scoped, person_id: Id<Person>, issuer: &str, subject: &str) -> Result<bool, DbErr> {
    let sql = "delete from outside_identity where person_id = $1 and issuer = $2 and subject <> $3";
    tx.run(sql, [person_id.into(), issuer.into(), subject.into()]).await?;
    let sql = "insert into outside_identity as before (person_id, issuer, subject) values ($1, $2, $3)
        on conflict on constraint outside_identity_key do update set linked_at = before.linked_at
        where before.person_id = excluded.person_id";
    Ok(tx.run(sql, [person_id.into(), issuer.into(), subject.into()]).await? == 1)
}

/// Takes it away; false if there was none.
pub(crate) async fn unlink(tx: &Scoped, person_id: Id<Person>, issuer: &str) -> Result<bool, DbErr> {
    let sql = "delete from outside_identity where person_id = $1 and issuer = $2";
    Ok(tx.run(sql, [person_id.into(), issuer.into()]).await? == 1)
}

/// Takes all of them away.
pub(crate) async fn unlink_all(tx: &Scoped, person_id: Id<Person>) -> Result<(), DbErr> {
    tx.run("delete from outside_identity where person_id = $1", [person_id.into()]).await?;
    Ok(())
}

/// An identity that opens the house to somebody.
#[derive(FromQueryResult)]
pub(crate) struct Opening {
    pub issuer: String,
    pub linked_at: DateTime<Utc>,
    pub used_at: Option<DateTime<Utc>>,
}

/// What opens the house to somebody.
pub(crate) async fn of_person(tx: &Scoped, person_id: Id<Person>) -> Result<Vec<Opening>, DbErr> {
    let sql = "select issuer, linked_at, used_at from outside_identity where person_id = $1";
    tx.all(sql, [person_id.into()]).await
}
