//! The code list of products: what cooperatives grow and how it is graded (glossary, sections 5 and 9).

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, de};

/// A product of the code list.
#[derive(Debug, PartialEq, Eq)]
pub struct Product {
    /// In tables, subjects and URLs.
    pub code: &'static str,
    /// In a lot code, such as `CAMSANH-2526-0042-K`.
    pub lot_prefix: &'static str,
    /// In a season's name, such as `CAM-2025-2026`; products of one crop share it.
    pub crop: &'static str,
    /// As people write it.
    pub name_vi: &'static str,
    /// In English.
    pub name_en: &'static str,
    /// Grades it is sold in, best first.
    pub grades: &'static [Grade],
}

/// A grade. Each has a price series of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// Đặc biệt.
    Special,
    /// Loại 1.
    First,
    /// Loại 2.
    Second,
}

impl Grade {
    /// Every grade, best first.
    pub const ALL: [Self; 3] = [Self::Special, Self::First, Self::Second];

    /// In tables and URLs.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Special => "special",
            Self::First => "first",
            Self::Second => "second",
        }
    }

    /// As people write it.
    pub const fn name_vi(self) -> &'static str {
        match self {
            Self::Special => "Đặc biệt",
            Self::First => "Loại 1",
            Self::Second => "Loại 2",
        }
    }

    /// In English.
    pub const fn name_en(self) -> &'static str {
        match self {
            Self::Special => "Special",
            Self::First => "Grade 1",
            Self::Second => "Grade 2",
        }
    }

    /// The grade with this slug.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|grade| grade.slug() == slug)
    }
}

const FRUIT: &[Grade] = &[Grade::First, Grade::Second];
const FINE: &[Grade] = &[Grade::Special, Grade::First];

/// Every product, in the order pages list them. All are weighed; honey too.
pub const PRODUCTS: &[Product] = &[
    Product {
        code: "cam_sanh",
        lot_prefix: "CAMSANH",
        crop: "CAM",
        name_vi: "Cam sành",
        name_en: "King orange",
        grades: FRUIT,
    },
    Product {
        code: "cam_vang",
        lot_prefix: "CAMVANG",
        crop: "CAM",
        name_vi: "Cam vàng",
        name_en: "Yellow orange",
        grades: FRUIT,
    },
    Product {
        code: "che_shan_tuyet",
        lot_prefix: "CHESHAN",
        crop: "CHE",
        name_vi: "Chè shan tuyết",
        name_en: "Shan Tuyết tea, dried",
        grades: FINE,
    },
    Product {
        code: "mat_ong_bac_ha",
        lot_prefix: "MATONG",
        crop: "MATONG",
        name_vi: "Mật ong bạc hà",
        name_en: "Mint-flower honey",
        grades: FINE,
    },
    Product {
        code: "hong_khong_hat",
        lot_prefix: "HONGQB",
        crop: "HONG",
        name_vi: "Hồng không hạt",
        name_en: "Seedless persimmon",
        grades: FRUIT,
    },
];

/// The code of a product that is in the list.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct ProductCode(&'static str);

impl ProductCode {
    /// The product with this code.
    pub fn parse(code: &str) -> Option<Self> {
        PRODUCTS.iter().find(|product| product.code == code).map(|product| Self(product.code))
    }

    /// The code itself.
    pub const fn as_str(self) -> &'static str {
        self.0
    }

    /// What the code stands for.
    pub fn product(self) -> &'static Product {
        PRODUCTS.iter().find(|product| product.code == self.0).expect("a code is only made from the list")
    }
}

impl fmt::Display for ProductCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl fmt::Debug for ProductCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl<'de> Deserialize<'de> for ProductCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = std::borrow::Cow::<str>::deserialize(deserializer)?;
        Self::parse(&code).ok_or_else(|| de::Error::custom(format!("there is no product `{code}`")))
    }
}
