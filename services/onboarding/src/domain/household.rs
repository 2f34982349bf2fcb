//! A member household, as one cooperative knows it. The same people may be members of two cooperatives: each has its own
//! record of them, for its own purpose.

use chrono::NaiveDate;
use contract::onboarding::MembershipStep;
use places::Commune;

use super::{Code, PersonalId, Phone};

/// Where somebody is at home: a commune of today, and the hamlet in people's own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    /// Thôn, bản: free text without a code.
    pub hamlet: Option<String>,
    /// Commune of today.
    pub commune: &'static Commune,
    /// The whole address as it was given, old district included.
    pub given: String,
}

/// A producing household that is a member of a cooperative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Household {
    /// The short code the cooperative uses.
    pub code: Code,
    /// Head of the household.
    pub head: String,
    /// The head's number.
    pub personal_id: PersonalId,
    /// Not every household has one.
    pub phone: Option<Phone>,
    /// Where they live.
    pub home: Home,
    /// Member since.
    pub joined_on: NaiveDate,
}

/// The times a household is and was a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// First day of the present time, or of the last one.
    pub joined_on: NaiveDate,
    /// Its last day, where it has ended.
    pub left_on: Option<NaiveDate>,
    /// Times before that, each with its first and last day.
    pub earlier: Vec<(NaiveDate, NaiveDate)>,
}

/// Why a membership does not change like that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MembershipFault {
    /// It has ended already, or has not ended yet.
    #[error("the membership has ended already, or not yet")]
    State,
    /// The day has not come yet.
    #[error("the day has not come yet")]
    Future,
    /// The day is before one that must come first.
    #[error("the days are not in order")]
    Order,
}

impl Membership {
    /// Whether what was picked on this day was picked after the household had left, and before it came back. What was
    /// picked before anybody joined for the first time is an older matter, and not judged.
    pub fn had_left(&self, day: NaiveDate) -> bool {
        let times = self.earlier.iter().map(|(_, left)| Some(*left)).chain([self.left_on]);
        let has_left = times.flatten().any(|left| left < day);
        let joined =
            self.earlier.iter().map(|(joined, left)| (*joined, Some(*left))).chain([(self.joined_on, self.left_on)]);
        let is_member = joined.into_iter().any(|(joined, left)| joined <= day && left.is_none_or(|left| day <= left));
        has_left && !is_member
    }

    /// After a step on this day.
    pub fn after(&self, step: MembershipStep, today: NaiveDate) -> Result<Self, MembershipFault> {
        let not_to_come = |day: NaiveDate| if day > today { Err(MembershipFault::Future) } else { Ok(day) };
        match (step, self.left_on) {
            (MembershipStep::Leave(day), None) => {
                let day = not_to_come(day)?;
                if day < self.joined_on {
                    return Err(MembershipFault::Order);
                }
                Ok(Self { left_on: Some(day), ..self.clone() })
            }
            (MembershipStep::TakeBack, Some(_)) => Ok(Self { left_on: None, ..self.clone() }),
            (MembershipStep::Rejoin(day), Some(left)) => {
                let day = not_to_come(day)?;
                if day <= left {
                    return Err(MembershipFault::Order);
                }
                let mut earlier = self.earlier.clone();
                earlier.push((self.joined_on, left));
                Ok(Self { joined_on: day, left_on: None, earlier })
            }
            (MembershipStep::Leave(_), Some(_)) | (MembershipStep::TakeBack | MembershipStep::Rejoin(_), None) => {
                Err(MembershipFault::State)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2025, 9, day).expect("a day")
    }

    #[test]
    fn a_household_leaves_is_taken_back_and_comes_again() {
        let member = Membership { joined_on: day(2), left_on: None, earlier: Vec::new() };
        assert_eq!(member.after(MembershipStep::Leave(day(1)), day(20)), Err(MembershipFault::Order));
        assert_eq!(member.after(MembershipStep::Leave(day(21)), day(20)), Err(MembershipFault::Future));
        assert_eq!(member.after(MembershipStep::TakeBack, day(20)), Err(MembershipFault::State));
        assert_eq!(member.after(MembershipStep::Rejoin(day(9)), day(20)), Err(MembershipFault::State));
        let gone = member.after(MembershipStep::Leave(day(8)), day(20)).expect("it may leave");
        assert_eq!(gone.after(MembershipStep::Leave(day(9)), day(20)), Err(MembershipFault::State));
        assert_eq!(gone.after(MembershipStep::TakeBack, day(20)), Ok(member));
        assert_eq!(gone.after(MembershipStep::Rejoin(day(8)), day(20)), Err(MembershipFault::Order));
        assert_eq!(gone.after(MembershipStep::Rejoin(day(21)), day(20)), Err(MembershipFault::Future));
        let again = gone.after(MembershipStep::Rejoin(day(12)), day(20)).expect("it may come back");
        assert_eq!((again.joined_on, again.left_on, again.earlier), (day(12), None, vec![(day(2), day(8))]));
    }

    #[test]
    fn what_is_picked_between_leaving_and_coming_back_is_not_a_members() {
        let member = Membership { joined_on: day(2), left_on: None, earlier: Vec::new() };
        assert!(!member.had_left(day(1)) && !member.had_left(day(20)));
        let gone = Membership { left_on: Some(day(8)), ..member };
        assert!(!gone.had_left(day(8)) && gone.had_left(day(9)));
        let again = Membership { joined_on: day(12), left_on: None, earlier: vec![(day(2), day(8))] };
        for (on, left) in [(1, false), (8, false), (9, true), (11, true), (12, false), (30, false)] {
            assert_eq!(again.had_left(day(on)), left, "{on}");
        }
    }
}
