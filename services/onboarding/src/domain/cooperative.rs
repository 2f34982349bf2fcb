//! A cooperative, and what of it an official looks at.

use super::{BankAccount, Code, Home, KindFault, PersonalId, Phone, TaxCode, tax_codes_of};
use chrono::NaiveDate;
use contract::onboarding::ProducerKind;
use places::search_key;

/// An organisation that sells: most often a farmers' cooperative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cooperative {
    /// The short code its people use.
    pub code: Code,
    /// Its legal name.
    pub name: String,
    /// What kind of organisation it is.
    pub kind: ProducerKind,
    /// Its tax code, which is its registration number as well; none where its representative's number takes its place.
    pub tax_code: Option<TaxCode>,
    /// The code it had before July 2025, where the representative's number took its place.
    pub legacy_tax_code: Option<TaxCode>,
    /// The one who acts for it.
    pub representative: String,
    /// The representative's number.
    pub representative_id: PersonalId,
    /// The representative's phone.
    pub phone: Phone,
    /// Since when the representative acts; none says nothing about it.
    pub representative_since: Option<NaiveDate>,
    /// Where it sits.
    pub seat: Home,
    /// When it was founded, where that is known.
    pub founded_on: Option<NaiveDate>,
    /// Where its money goes; none says nothing about it.
    pub bank: Option<BankAccount>,
}

/// What an official has looked at. A change of it asks for another look; a new phone number does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Its legal name.
    pub name: String,
    /// What kind of organisation it is.
    pub kind: ProducerKind,
    /// Ten or thirteen digits; empty where the representative's number takes their place.
    pub tax_code: String,
    /// The one who acts for it.
    pub representative: String,
    /// The blind index of the representative's number.
    pub representative_index: String,
    /// Where it sits: commune code of today.
    pub commune_code: String,
}

impl Cooperative {
    /// What of it an official looks at, with the blind index of the representative's number.
    pub fn identity(&self, representative_index: String) -> Identity {
        Identity {
            name: self.name.clone(),
            kind: self.kind,
            tax_code: self.tax_code.as_ref().map(|code| code.digits().to_owned()).unwrap_or_default(),
            representative: self.representative.clone(),
            representative_index,
            commune_code: self.seat.commune.code.to_owned(),
        }
    }

    /// Its tax codes go with its kind.
    pub fn tax_codes(&self) -> Result<(), KindFault> {
        tax_codes_of(self.kind, self.tax_code.as_ref(), self.legacy_tax_code.as_ref())
    }
}

impl Identity {
    /// Whether another person acts `now`: somebody with another name and another number. Where only one of both is another, it
    /// was mended.
    pub fn is_of_another_than(&self, now: &Self) -> bool {
        let has_another_name = search_key(&self.representative) != search_key(&now.representative);
        has_another_name && self.representative_index != now.representative_index
    }

    /// What the tax office knows it by: its code, or the blind index of its representative's number.
    pub fn tax_key(&self) -> &str {
        if self.tax_code.is_empty() { &self.representative_index } else { &self.tax_code }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_name_with_the_same_number_is_the_same_person_and_so_is_another_number() {
        let identity = |representative: &str, index: &str| Identity {
            name: "Hợp tác xã Một".into(),
            kind: ProducerKind::Cooperative,
            tax_code: "5199999905".into(),
            representative: representative.into(),
            representative_index: index.into(),
            commune_code: "00874".into(),
        };
        let before = identity("Giàng Mí Sính", "a");
        let cases = [
            ("Giàng Mí Sính", "a", false),
            ("Giàng Mí Sình", "a", false),
            ("GIÀNG MÍ SÍNH", "b", false),
            ("Vàng Thị Mỷ", "a", false),
            ("Vàng Thị Mỷ", "b", true),
        ];
        for (name, index, is_another) in cases {
            assert_eq!(before.is_of_another_than(&identity(name, index)), is_another, "{name} {index}");
        }
    }
}
