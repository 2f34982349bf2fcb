//! Parked messages: what could not be read or was given up, with the reason, until a person looks at it.

use scoped::{DbErr, FromQueryResult, Scoped};
use uuid::Uuid;

/// A message on its way into the parking lot.
#[derive(Debug)]
pub(crate) struct Parking<'a> {
    pub consumer: &'a str,
    pub event_id: Option<Uuid>,
    pub subject: &'a str,
    pub body: &'a str,
    pub reason: &'a str,
    pub attempts: i64,
}

pub(crate) async fn park(tx: &Scoped, message: Parking<'_>) -> Result<(), DbErr> {
    let sql = "insert into parked_message (consumer, event_id, subject, body, reason, attempts)
        values ($1, $2, $3, $4, $5, $6) on conflict on constraint parked_once do nothing";
    let values = [
        message.consumer.into(),
        message.event_id.into(),
        message.subject.into(),
        message.body.into(),
        message.reason.into(),
        message.attempts.into(),
    ];
    tx.run(sql, values).await?;
    metrics::counter!("phien_parked", "consumer" => message.consumer.to_owned()).increment(1);
    Ok(())
}

/// Messages that are parked in this service.
pub async fn parked(tx: &Scoped) -> Result<u64, DbErr> {
    #[derive(FromQueryResult)]
    struct Count {
        parked: i64,
    }
    let count: Option<Count> =
        tx.first("select count(*) as parked from parked_message where settled_at is null", []).await?;
    Ok(count.map_or(0, |count| u64::try_from(count.parked).unwrap_or(0)))
}
