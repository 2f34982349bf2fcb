//! What onboarding does, one file for each action.

mod decide_cooperatives;
mod find_cooperatives;
mod find_declared_lots;
mod find_households;

pub(crate) use decide_cooperatives::decide_cooperatives;
pub(crate) use find_cooperatives::find_cooperatives;
pub(crate) use find_declared_lots::find_declared_lots;
pub(crate) use find_households::find_households;
