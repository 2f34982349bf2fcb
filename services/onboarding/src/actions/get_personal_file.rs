//! What is kept of one person: masked, with what they consented to, who read it, and what they asked for.

use contract::onboarding::{ConsentStanding, GetPersonalFile, PersonalFile, Purpose};
use mailbox::Stop;
use scoped::Scoped;

use crate::{
    App,
    domain::ConsentText,
    store::{consents, people, reveals, subject_requests},
};

/// Of what is written down about somebody, so much stands on a page.
const SHOWN: i64 = 50;

pub(crate) async fn get_personal_file(app: &App, tx: &Scoped, ask: GetPersonalFile) -> Result<PersonalFile, Stop> {
    personal_file(app, tx, ask, Some(SHOWN)).await
}

/// The same with so many of the newest of each, or with all there are.
pub(super) async fn personal_file(
    app: &App,
    tx: &Scoped,
    ask: GetPersonalFile,
    at_most: Option<i64>,
) -> Result<PersonalFile, Stop> {
    let person = people::find(tx, ask.producer).await?.ok_or_else(|| Stop::not_found("producer"))?;
    let id = person.producer.id;
    let standing = consents::standing(tx, id).await?;
    let consents = Purpose::ALL.into_iter().map(|purpose| {
        let version = ConsentText::newest(purpose);
        let text = |language| ConsentText::find(purpose, version, language).map(ConsentText::parts).unwrap_or_default();
        let given = standing.get(&purpose).copied();
        ConsentStanding { purpose, given, version, text_vi: text("vi"), text_en: text("en") }
    });
    Ok(PersonalFile {
        producer: person.asked,
        person: person.itself(),
        cooperative_id: person.producer.tenant,
        consents: consents.collect(),
        said: consents::said(tx, id, at_most).await?,
        reveals: reveals::of_producer(tx, id, at_most).await?,
        requests: subject_requests::of_producer(tx, id, app.calendar.today(), at_most).await?,
        fields: person.masked(),
        code: person.code,
        name: person.name,
        erased_at: person.erased_at,
    })
}
