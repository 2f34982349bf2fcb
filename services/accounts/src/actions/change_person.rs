//! Somebody's grants, and whether they come in, are changed by those who manage them; and they are told, so that nobody is
//! shut out unawares.

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
    App, Message,
    domain::{Reach, faults_of_grants, once_each},
    store::{links, messages, people, persons, second_factors, sessions},
};

pub(crate) async fn change_person(app: &App, caller: &Caller, ask: ChangePerson) -> Result<(), Stop> {
    let reach = Reach::of(caller);
    let tx = app.database.begin(caller, Access::Write).await?;
    persons::lock(&tx, ask.person_id).await?;
    let person = people::get(&tx, &reach, ask.person_id).await?.ok_or_else(|| Stop::not_found("person"))?;
    if oneself(caller)? == ask.person_id {
        return Err(Refusal::new(code::CONFLICT, "nobody manages themselves; ask somebody else").into());
    }
    let words = words_about(&ask.change);
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
    if let (Some(words), Some(to)) = (words, persons::login(&tx, ask.person_id).await?) {
        messages::add(&tx, &app.sealer, &Message { to, text: told(app, words) }).await?;
    }
    tx.commit().await?;
    app.message_waits.notify_one();
    Ok(())
}

/// What somebody is told whose roles are others now.
pub(super) const ROLES_CHANGED: &str = "vai trò của bạn đã được đổi";

/// What happened to somebody today, and whom to ask.
pub(super) fn told(app: &App, words: &str) -> String {
    let day = app.calendar.today().format("%d/%m/%Y");
    format!("Chợ Phiên: {words} ngày {day}. Nếu bạn không rõ vì sao, hãy hỏi hợp tác xã hoặc gọi người vận hành ngay.")
}

/// What somebody is told of a change to them; being let in again shows by itself.
const fn words_about(change: &PersonChange) -> Option<&'static str> {
    match change {
        PersonChange::Grants(_) => Some(ROLES_CHANGED),
        PersonChange::ShutOut => Some("bạn không còn được vào"),
        PersonChange::ForgetSecondFactor => Some("bảo mật hai lớp của bạn đã bị gỡ"),
        PersonChange::LetIn => None,
    }
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
