//! Shopee's side of its Open Platform v2, as far as sellers need it: fact sheet sections 1 to 3 and 10.

mod auth;
mod caller;
mod envelope;
mod logistics;
mod media;
mod orders;
mod products;
pub mod push;
pub mod sign;
mod words;

use std::sync::Arc;

use self::envelope::Refusal;
use crate::{
    books::{marketplace::Marketplace, tokens::Life},
    market::Market,
    mishaps::{Words, with_mishaps},
};
use axum::{
    Router,
    extract::{DefaultBodyLimit, Request, State},
    http::StatusCode,
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{get, post},
};

/// Section 3.2: an access token for 4 hours, five minutes more once it was replaced; a refresh token for 30 days, once.
pub const LIFE: Life =
    Life { code: 600, access: 4 * 3_600, refresh: 30 * 86_400, grace: Some(300), single_use: true, end_moves: true };

/// Every path under `/api/v2`.
pub fn router(market: &Arc<Market>) -> Router<Arc<Market>> {
    let faulty = middleware::from_fn_with_state(Arc::clone(market), misbehave);
    Router::new()
        .route("/api/v2/auth/token/get", post(auth::get_token))
        .route("/api/v2/auth/access_token/get", post(auth::refresh_token))
        .route("/api/v2/push/set_app_push_config", post(push::set_config))
        .route("/api/v2/push/get_app_push_config", get(push::get_config))
        .route("/api/v2/push/get_lost_push_message", get(push::get_lost))
        .route("/api/v2/push/confirm_consumed_lost_push_message", post(push::confirm_lost))
        .route("/api/v2/media_space/upload_image", post(media::upload_image))
        .route("/api/v2/product/get_category", get(products::catalogue::get_category))
        .route("/api/v2/product/get_attribute_tree", get(products::catalogue::get_attribute_tree))
        .route("/api/v2/product/get_brand_list", get(products::catalogue::get_brand_list))
        .route("/api/v2/product/get_item_limit", get(products::catalogue::get_item_limit))
        .route("/api/v2/product/add_item", post(products::add::add_item))
        .route("/api/v2/product/update_stock", post(products::change::update_stock))
        .route("/api/v2/product/update_price", post(products::change::update_price))
        .route("/api/v2/product/unlist_item", post(products::change::unlist_item))
        .route("/api/v2/product/delete_item", post(products::change::delete_item))
        .route("/api/v2/product/get_item_base_info", get(products::get_item_base_info))
        .route("/api/v2/product/get_item_list", get(products::get_item_list))
        .route("/api/v2/logistics/get_channel_list", get(logistics::get_channel_list))
        .route("/api/v2/logistics/get_shipping_parameter", get(logistics::get_shipping_parameter))
        .route("/api/v2/logistics/ship_order", post(logistics::ship_order))
        .route("/api/v2/logistics/get_tracking_number", get(logistics::get_tracking_number))
        .route("/api/v2/order/get_order_list", get(orders::get_order_list))
        .route("/api/v2/order/get_order_detail", get(orders::get_order_detail))
        .route("/api/v2/order/cancel_order", post(orders::cancel_order))
        .route("/api/v2/{*unknown}", get(no_such_path).post(no_such_path))
        .route_layer(faulty)
        .layer(DefaultBodyLimit::max(100 * 1024 * 1024))
        .route("/api/v2/shop/auth_partner", get(auth::consent_page).post(auth::consent))
        .method_not_allowed_fallback(no_such_path)
}

async fn no_such_path() -> Refusal {
    Refusal::new("error_param", "Permission denied. This API is currently offline or the request path is incorrect.")
        .with_status(StatusCode::NOT_FOUND)
}

const WORDS: Words = Words {
    throttled: || {
        let words = "Too many requests. You have reached the rate limit. Please try again later.";
        Refusal::new("error_rate_limit", words).into_response()
    },
    broken: || {
        let words = "Something wrong. Please try later.";
        Refusal::new("error_server", words).with_status(StatusCode::INTERNAL_SERVER_ERROR).into_response()
    },
};

async fn misbehave(State(market): State<Arc<Market>>, request: Request, next: Next) -> Response {
    let query = request.uri().query().unwrap_or_default();
    let shop_id = url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "shop_id");
    let shop_id = shop_id.and_then(|(_, id)| id.parse().ok());
    let api = request.uri().path().to_owned();
    // A token call that is done without an answer would cost the shop, since the old token is dead by then.
    let undone_when_late = request.uri().path().starts_with("/api/v2/auth/");
    with_mishaps(&market, Marketplace::Shopee, shop_id, &api, &WORDS, undone_when_late, next.run(request)).await
}
