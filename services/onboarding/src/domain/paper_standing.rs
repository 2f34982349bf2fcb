//! How far a paper has come: which steps lead on, when it is over, and when its end is to be warned of.

use chrono::{DateTime, NaiveDate, Utc};
use contract::onboarding::{PaperDecision, PaperState};

use super::Official;

/// Days before a paper's last one on which its owner is told, the earliest first.
pub const WARNING_DAYS: [u16; 3] = [60, 30, 7];

/// How far a paper has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperStanding {
    /// The state.
    pub state: PaperState,
    /// Since when.
    pub since: DateTime<Utc>,
    /// Why it was rejected or revoked.
    pub reason: Option<String>,
    /// Who found it right.
    pub verified: Option<Verified>,
}

/// Somebody found a paper right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Who.
    pub by: Official,
    /// On which day.
    pub on: NaiveDate,
}

/// Why a step does not lead on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PaperImpossible {
    /// The state does not allow it.
    #[error("its state does not allow that")]
    State,
    /// Nobody can look at it.
    #[error("it has no scan")]
    NoScan,
    /// Its last day is over.
    #[error("its last day is over")]
    Over,
}

impl PaperStanding {
    /// Being written.
    pub const fn draft(at: DateTime<Utc>) -> Self {
        Self { state: PaperState::Draft, since: at, reason: None, verified: None }
    }

    fn to(&self, state: PaperState, reason: Option<String>, at: DateTime<Utc>) -> Self {
        Self { state, since: at, reason, verified: self.verified.clone() }
    }

    /// Whether its words and its scan may change: not once somebody has verified them. What then changes is another paper.
    pub const fn may_change(&self) -> bool {
        matches!(self.state, PaperState::Draft | PaperState::Submitted | PaperState::Rejected)
    }

    /// After it was handed in. `None` where it stands so already.
    pub fn submitted(&self, has_scan: bool, at: DateTime<Utc>) -> Result<Option<Self>, PaperImpossible> {
        match self.state {
            PaperState::Draft | PaperState::Rejected if !has_scan => Err(PaperImpossible::NoScan),
            PaperState::Draft | PaperState::Rejected => Ok(Some(self.to(PaperState::Submitted, None, at))),
            PaperState::Submitted => Ok(None),
            PaperState::Verified | PaperState::Expired | PaperState::Revoked => Err(PaperImpossible::State),
        }
    }

    /// After an official's decision about a paper that ends so.
    pub fn decided(
        &self,
        decision: &PaperDecision,
        by: &Official,
        (valid_to, has_scan): (Option<NaiveDate>, bool),
        (today, at): (NaiveDate, DateTime<Utc>),
    ) -> Result<Self, PaperImpossible> {
        match (self.state, decision) {
            (PaperState::Submitted, PaperDecision::Verify) if !has_scan => Err(PaperImpossible::NoScan),
            (PaperState::Submitted, PaperDecision::Verify) if valid_to.is_some_and(|last| last < today) => {
                Err(PaperImpossible::Over)
            }
            (PaperState::Submitted, PaperDecision::Verify) => {
                let verified = Some(Verified { by: by.clone(), on: today });
                Ok(Self { verified, ..self.to(PaperState::Verified, None, at) })
            }
            (PaperState::Submitted, PaperDecision::Reject(reason)) => {
                Ok(self.to(PaperState::Rejected, Some(reason.clone()), at))
            }
            (PaperState::Verified, PaperDecision::Revoke(reason)) => {
                Ok(self.to(PaperState::Revoked, Some(reason.clone()), at))
            }
            _ => Err(PaperImpossible::State),
        }
    }
}

/// The warning that is due for a paper with this last day, if one is: the latest whose day has come.
pub fn warning(valid_to: Option<NaiveDate>, today: NaiveDate) -> Option<u16> {
    let left = (valid_to? - today).num_days();
    WARNING_DAYS.into_iter().rev().find(|days| (0..=i64::from(*days)).contains(&left))
}

#[cfg(test)]
mod tests {
    use ids::Id;

    use super::*;

    const VERIFY: PaperDecision = PaperDecision::Verify;

    fn at(hours: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + chrono::TimeDelta::hours(hours)
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn decided(standing: &PaperStanding, decision: &PaperDecision) -> Result<PaperStanding, PaperImpossible> {
        let by = Official { person_id: Id::from_uuid(uuid::Uuid::nil()), name: "Lan".into() };
        standing.decided(decision, &by, (Some(day("2026-01-31")), true), (day("2026-01-31"), at(9)))
    }

    #[test]
    fn a_paper_is_written_handed_in_decided_and_taken_back() {
        let (reject, revoke) = (PaperDecision::Reject("mờ".into()), PaperDecision::Revoke("thu hồi".into()));
        let draft = PaperStanding::draft(at(0));
        assert_eq!(draft.submitted(false, at(1)), Err(PaperImpossible::NoScan));
        let submitted = draft.submitted(true, at(1)).expect("handed in").expect("changed");
        assert_eq!(submitted.submitted(true, at(2)), Ok(None));
        assert_eq!(decided(&draft, &VERIFY), Err(PaperImpossible::State));
        let rejected = decided(&submitted, &reject).expect("decided");
        assert_eq!((rejected.state, rejected.reason.as_deref()), (PaperState::Rejected, Some("mờ")));
        assert_eq!(rejected.submitted(true, at(3)), Ok(Some(PaperStanding { since: at(3), ..submitted.clone() })));
        let verified = decided(&submitted, &VERIFY).expect("decided");
        assert_eq!(verified.verified.as_ref().map(|it| it.on), Some(day("2026-01-31")));
        assert!(!verified.may_change() && rejected.may_change() && submitted.may_change());
        assert_eq!(decided(&verified, &reject), Err(PaperImpossible::State));
        assert_eq!(verified.submitted(true, at(3)), Err(PaperImpossible::State));
        let revoked = decided(&verified, &revoke).expect("decided");
        assert_eq!((revoked.state, revoked.verified.is_some()), (PaperState::Revoked, true));
        assert_eq!(decided(&revoked, &VERIFY), Err(PaperImpossible::State));
    }

    #[test]
    fn what_nobody_can_look_at_or_is_over_is_not_verified() {
        let by = Official { person_id: Id::generate(), name: "Lan".into() };
        let submitted = PaperStanding { state: PaperState::Submitted, ..PaperStanding::draft(at(0)) };
        let decide = |valid_to, has_scan| {
            submitted.decided(&VERIFY, &by, (valid_to, has_scan), (day("2026-01-31"), at(9))).map(|it| it.state)
        };
        assert_eq!(decide(None, true), Ok(PaperState::Verified));
        assert_eq!(decide(None, false), Err(PaperImpossible::NoScan));
        assert_eq!(decide(Some(day("2026-01-30")), true), Err(PaperImpossible::Over));
        assert_eq!(decide(Some(day("2026-01-31")), true), Ok(PaperState::Verified), "its last day counts");
    }

    #[test]
    fn the_warning_that_is_due_is_the_latest_whose_day_has_come() {
        let cases = [
            ("2026-04-01", None),
            ("2026-03-02", Some(60)),
            ("2026-02-01", Some(60)),
            ("2026-01-31", Some(30)),
            ("2026-01-08", Some(7)),
            ("2026-01-01", Some(7)),
            ("2025-12-31", None),
        ];
        for (last, due) in cases {
            assert_eq!(warning(Some(day(last)), day("2026-01-01")), due, "{last}");
        }
        assert_eq!(warning(None, day("2026-01-01")), None);
    }
}
