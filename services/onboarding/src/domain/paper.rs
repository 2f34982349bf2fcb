//! Certificates and other papers: what each kind asks for, and until when it holds (glossary, section 6).

use std::collections::BTreeSet;

use chrono::{Months, NaiveDate};
use contract::{ProductCode, onboarding::PaperScheme as Scheme};
use places::search_key;

use super::Code;

/// The kind with this name, whatever its case and marks.
pub fn scheme_named(name: &str) -> Option<Scheme> {
    let key = search_key(name);
    Scheme::ALL.into_iter().find(|scheme| search_key(scheme.name_vi()) == key)
}

/// How long it holds where the paper itself does not say.
const fn holds_for(scheme: Scheme) -> Option<Months> {
    match scheme {
        Scheme::Ocop | Scheme::FoodSafety => Some(Months::new(36)),
        Scheme::Vietgap => Some(Months::new(24)),
        Scheme::FoodSafetyCommitment | Scheme::Organic | Scheme::GeographicalIndication => None,
    }
}

/// The longest it can hold at all: two years for VietGAP, and three months of grace.
const fn holds_at_most(scheme: Scheme) -> Option<Months> {
    match scheme {
        Scheme::Vietgap => Some(Months::new(27)),
        _ => None,
    }
}

/// Whether such papers speak of plots.
const fn speaks_of_plots(scheme: Scheme) -> bool {
    matches!(scheme, Scheme::Vietgap | Scheme::Organic)
}

/// A paper that is sound by its own rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// What kind it is.
    pub scheme: Scheme,
    /// The issuer's number; opaque, for there is no national form.
    pub number: String,
    /// Who issued it.
    pub issuer: String,
    /// First day it holds.
    pub issued_on: NaiveDate,
    /// Last day it holds; some hold without end.
    pub valid_to: Option<NaiveDate>,
    /// The product it speaks of, if of one.
    pub product: Option<ProductCode>,
    /// OCOP stars, 3 to 5.
    pub stars: Option<u8>,
    /// OCOP score, 0 to 100.
    pub score: Option<u8>,
    /// The plots it speaks of; where it names none, all of the cooperative's that grow its product.
    pub plots: BTreeSet<Code>,
}

/// Why a paper cannot be right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PaperFault {
    /// It ends before it begins.
    #[error("it ends before it begins")]
    DatesOrder,
    /// It holds longer than its kind can.
    #[error("it holds longer than such papers can")]
    TooLong,
    /// OCOP without three to five stars.
    #[error("an OCOP certificate has three to five stars")]
    Stars,
    /// Stars or a score on another kind of paper.
    #[error("only OCOP certificates have stars and a score")]
    StarsElsewhere,
    /// The score does not earn these stars.
    #[error("the score does not earn these stars")]
    ScoreBand,
    /// OCOP belongs to a product.
    #[error("an OCOP certificate names its product")]
    ProductMissing,
    /// Plots on a paper that speaks of none.
    #[error("only VietGAP and organic papers speak of plots")]
    PlotsElsewhere,
}

impl Paper {
    /// The scores that earn so many stars, 3 to 5.
    pub const fn score_band(stars: u8) -> (u8, u8) {
        match stars {
            5 => (90, 100),
            4 => (70, 89),
            _ => (50, 69),
        }
    }

    /// The paper as its rules complete it: where no last day is given, the kind's usual one.
    pub fn try_new(mut given: Self) -> Result<Self, PaperFault> {
        let until = |months: Option<Months>| months.and_then(|months| given.issued_on.checked_add_months(months));
        if given.valid_to.is_some_and(|valid_to| valid_to < given.issued_on) {
            return Err(PaperFault::DatesOrder);
        }
        if let Some((valid_to, latest)) = given.valid_to.zip(until(holds_at_most(given.scheme)))
            && valid_to > latest
        {
            return Err(PaperFault::TooLong);
        }
        given.check_stars()?;
        if !given.plots.is_empty() && !speaks_of_plots(given.scheme) {
            return Err(PaperFault::PlotsElsewhere);
        }
        given.valid_to = given.valid_to.or(until(holds_for(given.scheme)));
        Ok(given)
    }

