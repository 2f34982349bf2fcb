//! Consent, tokens and the shops they open: section 5.1.

use std::sync::Arc;

use axum::{
    Form,
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::json;

use super::{
    Caller, LIFE, WORDS,
    envelope::{Refusal, Reply, answer},
    words,
};
use crate::{
    books::{
        marketplace::Marketplace,
        tokens::{Issued, Pair},
    },
    consent::{self, Choice},
    market::{Market, State as Everything},
    mishaps::with_mishaps,
};

/// What the consent page is asked with. The app's own page names where to go back to; here the link may.
#[derive(Deserialize)]
pub struct Asked {
    service_id: Option<String>,
    redirect_uri: Option<String>,
    state: Option<String>,
    approve: Option<u8>,
    shop_id: Option<u64>,
}

/// `GET /open/authorize`: a program says yes at once with `approve=1&shop_id=…`, and no with `approve=0`.
pub async fn consent_page(State(market): State<Arc<Market>>, Query(asked): Query<Asked>) -> Response {
    match asked.shop_id.filter(|_| asked.approve == Some(1)) {
        Some(shop_id) => grant(&market, &asked, shop_id),
        None if asked.approve == Some(0) => {
            let registered = market.apps.of(Marketplace::TiktokShop).redirect_url;
            consent::say_no(asked.redirect_uri.as_deref().or(registered.as_deref()), asked.state.as_deref())
        }
        None if known(&market, &asked) => consent::page(&market, Marketplace::TiktokShop),
        None => consent::refused("service_id"),
    }
}

/// `POST /open/authorize`: an owner has chosen a shop on the page.
pub async fn consent(
    State(market): State<Arc<Market>>,
    Query(asked): Query<Asked>,
    Form(choice): Form<Choice>,
) -> Response {
    grant(&market, &asked, choice.shop_id)
}

/// The sandbox's service has the number of its app.
fn known(market: &Market, asked: &Asked) -> bool {
    asked.service_id.as_deref() == Some(market.apps.of(Marketplace::TiktokShop).key.as_str())
}

fn grant(market: &Market, asked: &Asked, shop_id: u64) -> Response {
    if !known(market, asked) {
        return consent::refused("service_id");
    }
    let app = market.apps.of(Marketplace::TiktokShop);
    let also = [("state", asked.state.as_deref()), ("app_key", Some(app.key.as_str())), ("shop_region", Some("VN"))];
    let back_to = asked.redirect_uri.as_deref().or(app.redirect_url.as_deref());
    consent::grant(market, Marketplace::TiktokShop, shop_id, back_to, "code", &also)
}

/// What a token is asked for with; the secret lies open in the query.
#[derive(Deserialize)]
pub struct Wanted {
    app_key: Option<String>,
    app_secret: Option<String>,
    grant_type: Option<String>,
    auth_code: Option<String>,
    refresh_token: Option<String>,
}

/// `GET /api/v2/token/get`.
pub async fn get_token(State(market): State<Arc<Market>>, Query(wanted): Query<Wanted>) -> Response {
    let redeem = |state: &mut Everything, now: i64| {
        let code = wanted.auth_code.as_deref().unwrap_or_default();
        state.tokens.redeem(&LIFE, code, None, Pair::fresh(), now).ok()
    };
    issue(&market, &wanted, "authorized_code", "auth_code", redeem).await
}

/// `GET /api/v2/token/refresh`.
pub async fn refresh_token(State(market): State<Arc<Market>>, Query(wanted): Query<Wanted>) -> Response {
    let renew = |state: &mut Everything, now: i64| {
        let token = wanted.refresh_token.as_deref().unwrap_or_default();
        state.tokens.renew(&LIFE, token, None, Pair::fresh(), now).ok()
    };
    issue(&market, &wanted, "refresh_token", "refresh_token", renew).await
}

async fn issue(
    market: &Market,
    wanted: &Wanted,
    grant_type: &str,
    what: &str,
    exchange: impl FnOnce(&mut Everything, i64) -> Option<Issued>,
) -> Response {
    let done = async {
        let app = market.apps.of(Marketplace::TiktokShop);
        let named = (wanted.app_key.as_deref(), wanted.app_secret.as_deref());
        if named != (Some(app.key.as_str()), Some(app.secret.as_str())) {
            return Refusal::credentials("app_key or app_secret is invalid").into_response();
        }
        if wanted.grant_type.as_deref() != Some(grant_type) {
            return Refusal::invalid("grant_type").into_response();
        }
        let mut state = market.state();
        let now = state.clocks.wall().timestamp();
        let Some(Issued { shop_id, pair, access_ends, refresh_ends }) = exchange(&mut state, now) else {
            let words = format!("{what} is invalid or expired");
            return Refusal::new(StatusCode::BAD_REQUEST, 36_009_004, words).into_response();
        };
        let name = state.books.shop(shop_id).map(|shop| shop.name.clone()).unwrap_or_default();
        answer(&json!({
            "access_token": pair.access,
            "access_token_expire_in": access_ends,
            "refresh_token": pair.refresh,
            "refresh_token_expire_in": refresh_ends,
            "open_id": format!("open{shop_id}"),
            "seller_name": name,
            "seller_base_region": "VN",
            "user_type": 0,
            "granted_scopes": ["seller.product.basic", "seller.order.info", "seller.fulfillment.basic", "seller.finance.info"],
        }))
    };
    with_mishaps(market, Marketplace::TiktokShop, None, "/api/v2/token", &WORDS, true, done).await
}

/// `GET /authorization/202309/shops`.
pub fn shops(market: &Market, caller: &Caller) -> Reply {
    let state = market.state();
    let shop = caller.shop(&state)?;
    Ok(json!({ "shops": [{
        "id": shop.id.to_string(),
        "name": shop.name,
        "region": "VN",
        "seller_type": "LOCAL",
        "cipher": words::cipher(shop),
        "code": format!("VNLC{}", shop.id % 100_000_000),
    }] }))
}
