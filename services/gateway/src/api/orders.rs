//! Orders of every channel, and what the marketplaces are asked to do about them.

use axum::{
    Json,
    extract::{FromRequestParts, State},
    http::{StatusCode, request::Parts},
};
use chrono::{DateTime, Utc};
use contract::{
    Page,
    intake::{
        CancelOrders, CountOrders, FindOrders, GetOrder, IntakeFigures, IntakeHealth, OrderCounts, OrderState,
        OrderView, ShipOrders, ShipmentsTakenBack, TakeBackShipments, TasksQueued,
    },
};
use ids::{Channel, Id, Order};
use serde::Deserialize;
use url::form_urlencoded;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    No,
    read::{Commanding, InPath, InQuery, JsonBody, Key, page, written},
    shapes,
};
use crate::{App, problem::Problem, session::Signed};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(find_orders))
        .routes(routes!(count_orders))
        .routes(routes!(get_order))
        .routes(routes!(ship_orders))
        .routes(routes!(take_back_shipments))
        .routes(routes!(cancel_orders))
        .routes(routes!(intake_health))
}

/// `state` is read by [`States`], because it may come more than once.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct OrdersQuery {
    /// Only those from here.
    #[param(value_type = Option<shapes::Channel>)]
    channel: Option<Channel>,
    /// Part of the marketplace's order id, a SKU or a product name; diacritics do not matter.
    text: Option<String>,
    /// Placed at or after.
    placed_from: Option<DateTime<Utc>>,
    /// Placed before.
    placed_before: Option<DateTime<Utc>>,
    /// Only those that need a person: an unmatched or short line, an unknown state.
    #[serde(default)]
    #[param(required = false)]
    troubled: bool,
    /// `ship_by`: first the one that must be shipped first. The newest first where absent.
    #[param(value_type = Option<SortWord>)]
    sort: Option<Sort>,
    /// The `next` of the page before.
    after: Option<String>,
    /// Rows of one page.
    #[param(minimum = 1, maximum = 200)]
    size: Option<u32>,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Sort {
    ShipBy,
}

/// In which order.
#[derive(utoipa::ToSchema)]
#[schema(as = Sort, rename_all = "snake_case")]
#[expect(dead_code, reason = "it only describes the word")]
pub(super) enum SortWord {
    ShipBy,
}

/// Every `state` of the query.
struct States(Vec<OrderState>);

impl<S: Sync> FromRequestParts<S> for States {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let query = parts.uri.query().unwrap_or_default().as_bytes();
        let words = form_urlencoded::parse(query).filter(|(name, _)| name == "state").map(|(_, word)| word);
        let states =
            words.map(|word| OrderState::from_slug(&word).ok_or_else(|| Problem::of_field("state", "unknown")));
        Ok(Self(states.collect::<Result<_, _>>()?))
    }
}

/// The orders of one's scope.
#[utoipa::path(
    get,
    path = "/orders",
    tag = "orders",
    params(
        ("state" = Option<Vec<shapes::OrderState>>, Query, explode = true, description = "Only those in these states"),
        OrdersQuery
    ),
    responses((status = 200, body = shapes::Page<shapes::OrderView>), No)
)]
async fn find_orders(
    State(app): State<App>,
    signed: Signed,
    States(states): States,
    InQuery(query): InQuery<OrdersQuery>,
) -> Result<Json<Page<OrderView>>, Problem> {
    let ask = FindOrders {
        states,
        channel: query.channel,
        text: written(query.text),
        placed_from: query.placed_from,
        placed_before: query.placed_before,
        troubled: query.troubled,
        by_ship_by: query.sort == Some(Sort::ShipBy),
        page: page(query.after, query.size),
    };
    Ok(Json(app.asker.ask(&signed.caller, &ask).await?))
}

/// How many orders are in each state, and what needs a person.
#[utoipa::path(get, path = "/orders/counts", tag = "orders", responses((status = 200, body = shapes::OrderCounts), No))]
async fn count_orders(State(app): State<App>, signed: Signed) -> Result<Json<OrderCounts>, Problem> {
    Ok(Json(app.asker.ask(&signed.caller, &CountOrders {}).await?))
}

/// One order.
#[utoipa::path(
    get,
    path = "/orders/{order_id}",
    tag = "orders",
    params(("order_id" = String, Path)),
    responses((status = 200, body = shapes::OrderView), No)
)]
async fn get_order(
    State(app): State<App>,
    signed: Signed,
    InPath(order_id): InPath<Id<Order>>,
) -> Result<Json<OrderView>, Problem> {
    Ok(Json(app.asker.ask(&signed.caller, &GetOrder { order_id }).await?))
}

/// These parcels are packed: the marketplaces are told.
#[utoipa::path(
    post,
    path = "/orders/ship",
    tag = "orders",
    params(Key),
    request_body = shapes::ShipOrders,
    responses((status = 202, body = shapes::TasksQueued), No)
)]
async fn ship_orders(
    State(app): State<App>,
    Commanding(caller): Commanding,
    JsonBody(ask): JsonBody<ShipOrders>,
) -> Result<(StatusCode, Json<TasksQueued>), Problem> {
    Ok((StatusCode::ACCEPTED, Json(app.asker.ask(&caller, &ask).await?)))
}

/// Takes back the parcels that are still held, because their marketplaces have not been told.
#[utoipa::path(
    post,
    path = "/orders/ship/take-back",
    tag = "orders",
    params(Key),
    responses((status = 200, body = shapes::ShipmentsTakenBack), No)
)]
async fn take_back_shipments(
    State(app): State<App>,
    Commanding(caller): Commanding,
) -> Result<Json<ShipmentsTakenBack>, Problem> {
    Ok(Json(app.asker.ask(&caller, &TakeBackShipments {}).await?))
}

/// The goods of these orders cannot be had: they are cancelled at the marketplaces.
#[utoipa::path(
    post,
    path = "/orders/cancel",
    tag = "orders",
    params(Key),
    request_body = shapes::OrderIds,
    responses((status = 202, body = shapes::TasksQueued), No)
)]
async fn cancel_orders(
    State(app): State<App>,
    Commanding(caller): Commanding,
    JsonBody(ask): JsonBody<CancelOrders>,
) -> Result<(StatusCode, Json<TasksQueued>), Problem> {
    Ok((StatusCode::ACCEPTED, Json(app.asker.ask(&caller, &ask).await?)))
}

/// How the door for webhooks is doing. For operators.
#[utoipa::path(get, path = "/health/intake", tag = "house", responses((status = 200, body = shapes::IntakeFigures), No))]
async fn intake_health(State(app): State<App>, signed: Signed) -> Result<Json<IntakeFigures>, Problem> {
    Ok(Json(app.asker.ask(&signed.caller, &IntakeHealth {}).await?))
}
