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

mod channels;
mod chart;
mod cooperative;
mod fields;
mod format;
mod frame;
mod home;
mod imports;
mod join;
mod listings;
mod official;
mod operator;
mod orders;
mod parts;
mod people;
mod personal;
mod problems;
mod routes;
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
    routing::{get, post},
};

use crate::{App, UPLOAD_BYTES_MAX};

pub(crate) use problems::problem_page;

/// Bytes around a file in a form: its name, its kind and the boundaries.
const FORM_BYTES_MAX: usize = 64 * 1024;

/// Every page of the portal.
pub(crate) fn router() -> Router<App> {
    Router::new()
        .route(routes::START, get(sign_in::go_home))
        .route(routes::SIGN_IN, get(sign_in::show).post(sign_in::sign_in))
        .route(routes::SIGN_IN_CODE, get(sign_in::show_code).post(sign_in::take_code))
        .route(routes::SIGN_OUT, post(sign_in::sign_out))
        .route(routes::LANGUAGE, post(sign_in::choose_language))
        .route(routes::ROLE, post(sign_in::choose_role))
        .route(routes::HELP, get(sign_in::help))
        .route(routes::HOME, get(home::show))
        .merge(people_and_oneself())
        .merge(personal_data())
        .merge(orders_and_listings())
        .route(routes::STOCK, get(stock::show))
        .route(routes::LEDGER, get(stock::ledger::show))
        .route(routes::LEDGER_REMOVE, post(stock::ledger::remove))
        .route(routes::CHANNELS, get(channels::show))
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
        .route(routes::COOPERATIVE_FILE, get(official::review::show).post(official::review::act))
        .route(routes::COOPERATIVE, get(cooperative::show).post(cooperative::save))
        .route(routes::OPERATOR, get(operator::show))
        .route(routes::AUDIT, get(operator::audit::show))
        .fallback(crate::nothing_here)
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
        .route(routes::OFFER_RETRY, post(listings::retry_offer))
}
