//! Somebody gives their second factor up, say for a new phone.

use contract::{Ask, Caller, accounts::DropSecondFactor};
use host::Secret;
use mailbox::Stop;

use super::identify::{check_own_password, note, oneself};
use crate::{
    App,
    domain::SessionHash,
    store::{second_factors, sessions},
};

pub(crate) async fn drop_second_factor(app: &App, caller: &Caller, ask: DropSecondFactor) -> Result<(), Stop> {
    let (person_id, session) = (oneself(caller)?, SessionHash::parse(&ask.session_hash)?);
    check_own_password(app, caller, person_id, Secret::new(ask.password)).await?;
    let tx = app.database.begin_as_service().await?;
    if second_factors::drop_all(&tx, person_id).await? {
        sessions::end_others(&tx, person_id, &session).await?;
        note(&tx, caller, person_id, DropSecondFactor::NAME, "done").await?;
    }
    tx.commit().await?;
    Ok(())
}
