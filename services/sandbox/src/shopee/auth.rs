//! Consent and tokens.

use std::sync::Arc;

use axum::{
    Form,
    extract::State,
    http::{StatusCode, header::LOCATION},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::json;
use url::Url;

use super::{
    LIFE,
    caller::{Body, Parameters, Partner},
    envelope::{Flat, Refusal},
};
use crate::{
    books::{
        marketplace::Marketplace,
        tokens::{Issued, Pair, Refusal as TokenRefusal, secret},
    },
    consent::{self, Choice},
    market::Market,
};

/// `GET shop/auth_partner`: the page on which a shop's owner consents. A program says so at once with `approve=1`.
pub async fn consent_page(
    State(market): State<Arc<Market>>,
    _: Partner,
    parameters: Parameters,
) -> Result<Response, Refusal> {
    let back_to = back_to(&parameters)?;
    if parameters.get("approve") == Some("1") {
        return grant(&market, parameters.need("shop_id")?, back_to);
    }
    Ok(consent::page(&market, Marketplace::Shopee))
}

/// `POST shop/auth_partner`: an owner has chosen a shop on the page.
pub async fn consent(
    State(market): State<Arc<Market>>,
    _: Partner,
    parameters: Parameters,
    Form(choice): Form<Choice>,
) -> Result<Response, Refusal> {
    grant(&market, choice.shop_id, back_to(&parameters)?)
}

fn back_to(parameters: &Parameters) -> Result<Url, Refusal> {
    let url: Url = parameters.need("redirect")?;
    if matches!(url.scheme(), "http" | "https") { Ok(url) } else { Err(Refusal::parameter("redirect is invalid")) }
}

fn grant(market: &Market, shop_id: u64, mut back_to: Url) -> Result<Response, Refusal> {
    let code = secret();
    let mut state = market.state();
    state
        .books
        .shop_of(Marketplace::Shopee, shop_id)
        .map_err(|_| Refusal::new("error_param_shop_id_not_found", "Shop_id is not found."))?;
    let now = state.clocks.wall().timestamp();
    state.tokens.consent(&LIFE, code.clone(), shop_id, now);
    back_to.query_pairs_mut().append_pair("code", &code).append_pair("shop_id", &shop_id.to_string());
    Ok((StatusCode::FOUND, [(LOCATION, back_to.to_string())]).into_response())
}

/// The body of `auth/token/get`.
#[derive(Deserialize)]
pub struct ForCode {
    code: String,
    partner_id: u64,
    shop_id: u64,
}

/// `POST auth/token/get`: a code becomes a pair of tokens.
pub async fn get_token(
    State(market): State<Arc<Market>>,
    _: Partner,
    Body(wanted): Body<ForCode>,
) -> Result<Flat, Refusal> {
    check_partner_id(&market, wanted.partner_id)?;
    let mut state = market.state();
    let now = state.clocks.wall().timestamp();
    let issued = state.tokens.redeem(&LIFE, &wanted.code, Some(wanted.shop_id), Pair::fresh(), now).map_err(refuse)?;
    Ok(flat(&market, &issued))
}

/// The body of `auth/access_token/get`.
#[derive(Deserialize)]
pub struct ForRefreshToken {
    refresh_token: String,
    partner_id: u64,
    shop_id: u64,
}

/// `POST auth/access_token/get`: a refresh token becomes the next pair, and is dead.
pub async fn refresh_token(
    State(market): State<Arc<Market>>,
    _: Partner,
    Body(wanted): Body<ForRefreshToken>,
) -> Result<Flat, Refusal> {
    check_partner_id(&market, wanted.partner_id)?;
    let mut state = market.state();
    let now = state.clocks.wall().timestamp();
    let issued =
        state.tokens.renew(&LIFE, &wanted.refresh_token, Some(wanted.shop_id), Pair::fresh(), now).map_err(refuse)?;
    Ok(flat(&market, &issued))
}

fn check_partner_id(market: &Market, partner_id: u64) -> Result<(), Refusal> {
    if partner_id.to_string() == market.apps.of(Marketplace::Shopee).key {
        Ok(())
    } else {
        Err(Refusal::forbidden("error_param", "Invalid partner_id."))
    }
}

fn refuse(refusal: TokenRefusal) -> Refusal {
    match refusal {
        TokenRefusal::DeadCode => Refusal::forbidden("invalid_code", "Invalid code, please have a check."),
        TokenRefusal::DeadRefreshToken => {
            Refusal::forbidden("refresh_token_expired", "The refresh_token is expired or was used before.")
        }
    }
}

fn flat(market: &Market, Issued { pair, shop_id, .. }: &Issued) -> Flat {
    let mut answer = serde_json::Map::new();
    answer.insert("access_token".into(), json!(pair.access));
    answer.insert("refresh_token".into(), json!(pair.refresh));
    answer.insert("expire_in".into(), json!(LIFE.access));
    answer
        .insert("partner_id".into(), json!(market.apps.of(Marketplace::Shopee).key.parse::<u64>().unwrap_or_default()));
    answer.insert("shop_id".into(), json!(shop_id));
    Flat(answer)
}
