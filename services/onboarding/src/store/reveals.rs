//! The rows of `reveal`: who was shown what of whom, and why. Written once, and never with the value.

use chrono::{DateTime, Utc};
use contract::onboarding::{Purpose, RevealNote, RevealPersonalData};
use mailbox::Stop;
use scoped::{FromQueryResult, Scoped};
use uuid::Uuid;

use super::{vault::Producer, words::word};

/// How many numbers the caller was shown within the last hour; whoever asks as the same person meanwhile waits.
pub(crate) async fn lock_and_count(tx: &Scoped) -> Result<u32, Stop> {
    #[derive(FromQueryResult)]
    struct Count {
        n: i64,
    }
    let actor = tx.caller().actor.to_string();
    tx.run("select pg_advisory_xact_lock(hashtext('reveal ' || $1))", [actor.as_str().into()]).await?;
    let count: Option<Count> = tx.first("select reveals_in_an_hour($1) as n", [actor.into()]).await?;
    Ok(count.map_or(0, |count| u32::try_from(count.n).unwrap_or(u32::MAX)))
}

/// Who was shown what of a producer, the newest first.
pub(crate) async fn of_producer(tx: &Scoped, producer_id: Uuid, at_most: Option<i64>) -> Result<Vec<RevealNote>, Stop> {
    #[derive(FromQueryResult)]
    struct Row {
        at: DateTime<Utc>,
        role: String,
        field: String,
        reason: String,
        words: String,
        purpose: Option<String>,
    }
    let sql = "select at, role, field, reason, words, purpose from reveal where producer_id = $1
        order by reveal_id desc limit $2";
    let rows: Vec<Row> = tx.all(sql, [producer_id.into(), at_most.into()]).await?;
    let told = |row: Row| {
        Ok(RevealNote {
            at: row.at,
            by_role: row.role,
            field: word(row.field)?,
            reason: word(row.reason)?,
            words: row.words,
            purpose: row.purpose.map(word).transpose()?,
        })
    };
    rows.into_iter().map(told).collect()
}

/// Writes down that the caller is shown a number.
pub(crate) async fn note(tx: &Scoped, producer: &Producer, ask: &RevealPersonalData, words: &str) -> Result<(), Stop> {
    let sql = "insert into reveal (producer_id, producer, cooperative_id, commune_code, field, reason, words, purpose, actor, role)
        select $1, $2, cooperative_id, commune_code, $4, $5, $6, $7, $8, $9 from cooperative where cooperative_id = $3";
    let values = [
        producer.id.into(),
        producer.table.into(),
        producer.tenant.into(),
        ask.field.slug().into(),
        ask.reason.slug().into(),
        words.into(),
        ask.purpose.map(Purpose::slug).map(str::to_owned).into(),
        tx.caller().actor.to_string().into(),
        tx.caller().role.slug().into(),
    ];
    if tx.run(sql, values).await? != 1 {
        return Err(anyhow::anyhow!("a reveal was not written down").into());
    }
    Ok(())
}
