//! Consent and tokens, as OAuth 2 has them: section 6.1.

use std::sync::Arc;

use axum::{
    Form, Json,
    extract::{Query, Request, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{LIFE, door::WORDS};
use crate::{
    books::{
        marketplace::Marketplace,
        tokens::{Issued, Pair},
    },
    call::Call,
    consent::{self, Choice},
    market::Market,
    mishaps::with_mishaps,
};

const STATE_MIN: usize = 8;

/// What the consent page is asked with.
#[derive(Deserialize)]
pub struct Asked {
    client_id: Option<String>,
    redirect_uri: Option<String>,
    scope: Option<String>,
    state: Option<String>,
    approve: Option<u8>,
    shop_id: Option<u64>,
}

/// `GET /sc/oauth2/auth`: a program says yes at once with `approve=1&shop_id=…`.
pub async fn consent_page(State(market): State<Arc<Market>>, Query(asked): Query<Asked>) -> Response {
    match asked.shop_id.filter(|_| asked.approve == Some(1)) {
        Some(shop_id) => grant(&market, &asked, shop_id),
        None => wrong(&market, &asked).map_or_else(|| consent::page(&market, Marketplace::Tiki), consent::refused),
    }
}

/// `POST /sc/oauth2/auth`: an owner has chosen a shop on the page.
pub async fn consent(
    State(market): State<Arc<Market>>,
    Query(asked): Query<Asked>,
    Form(choice): Form<Choice>,
) -> Response {
    grant(&market, &asked, choice.shop_id)
}

/// The parameter that is wrong.
fn wrong(market: &Market, asked: &Asked) -> Option<&'static str> {
    if asked.client_id.as_deref() != Some(market.apps.of(Marketplace::Tiki).key.as_str()) {
        return Some("client_id");
    }
    asked.state.as_ref().is_none_or(|state| state.len() < STATE_MIN).then_some("state")
}

fn grant(market: &Market, asked: &Asked, shop_id: u64) -> Response {
    if let Some(what) = wrong(market, asked) {
        return consent::refused(what);
    }
    let back_to = asked.redirect_uri.clone().unwrap_or_default();
    let scope = asked.scope.clone().unwrap_or_default();
    let also = [("scope", Some(scope.as_str())), ("state", asked.state.as_deref())];
    let (answer, code) = consent::grant_with_code(market, Marketplace::Tiki, shop_id, Some(&back_to), "code", &also);
    if let Some(code) = code {
        market.state().asked_for.insert(code, (back_to, scope));
    }
    answer
}

/// `POST /sc/oauth2/token`.
pub async fn token(State(market): State<Arc<Market>>, request: Request) -> Response {
    let refuse = |status, error: &str, words: &str| oauth_error(status, error, words).into_response();
    let Some(call) = Call::read(request).await else {
        return refuse(StatusCode::BAD_REQUEST, "invalid_request", "too large");
    };
    if !call.is_of_type("application/x-www-form-urlencoded") {
        return refuse(StatusCode::BAD_REQUEST, "invalid_request", "The body must be a form");
    }
    let form = call.form().await.unwrap_or_default();
    let get = |name: &str| {
        form.texts.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str()).unwrap_or_default()
    };
    let done = async {
        let app = market.apps.of(Marketplace::Tiki);
        let basic = call.header("authorization").and_then(|header| header.strip_prefix("Basic "));
        let named = match basic {
            Some(basic) => STANDARD
                .decode(basic)
                .ok()
                .and_then(|bytes| String::from_utf8(bytes).ok())
                .and_then(|text| pair_of(&text)),
            None => Some((get("client_id").to_owned(), get("client_secret").to_owned())),
        };
        if named != Some((app.key, app.secret)) {
            return refuse(StatusCode::UNAUTHORIZED, "invalid_client", "Client authentication failed");
        }
        match exchange(&market, get) {
            Ok(answer) => Json(answer).into_response(),
            Err((error, words)) => refuse(StatusCode::BAD_REQUEST, error, words),
        }
    };
    with_mishaps(&market, Marketplace::Tiki, None, "/sc/oauth2/token", &WORDS, true, done).await
}

/// Id and secret; both may be written as in a form.
fn pair_of(text: &str) -> Option<(String, String)> {
    let (id, secret) = text.split_once(':')?;
    let plain = |text: &str| {
        let pair = format!("a={text}");
        let decoded = url::form_urlencoded::parse(pair.as_bytes()).next().map(|(_, value)| value.into_owned());
        // A plus in a secret that was not encoded would become a space.
        if text.contains('%') { decoded.unwrap_or_default() } else { text.to_owned() }
    };
    Some((plain(id), plain(secret)))
}

fn exchange<'a>(market: &Market, get: impl Fn(&str) -> &'a str) -> Result<Value, (&'static str, &'static str)> {
    const BAD_CODE: (&str, &str) = ("invalid_grant", "The authorization code is invalid, was used or has expired");
    const BAD_TOKEN: (&str, &str) = ("invalid_grant", "The refresh token is invalid, was used or has expired");
    let mut state = market.state();
    let now = state.clocks.wall().timestamp();
    let (issued, scope) = match get("grant_type") {
        "authorization_code" => {
            let asked = state.asked_for.remove(get("code"));
            let issued = state.tokens.redeem(&LIFE, get("code"), None, Pair::fresh(), now).map_err(|_| BAD_CODE)?;
            let (back_to, scope) = asked.unwrap_or_default();
            if back_to != get("redirect_uri") {
                state.tokens.revoke(issued.shop_id, now);
                return Err(("invalid_grant", "The redirect_uri is not the one the code was asked for with"));
            }
            (issued, scope)
        }
        "refresh_token" => {
            let issued = state.tokens.renew(&LIFE, get("refresh_token"), None, Pair::fresh(), now);
            (issued.map_err(|_| BAD_TOKEN)?, "offline".to_owned())
        }
        "client_credentials" => {
            let pair = Pair::fresh();
            state.tokens.plant(&LIFE, pair.access.clone(), 0, now);
            let (access_ends, refresh_ends) = (now + LIFE.access, now);
            (Issued { shop_id: 0, pair, access_ends, refresh_ends }, get("scope").to_owned())
        }
        _ => return Err(("unsupported_grant_type", "The grant type is not supported")),
    };
    let mut answer = json!({
        "access_token": issued.pair.access,
        "expires_in": issued.access_ends - now,
        "scope": scope,
        "token_type": "bearer",
    });
    if scope.split_whitespace().any(|word| word == "offline") && issued.shop_id != 0 {
        answer["refresh_token"] = issued.pair.refresh.into();
    }
    Ok(answer)
}

fn oauth_error(status: StatusCode, error: &str, words: &str) -> impl IntoResponse {
    (status, Json(json!({ "error": error, "error_description": words, "status_code": status.as_u16() })))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vectors;

    #[test]
    fn the_published_credentials_are_read() {
        for vector in vectors::of("tiki", "token_request") {
            let header = vectors::text(&vector["expected"], "authorization");
            let bytes = STANDARD.decode(header.trim_start_matches("Basic ")).expect("base64");
            let (id, secret) = pair_of(std::str::from_utf8(&bytes).expect("text")).expect("a pair");
            assert_eq!(
                (id, secret),
                (vectors::text(&vector["input"], "client_id"), vectors::text(&vector["input"], "client_secret"))
            );
        }
        assert_eq!(pair_of("a%3Ab:c%2B"), Some(("a:b".into(), "c+".into())));
        assert_eq!(pair_of("a:c+"), Some(("a".into(), "c+".into())));
    }
}
