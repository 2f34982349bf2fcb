//! Departments of the province: all of them read the same, and each decides on what is its own.

use serde::{Deserialize, Serialize};

use crate::onboarding::PaperScheme;

/// A department that looks after what farmers sell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Department {
    /// Sở Công Thương: who sells on marketplaces.
    IndustryAndTrade,
    /// Sở Nông nghiệp và Môi trường: how it was grown, and food safety.
    AgricultureAndEnvironment,
    /// Sở Khoa học và Công nghệ: protected names.
    ScienceAndTechnology,
}

impl Department {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::IndustryAndTrade, Self::AgricultureAndEnvironment, Self::ScienceAndTechnology];

    /// The word in tables and on the wire.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::IndustryAndTrade => "industry_and_trade",
            Self::AgricultureAndEnvironment => "agriculture_and_environment",
            Self::ScienceAndTechnology => "science_and_technology",
        }
    }

    /// The department with this word.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|department| department.slug() == slug)
    }

    /// Whose papers of this scheme are to decide on.
    pub const fn of_paper(scheme: PaperScheme) -> Self {
        match scheme {
            PaperScheme::Ocop
            | PaperScheme::Vietgap
            | PaperScheme::Organic
            | PaperScheme::FoodSafety
            | PaperScheme::FoodSafetyCommitment => Self::AgricultureAndEnvironment,
            PaperScheme::GeographicalIndication => Self::ScienceAndTechnology,
        }
    }

    /// Whose it is to say who may sell.
    pub const OF_SELLERS: Self = Self::IndustryAndTrade;
}
