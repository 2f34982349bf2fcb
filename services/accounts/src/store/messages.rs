//! Messages on their way, sealed.

use host::Sealer;
use scoped::{DbErr, FromQueryResult, Scoped};
use uuid::Uuid;

use crate::messenger::Message;

/// A message that waits.
#[derive(FromQueryResult)]
pub(crate) struct Waiting {
    pub message_id: Uuid,
    pub attempts: i32,
    sealed: Vec<u8>,
}

fn place(message_id: Uuid) -> String {
    format!("accounts|message|sealed|{message_id}")
}

/// Lets a message wait to be sent.
pub(crate) async fn add(tx: &Scoped, sealer: &Sealer, message: &Message) -> anyhow::Result<()> {
    let message_id = Uuid::now_v7();
    let sealed = sealer.seal(&place(message_id), &serde_json::to_vec(message)?);
    let sql = "insert into message (message_id, sealed) values ($1, $2)";
    tx.run(sql, [message_id.into(), sealed.into()]).await?;
    Ok(())
}

/// Takes what is due; it is due again after a while that doubles, up to an hour.
pub(crate) async fn take_due(tx: &Scoped) -> Result<Vec<Waiting>, DbErr> {
    let sql = "update message set attempts = attempts + 1,
            due_at = now() + least(interval '1 hour', interval '30 seconds' * 2 ^ least(attempts, 10))
        where message_id in (select message_id from message where due_at <= now() order by due_at limit 20 for update skip locked)
        returning message_id, attempts, sealed";
    tx.all(sql, []).await
}

/// What it says.
pub(crate) fn open(sealer: &Sealer, waiting: &Waiting) -> anyhow::Result<Message> {
    Ok(serde_json::from_slice(&sealer.open(&place(waiting.message_id), &waiting.sealed)?)?)
}

/// It was sent.
pub(crate) async fn forget(tx: &Scoped, message_id: Uuid) -> Result<(), DbErr> {
    tx.run("delete from message where message_id = $1", [message_id.into()]).await?;
    Ok(())
}

/// Forgets what waits for somebody who is no longer to be reached. To whom each goes is sealed, so each is opened: few wait.
pub(crate) async fn forget_to(tx: &Scoped, sealer: &Sealer, login: &str) -> anyhow::Result<()> {
    let waiting: Vec<Waiting> = tx.all("select message_id, attempts, sealed from message", []).await?;
    for one in waiting {
        match open(sealer, &one) {
            Ok(message) if message.to == login => forget(tx, one.message_id).await?,
            Ok(_) => {}
            // It can be sent to nobody either.
            Err(error) => tracing::warn!(message.id = %one.message_id, %error, "a message stays sealed"),
        }
    }
    Ok(())
}

/// Drops what is too old to matter: the links in them no longer work.
pub(crate) async fn sweep(tx: &Scoped) -> Result<(), DbErr> {
    tx.run("delete from message where created_at < now() - interval '7 days'", []).await?;
    Ok(())
}
