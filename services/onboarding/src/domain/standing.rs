//! How far a cooperative's verification has come, and which steps lead on from there.

use chrono::{DateTime, Utc};
use contract::onboarding::{Decision, Remark, ReviewStep, Verification};
use ids::{Id, Person};

use super::Identity;

/// Somebody of the province.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Official {
    /// Who.
    pub person_id: Id<Person>,
    /// As others read it.
    pub name: String,
}

/// A suspension that one official wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Who wants it.
    pub by: Official,
    /// Why.
    pub reason: String,
    /// Since when.
    pub at: DateTime<Utc>,
}

/// How far a cooperative's verification has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The state.
    pub state: Verification,
    /// Since when it is in it.
    pub since: DateTime<Utc>,
    /// What is to be mended, or why it was stopped.
    pub remarks: Vec<Remark>,
    /// Who looks at it; there while it is in review.
    pub reviewer: Option<Official>,
    /// When it was first found right, unless that no longer counts.
    pub verified_at: Option<DateTime<Utc>>,
    /// There only while it may sell; no edit and no other decision does away with it.
    pub proposal: Option<Proposal>,
}

/// Why a step does not lead on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Impossible {
    /// It was not handed in yet.
    #[error("it is a draft and was not handed in")]
    Draft,
    /// The state does not allow it.
    #[error("its state does not allow that")]
    State,
    /// Whoever proposed a suspension cannot confirm it.
    #[error("a suspension takes two officials")]
    SameEyes,
}

impl Standing {
    /// Registered, and not handed in yet.
    pub const fn draft(at: DateTime<Utc>) -> Self {
        Self::first(Verification::Draft, at)
    }

    /// Handed in and not looked at yet.
    pub const fn submitted(at: DateTime<Utc>) -> Self {
        Self::first(Verification::Submitted, at)
    }

    const fn first(state: Verification, at: DateTime<Utc>) -> Self {
        Self { state, since: at, remarks: Vec::new(), reviewer: None, verified_at: None, proposal: None }
    }

    /// Whether it may sell: once found right, until it is suspended. Another look does not stop it.
    pub const fn may_sell(&self) -> bool {
        self.verified_at.is_some() && !matches!(self.state, Verification::Rejected | Verification::Suspended)
    }

    /// In another state from now on.
    fn to(&self, state: Verification, remarks: Vec<Remark>, at: DateTime<Utc>) -> Self {
        let Self { verified_at, proposal, .. } = self.clone();
        Self { state, since: at, remarks, reviewer: None, verified_at, proposal }
    }

    /// After a file has brought `now` where `before` stood. What was sent back and then changed is handed in again.
    #[must_use]
    pub fn after_change(self, before: &Identity, now: &Identity, at: DateTime<Utc>) -> Self {
        match self.state {
            Verification::Verified | Verification::InReview if before == now => self,
            // What an official has stopped, no file sets going.
            Verification::Suspended | Verification::Rejected | Verification::Submitted => self,
            _ => self.to(Verification::Submitted, Vec::new(), at),
        }
    }

    /// After its manager has changed what it says of itself. What is a draft, or was sent back, stays so until it is handed
    /// in; what an official is looking at goes back into the queue.
    #[must_use]
    pub fn after_edit(self, before: &Identity, now: &Identity, at: DateTime<Utc>) -> Self {
        match self.state {
            Verification::Verified | Verification::InReview if before != now => {
                self.to(Verification::Submitted, Vec::new(), at)
            }
            _ => self,
        }
    }

    /// After it was handed in. `None` where it stands so already.
    pub fn submit(&self, at: DateTime<Utc>) -> Result<Option<Self>, Impossible> {
        match self.state {
            Verification::Draft | Verification::Returned => Ok(Some(self.to(Verification::Submitted, Vec::new(), at))),
            Verification::Submitted | Verification::InReview => Ok(None),
            Verification::Verified | Verification::Rejected | Verification::Suspended => Err(Impossible::State),
        }
    }

    /// After an official's decision. `None` where it stands so already. Who sells is not rejected by one official: stopping
    /// them takes two.
    pub fn decided(&self, decision: &Decision, at: DateTime<Utc>) -> Result<Option<Self>, Impossible> {
        match self.state {
            Verification::Draft => return Err(Impossible::Draft),
            Verification::Suspended => return Err(Impossible::State),
            _ if self.verified_at.is_some() && matches!(decision, Decision::Reject(_)) => {
                return Err(Impossible::State);
            }
            _ => {}
        }
        let next = match decision {
            Decision::Verify => {
                let verified_at = self.verified_at.or(Some(at));
                Self { verified_at, ..self.to(Verification::Verified, Vec::new(), at) }
            }
            Decision::Return(remarks) => self.to(Verification::Returned, remarks.clone(), at),
            Decision::Reject(reason) => self.to(Verification::Rejected, vec![of_all(reason)], at),
        };
        Ok(if (next.state, &next.remarks) == (self.state, &self.remarks) { None } else { Some(next) })
    }

