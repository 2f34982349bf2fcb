//! The outbox: facts that became true and are yet to be told.

use chrono::Utc;
use contract::{Fact, fact_subject};
use ids::{Event, Id};
use scoped::{DbErr, FromQueryResult, Scoped};
use uuid::Uuid;

const POST: &str = "insert into outbox (event_id, subject, about, version, headers, body)
    select event_id, subject, about, version, headers::jsonb, body
    from unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::text[])
        as posted (event_id, subject, about, version, headers, body)";

/// Tells a fact, if and only if the transaction commits. Lock the thing's row first: its facts then have ids in the order
/// of their versions.
pub async fn post<F: Fact>(tx: &Scoped, fact: &F) -> Result<(), DbErr> {
    post_all(tx, std::slice::from_ref(fact)).await
}

/// Tells several facts in one statement.
pub async fn post_all<F: Fact>(tx: &Scoped, facts: &[F]) -> Result<(), DbErr> {
    if facts.is_empty() {
        return Ok(());
    }
    let now = Utc::now();
    // The house's name is the first token of a subject; it is put before it when the relay publishes.
    let subject = fact_subject::<F>("");
    let (mut ids, mut abouts, mut versions, mut headers, mut bodies) = (vec![], vec![], vec![], vec![], vec![]);
    for fact in facts {
        let id = Id::<Event>::generate();
        ids.push(id.uuid());
        abouts.push(fact.about());
        versions.push(fact.version());
        headers.push(json(&crate::envelope::headers(id, fact, now, tx))?);
        bodies.push(json(fact)?);
    }
    let subjects = vec![subject; facts.len()];
    let values = [ids.into(), subjects.into(), abouts.into(), versions.into(), headers.into(), bodies.into()];
    tx.run(POST, values).await?;
    tx.note_posted();
    Ok(())
}

fn json<T: serde::Serialize>(value: &T) -> Result<String, DbErr> {
    serde_json::to_string(value).map_err(|error| DbErr::Json(error.to_string()))
}

/// Facts that wait to be told.
pub async fn waiting(tx: &Scoped) -> Result<u64, DbErr> {
    #[derive(FromQueryResult)]
    struct Count {
        waiting: i64,
    }
    let count: Option<Count> =
        tx.first("select count(*) as waiting from outbox where published_at is null", []).await?;
    Ok(count.map_or(0, |count| u64::try_from(count.waiting).unwrap_or(0)))
}

/// A fact that waits to be told.
#[derive(Debug, FromQueryResult)]
pub(crate) struct Waiting {
    pub event_id: Uuid,
    pub subject: String,
    pub headers: serde_json::Value,
    pub body: String,
}

/// The oldest unpublished facts. What is not marked is found, in whatever order transactions have committed: there is no
/// position to be ahead of a late one.
pub(crate) async fn unpublished(tx: &Scoped, at_most: u32) -> Result<Vec<Waiting>, DbErr> {
    let sql = "select event_id, subject, headers, body from outbox where published_at is null order by id limit $1";
    tx.all(sql, [i64::from(at_most).into()]).await
}

/// Notes that the broker has stored these.
pub(crate) async fn mark_published(tx: &Scoped, ids: Vec<Uuid>) -> Result<(), DbErr> {
    tx.run("update outbox set published_at = now() where event_id = any($1::uuid[])", [ids.into()]).await?;
    Ok(())
}
