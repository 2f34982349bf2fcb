//! What somebody asks of those who keep their data: two clocks, and the steps to an end.

use chrono::{Days, NaiveDate};
use contract::onboarding::{RequestKind, RequestState, RequestStep};

/// Working days to answer within.
const ANSWER_WORKING_DAYS: u32 = 2;
/// Days to be done within, from the day it was asked.
const FINISH_DAYS: u64 = 10;

/// A request on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubjectRequest {
    /// For what.
    pub kind: RequestKind,
    /// How far it has come.
    pub state: RequestState,
    /// When they asked.
    pub received_on: NaiveDate,
    /// Who sees to it: id and name.
    pub holder: Option<(String, String)>,
    /// Why the law wants the data kept for now.
    pub hold: Option<String>,
}

/// Why a step cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotNow {
    /// It is over.
    #[error("the request is over")]
    Over,
    /// It must be answered with yes first.
    #[error("the request was not accepted yet")]
    NotAccepted,
    /// It was answered already.
    #[error("the request was answered already")]
    Answered,
    /// Another kind of request ends so.
    #[error("a request of this kind does not end so")]
    OtherKind,
    /// The law wants the data kept for now.
    #[error("a legal reason to keep the data is written down")]
    Held,
}

/// The last days to answer and to be done, for a request of this day.
pub fn due(received_on: NaiveDate) -> (NaiveDate, NaiveDate) {
    let finish = received_on.checked_add_days(Days::new(FINISH_DAYS)).unwrap_or(NaiveDate::MAX);
    (super::working_days_after(received_on, ANSWER_WORKING_DAYS), finish)
}

impl SubjectRequest {
    /// The last day of what is to be done next.
    pub fn next_due(&self) -> NaiveDate {
        let (answer, finish) = due(self.received_on);
        if self.state == RequestState::Received { answer.min(finish) } else { finish }
    }

    /// Whether it waits too long.
    pub fn is_overdue(&self, today: NaiveDate) -> bool {
        self.is_open() && self.next_due() < today
    }

    /// Whether something is still to be done.
    pub const fn is_open(&self) -> bool {
        matches!(self.state, RequestState::Received | RequestState::Accepted)
    }

    /// The request after a step of this official.
    pub fn after(mut self, step: &RequestStep, official: (String, String)) -> Result<Self, NotNow> {
        if !self.is_open() {
            return Err(NotNow::Over);
        }
        match step {
            RequestStep::TakeUp => self.holder = Some(official),
            RequestStep::Accept(_) | RequestStep::Refuse(_) => {
                if self.state != RequestState::Received && matches!(step, RequestStep::Accept(_)) {
                    return Err(NotNow::Answered);
                }
                self.holder = self.holder.or(Some(official));
                self.state =
                    if matches!(step, RequestStep::Accept(_)) { RequestState::Accepted } else { RequestState::Refused };
            }
            RequestStep::Hold(why) => self.hold = Some(why.trim().to_owned()),
            RequestStep::Release => self.hold = None,
            RequestStep::Finish(_) => {
                self.accepted()?;
                if matches!(self.kind, RequestKind::Access | RequestKind::Erasure) {
                    return Err(NotNow::OtherKind);
                }
                self.state = RequestState::Done;
            }
            RequestStep::Erase(_) => {
                self.accepted()?;
                if self.kind != RequestKind::Erasure {
                    return Err(NotNow::OtherKind);
                }
                if self.hold.is_some() {
                    return Err(NotNow::Held);
                }
                self.state = RequestState::Done;
            }
        }
        Ok(self)
    }

    /// The request once its file with all the data is made.
    pub fn with_file(mut self) -> Result<Self, NotNow> {
        // Made anew where it was lost on its way.
        if self.state != RequestState::Done {
            self.accepted()?;
        }
        if self.kind != RequestKind::Access {
            return Err(NotNow::OtherKind);
        }
        self.state = RequestState::Done;
        Ok(self)
    }

