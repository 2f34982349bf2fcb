//! TikTok Shop's side of its Partner API: fact sheet sections 1, 2, 5 and 10.
//!
//! What the sheet leaves open and is the sandbox's own choice: how long a refresh token lives, the codes for what is wrong with a
//! product (12052…) or an order (21001…), and which HTTP status goes with 36009004. Besides the addresses the sheet allows,
//! pushes may go to the loopback address, where the sandbox itself lives.

mod auth;
mod catalogue;
mod envelope;
mod finance;
mod inventory;
mod orders;
mod products;
pub mod push;
mod returns;
mod sign;
mod webhooks;
mod words;

use std::sync::Arc;

use axum::{
    Router,
    extract::{Request, State},
    http::{Method, StatusCode},
    response::{IntoResponse, Response},
    routing::{any, get},
};
use serde::de::DeserializeOwned;

use self::envelope::{Refusal, Reply, answer};
use crate::{
    books::{Shop, marketplace::Marketplace, tokens::Life},
    call::Call,
    market::{Market, State as Everything},
    mishaps::{Words, with_mishaps},
};

/// Section 5.1: a code for half an hour, an access token for about 7 days.
pub const LIFE: Life =
    Life { code: 1_800, access: 7 * 86_400, refresh: 365 * 86_400, grace: None, single_use: false, end_moves: true };
/// A timestamp may lie so many seconds back, and so many ahead.
const BACK: i64 = 300;
const AHEAD: i64 = 30;

/// Every path of the API, the token host's and the consent page.
pub fn router() -> Router<Arc<Market>> {
    let areas = ["authorization", "product", "logistics", "order", "fulfillment", "return_refund", "finance", "event"];
    let doors =
        areas.into_iter().fold(Router::new(), |router, area| router.route(&format!("/{area}/{{*path}}"), any(door)));
    doors
        .route("/open/authorize", get(auth::consent_page).post(auth::consent))
        .route("/api/v2/token/get", get(auth::get_token))
        .route("/api/v2/token/refresh", get(auth::refresh_token))
}

const WORDS: Words = Words {
    throttled: || Refusal::new(StatusCode::TOO_MANY_REQUESTS, 36_009_002, "Too many requests").into_response(),
    broken: || {
        Refusal::new(StatusCode::SERVICE_UNAVAILABLE, 36_009_007, "Request timeout, please try again").into_response()
    },
};

/// A call that was let in.
pub struct Caller {
    /// The call itself.
    call: Call,
    /// The shop it is for; of calls without a cipher, the one whose token it bears.
    shop_id: u64,
    /// A file and the texts beside it.
    form: Option<crate::call::Form>,
}

impl Caller {
    /// A body of JSON.
    fn body<T: DeserializeOwned>(&self) -> Result<T, Refusal> {
        serde_json::from_slice(&self.call.body).map_err(|error| Refusal::invalid(format_args!("the body: {error}")))
    }

    /// A number in the query.
    fn number(&self, name: &str, usual: usize) -> Result<usize, Refusal> {
        let unreadable = || Refusal::invalid(format_args!("{name} must be a number"));
        self.call.query(name).map_or(Ok(usual), |text| text.parse().map_err(|_| unreadable()))
    }

    fn shop<'a>(&self, state: &'a Everything) -> Result<&'a Shop, Refusal> {
        state.books.shop_of(Marketplace::TiktokShop, self.shop_id).map_err(|_| no_such_shop())
    }
}

fn no_such_shop() -> Refusal {
    Refusal::new(StatusCode::UNAUTHORIZED, 101_000, "The access token does not match the requested shop")
}

async fn door(State(market): State<Arc<Market>>, request: Request) -> Response {
    let Some(call) = Call::read(request).await else {
        return Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, 36_009_021, "The request is too large").into_response();
    };
    let form = if call.is_of_type("multipart/form-data") { call.form().await } else { None };
    let api = call.path.clone();
    let caller = match let_in(&market, call) {
        Ok(caller) => Caller { form, ..caller },
        Err(refusal) => return refusal.into_response(),
    };
    let shop_id = Some(caller.shop_id);
    let done = async {
        match act(&market, &caller) {
            Ok(data) => answer(&data),
            Err(refusal) => refusal.into_response(),
        }
    };
    with_mishaps(&market, Marketplace::TiktokShop, shop_id, &api, &WORDS, false, done).await
}

