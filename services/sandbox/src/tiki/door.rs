//! Who is let in, and what they ask for.

use std::{collections::HashMap, sync::Arc};

use axum::{
    Router,
    extract::{Request, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{any, get, post},
};
use serde::de::DeserializeOwned;

use super::{
    auth, catalogue,
    envelope::{Refusal, Reply, answer},
    orders, pictures, products, push, requests,
};
use crate::{
    books::{Shop, marketplace::Marketplace},
    call::Call,
    market::{Market, State as Everything},
    mishaps::{Words, with_mishaps},
};

/// Every path of the API, the tokens' and the consent page.
pub fn router() -> Router<Arc<Market>> {
    Router::new()
        .route("/sc/oauth2/auth", get(auth::consent_page).post(auth::consent))
        .route("/sc/oauth2/token", post(auth::token))
        .route("/integration/{version}/{*path}", any(door))
}

/// How Tiki fails.
pub const WORDS: Words = Words {
    throttled: || Refusal::errors(StatusCode::TOO_MANY_REQUESTS, "Too many requests").into_response(),
    broken: || Refusal::errors(StatusCode::SERVICE_UNAVAILABLE, "Service unavailable").into_response(),
};

/// A call that was let in.
pub struct Caller {
    /// The call itself.
    pub call: Call,
    /// The shop it is for; 0 where it is for the app itself.
    pub shop_id: u64,
    /// Sizes of pictures that were looked at.
    pub pictures: HashMap<String, (u32, u32)>,
}

impl Caller {
    /// A body of JSON.
    pub fn body<T: DeserializeOwned>(&self) -> Result<T, Refusal> {
        serde_json::from_slice(&self.call.body)
            .map_err(|error| Refusal::errors(StatusCode::BAD_REQUEST, format!("Invalid body: {error}")))
    }

    /// A number in the query.
    pub fn number(&self, name: &str, usual: usize) -> Result<usize, Refusal> {
        let unreadable = || Refusal::errors(StatusCode::BAD_REQUEST, format!("{name} must be a number"));
        self.call.query(name).map_or(Ok(usual), |text| text.parse().map_err(|_| unreadable()))
    }

    /// The shop; the app itself has none.
    pub fn shop<'a>(&self, state: &'a Everything) -> Result<&'a Shop, Refusal> {
        let shop = state.books.shop_of(Marketplace::Tiki, self.shop_id);
        shop.map_err(|_| Refusal::error(StatusCode::FORBIDDEN, "forbidden", "This token does not speak for a seller"))
    }
}

async fn door(State(market): State<Arc<Market>>, request: Request) -> Response {
    let Some(call) = Call::read(request).await else {
        return Refusal::errors(StatusCode::BAD_REQUEST, "The body is too large").into_response();
    };
    let mut caller = match let_in(&market, call) {
        Ok(caller) => caller,
        Err(refusal) => return refusal.into_response(),
    };
    if caller.call.path.ends_with("/requests") {
        caller.pictures = pictures::look_at(&market.http, &caller.call.body).await;
    }
    let (api, shop_id) = (caller.call.path.clone(), Some(caller.shop_id).filter(|id| *id != 0));
    let done = async {
        match act(&market, &caller) {
            Ok(value) => answer(&value),
            Err(refusal) => refusal.into_response(),
        }
    };
    with_mishaps(&market, Marketplace::Tiki, shop_id, &api, &WORDS, false, done).await
}

fn let_in(market: &Market, call: Call) -> Result<Caller, Refusal> {
    let refuse = |words: &str| Refusal::error(StatusCode::UNAUTHORIZED, "unauthorized", words);
    let header = call.header("authorization").ok_or_else(|| refuse("Authorization header is missing"))?;
    let (scheme, token) = header.split_once(' ').ok_or_else(|| refuse("Authorization header is malformed"))?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(refuse("Authorization header must be a Bearer token"));
    }
    let shop_id = {
        let state = market.state();
        let now = state.clocks.wall().timestamp();
        state.tokens.shop_of(token.trim(), now).ok_or_else(|| refuse("The access token is invalid or has expired"))?
    };
    Ok(Caller { call, shop_id, pictures: HashMap::new() })
}

fn act(market: &Market, caller: &Caller) -> Reply {
    let path = caller.call.path.clone();
    let steps: Vec<&str> = path.trim_matches('/').split('/').skip(1).collect();
    let method = caller.call.method.as_str();
    match (method, steps.as_slice()) {
        ("GET", ["v2", "categories"]) => Ok(catalogue::categories(caller)),
        ("GET", ["v2", "categories", id]) => catalogue::category_of(id),
        ("GET", ["v2", "categories", id, "attributes"]) => catalogue::attributes(id),
        ("GET", ["v2", "sellers", "me"]) => catalogue::seller(market, caller),
        ("GET", ["v2", "sellers", "me", "warehouses"]) => catalogue::warehouses(market, caller),
        ("POST", ["v2.1", "requests"]) => requests::create(market, caller),
        ("GET", ["v2" | "v2.1", "requests" | "tracking", id]) => requests::get(market, caller, id),
        ("PUT", ["v2.1", "products", "updateSku"]) => products::update_one(market, caller),
        ("PUT" | "POST", ["v2.1", "products", "updateSkus"]) => products::update_many(market, caller),
        ("GET", ["v2.1", "products"]) => products::list(market, caller),
        ("GET", ["v2.1", "products", "findBy"]) => products::find_by(market, caller),
        ("GET", ["v2.1", "products", id]) => products::get(market, caller, id),
        ("GET", ["v2", "orders"]) => orders::list(market, caller),
        ("GET", ["v2", "orders", code]) => orders::get(market, caller, code),
        ("POST" | "PUT", ["v2", "orders", code, .., last]) if is_confirm(last) => orders::confirm(market, caller, code),
        ("POST" | "PUT", ["v2", "orders", code, "seller-delivery", "update-delivery"]) => {
            orders::deliver(market, caller, code)
        }
        ("GET" | "POST", ["v1", "queues"]) => requests::queues(market, caller),
        ("POST", ["v1", "queues", code, "subscriptions"]) => requests::subscribe(market, caller, code),
        ("POST", ["v1", "queues", code, "events", "pull"]) => requests::pull(market, caller, code),
        ("PUT", ["v1", "webhooks", "credentials"]) => push::credentials(market, caller),
        _ if is_known(&steps) => Err(Refusal::errors(StatusCode::METHOD_NOT_ALLOWED, "Method not allowed")),
        _ => Err(Refusal::errors(StatusCode::NOT_FOUND, "Not found")),
    }
}

fn is_confirm(step: &str) -> bool {
    step.ends_with("confirm") || step.ends_with("confirm-available")
}

/// Paths that are there, by another method.
fn is_known(steps: &[&str]) -> bool {
    matches!(
        steps,
        ["v2", "categories" | "orders", ..]
            | ["v2", "sellers", "me", ..]
            | ["v2.1", "requests" | "products", ..]
            | ["v1", "queues", ..]
            | ["v1", "webhooks", "credentials"]
    )
}
