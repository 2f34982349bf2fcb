//! A cooperative and how far its verification has come: submitted, then verified or sent back by the province.

use chrono::NaiveDate;
use contract::onboarding::Verification;

use super::{Code, Home, PersonalId, Phone, TaxCode};

/// A farmers' cooperative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cooperative {
    /// The short code its people use.
    pub code: Code,
    /// Its legal name.
    pub name: String,
    /// Its tax code, which is its registration number as well.
    pub tax_code: TaxCode,
    /// The one who acts for it.
    pub representative: String,
    /// The representative's number.
    pub representative_id: PersonalId,
    /// The representative's phone.
    pub phone: Phone,
    /// Where it sits.
    pub seat: Home,
    /// When it was founded, where that is known.
    pub founded_on: Option<NaiveDate>,
}

/// What an official has looked at. A change of it asks for another look; a new phone number does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Its legal name.
    pub name: String,
    /// Ten or thirteen digits.
    pub tax_code: String,
    /// The one who acts for it.
    pub representative: String,
    /// The blind index of the representative's number.
    pub representative_index: String,
    /// Where it sits: commune code of today.
    pub commune_code: String,
}

/// How far a cooperative's verification has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The state.
    pub state: Verification,
    /// Why it was sent back; there if and only if it was.
    pub rejected_because: Option<String>,
}

/// What an official decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// It was found right.
    Verify,
    /// It is sent back, with the reason.
    SendBack(String),
}

/// Why nothing can be decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Undecidable {
    /// It was not handed in yet.
    #[error("it is a draft and was not handed in")]
    Draft,
}

impl Standing {
    /// Handed in and not looked at yet.
    pub const SUBMITTED: Self = Self { state: Verification::Submitted, rejected_because: None };

    /// After a file has brought `now` where `before` stood. What was sent back and then changed is handed in again.
    #[must_use]
    pub fn after_change(self, before: &Identity, now: &Identity) -> Self {
        match self.state {
            Verification::Verified if before == now => self,
            Verification::Draft | Verification::Submitted | Verification::Verified | Verification::Rejected => {
                Self::SUBMITTED
            }
        }
    }

    /// After an official's decision. `None` where it stands so already.
    pub fn decided(&self, decision: &Decision) -> Result<Option<Self>, Undecidable> {
        if self.state == Verification::Draft {
            return Err(Undecidable::Draft);
        }
        let next = match decision {
            Decision::Verify => Self { state: Verification::Verified, rejected_because: None },
            Decision::SendBack(reason) => {
                Self { state: Verification::Rejected, rejected_because: Some(reason.clone()) }
            }
        };
        Ok(if next == *self { None } else { Some(next) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identity(name: &str) -> Identity {
        Identity {
            name: name.to_owned(),
            tax_code: "0100109106".to_owned(),
            representative: "Giàng Mí Sính".to_owned(),
            representative_index: "a".to_owned(),
            commune_code: "00874".to_owned(),
        }
    }

    fn verified() -> Standing {
        Standing { state: Verification::Verified, rejected_because: None }
    }

    fn sent_back() -> Standing {
        Standing { state: Verification::Rejected, rejected_because: Some("thiếu giấy".to_owned()) }
    }

    #[test]
    fn a_verified_cooperative_that_changes_its_name_is_looked_at_again() {
        let (before, renamed) = (identity("HTX Một"), identity("HTX Hai"));
        assert_eq!(verified().after_change(&before, &before), verified());
        assert_eq!(verified().after_change(&before, &renamed), Standing::SUBMITTED);
    }

    #[test]
    fn what_was_sent_back_and_mended_is_handed_in_again() {
        let same = identity("HTX Một");
        assert_eq!(sent_back().after_change(&same, &same), Standing::SUBMITTED);
    }

    #[test]
    fn a_decision_changes_what_was_handed_in() {
        let send_back = Decision::SendBack("thiếu giấy".to_owned());
        let draft = Standing { state: Verification::Draft, rejected_because: None };
        let cases = [
            (Standing::SUBMITTED, Decision::Verify, Ok(Some(verified()))),
            (Standing::SUBMITTED, send_back.clone(), Ok(Some(sent_back()))),
            (verified(), Decision::Verify, Ok(None)),
            (verified(), send_back.clone(), Ok(Some(sent_back()))),
            (sent_back(), Decision::Verify, Ok(Some(verified()))),
            (sent_back(), send_back, Ok(None)),
            (draft, Decision::Verify, Err(Undecidable::Draft)),
        ];
        for (standing, decision, expected) in cases {
            assert_eq!(standing.decided(&decision), expected, "{standing:?} {decision:?}");
        }
    }
}
