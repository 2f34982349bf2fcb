//! Money: whole đồng. The đồng has no minor unit in use, so there are no decimals anywhere.

use std::{fmt, iter::Sum, ops::Neg};

use serde::{Deserialize, Serialize};

/// An amount of money in whole đồng; negative for refunds and fees. At most ±9.2 × 10¹⁸.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Vnd(pub i64);

/// Why a text is no amount of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoneyFault {
    /// Nothing but blanks.
    #[error("there is no amount")]
    Empty,
    /// "12.5": one separator and one or two digits behind it, nearly always a slip of unit.
    #[error("đồng have no decimals")]
    Fraction,
    /// Letters, two signs, groups that are not of three digits.
    #[error("not an amount in đồng")]
    Unreadable,
    /// More than an amount can hold.
    #[error("the amount is too large")]
    TooLarge,
}

impl Vnd {
    /// No money.
    pub const ZERO: Self = Self(0);

    /// Reads what a person types: `145000`, `145.000`, `145,000 ₫`, `145 000đ`.
    pub fn parse(text: &str) -> Result<Self, MoneyFault> {
        let text = text.trim().trim_end_matches("VND").trim_end_matches(['₫', 'đ', 'd']).trim();
        let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        if digits.is_empty() {
            return Err(MoneyFault::Empty);
        }
        let groups: Vec<&str> = digits.split(['.', ',', ' ', '\u{a0}']).collect();
        if groups.iter().any(|group| group.is_empty() || !group.bytes().all(|b| b.is_ascii_digit())) {
            return Err(MoneyFault::Unreadable);
        }
        match groups.as_slice() {
            [_] => {}
            [_, tail] if tail.len() < 3 => return Err(MoneyFault::Fraction),
            [head, tail @ ..] if head.len() > 3 || tail.iter().any(|group| group.len() != 3) => {
                return Err(MoneyFault::Unreadable);
            }
            _ => {}
        }
        let whole: i64 = groups.concat().parse().map_err(|_| MoneyFault::TooLarge)?;
        Ok(Self(if negative { -whole } else { whole }))
    }

    /// Reads a marketplace's decimal text, such as `145000.00`. A fraction that is not zero is refused, never rounded.
    pub fn from_decimal_text(text: &str) -> Result<Self, MoneyFault> {
        let (whole, fraction) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
        if fraction.bytes().any(|b| b != b'0') {
            return Err(if fraction.bytes().all(|b| b.is_ascii_digit()) {
                MoneyFault::Fraction
            } else {
                MoneyFault::Unreadable
            });
        }
        if whole.is_empty() {
            return Err(MoneyFault::Empty);
        }
        let digits = whole.strip_prefix('-').unwrap_or(whole);
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(MoneyFault::Unreadable);
        }
        whole.parse().map(Self).map_err(|_| MoneyFault::TooLarge)
    }

    /// The sum, or `None` where it would not fit.
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        match self.0.checked_add(other.0) {
            Some(sum) => Some(Self(sum)),
            None => None,
        }
    }

    /// The difference, or `None` where it would not fit.
    pub const fn checked_sub(self, other: Self) -> Option<Self> {
        match self.0.checked_sub(other.0) {
            Some(difference) => Some(Self(difference)),
            None => None,
        }
    }

    /// This amount for each of `count` pieces, or `None` where it would not fit.
    pub const fn times(self, count: i64) -> Option<Self> {
        match self.0.checked_mul(count) {
            Some(product) => Some(Self(product)),
            None => None,
        }
    }

    /// The part of this amount in ten-thousandths, rounded half away from zero; `None` where it would not fit.
    pub fn basis_points_rounded(self, basis_points: i32) -> Option<Self> {
        let product = i128::from(self.0) * i128::from(basis_points);
        i64::try_from(div_rounded(product, 10_000)).ok().map(Self)
    }

    /// The next whole thousand that is not less; `None` where it would not fit.
    pub fn up_to_thousand(self) -> Option<Self> {
        self.0.div_euclid(1_000).checked_add(i64::from(self.0.rem_euclid(1_000) > 0))?.checked_mul(1_000).map(Self)
    }

    /// The nearest whole thousand, halves away from zero; `None` where it would not fit.
    pub fn nearest_thousand(self) -> Option<Self> {
        i64::try_from(div_rounded(i128::from(self.0), 1_000)).ok()?.checked_mul(1_000).map(Self)
    }

    /// What `grams` cost at this price a kilogram, rounded half away from zero; `None` where it would not fit.
    pub fn for_grams_rounded(self, grams: i64) -> Option<Self> {
        i64::try_from(div_rounded(i128::from(self.0) * i128::from(grams), 1_000)).ok().map(Self)
    }

    /// What one kilogram costs if `grams` cost this much, rounded half away from zero; `None` for no grams at all.
    pub fn per_kg_rounded(self, grams: i64) -> Option<Self> {
        if grams == 0 {
            return None;
        }
        i64::try_from(div_rounded(i128::from(self.0) * 1000, i128::from(grams))).ok().map(Self)
    }
}

