//! Whose session is this? Asking keeps it awake.

use contract::{
    Caller,
    accounts::{Identity, WhoIs},
};
use mailbox::Stop;

use super::identify::identify;
use crate::{App, domain::SessionHash, store::sessions};

pub(crate) async fn who_is(app: &App, _: &Caller, ask: WhoIs) -> Result<Identity, Stop> {
    let session = SessionHash::parse(&ask.session_hash)?;
    let tx = app.database.begin_as_service().await?;
    let live = sessions::find(&tx, &session).await?.ok_or_else(|| Stop::not_found("session"))?;
    let identity = identify(app, &tx, live.person_id, live.proven).await?;
    tx.commit().await?;
    Ok(identity)
}
