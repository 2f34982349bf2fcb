//! Somebody does not come in by a provider's word any more.

use contract::{Ask, Caller, accounts::UnlinkIdentity};
use mailbox::Stop;

use super::{
    identify::{note, oneself},
    visit_provider::provider,
};
use crate::{
    App,
    domain::SessionHash,
    store::{identities, sessions},
};

pub(crate) async fn unlink_identity(app: &App, caller: &Caller, ask: UnlinkIdentity) -> Result<(), Stop> {
    let (person_id, session) = (oneself(caller)?, SessionHash::parse(&ask.session_hash)?);
    let issuer = &provider(app, &ask.provider)?.settings.issuer;
    let tx = app.database.begin_as_service().await?;
    if identities::unlink(&tx, person_id, issuer).await? {
        // Whoever came in by it is out.
        sessions::end_others(&tx, person_id, &session).await?;
        note(&tx, caller, person_id, UnlinkIdentity::NAME, "done").await?;
    }
    tx.commit().await?;
    Ok(())
}
