//! The rows of `consent`: what somebody said to each purpose, written once.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use contract::{
    Page,
    onboarding::{ConsentNote, ConsentSaid, FindConsents, Purpose, RecordConsent},
};
use mailbox::Stop;
use scoped::{FromQueryResult, Scoped};
use uuid::Uuid;

use super::{cursor, narrowed, vault::Producer, words::word};

/// Whether consent was given or withdrawn last, for the purposes where anything was said.
pub(crate) async fn standing(tx: &Scoped, producer_id: Uuid) -> Result<HashMap<Purpose, bool>, Stop> {
    #[derive(FromQueryResult)]
    struct Row {
        purpose: String,
        given: bool,
    }
    let sql = "select distinct on (purpose) purpose, given from consent where producer_id = $1
        order by purpose, consent_id desc";
    let rows: Vec<Row> = tx.all(sql, [producer_id.into()]).await?;
    rows.into_iter().map(|row| Ok((word(row.purpose)?, row.given))).collect()
}

/// Whether any of these producers has withdrawn consent to a purpose.
pub(crate) async fn any_withdrawn(tx: &Scoped, producers: &[Uuid], purpose: Purpose) -> Result<bool, Stop> {
    #[derive(FromQueryResult)]
    struct Row {
        given: bool,
    }
    let sql = "select distinct on (producer_id) given from consent where producer_id = any($1::uuid[]) and purpose = $2
        order by producer_id, consent_id desc";
    let rows: Vec<Row> = tx.all(sql, [producers.to_vec().into(), purpose.slug().into()]).await?;
    Ok(rows.iter().any(|row| !row.given))
}

/// Writes down what somebody said.
pub(crate) async fn add(tx: &Scoped, producer: &Producer, ask: &RecordConsent, at: DateTime<Utc>) -> Result<(), Stop> {
    let sql =
        "insert into consent (producer_id, producer, cooperative_id, commune_code, purpose, given, version, language,
            channel, proof, proof_file, actor, role, at)
        select $1, $2, cooperative_id, commune_code, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13
        from cooperative where cooperative_id = $3";
    let values = [
        producer.id.into(),
        producer.table.into(),
        producer.tenant.into(),
        ask.purpose.slug().into(),
        ask.given.into(),
        i32::try_from(ask.version).unwrap_or(i32::MAX).into(),
        ask.language.as_str().into(),
        ask.channel.slug().into(),
        ask.proof.trim().into(),
        ask.proof_file.clone().into(),
        tx.caller().actor.to_string().into(),
        tx.caller().role.slug().into(),
        at.into(),
    ];
    if tx.run(sql, values).await? != 1 {
        return Err(anyhow::anyhow!("a consent was not written down").into());
    }
    Ok(())
}

#[derive(FromQueryResult)]
struct Row {
    at: DateTime<Utc>,
    purpose: String,
    given: bool,
    version: i32,
    channel: String,
    proof: String,
    has_file: bool,
    role: String,
}

impl Row {
    fn said(self) -> Result<ConsentSaid, Stop> {
        Ok(ConsentSaid {
            at: self.at,
            purpose: word(self.purpose)?,
            given: self.given,
            version: self.version.unsigned_abs(),
            channel: word(self.channel)?,
            proof: self.proof,
            has_file: self.has_file,
            by_role: self.role,
        })
    }
}

/// One page of what was said in the caller's scope, the oldest first.
pub(crate) async fn find(tx: &Scoped, ask: &FindConsents) -> Result<Page<ConsentNote>, Stop> {
    #[derive(FromQueryResult)]
    struct Note {
        consent_id: i64,
        code: String,
        #[sea_orm(nested)]
        row: Row,
    }
    let size = ask.page.rows();
    let after: i64 = cursor::after(&ask.page)?.parse().unwrap_or(0);
    let sql =
        "select consent_id, at, purpose, given, version, channel, proof, proof_file is not null as has_file, role,
            coalesce((select h.code from household h where h.household_id = consent.producer_id),
                (select c.code from cooperative c where c.cooperative_id = consent.cooperative_id), '') as code
        from consent where $seen and consent_id > $1 order by consent_id limit $2";
    let (sql, values) = narrowed(tx, sql, [after.into(), (i64::from(size) + 1).into()]);
    let rows: Vec<Note> = tx.all(&sql, values).await?;
    let (rows, next) = cursor::page(rows, size, |row| row.consent_id.to_string());
    let note = |note: Note| Ok(ConsentNote { code: note.code, said: note.row.said()? });
    Ok(Page { rows: rows.into_iter().map(note).collect::<Result<_, Stop>>()?, next, total: None })
}

/// What somebody said, the newest first.
pub(crate) async fn said(tx: &Scoped, producer_id: Uuid, at_most: Option<i64>) -> Result<Vec<ConsentSaid>, Stop> {
    let sql = "select at, purpose, given, version, channel, proof, proof_file is not null as has_file, role
        from consent where producer_id = $1 order by consent_id desc limit $2";
    let rows: Vec<Row> = tx.all(sql, [producer_id.into(), at_most.into()]).await?;
    rows.into_iter().map(Row::said).collect()
}
