//! Somebody is invited: a person of the house from now on, who has yet to choose a password.

use contract::{
    Ask, Caller, FieldFault, Refusal,
    accounts::{Grant, InvitePerson},
};
use mailbox::Stop;
use scoped::Access;

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
    let tx = app.database.begin(caller, Access::Write).await?;
    if !persons::add(&tx, ask.person_id, &person, None).await? {
        // The same invitation again, or a login that is somebody's.
        // The same invitation again is no other; one that was corrected is, and wants an id of its own.
        let same = people::get(&tx, &reach, ask.person_id).await?.is_some()
            && persons::login(&tx, ask.person_id).await?.as_deref() == Some(person.login.as_str());
        tx.rollback().await?;
        // Whose login it is, the caller may not be one to see.
        let tx = app.database.begin_as_service().await?;
        let taken = persons::find_open_by_login(&tx, &person.login).await?.is_some();
        return match (same, taken) {
            (true, _) => Ok(()),
            (false, true) => Err(at_fault("login", "taken")),
            (false, false) => Err(at_fault("person_id", "used")),
        };
    }
    note_about(&tx, caller, ask.person_id, InvitePerson::NAME).await?;
    tx.commit().await?;
    Ok(())
}

fn at_fault(field: &str, code: &str) -> Stop {
    Refusal::of_fields(vec![FieldFault { field: field.to_owned(), code: code.to_owned() }]).into()
}

/// Refuses grants that the caller may not give.
pub(super) fn refuse_beyond(reach: &Reach, grants: &[Grant]) -> Result<(), Refusal> {
    let beyond = grants.iter().enumerate().filter(|(_, grant)| !reach.includes(grant));
    let faults: Vec<FieldFault> =
        beyond.map(|(at, _)| FieldFault { field: format!("grants.{at}"), code: "not_yours_to_give".into() }).collect();
    if faults.is_empty() { Ok(()) } else { Err(Refusal::of_fields(faults)) }
}
