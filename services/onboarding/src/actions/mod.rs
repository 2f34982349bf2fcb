//! What onboarding does, one file for each action.

mod attach_scan;
mod decide_cooperatives;
mod decide_paper;
mod find_cooperatives;
mod find_declared_lots;
mod find_households;
mod find_papers;
mod get_cooperative;
mod get_paper;
mod open_scan;
mod reveal_personal_data;
mod review_cooperative;
mod save_cooperative;
mod save_paper;
mod submit_cooperative;
mod submit_paper;

pub(crate) use attach_scan::attach_scan;
pub(crate) use decide_cooperatives::decide_cooperatives;
pub(crate) use decide_paper::decide_paper;
pub(crate) use find_cooperatives::find_cooperatives;
pub(crate) use find_declared_lots::find_declared_lots;
pub(crate) use find_households::find_households;
pub(crate) use find_papers::find_papers;
pub(crate) use get_cooperative::get_cooperative;
pub(crate) use get_paper::get_paper;
pub(crate) use open_scan::open_scan;
pub(crate) use reveal_personal_data::reveal_personal_data;
pub(crate) use review_cooperative::review_cooperative;
pub(crate) use save_cooperative::save_cooperative;
pub(crate) use save_paper::save_paper;
pub(crate) use submit_cooperative::submit_cooperative;
pub(crate) use submit_paper::submit_paper;
