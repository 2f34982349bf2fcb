//! What happens here: one file for each thing, named by a verb.

mod change_rules;
mod count_offers;
mod find_channel_accounts;
mod find_listings;
mod find_rules;
mod find_troubled_offers;
mod finish_consent;
mod get_listing;
mod get_offer;
mod give_access_token;
mod note_cooperative;
mod note_lot;
mod note_paper;
mod note_stock;
mod preview_listing;
mod retry_offers;
mod save_listing;
mod start_consent;

pub(crate) use change_rules::{change_prices, change_rules, undo_change};
pub(crate) use count_offers::count_offers;
pub(crate) use find_channel_accounts::find_channel_accounts;
pub(crate) use find_listings::find_listings;
pub(crate) use find_rules::{find_changes, find_rules};
pub(crate) use find_troubled_offers::find_troubled_offers;
pub(crate) use finish_consent::finish_consent;
pub(crate) use get_listing::get_listing;
pub(crate) use get_offer::{find_offer_history, get_offer};
pub(crate) use give_access_token::give_access_token;
pub(crate) use note_cooperative::note_cooperative;
pub(crate) use note_lot::note_lot;
pub(crate) use note_paper::note_paper;
pub(crate) use note_stock::note_stock;
pub(crate) use preview_listing::preview_listing;
pub(crate) use retry_offers::retry_offers;
pub(crate) use save_listing::save_listing;
pub(crate) use start_consent::start_consent;
