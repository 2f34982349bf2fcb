//! Somebody's grants, and whether they come in, are changed by those who manage them.

use contract::{
    Ask, Caller, Refusal, Role,
    accounts::{ChangePerson, Grant, PersonChange},
    code,
};
use ids::{Id, Person};
use mailbox::Stop;
use scoped::{Access, Scoped};

use super::{
    identify::{note_about, oneself},
    invite_person::refuse_beyond,
};
use crate::{
    App,
    domain::{Reach, faults_of_grants, once_each},
    store::{links, people, persons, second_factors, sessions},
};

pub(crate) async fn change_person(app: &App, caller: &Caller, ask: ChangePerson) -> Result<(), Stop> {
    let reach = Reach::of(caller);
    let tx = app.database.begin(caller, Access::Write).await?;
    persons::lock(&tx, ask.person_id).await?;
    let person = people::get(&tx, &reach, ask.person_id).await?.ok_or_else(|| Stop::not_found("person"))?;
    if oneself(caller)? == ask.person_id {
        return Err(Refusal::new(code::CONFLICT, "nobody manages themselves; ask somebody else").into());
    }
    match ask.change {
        PersonChange::Grants(grants) => change_grants(&tx, &reach, ask.person_id, &person.grants, grants).await?,
        PersonChange::ShutOut => {
            keep_an_operator(&tx, ask.person_id, &person.grants).await?;
            persons::shut_out(&tx, ask.person_id, true).await?;
            links::forget(&tx, ask.person_id).await?;
            sessions::end_all(&tx, ask.person_id).await?;
        }
        PersonChange::LetIn => persons::shut_out(&tx, ask.person_id, false).await?,
        PersonChange::ForgetSecondFactor => {
            second_factors::drop_all(&tx, ask.person_id).await?;
            sessions::end_all(&tx, ask.person_id).await?;
        }
    }
    note_about(&tx, caller, ask.person_id, ChangePerson::NAME).await?;
    tx.commit().await?;
    Ok(())
}

/// A session knows its grants anew with every request, but for the seconds a door remembers them; so sessions end.
async fn change_grants(
    tx: &Scoped,
    reach: &Reach,
    person_id: Id<Person>,
    before: &[Grant],
    mut grants: Vec<Grant>,
) -> Result<(), Stop> {
    let faults = faults_of_grants(&grants);
    if !faults.is_empty() {
        return Err(Refusal::of_fields(faults).into());
    }
    refuse_beyond(reach, &grants)?;
    once_each(&mut grants);
    if !grants.iter().any(|grant| grant.role == Role::Operator) {
        keep_an_operator(tx, person_id, before).await?;
    }
    persons::set_grants(tx, person_id, &grants).await?;
    sessions::end_all(tx, person_id).await?;
    Ok(())
}

/// Refuses to take the last operator away.
async fn keep_an_operator(tx: &Scoped, person_id: Id<Person>, grants: &[Grant]) -> Result<(), Stop> {
    let is_operator = grants.iter().any(|grant| grant.role == Role::Operator);
    if is_operator && !persons::has_operator(tx, Some(person_id)).await? {
        return Err(Refusal::new(code::CONFLICT, "the house would have no operator").into());
    }
    Ok(())
}
