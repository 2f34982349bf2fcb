//! The web portal: pages for a cooperative, for officials and for operators, drawn on the server and whole without script.
//!
//! A handler reads what it is asked, asks the services (all at once, where there are several) and renders one struct with
//! the template of the same name. Sentences come from the catalogues in `locales/`, links from [`routes`].
//!
//! To add a page:
//! 1. its pattern and its link in `routes.rs`, and its place in `frame.rs` if the navigation shall know it;
//! 2. a module with a struct, and `templates/<area>/<page>.html`;
//! 3. its sentences in `locales/vi/` and `locales/en/`;
//! 4. a sample in `samples.rs`, so that the tests render it in both languages.

mod assisting;
mod channels;
mod chart;
mod cooperative;
mod drafts;
mod excel;
mod exports;
mod fields;
mod format;
mod frame;
mod held;
mod home;
mod imports;
mod join;
mod keys;
mod listings;
mod lots;
mod members;
mod offers;
mod official;
mod operator;
mod orders;
mod own_household;
mod papers;
mod parts;
mod people;
mod personal;
mod places;
mod plots;
mod problems;
mod provider;
mod routes;
mod rules;
#[cfg(test)]
mod samples;
mod security;
mod sign_in;
mod stock;
#[cfg(test)]
mod tests;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware::from_fn_with_state,
    routing::{get, post},
};

use crate::{App, UPLOAD_BYTES_MAX};

pub(crate) use problems::problem_page;

/// Bytes around a file in a form: its name, its kind and the boundaries.
const FORM_BYTES_MAX: usize = 64 * 1024;
/// A whole form inside the one of sign-in: written for addresses, a byte takes three.
const HELD_BYTES_MAX: usize = 4 * FORM_BYTES_MAX;

/// Every page of the portal.
pub(crate) fn router(app: &App) -> Router<App> {
    let with_held = DefaultBodyLimit::max(HELD_BYTES_MAX);
    Router::new()
        .route(routes::START, get(sign_in::go_home))
        .route(routes::SIGN_IN, get(sign_in::show).post(sign_in::sign_in).layer(with_held))
        .route(routes::SIGN_IN_CODE, get(sign_in::show_code).post(sign_in::take_code).layer(with_held))
        .route(routes::SIGN_OUT, post(sign_in::sign_out))
        .route(routes::LANGUAGE, post(sign_in::choose_language))
        .route(routes::ROLE, post(sign_in::choose_role))
        .route(routes::HELP, get(sign_in::help))
        .route(routes::HOME, get(home::show))
        .merge(people_and_oneself())
        .merge(assisting_and_drafts())
        .merge(personal_data())
        .merge(orders_and_listings())
        .merge(papers_and_scans())
        .route(routes::EXPORTS, get(exports::show))
        .route(routes::EXPORT_EVERYTHING, post(exports::take_out))
        .route(routes::LOTS, get(lots::show))
        .route(routes::LOT_NEW, get(lots::form::show_new).post(lots::form::declare))
        .route(routes::LOT, get(lots::detail::show))
        .route(routes::LOT_REVISE, get(lots::form::show_revise).post(lots::form::revise))
        .route(routes::STOCK, get(stock::show))
        .route(routes::LEDGER, get(stock::ledger::show))
        .route(routes::LEDGER_REMOVE, post(stock::ledger::remove))
        .route(routes::LEDGER_UNDO, post(stock::ledger::undo))
        .route(routes::CHANNELS, get(channels::show))
        .route(routes::SHOP_ITEMS, get(channels::items::show).post(channels::items::act))
        .route(routes::SHOP_ITEM_JOIN, get(channels::join::show).post(channels::join::join))
        .route(routes::SHOP_PAST, get(channels::past::show).post(channels::past::ask))
        .route(routes::SHOP_PAUSE, post(channels::pause))
        .route(routes::SHOP_DISCONNECT, post(channels::disconnect))
        .route(routes::CHANNEL_CONNECT, get(channels::connect))
        .route(routes::CHANNEL_CALLBACK, get(channels::finish))
        .route(routes::IMPORTS, get(imports::show))
        .route(
            routes::IMPORT_KIND,
            post(imports::hand_in).layer(DefaultBodyLimit::max(UPLOAD_BYTES_MAX + FORM_BYTES_MAX)),
        )
        .route(routes::IMPORT, get(imports::show_import))
        .route(routes::IMPORT_TAKE, post(imports::take))
        .route(routes::OFFICIAL, get(official::show))
        .route(routes::FIGURES_WORKBOOK, get(official::workbook))
        .route(routes::COOPERATIVES, get(official::cooperatives::show))
        .route(routes::COOPERATIVES_DECIDE, post(official::cooperatives::decide))
        .route(routes::COOPERATIVE_NEW, get(official::register::show).post(official::register::register))
        .route(routes::COOPERATIVE_FILE, get(official::review::show).post(official::review::act))
        .route(routes::COOPERATIVE, get(cooperative::show).post(cooperative::save))
        .route(routes::UNIONS, get(cooperative::unions::show).post(cooperative::unions::act))
        .route(routes::MEMBERS, get(members::show))
        .route(routes::MEMBER_NEW, get(members::household::show_new).post(members::household::save_new))
        .route(routes::MEMBER, get(members::household::show).post(members::household::save))
        .route(routes::MEMBER_TIME, get(members::household::show_time).post(members::household::change_time))
        .route(routes::PLOTS, get(plots::show))
        .route(routes::PLOT_NEW, get(plots::form::show_new).post(plots::form::save_new))
        .route(routes::PLOT, get(plots::form::show).post(plots::form::save))
        .route(routes::OPERATOR, get(operator::show))
        .route(routes::AUDIT, get(operator::audit::show))
        .route_layer(from_fn_with_state(app.clone(), held::hold))
        .fallback(crate::nothing_here)
}

