//! Offers: how many there are, and those that need somebody.

use axum::{Json, extract::State, http::StatusCode};
use contract::{
    Page,
    syndication::{
        CountOffers, FindOfferHistory, FindProgress, FindTroubledOffers, GetOffer, Keep, OfferCounts, OfferDetail,
        OfferEvent, RetryOffers, SettleDrift, ShopProgress,
    },
};
use ids::{Id, Offer};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    No,
    read::{Commanding, InPath, InQuery, JsonBody, Key, PageQuery, page, written},
    shapes,
};
use crate::{App, problem::Problem, session::Signed};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(find_troubled))
        .routes(routes!(get_offer))
        .routes(routes!(find_history))
        .routes(routes!(retry_offer))
        .routes(routes!(retry_offers))
        .routes(routes!(settle_drift))
        .routes(routes!(count_offers))
        .routes(routes!(find_progress))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct TroubledQuery {
    /// Part of a title or SKU; diacritics do not matter.
    text: Option<String>,
    /// Only those that need somebody for this reason, such as `title_refused`.
    reason: Option<String>,
    /// The `next` of the page before.
    after: Option<String>,
    /// Rows of one page.
    #[param(minimum = 1, maximum = 200)]
    size: Option<u32>,
}

/// Offers that need somebody, those first that lose the most: the price of the packs that could be sold there and that
/// buyers do not see.
#[utoipa::path(
    get,
    path = "/offers/troubled",
    tag = "listings",
    params(TroubledQuery),
    responses((status = 200, body = shapes::Page<shapes::OfferDetail>), No)
)]
async fn find_troubled(
    State(app): State<App>,
    signed: Signed,
    InQuery(query): InQuery<TroubledQuery>,
) -> Result<Json<Page<OfferDetail>>, Problem> {
    let ask = FindTroubledOffers {
        text: written(query.text),
        reason: written(query.reason),
        page: page(query.after, query.size),
    };
    Ok(Json(app.asker.ask(&signed.caller, &ask).await?))
}

/// One offer with its listing and its shop.
#[utoipa::path(
    get,
    path = "/offers/{offer_id}",
    tag = "listings",
    params(("offer_id" = String, Path)),
    responses((status = 200, body = shapes::OfferDetail), No)
)]
async fn get_offer(
    State(app): State<App>,
    signed: Signed,
    InPath(offer_id): InPath<Id<Offer>>,
) -> Result<Json<OfferDetail>, Problem> {
    Ok(Json(app.asker.ask(&signed.caller, &GetOffer { offer_id }).await?))
}

/// What happened to an offer, the newest first: what was wished and why, what its shop was told and answered. Kept for 400
/// days.
#[utoipa::path(
    get,
    path = "/offers/{offer_id}/history",
    tag = "listings",
    params(("offer_id" = String, Path), PageQuery),
    responses((status = 200, body = shapes::Page<shapes::OfferEvent>), No)
)]
async fn find_history(
    State(app): State<App>,
    signed: Signed,
    InPath(offer_id): InPath<Id<Offer>>,
    InQuery(query): InQuery<PageQuery>,
) -> Result<Json<Page<OfferEvent>>, Problem> {
    Ok(Json(app.asker.ask(&signed.caller, &FindOfferHistory { offer_id, page: query.page() }).await?))
}

/// Tries one offer again, now.
#[utoipa::path(
    post,
    path = "/offers/{offer_id}/retry",
    tag = "listings",
    params(("offer_id" = String, Path), Key),
    responses((status = 202, description = "Its turn comes at once"), No)
)]
async fn retry_offer(
    State(app): State<App>,
    signed: Signed,
    Commanding(caller): Commanding,
    InPath(offer_id): InPath<Id<Offer>>,
) -> Result<StatusCode, Problem> {
    app.asker.ask(&caller, &RetryOffers { offers: vec![offer_id], name: signed.identity.name.clone() }).await?;
    Ok(StatusCode::ACCEPTED)
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct OffersToRetry {
    #[schema(value_type = Vec<String>, min_items = 1, max_items = 200)]
    offer_ids: Vec<Id<Offer>>,
}

#[derive(Serialize, ToSchema)]
struct OffersRetried {
    /// How many are tried again.
    retried: u32,
}

/// Tries several offers again, now.
#[utoipa::path(
    post,
    path = "/offers/retry",
    tag = "listings",
    params(Key),
    request_body = OffersToRetry,
    responses((status = 202, body = OffersRetried, description = "Their turn comes at once"), No)
)]
async fn retry_offers(
    State(app): State<App>,
    signed: Signed,
    Commanding(caller): Commanding,
    JsonBody(asked): JsonBody<OffersToRetry>,
) -> Result<(StatusCode, Json<OffersRetried>), Problem> {
    let ask = RetryOffers { offers: asked.offer_ids, name: signed.identity.name.clone() };
    Ok((StatusCode::ACCEPTED, Json(OffersRetried { retried: app.asker.ask(&caller, &ask).await? })))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DriftSettled {
    #[schema(value_type = shapes::Keep)]
    keep: Keep,
}

/// Decides what somebody has changed in the shop: `ours` is told again; `theirs` makes a price a rule for this listing in this
/// shop, and ends its season there where it was hidden.
#[utoipa::path(
    post,
    path = "/offers/{offer_id}/drift",
    tag = "listings",
    params(("offer_id" = String, Path), Key),
    request_body = DriftSettled,
    responses((status = 204, description = "Decided"), No)
)]
async fn settle_drift(
    State(app): State<App>,
    signed: Signed,
    Commanding(caller): Commanding,
    InPath(offer_id): InPath<Id<Offer>>,
    JsonBody(DriftSettled { keep }): JsonBody<DriftSettled>,
) -> Result<StatusCode, Problem> {
    app.asker.ask(&caller, &SettleDrift { offer_id, keep, name: signed.identity.name.clone() }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// How many offers are in each state, and how many need somebody.
#[utoipa::path(
    get,
    path = "/offers/counts",
    tag = "listings",
    responses((status = 200, body = shapes::OfferCounts), No)
)]
async fn count_offers(State(app): State<App>, signed: Signed) -> Result<Json<OfferCounts>, Problem> {
    Ok(Json(app.asker.ask(&signed.caller, &CountOffers {}).await?))
}

/// How far the shops are with what they are to show, and when they will be done at the pace of the last minutes.
#[utoipa::path(
    get,
    path = "/offers/progress",
    tag = "listings",
    responses((status = 200, body = Vec<shapes::ShopProgress>), No)
)]
async fn find_progress(State(app): State<App>, signed: Signed) -> Result<Json<Vec<ShopProgress>>, Problem> {
    Ok(Json(app.asker.ask(&signed.caller, &FindProgress {}).await?))
}
