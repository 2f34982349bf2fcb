//! Somebody shows a login and a password and is let in, or is told neither why not nor who exists.

use contract::{
    Caller, Refusal,
    accounts::{Identity, SignIn},
    code,
};
use mailbox::Stop;

use crate::{
    App,
    domain::{Checked, Login, Patience, SessionHash, attempted},
    store::{attempts, persons, sessions},
};

pub(crate) async fn sign_in(app: &App, _: &Caller, ask: SignIn) -> Result<Identity, Stop> {
    let session = SessionHash::parse(&ask.session_hash)?;
    let attempted = attempted(&ask.login);

    // Counted in a commit of its own: an attempt that fails counts all the same.
    let tx = app.database.begin_as_service().await?;
    let counted = attempts::count(&tx, &attempted).await?;
    tx.commit().await?;
    if !counted {
        return Err(Refusal::new(
            code::TOO_MANY_ATTEMPTS,
            "too many attempts for this login; wait a quarter of an hour",
        )
        .into());
    }

    let tx = app.database.begin_as_service().await?;
    let known = match Login::parse(&ask.login) {
        Ok(login) => persons::find_by_login(&tx, &login).await?,
        Err(_) => None,
    };
    tx.commit().await?;

    // No connection is held while a password is checked. Where there is no such login, a decoy is checked instead.
    let (person, stored) = known.unzip();
    let checked = app.passwords.check(ask.password, stored).await?;
    let (Some(person_id), Checked::Right { rehashed }) = (person, checked) else {
        return Err(Refusal::new(code::SIGN_IN_FAILED, "the login or the password is wrong").into());
    };

    let tx = app.database.begin_as_service().await?;
    if let Some(hash) = rehashed {
        persons::set_password(&tx, person_id, &hash).await?;
    }
    let identity = persons::identity(&tx, person_id).await?;
    if !sessions::begin(&tx, &session, person_id, Patience::of(&identity.grants)).await? {
        return Err(Refusal::new(code::CONFLICT, "this session belongs to somebody else").into());
    }
    attempts::forget(&tx, &attempted).await?;
    tx.commit().await?;
    Ok(identity)
}
