//! A session is ended. One that has ended already stays ended.

use contract::{Caller, accounts::SignOut};
use mailbox::Stop;

use crate::{App, domain::SessionHash, store::sessions};

pub(crate) async fn sign_out(app: &App, _: &Caller, ask: SignOut) -> Result<(), Stop> {
    let session = SessionHash::parse(&ask.session_hash)?;
    let tx = app.database.begin_as_service().await?;
    sessions::end(&tx, &session).await?;
    tx.commit().await?;
    Ok(())
}
