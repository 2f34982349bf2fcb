//! Whoever asked for access gets a file with all that is kept of them: made here, sealed in the store, fetched once.

use bytes::Bytes;
use contract::{
    Caller, Refusal, code,
    onboarding::{FetchAccessFile, GetPersonalFile, MakeAccessFile, PersonalField},
};
use mailbox::Stop;
use scoped::{Access, Scoped};
use serde_json::{Value, json};

use super::{get_personal_file::personal_file, review_cooperative::by_name, step_subject_request::not_now};
use crate::{
    App,
    store::{
        drafts,
        people::{self, Person},
        subject_requests,
    },
};

pub(crate) async fn make_access_file(app: &App, caller: &Caller, ask: MakeAccessFile) -> Result<(), Stop> {
    let tx = app.database.begin(caller, Access::Write).await?;
    let known = subject_requests::lock(&tx, ask.request_id).await?;
    known.request.clone().with_file().map_err(not_now)?;
    let person = people::find(&tx, known.producer).await?.ok_or_else(|| Stop::not_found("producer"))?;
    if person.erased_at.is_some() {
        return Err(Refusal::new(code::ERASED, "the data of this producer were erased").into());
    }
    let all = json!({
        "request_id": ask.request_id,
        "made_at": app.calendar.now(),
        "data": everything(app, &tx, &person).await?,
        "file": personal_file(app, &tx, GetPersonalFile { producer: known.producer }, None).await?,
    });
    // The store is the world outside: nothing is held open meanwhile.
    tx.rollback().await?;
    let kept = app.files.keep(Bytes::from(serde_json::to_vec_pretty(&all)?)).await;
    let file = kept.map_err(anyhow::Error::from)?;

    let tx = app.database.begin(caller, Access::Write).await?;
    let known = subject_requests::lock(&tx, ask.request_id).await?;
    let still = people::lock(&tx, known.producer).await?.ok_or_else(|| Stop::not_found("producer"))?;
    if still.erased_at.is_some() {
        app.files.forget(&file).await.map_err(anyhow::Error::from)?;
        return Err(Refusal::new(code::ERASED, "the data of this producer were erased").into());
    }
    let request = known.request.with_file().map_err(not_now)?;
    subject_requests::save(&tx, ask.request_id, &request, Some(file)).await?;
    let by = by_name(&tx, &ask.name);
    subject_requests::note(&tx, ask.request_id, "file_made", "", &by, app.calendar.now()).await?;
    written(&tx, "make_access_file", ask.request_id.to_string(), &person).await?;
    Ok(tx.commit().await?)
}

/// Hands the file's name over, once.
pub(crate) async fn fetch_access_file(app: &App, tx: &Scoped, ask: FetchAccessFile) -> Result<String, Stop> {
    let known = subject_requests::lock(tx, ask.request_id).await?;
    let person = people::find(tx, known.producer).await?.ok_or_else(|| Stop::not_found("producer"))?;
    let file = known.file.ok_or_else(|| Refusal::new(code::CONFLICT, "the file was fetched, or never made"))?;
    subject_requests::save(tx, ask.request_id, &known.request, None).await?;
    let by = by_name(tx, "");
    subject_requests::note(tx, ask.request_id, "file_fetched", "", &by, app.calendar.now()).await?;
    written(tx, "fetch_access_file", ask.request_id.to_string(), &person).await?;
    Ok(file)
}

/// Writes it into the audit trail. That is done here, because the answer of a command is kept, and a name of a file with
/// everything in it must not be.
async fn written(tx: &Scoped, action: &str, request: String, person: &Person) -> Result<(), Stop> {
    let entry = audit::Entry { action, objects: vec![request, person.id_text()], outcome: "done", digest: "" };
    Ok(audit::append(tx, tx.caller(), entry).await?)
}

/// Every row about somebody, with the numbers opened.
async fn everything(app: &App, tx: &Scoped, person: &Person) -> Result<Value, Stop> {
    let mut data = people::row(tx, person).await?;
    for field in PersonalField::ALL {
        if let (Some((owner, column, sealed)), Some(object)) = (person.sealed(field), data.as_object_mut()) {
            let clear = app.vault.open(tx, &owner, column, sealed).await?;
            let name = if field == PersonalField::BankAccount { field.slug() } else { column };
            object.insert(name.to_owned(), json!(clear.expose()));
        }
    }
    if let Some(object) = data.as_object_mut() {
        object.insert("drafts".to_owned(), json!(drafts::about(tx, person).await?));
    }
    Ok(data)
}
