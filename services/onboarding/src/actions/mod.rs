//! What onboarding does, one file for each action.

mod decide_cooperatives;
mod declare_lot;
mod find_cooperatives;
mod find_declared_lots;
mod find_households;
mod find_lots;
mod get_cooperative;
mod note_stock;
mod review_cooperative;
mod revise_lot;
mod save_cooperative;
mod submit_cooperative;
mod take_out;

pub(crate) use decide_cooperatives::decide_cooperatives;
pub(crate) use declare_lot::declare_lot;
pub(crate) use find_cooperatives::find_cooperatives;
pub(crate) use find_declared_lots::find_declared_lots;
pub(crate) use find_households::find_households;
pub(crate) use find_lots::{find_lots, find_seasons, get_lot};
pub(crate) use get_cooperative::get_cooperative;
pub(crate) use note_stock::note_stock;
pub(crate) use review_cooperative::review_cooperative;
pub(crate) use revise_lot::revise_lot;
pub(crate) use save_cooperative::save_cooperative;
pub(crate) use submit_cooperative::submit_cooperative;
pub(crate) use take_out::take_out;