    fn accepted(&self) -> Result<(), NotNow> {
        if self.state == RequestState::Accepted { Ok(()) } else { Err(NotNow::NotAccepted) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn request(kind: RequestKind, state: RequestState) -> SubjectRequest {
        SubjectRequest { kind, state, received_on: day("2026-01-16"), holder: None, hold: None }
    }

    fn lan() -> (String, String) {
        ("per_1".into(), "Lan".into())
    }

    #[test]
    fn both_clocks_run_from_the_day_it_was_asked() {
        let asked = request(RequestKind::Access, RequestState::Received);
        assert_eq!(due(asked.received_on), (day("2026-01-20"), day("2026-01-26")));
        assert!(!asked.is_overdue(day("2026-01-20")) && asked.is_overdue(day("2026-01-21")));
        let accepted = request(RequestKind::Access, RequestState::Accepted);
        assert!(!accepted.is_overdue(day("2026-01-26")) && accepted.is_overdue(day("2026-01-27")));
        assert!(!request(RequestKind::Access, RequestState::Done).is_overdue(day("2027-01-01")));
        // Tết begins: the answer may not be later than the end.
        let tet = SubjectRequest { received_on: day("2026-02-13"), ..asked };
        assert_eq!(tet.next_due(), day("2026-02-23"));
    }

    #[test]
    fn each_kind_ends_in_its_own_way_and_only_once_it_was_accepted() {
        use RequestKind::{Access, Correction, Erasure};
        use RequestState::{Accepted, Done, Received, Refused};
        let words = || "vì thế".to_owned();
        let cases = [
            (Correction, Received, RequestStep::Accept(words()), Ok(Accepted)),
            (Correction, Accepted, RequestStep::Accept(words()), Err(NotNow::Answered)),
            (Correction, Received, RequestStep::Refuse(words()), Ok(Refused)),
            (Correction, Accepted, RequestStep::Refuse(words()), Ok(Refused)),
            (Correction, Received, RequestStep::Finish(words()), Err(NotNow::NotAccepted)),
            (Correction, Accepted, RequestStep::Finish(words()), Ok(Done)),
            (Access, Accepted, RequestStep::Finish(words()), Err(NotNow::OtherKind)),
            (Erasure, Accepted, RequestStep::Finish(words()), Err(NotNow::OtherKind)),
            (Erasure, Received, RequestStep::Erase(words()), Err(NotNow::NotAccepted)),
            (Access, Accepted, RequestStep::Erase(words()), Err(NotNow::OtherKind)),
            (Erasure, Accepted, RequestStep::Erase(words()), Ok(Done)),
            (Erasure, Done, RequestStep::TakeUp, Err(NotNow::Over)),
            (Erasure, Refused, RequestStep::Accept(words()), Err(NotNow::Over)),
        ];
        for (kind, state, step, expected) in cases {
            let after = request(kind, state).after(&step, lan()).map(|request| request.state);
            assert_eq!(after, expected, "{kind:?} {state:?} {step:?}");
        }
        let held = request(Erasure, Accepted).after(&RequestStep::Hold(" Tranh chấp ".into()), lan()).expect("held");
        assert_eq!(held.hold.as_deref(), Some("Tranh chấp"));
        assert_eq!(held.clone().after(&RequestStep::Erase(words()), lan()), Err(NotNow::Held));
        let released = held.after(&RequestStep::Release, lan()).expect("released");
        assert_eq!(released.after(&RequestStep::Erase(words()), lan()).expect("erased").state, Done);
        assert_eq!(request(Access, Accepted).with_file().expect("made").state, Done);
        assert_eq!(request(Access, Done).with_file().expect("made anew").state, Done);
        assert_eq!(request(Access, Received).with_file(), Err(NotNow::NotAccepted));
        assert_eq!(request(Correction, Accepted).with_file(), Err(NotNow::OtherKind));
    }
}
