//! Lazada's side of its Open Platform: fact sheet sections 1, 2, 4 and 10.
//!
//! What the sheet leaves open and is the sandbox's own choice: the code for a stale timestamp, for an unknown app and for an
//! unknown path (section 12); that a refused product is `InActive` with its reason beside it; and the fees.

mod auth;
mod catalogue;
mod envelope;
mod finance;
mod fulfil;
mod orders;
mod payload;
mod products;
pub mod push;
mod reverse;
mod sign;
mod stock;
mod words;

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    Router,
    body::Bytes,
    extract::{Request, State},
    response::{IntoResponse, Response},
    routing::{any, get},
};
use serde_json::Value;

use self::envelope::{Refusal, Reply, answer, flat};
use crate::{
    books::{marketplace::Marketplace, tokens::Life},
    call::Call,
    market::Market,
    mishaps::{Words, with_mishaps},
};

/// Section 4.1: a code for half an hour, an access token for 30 days, and consent for 180 days whose end does not move.
pub const LIFE: Life =
    Life { code: 1_800, access: 30 * 86_400, refresh: 180 * 86_400, grace: None, single_use: false, end_moves: false };
/// A call is good for so many milliseconds, before and after its timestamp.
const WINDOW_MS: i64 = 7_200_000;

/// Every path under `/rest`, and the consent page.
pub fn router() -> Router<Arc<Market>> {
    Router::new()
        .route("/oauth/authorize", get(auth::consent_page).post(auth::consent))
        .route("/rest/{*path}", any(door))
}

const WORDS: Words = Words {
    throttled: || {
        let words =
            "The request has been limited: the frequency is over the limit of this api, this ban will last 1 seconds";
        Refusal::new("ISV", "ApiCallLimit", words).into_response()
    },
    broken: || Refusal::new("ISP", "ServiceTimeout", "Service timeout, please try again").into_response(),
};

/// A call that was let in.
pub struct Caller {
    /// For which shop; 0 where none is needed.
    pub shop_id: u64,
    /// Every parameter, from the query or the body.
    pub parameters: BTreeMap<String, String>,
    /// Files, by the name of their field.
    pub files: Vec<(String, Bytes)>,
}

impl Caller {
    /// A parameter that is not empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.parameters.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// A parameter that must be there.
    pub fn need(&self, name: &str) -> Result<&str, Refusal> {
        self.get(name).ok_or_else(|| Refusal::missing(name))
    }

    /// A number that must be readable if it is there.
    pub fn number(&self, name: &str, usual: i64) -> Result<i64, Refusal> {
        let unreadable =
            || Refusal::new("ISV", "E005", format!("E005: Invalid Request Format, {name} must be a number"));
        self.get(name).map_or(Ok(usual), |text| text.parse().map_err(|_| unreadable()))
    }

    /// A parameter of JSON that must be there.
    pub fn json(&self, name: &str) -> Result<Value, Refusal> {
        let unreadable = || Refusal::new("ISV", "E005", format!("E005: Invalid Request Format, {name} must be JSON"));
        serde_json::from_str(self.need(name)?).map_err(|_| unreadable())
    }
}

async fn door(State(market): State<Arc<Market>>, request: Request) -> Response {
    let Some(call) = Call::read(request).await else {
        return Refusal::new("ISV", "E005", "E005: Invalid Request Format, the body is too large").into_response();
    };
    let path = call.path.strip_prefix("/rest").unwrap_or_default().to_owned();
    let caller = match let_in(&market, &call, &path).await {
        Ok(caller) => caller,
        Err(refusal) => return refusal.into_response(),
    };
    let shop_id = Some(caller.shop_id).filter(|id| *id != 0);
    let is_for_token = path.starts_with("/auth/");
    let done = async {
        let reply = if is_for_token { auth::token(&market, &path, &caller) } else { act(&market, &path, &caller) };
        match reply {
            Ok(value) if is_for_token => flat(value),
            Ok(value) => answer(&value),
            Err(refusal) => refusal.into_response(),
        }
    };
    with_mishaps(&market, Marketplace::Lazada, shop_id, &path, &WORDS, is_for_token, done).await
}

