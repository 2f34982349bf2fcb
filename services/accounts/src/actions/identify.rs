//! Who somebody is, what they may be, and what is missing before they may.

use audit::Entry;
use contract::{
    Actor, Caller, Refusal, Role,
    accounts::{Identity, Need},
    code,
};
use host::Secret;
use ids::{Id, Person};
use mailbox::Stop;
use scoped::{DbErr, Scoped};

use super::sign_in::too_many;
use crate::{
    App,
    domain::{Checked, attempted_of},
    store::{attempts, delegations, persons, second_factors},
};

/// Wrong passwords of somebody who is signed in, in a quarter of an hour.
const ATTEMPTS: i64 = 10;

/// Who somebody is in a session where the second factor was shown or not.
pub(super) async fn identify(app: &App, tx: &Scoped, person_id: Id<Person>, proven: bool) -> Result<Identity, DbErr> {
    let mut identity = persons::identity(tx, person_id).await?;
    let (has_second_factor, _) = second_factors::standing(tx, person_id).await?;
    if identity.grants.iter().any(|grant| grant.role == Role::Assistant) {
        identity.acts_for = delegations::live(tx, person_id, app.calendar.today()).await?;
    }
    identity.need = match (has_second_factor, proven) {
        (true, false) => Some(Need::SecondFactorCode),
        (false, _) if app.second_factor.binds(&identity.grants) => Some(Need::SecondFactorSetUp),
        _ => None,
    };
    Ok(identity)
}

/// Writes into the audit trail what somebody did at the door of the house, or could not do.
pub(super) async fn note(
    tx: &Scoped,
    caller: &Caller,
    person_id: Id<Person>,
    action: &str,
    outcome: &str,
) -> Result<(), DbErr> {
    let mut caller = caller.clone();
    if outcome == "done" {
        caller.actor = Actor::Person(person_id);
    }
    let objects = vec![person_id.to_string()];
    audit::append(tx, &caller, Entry { action, objects, outcome, digest: "" }).await
}

/// Writes into the audit trail what somebody did about somebody else.
pub(super) async fn note_about(tx: &Scoped, caller: &Caller, person_id: Id<Person>, action: &str) -> Result<(), DbErr> {
    audit::append(tx, caller, Entry { action, objects: vec![person_id.to_string()], outcome: "done", digest: "" }).await
}

/// The person who asks about themselves.
pub(super) fn oneself(caller: &Caller) -> Result<Id<Person>, Refusal> {
    match &caller.actor {
        Actor::Person(person_id) => Ok(*person_id),
        _ => Err(Refusal::new(code::NOT_ALLOWED, "only a person has a sign-in of their own")),
    }
}

/// Refuses unless somebody knows their own password: an open browser must not be enough.
pub(super) async fn check_own_password(
    app: &App,
    caller: &Caller,
    person_id: Id<Person>,
    password: Secret,
) -> Result<(), Stop> {
    let attempted = attempted_of(person_id, "password");
    let tx = app.database.begin_as_service().await?;
    let counted = attempts::count(&tx, &attempted, ATTEMPTS).await?;
    let stored = persons::credentials(&tx, person_id).await?.map(|known| known.password_hash);
    tx.commit().await?;
    if !counted {
        return Err(too_many());
    }
    match app.passwords.check(password.expose().clone(), stored).await? {
        Checked::Right { .. } => {
            let tx = app.database.begin_as_service().await?;
            attempts::forget(&tx, &attempted).await?;
            tx.commit().await?;
            Ok(())
        }
        Checked::Wrong => {
            let tx = app.database.begin_as_service().await?;
            note(&tx, caller, person_id, "check_password", code::SIGN_IN_FAILED).await?;
            tx.commit().await?;
            Err(Refusal::new(code::SIGN_IN_FAILED, "the password is wrong").into())
        }
    }
}
