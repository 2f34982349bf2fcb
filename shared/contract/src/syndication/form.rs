//! A listing as its cooperative writes it: once, for every channel.

use amounts::Vnd;
use ids::{Id, Lot, Paper};
use serde::{Deserialize, Serialize};

use crate::{Grade, ProductCode};

/// A listing as its cooperative writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListingForm {
    /// `^[A-Z0-9][A-Z0-9-]{2,39}$`; cannot change later.
    pub sku: String,
    /// 10 to 120 characters.
    pub title: String,
    /// 25 to 3,000 characters.
    pub description: String,
    /// What is in the pack.
    pub product: ProductCode,
    /// How good it is.
    pub grade: Grade,
    /// How it is packed, in words: `Hộp 5 kg`.
    pub pack_name: String,
    /// Net weight of one pack in grams; above 0. Where it is priced by the kilogram: what one weighs as a rule.
    pub pack_g: i64,
    /// Weight with its box in grams; at least the net weight.
    pub gross_g: i64,
    /// For what it is priced by; above 0.
    pub price_vnd: Vnd,
    /// What a buyer puts into the basket.
    #[serde(default)]
    pub sold_by: SoldBy,
    /// What the price is for.
    #[serde(default)]
    pub priced_by: PricedBy,
    /// Lots it draws on; at least one, of the same product, grade and cooperative.
    pub lots: Vec<Id<Lot>>,
    /// It is on sale.
    pub active: bool,
    /// The bar code of one pack: 8, 12, 13 or 14 digits, the last of which is computed. Most farms have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gtin: Option<String>,
    /// Papers it claims; at most 12, each verified when it is first claimed.
    #[serde(default)]
    pub claims: Vec<ListingClaim>,
}

/// What a buyer puts into the basket.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SoldBy {
    /// A pack of a weight that is printed on it.
    #[default]
    Pack,
    /// A piece, or a bunch of them: no two weigh the same.
    Piece,
}

impl SoldBy {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Pack, Self::Piece];

    /// In tables and forms.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Pack => "pack",
            Self::Piece => "piece",
        }
    }

    /// The one with this slug.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.slug() == slug)
    }
}

/// What a price is for.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PricedBy {
    /// One pack or piece.
    #[default]
    Pack,
    /// One kilogram: channels are told what a pack of its nominal weight costs.
    Kilogram,
}

impl PricedBy {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Pack, Self::Kilogram];

    /// In tables and forms.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Pack => "pack",
            Self::Kilogram => "kilogram",
        }
    }

    /// The one with this slug.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.slug() == slug)
    }
}

/// A paper that a listing claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListingClaim {
    /// Any paper of a row of renewals; kept as the first of them. The claim holds while any of them is verified.
    pub paper_id: Id<Paper>,
    /// Without the paper the listing is hidden. What the title claims by its words is always needed.
    pub needed: bool,
}
