//! A person comes in, with a login of their own and the roles they hold.

use contract::{FieldFault, Refusal, accounts::AddPerson};
use host::Secret;
use ids::{Id, Person};
use mailbox::Stop;
use scoped::Scoped;

use crate::{App, domain::NewPerson, store::persons};

pub(crate) async fn add_person(app: &App, tx: &Scoped, ask: AddPerson) -> Result<Id<Person>, Stop> {
    let person = NewPerson::try_new(&ask.login, &ask.name, Some(Secret::new(ask.password)), ask.grants)?;
    add(app, tx, &person).await
}

/// Also how the first operator comes in.
pub(crate) async fn add(app: &App, tx: &Scoped, person: &NewPerson) -> Result<Id<Person>, Stop> {
    let hash = match &person.password {
        Some(password) => Some(app.passwords.hash(password.expose()).await?),
        None => None,
    };
    let person_id = Id::generate();
    if !persons::add(tx, person_id, person, hash.as_deref()).await? {
        return Err(Refusal::of_fields(vec![FieldFault { field: "login".into(), code: "taken".into() }]).into());
    }
    Ok(person_id)
}
