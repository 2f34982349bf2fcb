//! Consent and tokens: section 4.1.

use std::sync::Arc;

use axum::{
    Form,
    extract::{Query, State},
    response::Response,
};
use serde::Deserialize;
use serde_json::json;

use super::{
    Caller, LIFE,
    envelope::{Refusal, Reply},
};
use crate::{
    books::{
        marketplace::Marketplace,
        tokens::{Issued, Pair},
    },
    consent::{self, Choice},
    market::Market,
};

/// What the consent page is asked with.
#[derive(Deserialize)]
pub struct Asked {
    client_id: Option<String>,
    redirect_uri: Option<String>,
    state: Option<String>,
    approve: Option<u8>,
    shop_id: Option<u64>,
}

/// `GET /oauth/authorize`: a program says yes at once with `approve=1&shop_id=…`.
pub async fn consent_page(State(market): State<Arc<Market>>, Query(asked): Query<Asked>) -> Response {
    match asked.shop_id.filter(|_| asked.approve == Some(1)) {
        Some(shop_id) => grant(&market, &asked, shop_id),
        None if known(&market, &asked) => consent::page(&market, Marketplace::Lazada),
        None => consent::refused("client_id"),
    }
}

/// `POST /oauth/authorize`: an owner has chosen a shop on the page.
pub async fn consent(
    State(market): State<Arc<Market>>,
    Query(asked): Query<Asked>,
    Form(choice): Form<Choice>,
) -> Response {
    grant(&market, &asked, choice.shop_id)
}

fn known(market: &Market, asked: &Asked) -> bool {
    asked.client_id.as_deref() == Some(market.apps.of(Marketplace::Lazada).key.as_str())
}

fn grant(market: &Market, asked: &Asked, shop_id: u64) -> Response {
    if !known(market, asked) {
        return consent::refused("client_id");
    }
    let also = [("state", asked.state.as_deref())];
    consent::grant(market, Marketplace::Lazada, shop_id, asked.redirect_uri.as_deref(), "code", &also)
}

/// `/auth/token/create` and `/auth/token/refresh`.
pub fn token(market: &Market, path: &str, caller: &Caller) -> Reply {
    let mut state = market.state();
    let now = state.clocks.wall().timestamp();
    let (issued, list) = match path {
        "/auth/token/create" => {
            let code = caller.need("code")?;
            let issued = state.tokens.redeem(&LIFE, code, None, Pair::fresh(), now);
            (issued.map_err(|_| ("InvalidCode", "Invalid authorization code")), "country_user_info")
        }
        "/auth/token/refresh" => {
            let refresh = caller.need("refresh_token")?;
            let issued = state.tokens.renew(&LIFE, refresh, None, Pair::fresh(), now);
            (
                issued.map_err(|_| ("IllegalRefreshToken", "The specified refresh token is invalid or expired")),
                "country_user_info_list",
            )
        }
        _ => return Err(Refusal::new("ISP", "InvalidApiPath", "The specified API path is invalid")),
    };
    let issued = issued.map_err(|(code, words)| Refusal::new("ISV", code, words))?;
    let Issued { shop_id, pair, access_ends, refresh_ends } = issued;
    let seller = json!([{
        "country": "vn",
        "seller_id": shop_id.to_string(),
        "user_id": shop_id.to_string(),
        "short_code": format!("VN{shop_id}"),
    }]);
    let mut answer = json!({
        "access_token": pair.access,
        "refresh_token": pair.refresh,
        "expires_in": access_ends - now,
        "refresh_expires_in": refresh_ends - now,
        "country": "vn",
        "account": format!("seller{shop_id}@sandbox.invalid"),
        "account_platform": "seller_center",
    });
    answer[list] = seller;
    Ok(answer)
}
