//! Whose session is this? Asking keeps it awake.

use contract::{
    Caller,
    accounts::{Identity, WhoIs},
};
use mailbox::Stop;

use crate::{
    App,
    domain::SessionHash,
    store::{persons, sessions},
};

pub(crate) async fn who_is(app: &App, _: &Caller, ask: WhoIs) -> Result<Identity, Stop> {
    let session = SessionHash::parse(&ask.session_hash)?;
    let tx = app.database.begin_as_service().await?;
    let person_id = sessions::find(&tx, &session).await?.ok_or_else(|| Stop::not_found("session"))?;
    let identity = persons::identity(&tx, person_id).await?;
    tx.commit().await?;
    Ok(identity)
}
