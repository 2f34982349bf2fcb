//! Somebody chooses a password by a link, and is in.

use contract::{
    Ask, Caller, FieldFault, Refusal,
    accounts::{Identity, UseLink},
    code,
};
use host::Secret;
use mailbox::Stop;

use super::{
    identify::{identify, note},
    sign_in::device_of,
};
use crate::{
    App,
    domain::{Patience, SessionHash, judge_password},
    store::{identities, links, persons, sessions},
};

pub(crate) async fn use_link(app: &App, caller: &Caller, ask: UseLink) -> Result<Identity, Stop> {
    let (token, session) = (SessionHash::parse(&ask.token_hash)?, SessionHash::parse(&ask.session_hash)?);
    let tx = app.database.begin_as_service().await?;
    let link = links::find(&tx, token.bytes(), false).await?.ok_or_else(|| Stop::not_found("link"))?;
    tx.commit().await?;
    let chosen = Secret::new(ask.password);
    judge_password(&chosen, &[&link.login, &link.name])
        .map_err(|code| Refusal::of_fields(vec![FieldFault { field: "password".into(), code: code.into() }]))?;
    let hash = app.passwords.hash(chosen.expose()).await?;

    let tx = app.database.begin_as_service().await?;
    // Again, and locked: of two who use it at once, one comes too late.
    let link = links::find(&tx, token.bytes(), true).await?.ok_or_else(|| Stop::not_found("link"))?;
    persons::choose_password(&tx, link.person_id, &hash).await?;
    links::forget(&tx, link.person_id).await?;
    // Of somebody who had their password, nothing stays that opens the house.
    identities::unlink_all(&tx, link.person_id).await?;
    sessions::end_all(&tx, link.person_id).await?;
    let identity = identify(app, &tx, link.person_id, false).await?;
    let patience = Patience::of(&identity.grants);
    if !sessions::begin(&tx, &session, link.person_id, patience, &device_of(&ask.device)).await? {
        return Err(Refusal::new(code::CONFLICT, "this session belongs to somebody else").into());
    }
    note(&tx, caller, link.person_id, UseLink::NAME, "done").await?;
    tx.commit().await?;
    Ok(identity)
}
