//! What kind of organisation sells, and how far its tax code was looked up.

use serde::{Deserialize, Serialize};

/// What kind of organisation sells. Each is a tenant, which the rest of the contract calls a cooperative.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProducerKind {
    /// Hợp tác xã.
    #[default]
    Cooperative,
    /// Liên hiệp hợp tác xã: its members are cooperatives.
    CooperativeUnion,
    /// Tổ hợp tác: works under a contract, with a tax code or without one.
    CooperativeGroup,
    /// Hộ kinh doanh: known to the tax office by its representative's own number.
    HouseholdBusiness,
    /// Doanh nghiệp; a branch of one has thirteen digits.
    Enterprise,
}

impl ProducerKind {
    /// Every kind, in the order lists offer them.
    pub const ALL: [Self; 5] =
        [Self::Cooperative, Self::CooperativeUnion, Self::CooperativeGroup, Self::HouseholdBusiness, Self::Enterprise];

    /// The word in tables and forms.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Cooperative => "cooperative",
            Self::CooperativeUnion => "cooperative_union",
            Self::CooperativeGroup => "cooperative_group",
            Self::HouseholdBusiness => "household_business",
            Self::Enterprise => "enterprise",
        }
    }

    /// The kind with this slug.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.slug() == slug)
    }

    /// Whether cooperatives are its members.
    pub const fn is_union(self) -> bool {
        matches!(self, Self::CooperativeUnion)
    }

    /// Its name, as files say it.
    pub const fn name_vi(self) -> &'static str {
        match self {
            Self::Cooperative => "Hợp tác xã",
            Self::CooperativeUnion => "Liên hiệp hợp tác xã",
            Self::CooperativeGroup => "Tổ hợp tác",
            Self::HouseholdBusiness => "Hộ kinh doanh",
            Self::Enterprise => "Doanh nghiệp",
        }
    }
}

/// How far a tax code was looked up. A sound check digit does not prove that it was ever given to anybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaxCodeStatus {
    /// Sound by arithmetic, and not looked up.
    FormatOk,
    /// An official looked it up, and it is this organisation's.
    VerifiedManual,
    /// The tax office's register said so. No register is connected yet, so nothing has this status.
    VerifiedRegistry,
    /// It is not this organisation's.
    Mismatch,
}

impl TaxCodeStatus {
    /// Every status.
    pub const ALL: [Self; 4] = [Self::FormatOk, Self::VerifiedManual, Self::VerifiedRegistry, Self::Mismatch];

    /// The word in tables.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::FormatOk => "format_ok",
            Self::VerifiedManual => "verified_manual",
            Self::VerifiedRegistry => "verified_registry",
            Self::Mismatch => "mismatch",
        }
    }

    /// The status with this slug.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.slug() == slug)
    }
}

/// Something about a producer that is unusual and not wrong. Nothing is refused for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unusual {
    /// The legal name does not begin as names of its kind do.
    Name,
    /// A cooperative has fewer than five members.
    FewMembers,
    /// The bank account is held by neither the cooperative nor its representative, as far as the names tell.
    BankHolder,
}

impl Unusual {
    /// Everything there is.
    pub const ALL: [Self; 3] = [Self::Name, Self::FewMembers, Self::BankHolder];

    /// The word in catalogues.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::FewMembers => "few_members",
            Self::BankHolder => "bank_holder",
        }
    }
}
