//! The page on which the owner of a shop lets an app act for it: the same for every marketplace that has one.

use askama::Template;
use axum::{
    http::{StatusCode, header::LOCATION},
    response::{Html, IntoResponse, Response},
};
use serde::Deserialize;
use url::Url;

use crate::{
    books::{marketplace::Marketplace, tokens::secret},
    life_of,
    market::Market,
};

/// What the page sends.
#[derive(Deserialize)]
pub struct Choice {
    /// The shop that was chosen.
    pub shop_id: u64,
}

#[derive(Template)]
#[template(path = "consent.html")]
struct Page {
    marketplace: &'static str,
    shops: Vec<(u64, String)>,
}

#[derive(Template)]
#[template(path = "refused.html")]
struct Refused {
    what: &'static str,
}

/// The page with every shop of the marketplace.
pub fn page(market: &Market, marketplace: Marketplace) -> Response {
    let shops = market.state().books.shops_of(marketplace).map(|shop| (shop.id, shop.name.clone())).collect();
    let page = Page { marketplace: marketplace.name(), shops };
    Html(page.render().expect("the page has nothing that can fail")).into_response()
}

/// Nothing can be consented to, because of a parameter.
pub fn refused(what: &'static str) -> Response {
    let page = Refused { what }.render().expect("the page has nothing that can fail");
    (StatusCode::BAD_REQUEST, Html(page)).into_response()
}

/// Sends the owner back with a no.
pub fn say_no(back_to: Option<&str>, state: Option<&str>) -> Response {
    let Some(mut back_to) = back_to.and_then(|text| Url::parse(text).ok()) else { return refused("redirect_uri") };
    back_to.query_pairs_mut().append_pair("code", "null").append_pair("error", "auth_denied");
    if let Some(state) = state {
        back_to.query_pairs_mut().append_pair("state", state);
    }
    (StatusCode::FOUND, [(LOCATION, back_to.to_string())]).into_response()
}

/// As [`grant_with_code`], for whom the code does not matter.
pub fn grant(
    market: &Market,
    marketplace: Marketplace,
    shop_id: u64,
    back_to: Option<&str>,
    code_name: &str,
    also: &[(&str, Option<&str>)],
) -> Response {
    grant_with_code(market, marketplace, shop_id, back_to, code_name, also).0
}

/// Sends the owner back with a code, under the name the marketplace gives it, and with what else was asked to be returned.
pub fn grant_with_code(
    market: &Market,
    marketplace: Marketplace,
    shop_id: u64,
    back_to: Option<&str>,
    code_name: &str,
    also: &[(&str, Option<&str>)],
) -> (Response, Option<String>) {
    let back_to = back_to.and_then(|text| Url::parse(text).ok()).filter(|url| matches!(url.scheme(), "http" | "https"));
    let Some(mut back_to) = back_to else { return (refused("redirect_uri"), None) };
    let mut state = market.state();
    if state.books.shop_of(marketplace, shop_id).is_err() {
        return (refused("shop_id"), None);
    }
    let (code, now) = (secret(), state.clocks.wall().timestamp());
    state.tokens.consent(life_of(marketplace), code.clone(), shop_id, now);
    back_to.query_pairs_mut().append_pair(code_name, &code);
    for (name, value) in also {
        if let Some(value) = value {
            back_to.query_pairs_mut().append_pair(name, value);
        }
    }
    ((StatusCode::FOUND, [(LOCATION, back_to.to_string())]).into_response(), Some(code))
}
