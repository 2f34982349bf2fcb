//! People and what they may be.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A role with the scope it holds in.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Grant {
    role: Role,
    scope: Scope,
}

/// What is missing when login and password alone are not enough.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Need {
    /// Show it with `PUT /sessions/current/second-factor`.
    SecondFactorCode,
    /// The role takes a second factor; it is set up in the portal.
    SecondFactorSetUp,
}

/// What somebody is to the house.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Role {
    CooperativeManager,
    CooperativeMember,
    Household,
    Assistant,
    CommuneOfficial,
    ProvincialOfficial,
    Operator,
    /// A program with a key.
    Integrator,
}

/// A department of the province.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Department {
    /// Who sells on marketplaces.
    IndustryAndTrade,
    /// How it was grown, and food safety.
    AgricultureAndEnvironment,
    /// Protected names.
    ScienceAndTechnology,
}

/// On whose things a role holds.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", content = "of", rename_all = "snake_case")]
pub(crate) enum Scope {
    /// Everything; for operators.
    System,
    /// The whole province.
    Province,
    /// The whole province to read, and to decide on what is one department's.
    Department(Department),
    /// One commune, by its code of today.
    Commune(String),
    /// One cooperative's own things, by its id.
    Cooperative(String),
    /// What one household may see of its cooperative's.
    Household {
        /// The cooperative's id.
        cooperative: String,
        /// The household's id.
        household: String,
    },
}
