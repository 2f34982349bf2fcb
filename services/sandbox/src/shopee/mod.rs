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

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    extract::{DefaultBodyLimit, Request, State},
    http::StatusCode,
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use rand::RngExt;

use self::envelope::Refusal;
use crate::market::Market;

/// An answer that comes later than this has come too late for every client.
const TOO_LATE: Duration = Duration::from_secs(15);

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

/// Throws the dice over a call: throttled, refused by a failing server, or answered too late.
async fn misbehave(State(market): State<Arc<Market>>, request: Request, next: Next) -> Response {
    let (throttled, failing, late, hidden) = {
        let mut state = market.state();
        let faults = state.faults;
        let dice = &mut state.dice;
        (
            faults.throttle_per_mille.happens(dice),
            faults.server_error_per_mille.happens(dice),
            faults.timeout_per_mille.happens(dice),
            dice.random::<bool>(),
        )
    };
    if throttled {
        let words = "Too many requests. You have reached the rate limit. Please try again later.";
        return Refusal::new("error_rate_limit", words).into_response();
    }
    if failing {
        let status = if hidden { StatusCode::OK } else { StatusCode::INTERNAL_SERVER_ERROR };
        return Refusal::new("error_server", "Something wrong. Please try later.").with_status(status).into_response();
    }
    // A token call that is done without an answer would cost the shop, since the old token is dead by then.
    let done_anyway = !request.uri().path().starts_with("/api/v2/auth/");
    if !late {
        return next.run(request).await;
    }
    let answer = if done_anyway { Some(next.run(request).await) } else { None };
    tokio::select! {
        () = tokio::time::sleep(TOO_LATE) => {}
        () = market.quit.cancelled() => {}
    }
    answer.unwrap_or_else(|| {
        let words = "Our system is taking some time to respond, please try later.";
        Refusal::new("error_system_busy", words).with_status(StatusCode::GATEWAY_TIMEOUT).into_response()
    })
}
