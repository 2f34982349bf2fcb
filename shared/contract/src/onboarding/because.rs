//! Why a field of a producer's form is refused: every reason there is, so that each has its sentence for people.

use crate::FieldFault;

/// Names each reason once: its variant, and the code that goes into the refusal.
macro_rules! reasons {
    ($($variant:ident = $code:literal),+ $(,)?) => {
        /// Why a field of a producer's form is refused.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[expect(missing_docs, reason = "each is named by its code, and its sentence stands in the catalogues")]
        pub enum Because {
            $($variant),+
        }

        impl Because {
            /// Every reason.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// Stable, `snake_case`.
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$variant => $code),+
                }
            }
        }
    };
}

reasons! {
    TextLength = "text_length",
    TaxCodeLength = "tax_code_length",
    TaxCodePerson = "tax_code_person",
    TaxCodeDigits = "tax_code_digits",
    TaxCodeComponent = "tax_code_component",
    TaxCodeChecksum = "tax_code_checksum",
    Taken = "taken",
    PersonalIdOldCard = "personal_id_old_cmnd",
    PersonalIdForm = "personal_id_form",
    RepresentativeAge = "representative_age",
    PhoneForm = "phone_form",
    CommuneUnknown = "commune_unknown",
    DateFuture = "date_future",
    Length = "length",
    KindUnknown = "kind_unknown",
    TaxCodeMissing = "tax_code_missing",
    TaxCodeNotWanted = "tax_code_not_wanted",
    TaxCodeOfABranch = "tax_code_of_a_branch",
    LegacyTaxCode = "legacy_tax_code",
    HoldsANumber = "holds_a_number",
    CodeForm = "code_form",
    CannotChange = "cannot_change",
    HouseholdTaken = "household_taken",
    DatesOrder = "dates_order",
    Missing = "missing",
    BankUnknown = "bank_unknown",
    AccountForm = "account_form",
    HouseholdUnknown = "household_unknown",
    PlotTaken = "plot_taken",
    PlotBound = "plot_bound",
    AreaForm = "area_form",
    AreaUnit = "area_unit",
    AreaTooFine = "area_too_fine",
    PlantedYear = "planted_year",
    PlantingAreaForm = "planting_area_form",
    NotForAssistants = "not_for_assistants",
    SuccessorPhone = "successor_phone",
    SuccessorSince = "successor_since",
    CooperativeUnknown = "cooperative_unknown",
    UnionInUnion = "union_in_union",
    UnionNotVerified = "union_not_verified",
    KindInUnion = "kind_in_union",
    MemberAlready = "member_already",
}

impl Because {
    /// The fault of this field.
    pub fn of(self, field: &str) -> FieldFault {
        FieldFault { field: field.to_owned(), code: self.code().to_owned() }
    }
}