    fn check_stars(&self) -> Result<(), PaperFault> {
        if self.scheme != Scheme::Ocop {
            let none = self.stars.is_none() && self.score.is_none();
            return if none { Ok(()) } else { Err(PaperFault::StarsElsewhere) };
        }
        let stars = self.stars.filter(|stars| (3..=5).contains(stars)).ok_or(PaperFault::Stars)?;
        let (least, most) = Self::score_band(stars);
        if self.score.is_some_and(|score| !(least..=most).contains(&score)) {
            return Err(PaperFault::ScoreBand);
        }
        if self.product.is_none() { Err(PaperFault::ProductMissing) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn ocop(stars: Option<u8>, score: Option<u8>) -> Paper {
        Paper {
            scheme: Scheme::Ocop,
            number: "MP-001/2024".to_owned(),
            issuer: "Hội đồng OCOP".to_owned(),
            issued_on: day("2024-11-20"),
            valid_to: None,
            product: ProductCode::parse("cam_sanh"),
            stars,
            score,
            plots: BTreeSet::new(),
        }
    }

    #[test]
    fn stars_and_score_belong_together() {
        let cases = [
            (Some(4), Some(70), None),
            (Some(4), Some(89), None),
            (Some(5), Some(100), None),
            (Some(3), None, None),
            (Some(4), Some(92), Some(PaperFault::ScoreBand)),
            (Some(5), Some(89), Some(PaperFault::ScoreBand)),
            (Some(3), Some(49), Some(PaperFault::ScoreBand)),
            (Some(2), Some(40), Some(PaperFault::Stars)),
            (Some(6), None, Some(PaperFault::Stars)),
            (None, Some(80), Some(PaperFault::Stars)),
        ];
        for (stars, score, fault) in cases {
            assert_eq!(Paper::try_new(ocop(stars, score)).err(), fault, "{stars:?} {score:?}");
        }
        let elsewhere = Paper { scheme: Scheme::Organic, ..ocop(None, Some(80)) };
        assert_eq!(Paper::try_new(elsewhere).err(), Some(PaperFault::StarsElsewhere));
        let of_nothing = Paper { product: None, ..ocop(Some(4), None) };
        assert_eq!(Paper::try_new(of_nothing).err(), Some(PaperFault::ProductMissing));
    }

    #[test]
    fn a_paper_holds_as_long_as_it_says_or_as_its_kind_does() {
        let vietgap = |valid_to| Paper { scheme: Scheme::Vietgap, valid_to, ..ocop(None, None) };
        let cases = [
            (ocop(Some(4), None), Ok(Some(day("2027-11-20")))),
            (Paper { valid_to: Some(day("2026-01-01")), ..ocop(Some(4), None) }, Ok(Some(day("2026-01-01")))),
            (vietgap(None), Ok(Some(day("2026-11-20")))),
            (vietgap(Some(day("2027-02-20"))), Ok(Some(day("2027-02-20")))),
            (vietgap(Some(day("2027-02-21"))), Err(PaperFault::TooLong)),
            (vietgap(Some(day("2024-11-19"))), Err(PaperFault::DatesOrder)),
            (Paper { scheme: Scheme::GeographicalIndication, ..ocop(None, None) }, Ok(None)),
        ];
        for (given, expected) in cases {
            assert_eq!(Paper::try_new(given.clone()).map(|paper| paper.valid_to), expected, "{given:?}");
        }
    }

    #[test]
    fn only_papers_for_plots_name_them() {
        let plots = BTreeSet::from([Code::parse("TH0012-1").expect("a code")]);
        let naming = |paper: Paper| Paper::try_new(Paper { plots: plots.clone(), ..paper }).err();
        assert_eq!(naming(ocop(Some(4), None)), Some(PaperFault::PlotsElsewhere));
        assert_eq!(naming(Paper { scheme: Scheme::FoodSafety, ..ocop(None, None) }), Some(PaperFault::PlotsElsewhere));
        assert_eq!(naming(Paper { scheme: Scheme::Vietgap, ..ocop(None, None) }), None);
        assert_eq!(naming(Paper { scheme: Scheme::Organic, ..ocop(None, None) }), None);
    }

    #[test]
    fn kinds_are_known_by_their_names() {
        for scheme in Scheme::ALL {
            assert_eq!(scheme_named(&scheme.name_vi().to_uppercase()), Some(scheme));
        }
        assert_eq!(scheme_named("huu co"), Some(Scheme::Organic));
        assert_eq!(scheme_named("ISO 9001"), None);
    }
}
