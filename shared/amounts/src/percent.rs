//! Rates in percent, exact to two decimals: margins and safety buffers.

use std::{fmt, str::FromStr};

use rust_decimal::{Decimal, RoundingStrategy, prelude::ToPrimitive};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::Vnd;

/// A rate in percent, such as `12.5`. Written as text in JSON, so that nobody reads it as a float.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Percent(Decimal);

/// Why a text is no rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PercentFault {
    /// Nothing but blanks.
    #[error("there is no rate")]
    Empty,
    /// Not a number with at most two decimals.
    #[error("not a number with at most two decimals")]
    Unreadable,
    /// Beyond ±1,000 %.
    #[error("a rate lies within 1,000 % either way")]
    TooLarge,
}

impl Percent {
    /// So many whole percent.
    pub fn whole(percent: i16) -> Self {
        Self(Decimal::from(percent))
    }

    /// Reads what a person types: `12,5`, `12.5 %`, `-3`.
    pub fn parse(text: &str) -> Result<Self, PercentFault> {
        let text = text.trim().trim_end_matches('%').trim().replace(',', ".");
        if text.is_empty() {
            return Err(PercentFault::Empty);
        }
        let rate = Decimal::from_str(&text).map_err(|_| PercentFault::Unreadable)?.normalize();
        if rate.scale() > 2 {
            return Err(PercentFault::Unreadable);
        }
        if rate.abs() > Decimal::ONE_THOUSAND {
            return Err(PercentFault::TooLarge);
        }
        Ok(Self(rate))
    }

    /// Below zero.
    pub const fn is_negative(self) -> bool {
        self.0.is_sign_negative() && !self.0.is_zero()
    }

    /// An amount with this part of it on top, rounded half away from zero to a whole đồng; `None` where it would not fit.
    pub fn on_top_of_rounded(self, amount: Vnd) -> Option<Vnd> {
        let whole = Decimal::ONE_HUNDRED.checked_add(self.0)?;
        let product = Decimal::from(amount.0).checked_mul(whole)?.checked_div(Decimal::ONE_HUNDRED)?;
        product.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero).to_i64().map(Vnd)
    }

    /// This part of a count, rounded up to a whole one; `None` where it would not fit.
    pub fn of_count_rounded_up(self, count: i64) -> Option<i64> {
        let part = Decimal::from(count).checked_mul(self.0)?.checked_div(Decimal::ONE_HUNDRED)?;
        part.ceil().to_i64()
    }

    /// This rate so many times; `None` where it would not fit.
    pub fn times(self, count: i64) -> Option<Self> {
        self.0.checked_mul(Decimal::from(count)).map(Self)
    }

    /// The sum; `None` where it would not fit.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }
}

impl fmt::Display for Percent {
    /// As a program reads it: `12.5`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0.normalize(), f)
    }
}

impl Serialize for Percent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Percent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_type_is_read() {
        let cases = [
            ("12,5", Ok("12.5")),
            (" 12.50 % ", Ok("12.5")),
            ("-3", Ok("-3")),
            ("0", Ok("0")),
            ("", Err(PercentFault::Empty)),
            ("12,345", Err(PercentFault::Unreadable)),
            ("mười", Err(PercentFault::Unreadable)),
            ("1001", Err(PercentFault::TooLarge)),
        ];
        for (text, expected) in cases {
            assert_eq!(Percent::parse(text).map(|rate| rate.to_string()), expected.map(str::to_owned), "{text:?}");
        }
    }

    #[test]
    fn a_rate_goes_on_top_of_an_amount_and_is_a_part_of_a_count() {
        let rate = Percent::parse("12,5").expect("a rate");
        assert_eq!(rate.on_top_of_rounded(Vnd(164_000)), Some(Vnd(184_500)));
        assert_eq!(Percent::whole(-100).on_top_of_rounded(Vnd(164_000)), Some(Vnd(0)));
        assert_eq!(Percent::parse("0,05").expect("a rate").on_top_of_rounded(Vnd(1_000)), Some(Vnd(1_001)));
        assert_eq!(rate.of_count_rounded_up(10), Some(2));
        assert_eq!(Percent::whole(0).of_count_rounded_up(10), Some(0));
        assert_eq!(rate.on_top_of_rounded(Vnd(i64::MAX)), None);
    }
}
