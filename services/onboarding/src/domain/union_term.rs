//! A cooperative's time as a member of a union.

use chrono::NaiveDate;

/// First and last day; no last day while it lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnionTerm {
    /// First day.
    pub joined_on: NaiveDate,
    /// Last day.
    pub left_on: Option<NaiveDate>,
}

/// Why a term does not begin or end so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnionTermFault {
    /// The day has not come yet.
    Future,
    /// It would begin before an earlier one ended, or end before it began.
    Order,
    /// There is one that lasts, or it is over already.
    State,
}

impl UnionTerm {
    /// A term that begins after these.
    pub fn begin(joined_on: NaiveDate, earlier: &[Self], today: NaiveDate) -> Result<Self, UnionTermFault> {
        if joined_on > today {
            return Err(UnionTermFault::Future);
        }
        if earlier.iter().any(|term| term.left_on.is_none()) {
            return Err(UnionTermFault::State);
        }
        if earlier.iter().filter_map(|term| term.left_on).any(|left_on| joined_on < left_on) {
            return Err(UnionTermFault::Order);
        }
        Ok(Self { joined_on, left_on: None })
    }

    /// The term with its last day.
    pub fn end(self, left_on: NaiveDate, today: NaiveDate) -> Result<Self, UnionTermFault> {
        match self.left_on {
            Some(_) => Err(UnionTermFault::State),
            None if left_on > today => Err(UnionTermFault::Future),
            None if left_on < self.joined_on => Err(UnionTermFault::Order),
            None => Ok(Self { left_on: Some(left_on), ..self }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(of_september: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2025, 9, of_september).expect("a day")
    }

    #[test]
    fn a_term_begins_after_the_one_before_and_ends_once() {
        let term = |joined_on, left_on: Option<u32>| UnionTerm { joined_on: day(joined_on), left_on: left_on.map(day) };
        let begun = |joined_on, earlier: &[UnionTerm]| UnionTerm::begin(day(joined_on), earlier, day(20));
        assert_eq!(begun(20, &[]), Ok(term(20, None)));
        assert_eq!(begun(21, &[]), Err(UnionTermFault::Future));
        assert_eq!(begun(9, &[term(1, None)]), Err(UnionTermFault::State));
        assert_eq!(begun(9, &[term(1, Some(10))]), Err(UnionTermFault::Order));
        assert_eq!(begun(10, &[term(1, Some(10))]), Ok(term(10, None)));
        assert_eq!(term(5, None).end(day(5), day(20)), Ok(term(5, Some(5))));
        assert_eq!(term(5, None).end(day(4), day(20)), Err(UnionTermFault::Order));
        assert_eq!(term(5, None).end(day(21), day(20)), Err(UnionTermFault::Future));
        assert_eq!(term(5, Some(6)).end(day(7), day(20)), Err(UnionTermFault::State));
    }
}
