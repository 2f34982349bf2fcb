//! What is kept of one person: masked, with what they consented to, who read it, and what they asked for.

use contract::onboarding::{ConsentStanding, GetPersonalFile, PersonalFile, Purpose};
use mailbox::Stop;
use scoped::Scoped;

use crate::{
    App,
    domain::ConsentText,
    store::{consents, people, reveals, subject_requests},
};

pub(crate) async fn get_personal_file(app: &App, tx: &Scoped, ask: GetPersonalFile) -> Result<PersonalFile, Stop> {
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
        producer: ask.producer,
        cooperative_id: person.producer.tenant,
        consents: consents.collect(),
        said: consents::said(tx, id).await?,
        reveals: reveals::of_producer(tx, id).await?,
        requests: subject_requests::of_producer(tx, id, app.calendar.today()).await?,
        fields: person.masked(),
        code: person.code,
        name: person.name,
        erased_at: person.erased_at,
    })
}
