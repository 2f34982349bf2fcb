//! Somebody's consent to a purpose, or its withdrawal, is written down.

use contract::{
    FieldFault, Refusal, Role, code,
    onboarding::{ConsentChannel, Producer, RecordConsent},
};
use host::files::FileFault;
use mailbox::Stop;
use scoped::Scoped;

use super::reveal_personal_data::has_a_number;
use crate::{
    App,
    domain::ConsentText,
    store::{consents, people},
};

const PROOF_LENGTH: std::ops::RangeInclusive<usize> = 5..=300;

pub(crate) async fn record_consent(app: &App, tx: &Scoped, ask: RecordConsent) -> Result<(), Stop> {
    let person = people::find(tx, ask.producer).await?.ok_or_else(|| Stop::not_found("producer"))?;
    let ask = RecordConsent { producer: person.asked, ..ask };
    check(&ask, tx.caller().role)?;
    if person.erased_at.is_some() {
        return Err(Refusal::new(code::ERASED, "the data of this producer were erased").into());
    }
    if let Some(file) = &ask.proof_file {
        app.files.read(file).await.map_err(|why| match why {
            FileFault::Missing { .. } | FileFault::NotAName(_) => {
                Refusal::of_fields(vec![fault("proof_file", "file_missing")]).into()
            }
            why => Stop::Failed(why.into()),
        })?;
    }
    consents::add(tx, &person.producer, &ask, app.calendar.now()).await
}

fn fault(field: &str, code: &str) -> FieldFault {
    FieldFault { field: field.to_owned(), code: code.to_owned() }
}

fn check(ask: &RecordConsent, role: Role) -> Result<(), Refusal> {
    let mut fields = Vec::new();
    let newest = ConsentText::newest(ask.purpose);
    if ConsentText::find(ask.purpose, ask.version, &ask.language).is_none() || ask.given && ask.version != newest {
        fields.push(fault("version", "text_not_newest"));
    }
    // Of the people here, only those who act for a cooperative sign in and speak for themselves.
    let speaks = role == Role::CooperativeManager && matches!(ask.producer, Producer::Cooperative(_));
    if ask.channel == ConsentChannel::Portal && !speaks {
        fields.push(fault("channel", "not_themselves"));
    }
    let proof = ask.proof.trim();
    let is_shown = ask.channel == ConsentChannel::Portal || ask.proof_file.is_some();
    if !(PROOF_LENGTH.contains(&proof.chars().count()) || proof.is_empty() && is_shown) {
        fields.push(fault("proof", "proof_length"));
    } else if has_a_number(proof) {
        fields.push(fault("proof", "number_in_words"));
    }
    if fields.is_empty() { Ok(()) } else { Err(Refusal::of_fields(fields)) }
}

#[cfg(test)]
mod tests {
    use contract::onboarding::Purpose;
    use ids::Id;

    use super::*;

    #[test]
    fn consent_is_to_the_newest_text_and_can_be_shown() {
        let sound = || RecordConsent {
            producer: Producer::Household(Id::generate()),
            purpose: Purpose::Sale,
            given: true,
            version: 1,
            language: "vi".into(),
            channel: ConsentChannel::Paper,
            proof: "Đơn ở tủ số hai".into(),
            proof_file: None,
        };
        let of_cooperative = Producer::Cooperative(Id::generate());
        let portal = || RecordConsent { channel: ConsentChannel::Portal, proof: String::new(), ..sound() };
        let cases = [
            (sound(), vec![]),
            (RecordConsent { version: 2, ..sound() }, vec!["text_not_newest"]),
            (RecordConsent { language: "fr".into(), ..sound() }, vec!["text_not_newest"]),
            (RecordConsent { proof: " ".into(), ..sound() }, vec!["proof_length"]),
            (RecordConsent { proof: String::new(), proof_file: Some("0".repeat(64)), ..sound() }, vec![]),
            (RecordConsent { proof: "Gọi số 0912345678".into(), ..sound() }, vec!["number_in_words"]),
            (portal(), vec!["not_themselves"]),
            (RecordConsent { producer: of_cooperative, ..portal() }, vec![]),
        ];
        for (ask, expected) in cases {
            let found = check(&ask, Role::CooperativeManager).err().map(|refusal| refusal.fields).unwrap_or_default();
            assert_eq!(found.iter().map(|fault| fault.code.as_str()).collect::<Vec<_>>(), expected, "{ask:?}");
        }
        let by_official = check(&RecordConsent { producer: of_cooperative, ..portal() }, Role::ProvincialOfficial);
        assert!(by_official.is_err(), "nobody else speaks for them");
    }
}
