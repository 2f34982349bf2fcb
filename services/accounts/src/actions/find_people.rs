//! Who is in the house, for those who manage them.

use contract::{
    Caller, Page,
    accounts::{FindPeople, PersonView},
};
use mailbox::Stop;
use scoped::Access;

use crate::{App, domain::Reach, store::people};

pub(crate) async fn find_people(app: &App, caller: &Caller, ask: FindPeople) -> Result<Page<PersonView>, Stop> {
    let tx = app.database.begin(caller, Access::Read).await?;
    let found = people::find(&tx, &Reach::of(caller), &ask.page, ask.text.as_deref(), ask.person_id).await?;
    tx.commit().await?;
    Ok(found)
}
