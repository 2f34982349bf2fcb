//! What onboarding does, one file for each action.

mod decide_cooperatives;
mod find_cooperatives;
mod find_declared_lots;
mod find_households;
mod get_cooperative;
mod reveal_personal_data;
mod review_cooperative;
mod save_cooperative;
mod submit_cooperative;

pub(crate) use decide_cooperatives::decide_cooperatives;
pub(crate) use find_cooperatives::find_cooperatives;
pub(crate) use find_declared_lots::find_declared_lots;
pub(crate) use find_households::find_households;
pub(crate) use get_cooperative::get_cooperative;
pub(crate) use reveal_personal_data::reveal_personal_data;
pub(crate) use review_cooperative::review_cooperative;
pub(crate) use save_cooperative::save_cooperative;
pub(crate) use submit_cooperative::submit_cooperative;
