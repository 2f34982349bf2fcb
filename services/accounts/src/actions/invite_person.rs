//! Somebody is invited: a person of the house from now on, who has yet to choose a password.

use contract::{
    Ask, Caller, FieldFault, Refusal,
    accounts::{Grant, InvitePerson},
};
use mailbox::Stop;

use super::identify::note_about;
use crate::{
    App,
    domain::{NewPerson, Reach},
    store::{people, persons},
};

pub(crate) async fn invite_person(app: &App, caller: &Caller, ask: InvitePerson) -> Result<(), Stop> {
    let person = NewPerson::try_new(&ask.login, &ask.name, None, ask.grants)?;
    let reach = Reach::of(caller);
    refuse_beyond(&reach, &person.grants)?;
    let tx = app.database.begin_as_service().await?;
    if !persons::add(&tx, ask.person_id, &person, None).await? {
        // The same invitation again, or a login that is somebody's.
        return match people::get(&tx, &reach, ask.person_id).await? {
            Some(_) => Ok(()),
            None => Err(Refusal::of_fields(vec![FieldFault { field: "login".into(), code: "taken".into() }]).into()),
        };
    }
    note_about(&tx, caller, ask.person_id, InvitePerson::NAME).await?;
    tx.commit().await?;
    Ok(())
}

/// Refuses grants that the caller may not give.
pub(super) fn refuse_beyond(reach: &Reach, grants: &[Grant]) -> Result<(), Refusal> {
    let beyond = grants.iter().enumerate().filter(|(_, grant)| !reach.includes(grant));
    let faults: Vec<FieldFault> =
        beyond.map(|(at, _)| FieldFault { field: format!("grants.{at}"), code: "not_yours_to_give".into() }).collect();
    if faults.is_empty() { Ok(()) } else { Err(Refusal::of_fields(faults)) }
}
