//! What onboarding does, one file for each action.

mod decide_cooperatives;
mod file_subject_request;
mod find_cooperatives;
mod find_declared_lots;
mod find_households;
mod find_subject_requests;
mod get_cooperative;
mod get_personal_file;
mod make_access_file;
mod record_consent;
mod reveal_personal_data;
mod review_cooperative;
mod save_cooperative;
mod step_subject_request;
mod submit_cooperative;

pub(crate) use decide_cooperatives::decide_cooperatives;
pub(crate) use file_subject_request::file_subject_request;
pub(crate) use find_cooperatives::find_cooperatives;
pub(crate) use find_declared_lots::find_declared_lots;
pub(crate) use find_households::find_households;
pub(crate) use find_subject_requests::find_subject_requests;
pub(crate) use get_cooperative::get_cooperative;
pub(crate) use get_personal_file::get_personal_file;
pub(crate) use make_access_file::{fetch_access_file, make_access_file};
pub(crate) use record_consent::record_consent;
pub(crate) use reveal_personal_data::reveal_personal_data;
pub(crate) use review_cooperative::review_cooperative;
pub(crate) use save_cooperative::save_cooperative;
pub(crate) use step_subject_request::step_subject_request;
pub(crate) use submit_cooperative::submit_cooperative;
