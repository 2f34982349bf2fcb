//! The console of every marketplace: which app there is, and where its pushes go.

use std::{collections::BTreeSet, sync::Arc};

use axum::{Json, extract::State, http::StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{No, Wanted, unfit};
use crate::{
    apps::App,
    books::marketplace::Marketplace,
    market::Market,
    own,
    pushes::{Standing, Subscription},
};

/// What is registered; what is not named stays as it is.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Registration {
    marketplace: Marketplace,
    key: Option<String>,
    secret: Option<String>,
    push_key: Option<String>,
    /// Where pushes go, character by character.
    callback_url: Option<String>,
    /// Where owners come back to after consent; only TikTok Shop's link does not say.
    redirect_url: Option<String>,
    /// Which kinds of pushes; all, unless told otherwise.
    codes: Option<BTreeSet<u32>>,
}

/// Codes above this mean nothing on any marketplace.
const CODES_END: u32 = 100;

/// `POST /control/apps`.
pub(super) async fn register(
    State(market): State<Arc<Market>>,
    Wanted(wanted): Wanted<Registration>,
) -> Result<Json<Value>, No> {
    let before = market.apps.of(wanted.marketplace);
    let app = App {
        key: wanted.key.unwrap_or(before.key),
        secret: wanted.secret.unwrap_or(before.secret),
        push_key: wanted.push_key.unwrap_or(before.push_key),
        redirect_url: wanted.redirect_url.or(before.redirect_url),
    };
    if app.key.is_empty() || app.secret.is_empty() {
        return Err(unfit("key and secret must not be empty"));
    }
    if app.redirect_url.as_deref().is_some_and(|url| !is_web(url)) {
        return Err(unfit("redirect_url must begin with http:// or https://"));
    }
    market.apps.set(wanted.marketplace, app);
    if let Some(url) = wanted.callback_url {
        if !is_web(&url) {
            return Err(unfit("callback_url must begin with http:// or https://"));
        }
        let codes = wanted.codes.unwrap_or_else(|| (0..CODES_END).collect());
        let subscription = Subscription { callback_url: Some(url), codes, blocked_shops: BTreeSet::new() };
        market.pushes.desk().subscribe((wanted.marketplace, None), subscription, String::new());
    }
    Ok(Json(shown(&market, wanted.marketplace)))
}

/// `GET /control/apps`: every app with its keys; there are no others to keep them from.
pub(super) async fn list(State(market): State<Arc<Market>>) -> Json<Value> {
    Json(Marketplace::ALL.map(|marketplace| shown(&market, marketplace)).into_iter().collect())
}

/// Where an own shop's orders go.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Webhook {
    shop_id: u64,
    #[serde(default)]
    url: String,
    /// One is made if none is given; two, with a space between, while one replaces the other.
    secret: Option<String>,
}

/// `POST /control/webhooks`: also gives the secret that signs what the shop hears.
pub(super) async fn webhook(
    State(market): State<Arc<Market>>,
    Wanted(wanted): Wanted<Webhook>,
) -> Result<Json<Value>, No> {
    let marketplace = market.state().books.shop(wanted.shop_id)?.marketplace;
    if !is_web(&wanted.url) {
        return Err(unfit("url must begin with http:// or https://"));
    }
    let secret = wanted.secret.unwrap_or_else(own::fresh_secret);
    own::subscribe(&market, marketplace, wanted.shop_id, wanted.url.clone(), secret.clone());
    Ok(Json(json!({ "marketplace": marketplace, "shop_id": wanted.shop_id, "url": wanted.url, "secret": secret })))
}

/// `DELETE /control/webhooks`: the shop's news go where its app's go, if anywhere.
pub(super) async fn end_webhook(
    State(market): State<Arc<Market>>,
    Wanted(wanted): Wanted<Webhook>,
) -> Result<StatusCode, No> {
    let marketplace = market.state().books.shop(wanted.shop_id)?.marketplace;
    market.pushes.desk().unsubscribe((marketplace, Some(wanted.shop_id)));
    Ok(StatusCode::NO_CONTENT)
}

fn is_web(url: &str) -> bool {
    url::Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
}

fn shown(market: &Market, marketplace: Marketplace) -> Value {
    let app = market.apps.of(marketplace);
    let desk = market.pushes.desk();
    let subscriber = desk.subscriber((marketplace, None));
    json!({
        "marketplace": marketplace,
        "key": app.key,
        "secret": app.secret,
        "redirect_url": app.redirect_url,
        "push_key": (marketplace == Marketplace::Shopee).then_some(app.push_key),
        "callback_url": subscriber.and_then(|subscriber| subscriber.subscription.callback_url.as_deref()),
        "suspended": subscriber.is_some_and(|subscriber| matches!(subscriber.standing, Standing::Suspended(_))),
    })
}
