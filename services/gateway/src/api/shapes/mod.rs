//! The contract's answers as the API document describes them.
//!
//! What is sent is the contract's own type; these shapes only describe it. A test sends a full sample of each through its
//! shape and back, so that neither can have a field the other lacks.

mod audit;
mod delegations;
mod figures;
mod history;
mod imports;
mod keys;
mod listings;
mod lots;
mod offers;
mod orders;
mod papers;
mod people;
mod plots;
mod producers;
mod rules;
#[cfg(test)]
mod tests;
mod verification;

pub(crate) use audit::*;
pub(crate) use delegations::*;
pub(crate) use figures::*;
pub(crate) use history::*;
pub(crate) use imports::*;
pub(crate) use keys::*;
pub(crate) use listings::*;
pub(crate) use lots::*;
pub(crate) use offers::*;
pub(crate) use orders::*;
pub(crate) use papers::*;
pub(crate) use people::*;
pub(crate) use plots::*;
pub(crate) use producers::*;
pub(crate) use rules::*;
pub(crate) use verification::*;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One page of a list, in a stable order.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Page<T> {
    /// The rows.
    rows: Vec<T>,
    /// What to send as `after` for the next page; null after the last one.
    #[schema(required = true)]
    next: Option<String>,
    /// Rows in all pages; null where counting them is not cheap.
    #[schema(required = true)]
    total: Option<u64>,
}

/// Where goods are sold.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Channel {
    Shopee,
    Lazada,
    TiktokShop,
    Tiki,
    OwnShop,
    Manual,
}

/// How good a product is. Each grade has a price series of its own.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Grade {
    Special,
    First,
    Second,
}

/// A product of the code list.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Product {
    CamSanh,
    CamVang,
    CheShanTuyet,
    MatOngBacHa,
    HongKhongHat,
}
