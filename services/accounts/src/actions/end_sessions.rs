//! Somebody ends their sessions on other devices.

use contract::{Ask, Caller, accounts::EndSessions};
use mailbox::Stop;

use super::identify::{note, oneself};
use crate::{App, domain::SessionHash, store::sessions};

pub(crate) async fn end_sessions(app: &App, caller: &Caller, ask: EndSessions) -> Result<u32, Stop> {
    let (person_id, session) = (oneself(caller)?, SessionHash::parse(&ask.session_hash)?);
    let tx = app.database.begin_as_service().await?;
    let ended = match ask.session_id {
        Some(session_id) => sessions::end_one(&tx, person_id, session_id).await?,
        None => sessions::end_others(&tx, person_id, &session).await?,
    };
    note(&tx, caller, person_id, EndSessions::NAME, "done").await?;
    tx.commit().await?;
    Ok(u32::try_from(ended).unwrap_or(u32::MAX))
}
