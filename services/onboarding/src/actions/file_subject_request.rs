//! What somebody asks of those who keep their data goes into the register, and its clocks begin.

use chrono::{Days, NaiveDate};
use contract::{
    FieldFault, Refusal,
    onboarding::{FileSubjectRequest, RequestState},
};
use ids::{Id, SubjectRequest as RequestId};
use mailbox::Stop;
use scoped::Scoped;

use super::reveal_personal_data::has_a_number;
use crate::{
    App,
    domain::SubjectRequest,
    store::{people, subject_requests},
};

pub(super) const WORDS_LENGTH: std::ops::RangeInclusive<usize> = 5..=1_000;
/// A request on paper may have lain so many days before somebody wrote it down.
const LAIN_DAYS_MAX: u64 = 60;

pub(crate) async fn file_subject_request(
    app: &App,
    tx: &Scoped,
    ask: FileSubjectRequest,
) -> Result<Id<RequestId>, Stop> {
    let today = app.calendar.today();
    let received_on = ask.received_on.unwrap_or(today);
    check(&ask.words, received_on, today)?;
    let person = people::find(tx, ask.producer).await?.ok_or_else(|| Stop::not_found("producer"))?;
    let request =
        SubjectRequest { kind: ask.kind, state: RequestState::Received, received_on, holder: None, hold: None };
    let id = subject_requests::add(tx, &person.producer, &ask, &request).await?;
    subject_requests::note(tx, id, "received", "", tx.caller().role.slug(), app.calendar.now()).await?;
    Ok(id)
}

fn check(words: &str, received_on: NaiveDate, today: NaiveDate) -> Result<(), Refusal> {
    let mut fields = Vec::new();
    let mut refuse =
        |field: &str, code: &str| fields.push(FieldFault { field: field.to_owned(), code: code.to_owned() });
    if !WORDS_LENGTH.contains(&words.trim().chars().count()) {
        refuse("words", "reason_length");
    } else if has_a_number(words) {
        refuse("words", "number_in_words");
    }
    if received_on > today || today.checked_sub_days(Days::new(LAIN_DAYS_MAX)).is_some_and(|day| received_on < day) {
        refuse("received_on", "date_future");
    }
    if fields.is_empty() { Ok(()) } else { Err(Refusal::of_fields(fields)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_says_what_is_wanted_and_was_not_made_tomorrow() {
        let today = NaiveDate::from_ymd_opt(2026, 1, 12).expect("a day");
        let day = |days: i64| today + chrono::TimeDelta::days(days);
        let cases = [
            ("Xin xem dữ liệu của tôi", day(0), true),
            ("Xin xem dữ liệu của tôi", day(-60), true),
            ("Xin xem dữ liệu của tôi", day(-61), false),
            ("Xin xem dữ liệu của tôi", day(1), false),
            ("Xin", day(0), false),
            ("Xoá số 002 299 000 001 của tôi", day(0), false),
        ];
        for (words, received_on, sound) in cases {
            assert_eq!(check(words, received_on, today).is_ok(), sound, "{words} {received_on}");
        }
    }
}
