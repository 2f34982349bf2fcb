//! Somebody has forgotten their password: a link is sent, if there is such a person. The asker learns nothing, neither from the
//! answer nor from the time it takes.

use contract::{Ask, Caller, accounts::ForgetPassword};
use mailbox::Stop;

use super::{draw_link::draw, identify::note_about, sign_in::too_many};
use crate::{
    App,
    domain::{Login, attempted, attempted_from},
    store::{attempts, persons},
};

/// Links for one login in a quarter of an hour.
const LINKS_FOR_LOGIN: i64 = 3;
/// The same asked for from one address.
const LINKS_FROM_ADDRESS: i64 = 30;

pub(crate) async fn forget_password(app: &App, caller: &Caller, ask: ForgetPassword) -> Result<(), Stop> {
    let tx = app.database.begin_as_service().await?;
    let mut counted = attempts::count(&tx, &attempted("link", &ask.login), LINKS_FOR_LOGIN).await?;
    if let Some(address) = &caller.address {
        counted &= attempts::count(&tx, &attempted_from("link", address), LINKS_FROM_ADDRESS).await?;
    }
    tx.commit().await?;
    if !counted {
        return Err(too_many());
    }
    if let Ok(login) = Login::parse(&ask.login) {
        let (app, caller) = (app.clone(), caller.clone());
        // The answer does not wait for it. If we die in between, whoever waits for a link asks again.
        tokio::spawn(async move {
            if let Err(stop) = send_link(&app, &caller, &login).await {
                tracing::error!(%stop, "could not send a link to somebody who has forgotten the password");
            }
        });
    }
    Ok(())
}

async fn send_link(app: &App, caller: &Caller, login: &Login) -> Result<(), Stop> {
    let tx = app.database.begin_as_service().await?;
    if let Some(person_id) = persons::find_open_by_login(&tx, login).await?
        && draw(app, &tx, person_id, login.as_str()).await?.is_some()
    {
        note_about(&tx, caller, person_id, ForgetPassword::NAME).await?;
        tx.commit().await?;
        app.message_waits.notify_one();
    }
    Ok(())
}
