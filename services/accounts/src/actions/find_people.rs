//! Who is in the house, for those who manage them.

use contract::{
    Caller, Page,
    accounts::{FindPeople, PersonView},
};
use mailbox::Stop;

use crate::{App, domain::Reach, store::people};

pub(crate) async fn find_people(app: &App, caller: &Caller, ask: FindPeople) -> Result<Page<PersonView>, Stop> {
    let tx = app.database.begin_as_service().await?;
    let found = people::find(&tx, &Reach::of(caller), &ask.page, ask.text.as_deref(), ask.person_id).await?;
    tx.commit().await?;
    Ok(found)
}