/// Checks app, time, signature and token, in this order.
async fn let_in(market: &Market, call: &Call, path: &str) -> Result<Caller, Refusal> {
    let form = call.form().await;
    let form = form.ok_or_else(|| Refusal::new("ISV", "E005", "E005: Invalid Request Format"))?;
    let parameters: BTreeMap<String, String> = call.query.iter().cloned().chain(form.texts).collect();
    let mut caller = Caller { shop_id: 0, parameters, files: form.files };
    let app = market.apps.of(Marketplace::Lazada);
    let (key, time) = (caller.need("app_key")?, caller.need("timestamp")?);
    let (method, signature) = (caller.need("sign_method")?, caller.need("sign")?);
    if key != app.key {
        return Err(Refusal::new("ISV", "InvalidAppKey", "The specified App Key is invalid"));
    }
    let (now, wall) = {
        let wall = market.state().clocks.wall();
        (wall.timestamp_millis(), wall.timestamp())
    };
    let in_time = time.parse::<i64>().is_ok_and(|time| now.abs_diff(time) <= WINDOW_MS.unsigned_abs());
    if !in_time {
        let words = "The timestamp is not in milliseconds or out of the allowed window of 7200 seconds";
        return Err(Refusal::new("ISV", "IllegalTimestamp", words));
    }
    if method != "sha256" || !sign::fits(&app.secret, path, &caller.parameters, signature) {
        let words = "The request signature does not conform to platform standards";
        return Err(Refusal::new("ISV", "IncompleteSignature", words));
    }
    let needs_no_token = path.starts_with("/auth/") || path == "/category/tree/get";
    if !needs_no_token || caller.get("access_token").is_some() {
        let state = market.state();
        let shop_id = state.tokens.shop_of(caller.need("access_token")?, wall);
        let shop_id = shop_id.filter(|id| state.books.shop_of(Marketplace::Lazada, *id).is_ok());
        let words = "The specified access token is invalid or expired";
        caller.shop_id = shop_id.ok_or_else(|| Refusal::new("ISV", "IllegalAccessToken", words))?;
    }
    Ok(caller)
}

fn act(market: &Market, path: &str, caller: &Caller) -> Reply {
    match path {
        "/category/tree/get" => Ok(catalogue::tree()),
        "/category/attributes/get" => catalogue::attributes(caller),
        "/category/brands/query" => catalogue::brands(caller),
        "/product/category/suggestion/get" => catalogue::suggestion(caller),
        "/image/upload" => products::upload_image(market, caller),
        "/image/migrate" => products::migrate_image(market, caller),
        "/product/create" => products::create(market, caller),
        "/product/update" => products::update(market, caller),
        "/product/deactivate" => products::deactivate(market, caller),
        "/product/item/get" => products::get(market, caller),
        "/products/get" => products::list(market, caller),
        "/product/price_quantity/update" => stock::price_quantity(market, caller),
        "/product/stock/sellable/update" => stock::sellable(market, caller, false),
        "/product/stock/sellable/adjust" => stock::sellable(market, caller, true),
        "/orders/get" => orders::list(market, caller),
        "/order/get" => orders::get(market, caller),
        "/order/items/get" => orders::items(market, caller),
        "/orders/items/get" => orders::items_of_many(market, caller),
        "/order/fulfill/pack" => fulfil::pack(market, caller),
        "/order/package/rts" => fulfil::ready_to_ship(market, caller),
        "/order/package/document/get" => fulfil::document(market, caller),
        "/order/reverse/cancel/validate" => reverse::validate(market, caller),
        "/order/reverse/cancel/create" => reverse::cancel(market, caller),
        "/reverse/getreverseordersforseller" => reverse::list(market, caller),
        "/finance/transaction/details/get" => finance::details(market, caller),
        "/finance/payout/status/get" => finance::payouts(market, caller),
        _ => Err(Refusal::new("ISP", "InvalidApiPath", "The specified API path is invalid")),
    }
}
