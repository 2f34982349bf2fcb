//! A session is ended. One that has ended already stays ended.

use contract::{Ask, Caller, accounts::SignOut};
use mailbox::Stop;

use super::identify::note;
use crate::{App, domain::SessionHash, store::sessions};

pub(crate) async fn sign_out(app: &App, caller: &Caller, ask: SignOut) -> Result<(), Stop> {
    let session = SessionHash::parse(&ask.session_hash)?;
    let tx = app.database.begin_as_service().await?;
    if let Some(person_id) = sessions::end(&tx, &session).await? {
        note(&tx, caller, person_id, SignOut::NAME, "done").await?;
    }
    tx.commit().await?;
    Ok(())
}
