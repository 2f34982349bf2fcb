//! Somebody reads a number in full, says why, and it is written down.

use audit::Entry;
use contract::{
    FieldFault, Refusal, code,
    onboarding::{Purpose, RevealPersonalData, Revealed},
};
use mailbox::Stop;
use scoped::Scoped;

use crate::{
    App,
    store::{consents, people, reveals},
};

/// Numbers that one person may read within an hour.
const AN_HOUR_MAX: u32 = 30;
const WORDS_LENGTH: std::ops::RangeInclusive<usize> = 5..=300;
/// A day has eight digits; more in a row would be somebody's number, which has no place in words that are kept.
const DIGITS_MAX: usize = 8;

pub(crate) async fn reveal_personal_data(app: &App, tx: &Scoped, ask: RevealPersonalData) -> Result<Revealed, Stop> {
    let words = ask.words.trim();
    check(&ask, words)?;
    let person = people::find(tx, ask.producer).await?.ok_or_else(|| Stop::not_found("producer"))?;
    if person.erased_at.is_some() {
        return Err(Refusal::new(code::ERASED, "the data of this producer were erased").into());
    }
    stands_against(tx, &person, ask.purpose).await?;
    let before = reveals::lock_and_count(tx).await?;
    let Some(left) = AN_HOUR_MAX.checked_sub(before.saturating_add(1)) else {
        return Err(Refusal::new(code::TOO_MANY_REVEALS, "30 numbers were read within the hour; wait").into());
    };
    let value = match person.sealed(ask.field) {
        Some((owner, column, sealed)) => Some(app.vault.open(tx, &owner, column, sealed).await?),
        None => None,
    };
    reveals::note(tx, &person.producer, &ask, words).await?;
    let told = [ask.field.slug(), ask.reason.slug(), ask.purpose.map_or("no_purpose", Purpose::slug)];
    let objects = std::iter::once(person.id_text()).chain(told.map(str::to_owned)).collect();
    let entry = Entry { action: "reveal_personal_data", objects, outcome: "done", digest: "" };
    audit::append(tx, tx.caller(), entry).await?;
    Ok(Revealed { value: value.map(|value| value.expose().clone()), left })
}

/// What was withdrawn stops; and others are told who somebody is only with consent.
async fn stands_against(tx: &Scoped, person: &people::Person, purpose: Option<Purpose>) -> Result<(), Stop> {
    let Some(purpose) = purpose else { return Ok(()) };
    match consents::standing(tx, person.producer.id).await?.get(&purpose) {
        Some(true) => Ok(()),
        None if purpose != Purpose::Sharing => Ok(()),
        _ => Err(Refusal::new(code::CONSENT_MISSING, format!("there is no consent to {}", purpose.slug())).into()),
    }
}

fn check(ask: &RevealPersonalData, words: &str) -> Result<(), Refusal> {
    let mut fields = Vec::new();
    let mut refuse =
        |field: &str, code: &str| fields.push(FieldFault { field: field.to_owned(), code: code.to_owned() });
    if !WORDS_LENGTH.contains(&words.chars().count()) {
        refuse("words", "reason_length");
    } else if has_a_number(words) {
        refuse("words", "number_in_words");
    }
    if ask.purpose.is_none() != ask.reason.is_law() {
        refuse("purpose", if ask.purpose.is_none() { "missing" } else { "purpose_needless" });
    }
    if fields.is_empty() { Ok(()) } else { Err(Refusal::of_fields(fields)) }
}

/// Whether words hold what may be somebody's number, with or without blanks and dots in it.
pub(super) fn has_a_number(words: &str) -> bool {
    let mut digits = 0;
    for c in words.chars() {
        match c {
            '0'..='9' => digits += 1,
            ' ' | '.' | '-' | '\u{a0}' if digits > 0 => {}
            _ => digits = 0,
        }
        if digits > DIGITS_MAX {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use contract::onboarding::{PersonalField, Producer, RevealReason};
    use ids::Id;

    use super::*;

    #[test]
    fn a_reason_is_given_in_words_without_numbers_and_for_a_purpose_unless_the_law_asks() {
        let sale = Some(Purpose::Sale);
        let cases = [
            ("Gọi hẹn ngày lấy cam", RevealReason::Call, sale, vec![]),
            ("Gọi", RevealReason::Call, sale, vec!["reason_length"]),
            ("Số 0912 345.678 không đúng", RevealReason::Correct, sale, vec!["number_in_words"]),
            ("Công văn 1234/SNN ngày 12-01-2026", RevealReason::Authority, None, vec![]),
            ("Gọi hẹn ngày lấy cam", RevealReason::Call, None, vec!["missing"]),
            ("Người ấy hỏi số của mình", RevealReason::SubjectRequest, sale, vec!["purpose_needless"]),
        ];
        for (words, reason, purpose, expected) in cases {
            let ask = RevealPersonalData {
                producer: Producer::Household(Id::generate()),
                field: PersonalField::Phone,
                reason,
                words: words.to_owned(),
                purpose,
            };
            let found = check(&ask, words).err().map(|refusal| refusal.fields).unwrap_or_default();
            assert_eq!(found.iter().map(|fault| fault.code.as_str()).collect::<Vec<_>>(), expected, "{words}");
        }
    }
}