    /// After an official's step. `None` where it stands so already.
    pub fn reviewed(&self, step: &ReviewStep, by: &Official, at: DateTime<Utc>) -> Result<Option<Self>, Impossible> {
        let with = |proposal: Option<Proposal>| Some(Self { proposal, ..self.clone() });
        let sells = self.may_sell();
        match (step, self.state, &self.proposal) {
            (ReviewStep::TakeUp, Verification::InReview, _) if self.reviewer.as_ref() == Some(by) => Ok(None),
            (ReviewStep::TakeUp, Verification::Submitted | Verification::InReview, _) => {
                // How long it waits is counted from when it was handed in.
                let taken = Self { since: self.since, ..self.to(Verification::InReview, Vec::new(), at) };
                Ok(Some(Self { reviewer: Some(by.clone()), ..taken }))
            }
            (ReviewStep::LayDown, Verification::Submitted, _) => Ok(None),
            (ReviewStep::LayDown, Verification::InReview, _) => {
                Ok(Some(Self { since: self.since, ..self.to(Verification::Submitted, Vec::new(), at) }))
            }
            (ReviewStep::ProposeSuspension(reason), _, None) if sells => {
                Ok(with(Some(Proposal { by: by.clone(), reason: reason.clone(), at })))
            }
            (ReviewStep::ConfirmSuspension, _, Some(proposal)) => {
                if proposal.by.person_id == by.person_id {
                    return Err(Impossible::SameEyes);
                }
                let suspended = self.to(Verification::Suspended, vec![of_all(&proposal.reason)], at);
                Ok(Some(Self { proposal: None, ..suspended }))
            }
            (ReviewStep::WithdrawSuspension, _, Some(_)) => Ok(with(None)),
            (ReviewStep::LiftSuspension, Verification::Suspended, _) => {
                // What was changed meanwhile nobody has looked at, so it is verified anew.
                Ok(Some(Self { verified_at: None, ..self.to(Verification::Submitted, Vec::new(), at) }))
            }
            _ => Err(Impossible::State),
        }
    }
}

