//! What each kind of organisation needs to be known by: rules of the law on cooperatives and of the tax office (glossary, 2
//! and 3.1).

use contract::onboarding::{ProducerKind, Unusual};

use super::TaxCode;

/// Fewer official members than this is unusual for a cooperative since the law of 2023.
const MEMBERS_MIN: u32 = 5;

/// Why a tax code does not go with a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KindFault {
    /// The kind is registered under a code of its own.
    #[error("the kind has a tax code of its own")]
    TaxCodeMissing,
    /// The kind is known by its representative's number.
    #[error("the kind is known by its representative's number")]
    TaxCodeNotWanted,
    /// Thirteen digits are an enterprise's branch.
    #[error("thirteen digits are a branch of an enterprise")]
    TaxCodeOfABranch,
    /// A former code is ten digits, and only of those who are known by a person's number now.
    #[error("a former code is ten digits of somebody known by a person's number now")]
    LegacyTaxCode,
}

/// Whether an organisation of this kind may have this code, and have had that one.
pub fn tax_codes_of(kind: ProducerKind, tax_code: Option<&TaxCode>, legacy: Option<&TaxCode>) -> Result<(), KindFault> {
    match (kind, tax_code) {
        (ProducerKind::HouseholdBusiness, Some(_)) => return Err(KindFault::TaxCodeNotWanted),
        (ProducerKind::HouseholdBusiness | ProducerKind::CooperativeGroup, None)
        | (ProducerKind::Enterprise, Some(_)) => {}
        (_, None) => return Err(KindFault::TaxCodeMissing),
        (_, Some(code)) => {
            if code.is_branch() {
                return Err(KindFault::TaxCodeOfABranch);
            }
        }
    }
    match legacy {
        Some(legacy) if tax_code.is_some() || legacy.is_branch() => Err(KindFault::LegacyTaxCode),
        _ => Ok(()),
    }
}

/// What is unusual, and not wrong, about an organisation with this legal name and so many members. Who holds its bank account
/// is looked at elsewhere.
pub fn unusual(kind: ProducerKind, name: &str, members: u32) -> Vec<Unusual> {
    let name = places::search_key(name);
    let begins: &[&str] = match kind {
        ProducerKind::Cooperative => &["hop tac xa ", "htx "],
        ProducerKind::CooperativeUnion => &["lien hiep hop tac xa ", "lien hiep htx ", "lhhtx "],
        ProducerKind::CooperativeGroup => &["to hop tac ", "tht "],
        ProducerKind::HouseholdBusiness | ProducerKind::Enterprise => &[""],
    };
    let is_named_oddly = !begins.iter().any(|begin| name.starts_with(begin));
    let has_few = kind == ProducerKind::Cooperative && members < MEMBERS_MIN;
    [(is_named_oddly, Unusual::Name), (has_few, Unusual::FewMembers)]
        .into_iter()
        .filter_map(|(is_so, what)| is_so.then_some(what))
        .collect()
}

#[cfg(test)]
mod tests {
    use ProducerKind::{Cooperative, CooperativeGroup, CooperativeUnion, Enterprise, HouseholdBusiness};

    use super::*;

    #[test]
    fn each_kind_has_the_tax_code_that_the_law_gives_it() {
        let read = |text: &str| TaxCode::parse(text).expect("a code");
        let (whole, branch) = (read("0100109106"), read("0100109106-001"));
        let cases = [
            (Cooperative, Some(&whole), Ok(())),
            (Cooperative, Some(&branch), Err(KindFault::TaxCodeOfABranch)),
            (Cooperative, None, Err(KindFault::TaxCodeMissing)),
            (CooperativeUnion, Some(&whole), Ok(())),
            (CooperativeUnion, Some(&branch), Err(KindFault::TaxCodeOfABranch)),
            (CooperativeUnion, None, Err(KindFault::TaxCodeMissing)),
            (CooperativeGroup, Some(&whole), Ok(())),
            (CooperativeGroup, Some(&branch), Err(KindFault::TaxCodeOfABranch)),
            (CooperativeGroup, None, Ok(())),
            (HouseholdBusiness, Some(&whole), Err(KindFault::TaxCodeNotWanted)),
            (HouseholdBusiness, None, Ok(())),
            (Enterprise, Some(&whole), Ok(())),
            (Enterprise, Some(&branch), Ok(())),
            (Enterprise, None, Err(KindFault::TaxCodeMissing)),
        ];
        for (kind, code, expected) in cases {
            assert_eq!(tax_codes_of(kind, code, None), expected, "{kind:?}, {code:?}");
        }
        assert_eq!(tax_codes_of(HouseholdBusiness, None, Some(&whole)), Ok(()));
        assert_eq!(tax_codes_of(HouseholdBusiness, None, Some(&branch)), Err(KindFault::LegacyTaxCode));
        assert_eq!(tax_codes_of(Cooperative, Some(&whole), Some(&whole)), Err(KindFault::LegacyTaxCode));
    }

    #[test]
    fn what_is_unusual_is_said_and_refuses_nothing() {
        let cases = [
            (Cooperative, "Hợp tác xã Cam sành", 5, vec![]),
            (Cooperative, "HTX Cam sành", 4, vec![Unusual::FewMembers]),
            (Cooperative, "Cam sành Vĩnh Tuy", 9, vec![Unusual::Name]),
            (CooperativeGroup, "Tổ hợp tác Nà Khoang", 2, vec![]),
            (CooperativeUnion, "Hợp tác xã Một", 0, vec![Unusual::Name]),
            (Enterprise, "Công ty TNHH Cam", 0, vec![]),
        ];
        for (kind, name, members, expected) in cases {
            assert_eq!(unusual(kind, name, members), expected, "{name}");
        }
    }
}