/// Checks app, time, signature, token and cipher, in this order.
fn let_in(market: &Market, call: Call) -> Result<Caller, Refusal> {
    let missing = |name: &str| Refusal::credentials(format_args!("{name} is missing"));
    let need = |name: &str| call.query(name).ok_or_else(|| missing(name));
    let app = market.apps.of(Marketplace::TiktokShop);
    let (key, time, signature) = (need("app_key")?, need("timestamp")?, need("sign")?);
    if key != app.key {
        return Err(Refusal::credentials("app_key is invalid"));
    }
    let state = market.state();
    let now = state.clocks.wall().timestamp();
    let time = time.parse::<i64>().ok().filter(|time| (now - BACK..=now + AHEAD).contains(time));
    if time.is_none() {
        return Err(Refusal::credentials("timestamp is expired or invalid"));
    }
    if !sign::fits(&app.secret, &call, signature) {
        return Err(Refusal::new(StatusCode::UNAUTHORIZED, 106_001, "Invalid credentials: the sign is invalid"));
    }
    let token = call.header("x-tts-access-token").ok_or_else(|| missing("x-tts-access-token"))?;
    let Some(of_token) = state.tokens.shop_of(token, now) else {
        let expired = || Refusal::new(StatusCode::UNAUTHORIZED, 105_002, "Access token is expired");
        return Err(if state.tokens.knows(token) {
            expired()
        } else {
            Refusal::credentials("access token is invalid")
        });
    };
    let shop = state.books.shop_of(Marketplace::TiktokShop, of_token).map_err(|_| no_such_shop())?;
    let needs_none = call.path.starts_with("/authorization/") || call.path.ends_with("/images/upload");
    match call.query("shop_cipher") {
        Some(_) if needs_none => Err(Refusal::credentials("unexpected identifier: shop_cipher")),
        None if needs_none => Ok(()),
        None => Err(Refusal::new(StatusCode::BAD_REQUEST, 106_013, "shop_cipher is missing")),
        Some(cipher) if cipher == words::cipher(shop) => Ok(()),
        Some(_) => Err(no_such_shop()),
    }?;
    drop(state);
    Ok(Caller { call, shop_id: of_token, form: None })
}

fn act(market: &Market, caller: &Caller) -> Reply {
    let path = caller.call.path.clone();
    let mut steps = path.trim_matches('/').split('/');
    let (area, version) = (steps.next().unwrap_or_default(), steps.next().unwrap_or_default());
    let rest: Vec<&str> = steps.collect();
    let unknown = || Refusal::new(StatusCode::NOT_FOUND, 36_009_009, format!("Invalid path: {path}"));
    let (allowed, versions) = methods(area, &rest).ok_or_else(unknown)?;
    if !versions.contains(&version) {
        return Err(Refusal::credentials(format_args!("invalid version {version}")));
    }
    let method = &caller.call.method;
    if !allowed.contains(method) {
        return Err(Refusal::new(StatusCode::METHOD_NOT_ALLOWED, 36_009_010, "Invalid HTTP method"));
    }
    match (area, rest.as_slice()) {
        ("authorization", _) => auth::shops(market, caller),
        ("product", ["categories"]) => Ok(catalogue::categories()),
        ("product", ["categories", id, "rules"]) => catalogue::rules(id),
        ("product", ["categories", id, "attributes"]) => catalogue::attributes(id),
        ("product", ["brands"]) => Ok(catalogue::brands()),
        ("product", ["images", "upload"]) => products::upload(market, caller),
        ("product", ["products"]) => products::create(market, caller),
        ("product", ["products", "search"]) => products::search(market, caller),
        ("product", ["products", word @ ("activate" | "deactivate")]) => {
            products::switch(market, caller, *word == "activate")
        }
        ("product", ["products", id]) if *method == Method::PUT => products::edit(market, caller, id),
        ("product", ["products", id]) => products::get(market, caller, id),
        ("product", ["products", id, "inventory", _]) => inventory::stock(market, caller, id),
        ("product", ["products", id, "prices", _]) => inventory::prices(market, caller, id),
        ("logistics", _) => inventory::warehouses(market, caller),
        ("order", ["orders"]) => orders::get(market, caller),
        ("order", _) => orders::search(market, caller),
        ("fulfillment", ["packages", id, ..]) => orders::ship(market, caller, id),
        ("return_refund", ["cancellations"]) => returns::cancel(market, caller),
        ("return_refund", ["cancellations", "search"]) => returns::search_cancellations(market, caller),
        ("return_refund", ["cancellations", id, word]) => returns::answer(market, caller, id, *word == "approve"),
        ("return_refund", _) => returns::search(market, caller),
        ("finance", ["orders", id, _]) => finance::of_order(market, caller, id),
        ("finance", _) => finance::statements(market, caller),
        ("event", _) => webhooks::act(market, caller),
        _ => Err(unknown()),
    }
}

/// By which methods and in which versions a path may be called; `None` if there is no such path.
fn methods(area: &str, rest: &[&str]) -> Option<(&'static [Method], &'static [&'static str])> {
    const GET: &[Method] = &[Method::GET];
    const POST: &[Method] = &[Method::POST];
    const FIRST: &[&str] = &["202309"];
    Some(match (area, rest) {
        ("authorization", ["shops"])
        | ("product", ["categories" | "brands"] | ["categories", _, "rules" | "attributes"])
        | ("logistics", ["warehouses"])
        | ("finance", ["statements"]) => (GET, FIRST),
        ("product", ["products", "search"]) => (POST, &["202309", "202502"]),
        (
            "product",
            ["images", "upload"]
            | ["products"]
            | ["products", "activate" | "deactivate"]
            | ["products", _, "inventory" | "prices", "update"],
        )
        | ("fulfillment", ["packages", _, "ship"])
        | ("order", ["orders", "search"]) => (POST, FIRST),
        ("product", ["products", _]) => (&[Method::GET, Method::PUT], &["202309", "202509"]),
        ("order", ["orders"]) => (GET, &["202309", "202507"]),
        (
            "return_refund",
            ["cancellations" | "returns", "search"] | ["cancellations"] | ["cancellations", _, "approve" | "reject"],
        ) => (POST, &["202309", "202602"]),
        ("finance", ["orders", _, "statement_transactions"]) => (GET, &["202309", "202501"]),
        ("event", ["webhooks"]) => (&[Method::GET, Method::PUT, Method::DELETE], FIRST),
        _ => return None,
    })
}