fn of_all(reason: &str) -> Remark {
    Remark { field: String::new(), reason: reason.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hours: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + chrono::TimeDelta::hours(hours)
    }

    fn identity(name: &str) -> Identity {
        Identity {
            name: name.to_owned(),
            kind: contract::onboarding::ProducerKind::Cooperative,
            tax_code: "0100109106".to_owned(),
            representative: "Giàng Mí Sính".to_owned(),
            representative_index: "a".to_owned(),
            commune_code: "00874".to_owned(),
        }
    }

    fn official(name: &str) -> Official {
        Official { person_id: Id::generate(), name: name.to_owned() }
    }

    fn verified() -> Standing {
        Standing::submitted(at(0)).decided(&Decision::Verify, at(1)).expect("handed in").expect("changed")
    }

    fn send_back() -> Decision {
        Decision::Return(vec![Remark { field: "tax_code".into(), reason: "sai".into() }])
    }

    fn states(standing: &Standing) -> (Verification, usize, bool) {
        (standing.state, standing.remarks.len(), standing.may_sell())
    }

    #[test]
    fn a_verified_cooperative_that_changes_its_name_is_looked_at_again_and_sells_on() {
        let (before, renamed) = (identity("HTX Một"), identity("HTX Hai"));
        assert_eq!(verified().after_change(&before, &before, at(2)), verified());
        for looked_at_again in
            [verified().after_change(&before, &renamed, at(2)), verified().after_edit(&before, &renamed, at(2))]
        {
            assert_eq!(states(&looked_at_again), (Verification::Submitted, 0, true));
        }
    }

    #[test]
    fn what_was_sent_back_is_handed_in_again_by_a_file_or_by_hand() {
        let same = identity("HTX Một");
        let returned = Standing::submitted(at(0)).decided(&send_back(), at(1)).expect("handed in").expect("changed");
        assert_eq!(states(&returned), (Verification::Returned, 1, false));
        assert_eq!(returned.clone().after_change(&same, &same, at(2)).state, Verification::Submitted);
        assert_eq!(returned.clone().after_edit(&same, &identity("HTX Hai"), at(2)), returned);
        assert_eq!(returned.submit(at(2)), Ok(Some(Standing::submitted(at(2)))));
    }

    #[test]
    fn a_decision_changes_what_was_handed_in() {
        let draft = Standing { state: Verification::Draft, ..Standing::submitted(at(0)) };
        let reject = Decision::Reject("không có thật".into());
        let decided = |standing: &Standing, decision: &Decision| {
            standing.decided(decision, at(9)).map(|next| next.map(|next| next.state))
        };
        let submitted = Standing::submitted(at(0));
        assert_eq!(decided(&submitted, &Decision::Verify), Ok(Some(Verification::Verified)));
        assert_eq!(decided(&submitted, &send_back()), Ok(Some(Verification::Returned)));
        assert_eq!(decided(&submitted, &reject), Ok(Some(Verification::Rejected)));
        assert_eq!(decided(&verified(), &Decision::Verify), Ok(None));
        assert_eq!(decided(&verified(), &reject), Err(Impossible::State), "stopping a seller takes two");
        assert_eq!(decided(&draft, &Decision::Verify), Err(Impossible::Draft));
        let rejected = submitted.decided(&reject, at(2)).expect("handed in").expect("changed");
        assert_eq!(states(&rejected), (Verification::Rejected, 1, false));
        let (before, changed) = (identity("HTX Một"), identity("HTX Hai"));
        assert_eq!(rejected.clone().after_change(&before, &changed, at(3)), rejected, "no file sets it going");
        assert_eq!(rejected.submit(at(3)), Err(Impossible::State), "that takes an official");
    }

    #[test]
    fn one_official_looks_at_it_and_how_long_it_waits_is_not_forgotten() {
        let (lan, hoa) = (official("Lan"), official("Hoa"));
        let submitted = Standing::submitted(at(0));
        let taken = submitted.reviewed(&ReviewStep::TakeUp, &lan, at(5)).expect("possible").expect("changed");
        assert_eq!((taken.state, taken.since, taken.reviewer.as_ref()), (Verification::InReview, at(0), Some(&lan)));
        assert_eq!(taken.reviewed(&ReviewStep::TakeUp, &lan, at(6)), Ok(None));
        let over = taken.reviewed(&ReviewStep::TakeUp, &hoa, at(6)).expect("possible").expect("changed");
        assert_eq!(over.reviewer, Some(hoa.clone()));
        assert_eq!(over.reviewed(&ReviewStep::LayDown, &hoa, at(7)), Ok(Some(submitted)));
        assert_eq!(verified().reviewed(&ReviewStep::TakeUp, &lan, at(7)), Err(Impossible::State));
    }

    #[test]
    fn a_suspension_takes_two_and_ends_the_selling() {
        let (lan, hoa) = (official("Lan"), official("Hoa"));
        let propose = ReviewStep::ProposeSuspension("giấy giả".into());
        let proposed = verified().reviewed(&propose, &lan, at(2)).expect("possible").expect("changed");
        assert_eq!(states(&proposed), (Verification::Verified, 0, true));
        assert_eq!(proposed.reviewed(&propose, &hoa, at(3)), Err(Impossible::State), "one proposal at a time");
        assert_eq!(proposed.reviewed(&ReviewStep::ConfirmSuspension, &lan, at(3)), Err(Impossible::SameEyes));
        let renamed = proposed.clone().after_edit(&identity("HTX Một"), &identity("HTX Hai"), at(3));
        assert_eq!((renamed.state, renamed.proposal.as_ref()), (Verification::Submitted, proposed.proposal.as_ref()));
        let caught = renamed.reviewed(&ReviewStep::ConfirmSuspension, &hoa, at(4)).expect("possible").expect("changed");
        assert_eq!(states(&caught), (Verification::Suspended, 1, false), "nobody edits a suspension away");
        let withdrawn = proposed.reviewed(&ReviewStep::WithdrawSuspension, &hoa, at(3)).expect("possible");
        assert_eq!(withdrawn, Some(verified()));
        let confirm = ReviewStep::ConfirmSuspension;
        let suspended = proposed.reviewed(&confirm, &hoa, at(3)).expect("possible").expect("changed");
        assert_eq!(states(&suspended), (Verification::Suspended, 1, false));
        assert_eq!(suspended.decided(&Decision::Verify, at(4)), Err(Impossible::State));
        assert_eq!(suspended.submit(at(4)), Err(Impossible::State));
        let lifted = suspended.reviewed(&ReviewStep::LiftSuspension, &lan, at(4)).expect("possible").expect("changed");
        assert_eq!(states(&lifted), (Verification::Submitted, 0, false), "it is looked at anew");
    }
}
