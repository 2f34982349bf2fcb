//! What accounts answers; and the facts it hears: whom to forget, and what people must be told of.

use contract::accounts::{
    AddPerson, ChangePassword, ChangePerson, ConfirmSecondFactor, DecideDelegation, DrawLink, DrawSecondFactor,
    DropSecondFactor, EndSessions, FindDelegations, FindKeys, FindPeople, FindProviders, FindSecurity, ForgetPassword,
    GiveDelegation, InvitePerson, LinkIdentity, MakeKey, ProposeDelegation, ReadLink, ReturnFromProvider, RevokeKey,
    ShowSecondFactor, SignIn, SignOut, UnlinkIdentity, UseLink, VisitProvider, WhoIs, WhoseKey,
};
use contract::onboarding::{BankAccountReplaced, PersonErased};
use mailbox::Conversation;

use crate::{
    App,
    actions::{
        add_person::add_person,
        change_password::change_password,
        change_person::change_person,
        confirm_second_factor::confirm_second_factor,
        delegate::{decide_delegation, find_delegations, give_delegation, propose_delegation},
        draw_link::draw_link,
        draw_second_factor::draw_second_factor,
        drop_second_factor::drop_second_factor,
        end_sessions::end_sessions,
        erase_person::erase_person,
        find_keys::find_keys,
        find_people::find_people,
        find_security::find_security,
        forget_password::forget_password,
        invite_person::invite_person,
        make_key::make_key,
        read_link::read_link,
        return_from_provider::return_from_provider,
        revoke_key::revoke_key,
        show_second_factor::show_second_factor,
        sign_in::sign_in,
        sign_out::sign_out,
        tell_managers::tell_managers,
        unlink_identity::unlink_identity,
        use_link::use_link,
        visit_provider::{find_providers, link_identity, visit_provider},
        who_is::who_is,
        whose_key::whose_key,
    },
};

/// Whoever has not signed in has no rows of their own, and one's own sign-in is a row of the house: those open transactions of
/// the service. Whoever manages others sees those alone.
pub(crate) fn conversation(app: App) -> Conversation<App> {
    let (database, broker) = (app.database.clone(), app.broker.clone());
    Conversation::new(app, database, broker)
        .hears::<BankAccountReplaced>(tell_managers)
        .hears::<PersonErased>(erase_person)
        .undertakes::<SignIn>(sign_in)
        .undertakes::<ShowSecondFactor>(show_second_factor)
        .undertakes::<FindProviders>(find_providers)
        .undertakes::<VisitProvider>(visit_provider)
        .undertakes::<LinkIdentity>(link_identity)
        .undertakes::<ReturnFromProvider>(return_from_provider)
        .undertakes::<UnlinkIdentity>(unlink_identity)
        .undertakes::<WhoIs>(who_is)
        .undertakes::<SignOut>(sign_out)
        .undertakes::<FindSecurity>(find_security)
        .undertakes::<ChangePassword>(change_password)
        .undertakes::<DrawSecondFactor>(draw_second_factor)
        .undertakes::<ConfirmSecondFactor>(confirm_second_factor)
        .undertakes::<DropSecondFactor>(drop_second_factor)
        .undertakes::<EndSessions>(end_sessions)
        .undertakes::<InvitePerson>(invite_person)
        .undertakes::<DrawLink>(draw_link)
        .undertakes::<ReadLink>(read_link)
        .undertakes::<UseLink>(use_link)
        .undertakes::<ForgetPassword>(forget_password)
        .undertakes::<FindPeople>(find_people)
        .undertakes::<ChangePerson>(change_person)
        .undertakes::<FindKeys>(find_keys)
        .undertakes::<WhoseKey>(whose_key)
        .answers::<MakeKey>(make_key)
        .answers::<RevokeKey>(revoke_key)
        .undertakes::<ProposeDelegation>(propose_delegation)
        .undertakes::<GiveDelegation>(give_delegation)
        .undertakes::<DecideDelegation>(decide_delegation)
        .undertakes::<FindDelegations>(find_delegations)
        .answers::<AddPerson>(add_person)
}
