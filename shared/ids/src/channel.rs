//! The channels goods are sold on, by the slug that tables, subjects and URLs use.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// An external marketplace or another outlet. A channel is never removed from this list: orders name it for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Shopee, by its Open Platform v2.
    Shopee,
    /// Lazada Open Platform.
    Lazada,
    /// TikTok Shop Partner API 202309 and later.
    TiktokShop,
    /// Tiki Open API.
    Tiki,
    /// A cooperative's own shop.
    OwnShop,
    /// Orders typed in by hand: phone, Facebook, Postmart, Vỏ Sò.
    Manual,
}

/// A slug that names no channel.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no channel `{0}`")]
pub struct UnknownChannel(String);

impl Channel {
    /// Every channel, in the order pages list them.
    pub const ALL: [Self; 6] = [Self::Shopee, Self::Lazada, Self::TiktokShop, Self::Tiki, Self::OwnShop, Self::Manual];

    /// The slug in tables, subjects and URLs.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Shopee => "shopee",
            Self::Lazada => "lazada",
            Self::TiktokShop => "tiktok_shop",
            Self::Tiki => "tiki",
            Self::OwnShop => "own_shop",
            Self::Manual => "manual",
        }
    }

    /// The name people know it by.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Shopee => "Shopee",
            Self::Lazada => "Lazada",
            Self::TiktokShop => "TikTok Shop",
            Self::Tiki => "Tiki",
            Self::OwnShop => "Own shop",
            Self::Manual => "By hand",
        }
    }
}

impl fmt::Display for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.slug())
    }
}

impl FromStr for Channel {
    type Err = UnknownChannel;

    fn from_str(slug: &str) -> Result<Self, UnknownChannel> {
        Self::ALL.into_iter().find(|channel| channel.slug() == slug).ok_or_else(|| UnknownChannel(slug.into()))
    }
}
