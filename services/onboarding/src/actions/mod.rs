//! What onboarding does, one file for each action.

mod change_membership;
mod decide_cooperatives;
mod find_cooperatives;
mod find_declared_lots;
mod find_households;
mod get_cooperative;
mod get_household;
mod review_cooperative;
mod save_cooperative;
mod save_household;
mod submit_cooperative;

pub(crate) use change_membership::change_membership;
pub(crate) use decide_cooperatives::decide_cooperatives;
pub(crate) use find_cooperatives::find_cooperatives;
pub(crate) use find_declared_lots::find_declared_lots;
pub(crate) use find_households::find_households;
pub(crate) use get_cooperative::get_cooperative;
pub(crate) use get_household::get_household;
pub(crate) use review_cooperative::review_cooperative;
pub(crate) use save_cooperative::save_cooperative;
pub(crate) use save_household::save_household;
pub(crate) use submit_cooperative::submit_cooperative;
