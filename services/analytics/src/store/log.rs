//! The event log.

use contract::{Fact, fact_subject};
use mailbox::Heard;
use scoped::{DbErr, Scoped};

use crate::as_told::AsTold;

/// Notes an event. One that is replayed after the inbox has forgotten it is noted already.
pub(crate) async fn append<F: Fact>(tx: &Scoped, heard: &Heard<AsTold<F>>) -> Result<(), DbErr> {
    let sql = "insert into event_log (event_id, subject, about, version, body, at) values ($1, $2, $3, $4, $5, $6)
        on conflict on constraint event_log_key do nothing";
    // Without the house's name: the log outlives it.
    let subject = fact_subject::<F>("");
    let values = [
        heard.event_id.into(),
        subject.trim_start_matches('.').into(),
        heard.fact.about().into(),
        heard.fact.version().into(),
        heard.fact.body().into(),
        heard.at.into(),
    ];
    tx.run(sql, values).await?;
    Ok(())
}