/// Integer division, half away from zero.
fn div_rounded(numerator: i128, denominator: i128) -> i128 {
    let half = denominator.abs() / 2;
    let away = if (numerator < 0) == (denominator < 0) { half } else { -half };
    (numerator + if denominator < 0 { -away } else { away }) / denominator
}

impl fmt::Display for Vnd {
    /// As people write it: `1.234.567 ₫`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.unsigned_abs().to_string();
        let mut text = String::with_capacity(digits.len() * 2 + 4);
        if self.0 < 0 {
            text.push('-');
        }
        for (i, digit) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                text.push('.');
            }
            text.push(digit);
        }
        text.push_str("\u{a0}₫");
        f.pad(&text)
    }
}

impl Neg for Vnd {
    type Output = Self;

    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Sum for Vnd {
    /// For sums that cannot leave the range, such as the lines of one order; elsewhere use `checked_add`.
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        Self(amounts.map(|amount| amount.0).sum())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_type_is_read() {
        let cases = [
            ("145000", Ok(145_000)),
            ("145.000", Ok(145_000)),
            ("1,234,567", Ok(1_234_567)),
            (" 145.000 ₫", Ok(145_000)),
            ("145 000đ", Ok(145_000)),
            ("0", Ok(0)),
            ("-20.000", Ok(-20_000)),
            ("12.5", Err(MoneyFault::Fraction)),
            ("12,50", Err(MoneyFault::Fraction)),
            ("1.23.456", Err(MoneyFault::Unreadable)),
            ("1234.567", Err(MoneyFault::Unreadable)),
            ("mười nghìn", Err(MoneyFault::Unreadable)),
            ("", Err(MoneyFault::Empty)),
            ("₫", Err(MoneyFault::Empty)),
            ("99999999999999999999", Err(MoneyFault::TooLarge)),
        ];
        for (text, expected) in cases {
            assert_eq!(Vnd::parse(text).map(|amount| amount.0), expected, "{text:?}");
        }
    }

    #[test]
    fn a_marketplaces_decimal_text_is_never_rounded() {
        assert_eq!(Vnd::from_decimal_text("145000.00"), Ok(Vnd(145_000)));
        assert_eq!(Vnd::from_decimal_text("145000"), Ok(Vnd(145_000)));
        assert_eq!(Vnd::from_decimal_text("145000.50"), Err(MoneyFault::Fraction));
        assert_eq!(Vnd::from_decimal_text("1e5"), Err(MoneyFault::Unreadable));
        assert_eq!(Vnd::from_decimal_text("+5"), Err(MoneyFault::Unreadable));
        assert_eq!(Vnd::from_decimal_text("1.-0"), Err(MoneyFault::Unreadable));
    }

    #[test]
    fn rounding_goes_half_away_from_zero() {
        assert_eq!(Vnd(5).basis_points_rounded(1_000), Some(Vnd(1)));
        assert_eq!(Vnd(-5).basis_points_rounded(1_000), Some(Vnd(-1)));
        assert_eq!(Vnd(4).basis_points_rounded(1_000), Some(Vnd(0)));
        assert_eq!(Vnd(145_000).per_kg_rounded(5_000), Some(Vnd(29_000)));
        assert_eq!(Vnd(100).per_kg_rounded(0), None);
    }

    #[test]
    fn thousands_are_reached_upwards_or_by_the_nearest_way() {
        for (amount, up, nearest) in
            [(184_500, 185_000, 185_000), (184_499, 185_000, 184_000), (184_000, 184_000, 184_000), (0, 0, 0)]
        {
            assert_eq!(
                (Vnd(amount).up_to_thousand(), Vnd(amount).nearest_thousand()),
                (Some(Vnd(up)), Some(Vnd(nearest)))
            );
        }
        assert_eq!((Vnd(i64::MAX).up_to_thousand(), Vnd(90_000).for_grams_rounded(1_805)), (None, Some(Vnd(162_450))));
    }

    #[test]
    fn money_is_shown_in_groups_of_three() {
        assert_eq!(Vnd(1_234_567).to_string(), "1.234.567\u{a0}₫");
        assert_eq!(Vnd(-999).to_string(), "-999\u{a0}₫");
        assert_eq!(Vnd(1_000).to_string(), "1.000\u{a0}₫");
    }
}
