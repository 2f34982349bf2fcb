//! Listings, and what each shop shows of them.

use axum::{
    Json,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use contract::{
    Page,
    syndication::{FindListings, GetListing, ListingForm, ListingView, OfferState, SaveListing},
};
use ids::{Id, Listing};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    No, VERSION_1,
    read::{Commanding, InPath, InQuery, JsonBody, Key, page, written},
    shapes,
};
use crate::{App, problem::Problem, session::Signed};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(find_listings, add_listing)).routes(routes!(get_listing, change_listing))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListingsQuery {
    /// Part of a title or SKU; diacritics do not matter.
    text: Option<String>,
    /// Only those with an offer in this state.
    #[param(value_type = Option<shapes::OfferState>)]
    offer_state: Option<OfferState>,
    /// The `next` of the page before.
    after: Option<String>,
    /// Rows of one page.
    #[param(minimum = 1, maximum = 200)]
    size: Option<u32>,
}

/// The listings of one's scope, with their offers.
#[utoipa::path(
    get,
    path = "/listings",
    tag = "listings",
    params(ListingsQuery),
    responses((status = 200, body = shapes::Page<shapes::ListingView>), No)
)]
async fn find_listings(
    State(app): State<App>,
    signed: Signed,
    InQuery(query): InQuery<ListingsQuery>,
) -> Result<Json<Page<ListingView>>, Problem> {
    let ask =
        FindListings { text: written(query.text), offer_state: query.offer_state, page: page(query.after, query.size) };
    Ok(Json(app.asker.ask(&signed.caller, &ask).await?))
}

#[derive(Serialize, ToSchema)]
struct ListingSaved {
    #[schema(value_type = String, pattern = "^lis_[0-9a-f]{32}$")]
    listing_id: Id<Listing>,
}

/// Lists a product once. It becomes an offer in every connected shop.
#[utoipa::path(
    post,
    path = "/listings",
    tag = "listings",
    params(Key),
    request_body = shapes::ListingForm,
    responses((status = 201, body = ListingSaved, headers(("Location" = String))), No)
)]
async fn add_listing(
    State(app): State<App>,
    Commanding(caller): Commanding,
    JsonBody(form): JsonBody<ListingForm>,
) -> Result<Response, Problem> {
    let ask = SaveListing { listing_id: None, seen_version: None, form };
    let listing_id = app.asker.ask(&caller, &ask).await?;
    let location = format!("{VERSION_1}/listings/{listing_id}");
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(ListingSaved { listing_id })).into_response())
}

/// One listing with its offers.
#[utoipa::path(
    get,
    path = "/listings/{listing_id}",
    tag = "listings",
    params(("listing_id" = String, Path)),
    responses((status = 200, body = shapes::ListingView), No)
)]
async fn get_listing(
    State(app): State<App>,
    signed: Signed,
    InPath(listing_id): InPath<Id<Listing>>,
) -> Result<Json<ListingView>, Problem> {
    Ok(Json(app.asker.ask(&signed.caller, &GetListing { listing_id }).await?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ListingChange {
    /// The version you have seen; another change in between is a `conflict`.
    seen_version: i64,
    #[schema(value_type = shapes::ListingForm)]
    form: ListingForm,
}

/// Changes a listing, and with it every offer of it.
#[utoipa::path(
    put,
    path = "/listings/{listing_id}",
    tag = "listings",
    params(("listing_id" = String, Path), Key),
    request_body = ListingChange,
    responses((status = 200, body = ListingSaved), No)
)]
async fn change_listing(
    State(app): State<App>,
    Commanding(caller): Commanding,
    InPath(listing_id): InPath<Id<Listing>>,
    JsonBody(change): JsonBody<ListingChange>,
) -> Result<Json<ListingSaved>, Problem> {
    let ask = SaveListing { listing_id: Some(listing_id), seen_version: Some(change.seen_version), form: change.form };
    Ok(Json(ListingSaved { listing_id: app.asker.ask(&caller, &ask).await? }))
}
