//! A delegation: what may be agreed on, and who may decide about it.

use chrono::{NaiveDate, TimeDelta};
use contract::{
    Actor, Caller, FieldFault, Refusal, Role,
    accounts::{DelegationDecision, DelegationState, DelegationTerms},
    code,
};
use ids::{Cooperative, Id, Person};

/// The longest a delegation holds, after its first day.
const DAYS_MAX: i64 = 365;
const NAME_LENGTH_MAX: usize = 200;

/// Every fault of what is to be agreed on.
pub(crate) fn faults_of_terms(terms: &DelegationTerms, today: NaiveDate) -> Vec<FieldFault> {
    let longest = terms.starts_on.checked_add_signed(TimeDelta::days(DAYS_MAX));
    let named = (1..=NAME_LENGTH_MAX).contains(&terms.cooperative.trim().chars().count());
    let checks = [
        ("cooperative_id", "missing", !named),
        ("errands", "missing", terms.errands.is_empty()),
        ("starts_on", "date_past", terms.starts_on < today),
        ("ends_on", "before_from", terms.ends_on < terms.starts_on),
        ("ends_on", "delegation_too_long", longest.is_none_or(|longest| terms.ends_on > longest)),
    ];
    let faults = checks.into_iter().filter(|(_, _, is_at_fault)| *is_at_fault);
    faults.map(|(field, code, _)| FieldFault { field: field.into(), code: code.into() }).collect()
}

/// A delegation, as far as deciding about it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Delegation {
    pub assistant_id: Id<Person>,
    pub cooperative_id: Id<Cooperative>,
    pub state: DelegationState,
}

impl Delegation {
    /// What the delegation becomes; itself where that was decided before. Refuses whoever may not decide so; of somebody else's
    /// delegation they do not even learn that it is there.
    pub fn decided(self, caller: &Caller, decision: DelegationDecision) -> Result<DelegationState, Refusal> {
        let is_own = caller.actor == Actor::Person(self.assistant_id);
        let may_see = match caller.role {
            Role::ProvincialOfficial | Role::Operator => true,
            Role::CooperativeManager => caller.scope.cooperative() == Some(self.cooperative_id),
            Role::Assistant => is_own,
            _ => false,
        };
        if !may_see {
            return Err(Refusal::new(code::NOT_FOUND, "there is no such delegation"));
        }
        if is_own && decision != DelegationDecision::End {
            return Err(Refusal::new(code::FOUR_EYES, "nobody accepts what they proposed themselves"));
        }
        match (self.state, decision) {
            (DelegationState::Proposed | DelegationState::Live, DelegationDecision::Accept) => {
                Ok(DelegationState::Live)
            }
            (DelegationState::Proposed | DelegationState::Declined, DelegationDecision::Decline) => {
                Ok(DelegationState::Declined)
            }
            (DelegationState::Proposed | DelegationState::Live | DelegationState::Ended, DelegationDecision::End) => {
                Ok(DelegationState::Ended)
            }
            _ => Err(Refusal::new(code::CONFLICT, "the delegation was decided otherwise before")),
        }
    }
}

#[cfg(test)]
mod tests {
    use contract::{Scope, accounts::Errand};

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn a_delegation_has_an_errand_and_lasts_a_year_at_most() {
        let today = day("2026-11-23");
        let sound = DelegationTerms {
            cooperative_id: Id::generate(),
            cooperative: "Hợp tác xã Một".into(),
            errands: vec![Errand::File],
            starts_on: today,
            ends_on: day("2027-11-23"),
        };
        assert_eq!(faults_of_terms(&sound, today), []);
        let cases = [
            (DelegationTerms { cooperative: " ".into(), ..sound.clone() }, "missing"),
            (DelegationTerms { errands: Vec::new(), ..sound.clone() }, "missing"),
            (DelegationTerms { starts_on: day("2026-11-22"), ends_on: today, ..sound.clone() }, "date_past"),
            (DelegationTerms { ends_on: day("2026-11-22"), ..sound.clone() }, "before_from"),
            (DelegationTerms { ends_on: day("2027-11-24"), ..sound.clone() }, "delegation_too_long"),
            (DelegationTerms { starts_on: NaiveDate::MAX, ends_on: NaiveDate::MAX, ..sound }, "delegation_too_long"),
        ];
        for (terms, expected) in cases {
            let codes: Vec<String> = faults_of_terms(&terms, today).into_iter().map(|fault| fault.code).collect();
            assert_eq!(codes, [expected], "{terms:?}");
        }
    }

    #[test]
    fn it_takes_two_and_a_stranger_learns_nothing() {
        use DelegationDecision::{Accept, Decline, End};
        let (assistant, own) = (Id::generate(), Id::generate());
        let proposed = Delegation { assistant_id: assistant, cooperative_id: own, state: DelegationState::Proposed };
        let caller = |role, scope| Caller::person(Id::generate(), role, scope);
        let manager = caller(Role::CooperativeManager, Scope::Cooperative(own));
        let other = caller(Role::CooperativeManager, Scope::Cooperative(Id::generate()));
        let official = caller(Role::ProvincialOfficial, Scope::Province);
        let oneself = Caller::person(assistant, Role::Assistant, Scope::Commune("00874".into()));
        let promoted = Caller::person(assistant, Role::ProvincialOfficial, Scope::Province);
        let another = caller(Role::Assistant, Scope::Commune("00874".into()));
        for (who, decision, expected) in [
            (&manager, Accept, Ok(DelegationState::Live)),
            (&official, Accept, Ok(DelegationState::Live)),
            (&manager, Decline, Ok(DelegationState::Declined)),
            (&oneself, End, Ok(DelegationState::Ended)),
            (&oneself, Accept, Err(code::FOUR_EYES)),
            (&promoted, Accept, Err(code::FOUR_EYES)),
            (&other, Accept, Err(code::NOT_FOUND)),
            (&another, End, Err(code::NOT_FOUND)),
        ] {
            let decided = proposed.decided(who, decision).map_err(|refusal| refusal.code);
            assert_eq!(decided, expected.map_err(str::to_owned), "{:?} {decision:?}", who.role);
        }
        let ended = Delegation { state: DelegationState::Ended, ..proposed };
        assert_eq!(ended.decided(&manager, Accept).expect_err("too late").code, code::CONFLICT);
        assert_eq!(ended.decided(&manager, End), Ok(DelegationState::Ended), "once more");
    }
}
