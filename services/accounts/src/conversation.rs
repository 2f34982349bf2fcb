//! What accounts answers. It hears no facts.

use contract::accounts::{
    AddPerson, ChangePassword, ConfirmSecondFactor, DrawSecondFactor, DropSecondFactor, EndSessions, FindSecurity,
    ShowSecondFactor, SignIn, SignOut, WhoIs,
};
use mailbox::Conversation;

use crate::{
    App,
    actions::{
        add_person::add_person, change_password::change_password, confirm_second_factor::confirm_second_factor,
        draw_second_factor::draw_second_factor, drop_second_factor::drop_second_factor, end_sessions::end_sessions,
        find_security::find_security, show_second_factor::show_second_factor, sign_in::sign_in, sign_out::sign_out,
        who_is::who_is,
    },
};

/// Whoever has not signed in has no rows of their own, and neither has anybody else: people are rows of the house. So all
/// but the last open transactions of the service.
pub(crate) fn conversation(app: App) -> Conversation<App> {
    let (database, broker) = (app.database.clone(), app.broker.clone());
    Conversation::new(app, database, broker)
        .undertakes::<SignIn>(sign_in)
        .undertakes::<ShowSecondFactor>(show_second_factor)
        .undertakes::<WhoIs>(who_is)
        .undertakes::<SignOut>(sign_out)
        .undertakes::<FindSecurity>(find_security)
        .undertakes::<ChangePassword>(change_password)
        .undertakes::<DrawSecondFactor>(draw_second_factor)
        .undertakes::<ConfirmSecondFactor>(confirm_second_factor)
        .undertakes::<DropSecondFactor>(drop_second_factor)
        .undertakes::<EndSessions>(end_sessions)
        .answers::<AddPerson>(add_person)
}