fn papers_and_scans() -> Router<App> {
    Router::new()
        .route(routes::PAPERS, get(papers::show))
        .route(routes::PAPER_NEW, get(papers::form::show_new).post(papers::form::save_new))
        .route(routes::PAPER, get(papers::form::show).post(papers::form::save_known))
        .route(
            routes::PAPER_SCAN,
            get(papers::show_scan)
                .post(papers::upload::upload)
                .layer(DefaultBodyLimit::max(scans::BYTES_MAX + FORM_BYTES_MAX)),
        )
        .route(routes::PAPER_SUBMIT, post(papers::form::submit))
        .route(routes::OFFICIAL_PAPERS, get(papers::review::queue))
        .route(routes::PAPER_REVIEW, get(papers::review::show).post(papers::review::decide))
}

fn assisting_and_drafts() -> Router<App> {
    let photo = DefaultBodyLimit::max(scans::BYTES_MAX + FORM_BYTES_MAX);
    Router::new()
        .route(routes::CASELOAD, get(assisting::show))
        .route(routes::ACT_FOR, post(assisting::act_for))
        .route(routes::PROPOSE, get(assisting::propose::show).post(assisting::propose::propose).layer(photo))
        .route(routes::DELEGATIONS, get(assisting::delegations::show).post(assisting::delegations::give))
        .route(routes::DELEGATION_DECIDE, post(assisting::delegations::decide))
        .route(routes::DELEGATION_EVIDENCE, get(assisting::delegations::evidence))
        .route(routes::OWN_HOUSEHOLD, get(own_household::show))
        .route(routes::DRAFT, post(drafts::keep))
        .route(routes::DRAFT_DROP, post(drafts::drop))
}

fn personal_data() -> Router<App> {
    Router::new()
        .route(routes::PERSONAL, get(personal::show))
        .route(routes::PERSONAL_FILE, get(personal::file::show).post(personal::file::act))
        .route(routes::REQUESTS, get(personal::requests::show))
        .route(routes::REQUEST, get(personal::request::show).post(personal::request::act))
        .route(routes::REQUEST_FILE, post(personal::request::fetch))
}

fn people_and_oneself() -> Router<App> {
    Router::new()
        .route(routes::JOIN, get(join::show).post(join::join))
        .route(routes::FORGOT, get(join::show_forgot).post(join::forgot))
        .route(routes::PEOPLE, get(people::show))
        .route(routes::INVITE, get(people::person::show_invite).post(people::person::invite))
        .route(routes::PERSON, get(people::person::show).post(people::person::change))
        .route(routes::SECURITY, get(security::show))
        .route(routes::PASSWORD, post(security::change_password))
        .route(routes::SECOND_FACTOR, get(security::second_factor::show).post(security::second_factor::draw))
        .route(routes::SECOND_FACTOR_CONFIRM, post(security::second_factor::confirm))
        .route(routes::SECOND_FACTOR_DROP, post(security::second_factor::give_up))
        .route(routes::SESSIONS_END, post(security::end_sessions))
        .route(routes::PROVIDER, get(provider::visit))
        .route(routes::PROVIDER_CALLBACK, get(provider::finish))
        .route(routes::PROVIDER_LINK, post(provider::link))
        .route(routes::PROVIDER_UNLINK, post(provider::unlink))
        .route(routes::KEYS, get(keys::show))
        .route(routes::KEY_NEW, get(keys::make::show).post(keys::make::make))
        .route(routes::KEY_REVOKE, get(keys::show_revoke).post(keys::revoke))
}

fn orders_and_listings() -> Router<App> {
    Router::new()
        .route(routes::ORDERS, get(orders::show))
        .route(routes::ORDERS_SELECTED, post(orders::decide::selected))
        .route(routes::ORDERS_TAKE_BACK, post(orders::decide::take_back))
        .route(routes::ORDERS_CANCEL, post(orders::decide::cancel))
        .route(routes::ORDERS_WORKBOOK, get(orders::workbook))
        .route(routes::PACKING_LIST, get(orders::packing_list::show))
        .route(routes::ORDER, get(orders::detail::show))
        .route(routes::LISTINGS, get(listings::show))
        .route(routes::LISTING_NEW, get(listings::form::show_new).post(listings::form::save_new))
        .route(routes::LISTING, get(listings::form::show).post(listings::form::save))
        .route(routes::LISTINGS_SELECTED, post(listings::bulk::pick))
        .route(routes::LISTINGS_CHANGE, post(listings::bulk::change))
        .route(routes::LISTINGS_UNDO, post(listings::bulk::undo))
        .route(routes::LISTING_RULES, get(rules::show_of_listing).post(rules::change_of_listing))
        .route(routes::SHOP_RULES, get(rules::show_of_shop).post(rules::change_of_shop))
        .route(routes::OFFER_RETRY, post(listings::retry_offer))
        .route(routes::OFFERS, get(offers::show))
        .route(routes::OFFER, get(offers::one::show))
        .route(routes::OFFER_DRIFT, post(offers::one::settle))
        .route(routes::OFFERS_RETRY, post(offers::retry))
}
