//! An official sees to a request: takes it up, answers it, holds it, ends it, and erases where that was asked.

use contract::{
    FieldFault, Refusal, code,
    onboarding::{PersonErased, RequestStep, StepSubjectRequest},
};
use mailbox::Stop;
use scoped::Scoped;

use super::{file_subject_request::WORDS_LENGTH, reveal_personal_data::has_a_number, review_cooperative::by_name};
use crate::{
    App,
    domain::NotNow,
    store::{erasing, people, subject_requests, turn},
};

pub(crate) async fn step_subject_request(app: &App, tx: &Scoped, ask: StepSubjectRequest) -> Result<(), Stop> {
    let words = words(&ask.step)?;
    let known = subject_requests::lock(tx, ask.request_id).await?;
    if known.version != ask.version {
        return Err(Refusal::new(code::CONFLICT, "another step of the request came first").into());
    }
    let by = by_name(tx, &ask.name);
    let official = (tx.caller().actor.to_string(), by.clone());
    let held_already = matches!(ask.step, RequestStep::TakeUp) && known.request.holder.as_ref() == Some(&official);
    let request = known.request.after(&ask.step, official).map_err(not_now)?;
    if held_already {
        return Ok(());
    }
    let at = app.calendar.now();
    if let RequestStep::Erase(confirmed) = &ask.step {
        let today = app.calendar.today();
        let producer_gone = || Stop::not_found("producer");
        let tenant = people::find(tx, known.producer).await?.ok_or_else(producer_gone)?.producer.tenant;
        turn::take(tx, [tenant.uuid()]).await?;
        let person = people::lock(tx, known.producer).await?.ok_or_else(producer_gone)?;
        // Somebody else may act for the cooperative since the request was read: their data are not what was asked about.
        if person.producer.id != known.producer_id {
            return Err(Refusal::new(code::CONFLICT, "somebody else acts for the cooperative now").into());
        }
        if confirmed.trim() != person.code {
            return Err(fault("step", "not_confirmed").into());
        }
        if let Some(why) = erasing::must_be_kept(tx, &person, today).await? {
            return Err(Refusal::new(code::MUST_BE_KEPT, why).into());
        }
        let erased = erasing::erase(tx, &person, at, today).await?;
        // Whose data went before may have a sign-in that nobody named then.
        if erased || ask.sign_in.is_some() {
            let (producer, cooperative_id) = (person.asked, person.producer.tenant);
            mailbox::post(tx, &PersonErased { producer, cooperative_id, sign_in: ask.sign_in, erased_at: at }).await?;
        }
    }
    subject_requests::save(tx, ask.request_id, &request, known.file).await?;
    subject_requests::note(tx, ask.request_id, ask.step.slug(), words, &by, at).await
}

fn fault(field: &str, code: &str) -> Refusal {
    Refusal::of_fields(vec![FieldFault { field: field.to_owned(), code: code.to_owned() }])
}

/// Why a step is not taken, as an answer.
pub(super) fn not_now(why: NotNow) -> Refusal {
    let code = if why == NotNow::Held { code::MUST_BE_KEPT } else { code::CONFLICT };
    Refusal::new(code, why.to_string())
}

/// What is said with a step, and kept. The code that confirms an erasure is not.
fn words(step: &RequestStep) -> Result<&str, Refusal> {
    let words = match step {
        RequestStep::TakeUp | RequestStep::Release | RequestStep::Erase(_) => return Ok(""),
        RequestStep::Accept(words)
        | RequestStep::Refuse(words)
        | RequestStep::Hold(words)
        | RequestStep::Finish(words) => words.trim(),
    };
    if !WORDS_LENGTH.contains(&words.chars().count()) {
        return Err(fault("step", "reason_length"));
    }
    if has_a_number(words) { Err(fault("step", "number_in_words")) } else { Ok(words) }
}
