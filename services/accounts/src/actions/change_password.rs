//! Somebody chooses another password; whoever had the old one is out.

use contract::{Ask, Caller, FieldFault, Refusal, accounts::ChangePassword};
use host::Secret;
use mailbox::Stop;

use super::identify::{check_own_password, note, oneself};
use crate::{
    App,
    domain::{SessionHash, judge_password},
    store::{identities, links, persons, sessions},
};

pub(crate) async fn change_password(app: &App, caller: &Caller, ask: ChangePassword) -> Result<(), Stop> {
    let (person_id, session) = (oneself(caller)?, SessionHash::parse(&ask.session_hash)?);
    let chosen = Secret::new(ask.new_password);
    let tx = app.database.begin_as_service().await?;
    let known = persons::credentials(&tx, person_id).await?.ok_or_else(|| Stop::not_found("person"))?;
    tx.commit().await?;
    check_own_password(app, caller, person_id, Secret::new(ask.password.clone())).await?;
    let judged = if *chosen.expose() == ask.password {
        Err("as_before")
    } else {
        judge_password(&chosen, &[&known.login, &known.name])
    };
    judged.map_err(|code| Refusal::of_fields(vec![FieldFault { field: "new_password".into(), code: code.into() }]))?;

    let hash = app.passwords.hash(chosen.expose()).await?;
    let tx = app.database.begin_as_service().await?;
    persons::choose_password(&tx, person_id, &hash).await?;
    links::forget(&tx, person_id).await?;
    // Whoever had the old password may have linked what is theirs.
    identities::unlink_all(&tx, person_id).await?;
    sessions::end_others(&tx, person_id, &session).await?;
    note(&tx, caller, person_id, ChangePassword::NAME, "done").await?;
    tx.commit().await?;
    Ok(())
}
