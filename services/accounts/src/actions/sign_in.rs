//! Somebody shows a login and a password and is let in, or is told neither why not nor who exists.

use audit::Entry;
use contract::{
    Ask, Caller, Refusal,
    accounts::{Identity, SignIn},
    code,
};
use ids::{Id, Person};
use mailbox::Stop;

use super::identify::{identify, note};
use crate::{
    App,
    domain::{Checked, Login, Patience, SessionHash, attempted, attempted_from},
    store::{attempts, persons, sessions},
};

/// Wrong passwords for one login in a quarter of an hour.
const ATTEMPTS_AT_LOGIN: i64 = 10;
/// The same from one address, behind which a whole commune may sit.
pub(super) const ATTEMPTS_FROM_ADDRESS: i64 = 100;
const DEVICE_LENGTH_MAX: usize = 80;

pub(crate) async fn sign_in(app: &App, caller: &Caller, ask: SignIn) -> Result<Identity, Stop> {
    let session = SessionHash::parse(&ask.session_hash)?;
    let attempted = attempted("sign-in", &ask.login);
    let from = caller.address.as_deref().map(|address| attempted_from("sign-in", address));

    // Counted in a commit of its own: an attempt that fails counts all the same.
    let tx = app.database.begin_as_service().await?;
    let mut counted = attempts::count(&tx, &attempted, ATTEMPTS_AT_LOGIN).await?;
    if let Some(from) = &from {
        counted &= attempts::count(&tx, from, ATTEMPTS_FROM_ADDRESS).await?;
    }
    tx.commit().await?;
    if !counted {
        return Err(too_many());
    }

    let tx = app.database.begin_as_service().await?;
    let known = match Login::parse(&ask.login) {
        Ok(login) => persons::find_by_login(&tx, &login).await?,
        Err(_) => None,
    };
    tx.commit().await?;

    // No connection is held while a password is checked. Where there is no such login, a decoy is checked instead.
    let (person, stored) = known.unzip();
    let checked = app.passwords.check(ask.password, stored.clone()).await?;
    let (Some(person_id), Checked::Right { rehashed }) = (person, checked) else {
        note_failure(app, caller, person).await?;
        return Err(Refusal::new(code::SIGN_IN_FAILED, "the login or the password is wrong").into());
    };

    let tx = app.database.begin_as_service().await?;
    // A password takes a while to check: meanwhile it may have been changed, or its owner shut out.
    if !persons::lock_opened_by(&tx, person_id, stored.as_deref().unwrap_or_default()).await? {
        return Err(Refusal::new(code::SIGN_IN_FAILED, "the login or the password is wrong").into());
    }
    if let Some(hash) = rehashed {
        persons::set_password(&tx, person_id, &hash).await?;
    }
    let identity = identify(app, &tx, person_id, false).await?;
    let patience = Patience::of(&identity.grants);
    if !sessions::begin(&tx, &session, person_id, patience, &device_of(&ask.device)).await? {
        return Err(Refusal::new(code::CONFLICT, "this session belongs to somebody else").into());
    }
    attempts::forget(&tx, &attempted).await?;
    if let Some(from) = &from {
        attempts::take_back(&tx, from).await?;
    }
    note(&tx, caller, person_id, SignIn::NAME, "done").await?;
    tx.commit().await?;
    Ok(identity)
}

/// Also where there is no such login: whoever guesses shall not learn it from the time this takes.
async fn note_failure(app: &App, caller: &Caller, person: Option<Id<Person>>) -> Result<(), Stop> {
    let tx = app.database.begin_as_service().await?;
    let objects = person.iter().map(ToString::to_string).collect();
    let entry = Entry { action: SignIn::NAME, objects, outcome: code::SIGN_IN_FAILED, digest: "" };
    audit::append(&tx, caller, entry).await?;
    tx.commit().await?;
    Ok(())
}

/// A device's name as it is kept.
pub(super) fn device_of(told: &str) -> String {
    told.trim().chars().filter(|c| !c.is_control()).take(DEVICE_LENGTH_MAX).collect()
}

/// What somebody is told who has guessed too often.
pub(super) fn too_many() -> Stop {
    Refusal::new(code::TOO_MANY_ATTEMPTS, "too many attempts; wait a quarter of an hour").into()
}
