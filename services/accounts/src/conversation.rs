//! What accounts answers. It hears no facts.

use contract::accounts::{AddPerson, SignIn, SignOut, WhoIs};
use mailbox::Conversation;

use crate::{
    App,
    actions::{add_person::add_person, sign_in::sign_in, sign_out::sign_out, who_is::who_is},
};

/// Whoever has not signed in has no rows of their own, so the first three open transactions of the service.
pub(crate) fn conversation(app: App) -> Conversation<App> {
    let (database, broker) = (app.database.clone(), app.broker.clone());
    Conversation::new(app, database, broker)
        .undertakes::<SignIn>(sign_in)
        .undertakes::<WhoIs>(who_is)
        .undertakes::<SignOut>(sign_out)
        .answers::<AddPerson>(add_person)
}
