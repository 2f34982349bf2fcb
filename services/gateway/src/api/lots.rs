//! Lots: declared, revised, and looked at with everything that belongs to them.

use axum::{Json, extract::State, http::StatusCode};
use contract::{
    Page,
    onboarding::{DeclareLot, FindLots, FindSeasons, GetLot, LotFile, LotForm, LotView, ReviseLot, SeasonView},
};
use ids::{Id, Lot};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    No,
    read::{Commanding, InPath, InQuery, JsonBody, Key, page, written},
    shapes,
};
use crate::{App, problem::Problem, session::Signed};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(find_lots, declare_lot))
        .routes(routes!(get_lot, revise_lot))
        .routes(routes!(find_seasons))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct LotsQuery {
    /// Only those of this season, such as `CAM-2025-2026`.
    season: Option<String>,
    /// Part of a lot code, or a whole public code.
    text: Option<String>,
    /// The `next` of the page before.
    after: Option<String>,
    /// Rows of one page.
    #[param(minimum = 1, maximum = 200)]
    size: Option<u32>,
}

/// The lots of one's scope, the newest season first, each with what the stock ledger has of it.
#[utoipa::path(
    get,
    path = "/lots",
    tag = "producers",
    params(LotsQuery),
    responses((status = 200, body = shapes::Page<shapes::LotView>), No)
)]
async fn find_lots(
    State(app): State<App>,
    signed: Signed,
    InQuery(query): InQuery<LotsQuery>,
) -> Result<Json<Page<LotView>>, Problem> {
    let page = page(query.after, query.size);
    let ask = FindLots { season: written(query.season), text: written(query.text), page };
    Ok(Json(app.asker.ask(&signed.caller, &ask).await?))
}

/// The seasons in which lots were declared, the newest first.
#[utoipa::path(get, path = "/seasons", tag = "producers", responses((status = 200, body = Vec<shapes::SeasonView>), No))]
async fn find_seasons(State(app): State<App>, signed: Signed) -> Result<Json<Vec<SeasonView>>, Problem> {
    Ok(Json(app.asker.ask(&signed.caller, &FindSeasons {}).await?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LotDeclaration {
    /// Who declares it, as others shall read it.
    name: String,
    #[schema(value_type = shapes::LotForm)]
    form: LotForm,
}

/// Declares a lot with everything its households picked; it weighs what they declared. Without a lot code the next one is
/// drawn.
#[utoipa::path(
    post,
    path = "/lots",
    tag = "producers",
    params(Key),
    request_body = LotDeclaration,
    responses((status = 201, body = String, description = "The lot's id"), No)
)]
async fn declare_lot(
    State(app): State<App>,
    Commanding(caller): Commanding,
    JsonBody(LotDeclaration { name, form }): JsonBody<LotDeclaration>,
) -> Result<(StatusCode, Json<Id<Lot>>), Problem> {
    Ok((StatusCode::CREATED, Json(app.asker.ask(&caller, &DeclareLot { form, name }).await?)))
}

/// One lot: what its households declared, every revision, and what the stock ledger has of it.
#[utoipa::path(
    get,
    path = "/lots/{lot_id}",
    tag = "producers",
    params(("lot_id" = String, Path)),
    responses((status = 200, body = shapes::LotFile), No)
)]
async fn get_lot(
    State(app): State<App>,
    signed: Signed,
    InPath(lot_id): InPath<Id<Lot>>,
) -> Result<Json<LotFile>, Problem> {
    Ok(Json(app.asker.ask(&signed.caller, &GetLot { lot_id }).await?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LotRevision {
    /// The version that was looked at; refused if another change came first.
    version: i64,
    /// Why.
    reason: String,
    /// Who revises it, as others shall read it.
    name: String,
    #[schema(value_type = shapes::LotForm)]
    form: LotForm,
}

/// Revises a lot's declaration, up or down. `stock_short` below what is already sold, lost or promised. What was declared
/// before is kept.
#[utoipa::path(
    put,
    path = "/lots/{lot_id}",
    tag = "producers",
    params(("lot_id" = String, Path), Key),
    request_body = LotRevision,
    responses((status = 204), No)
)]
async fn revise_lot(
    State(app): State<App>,
    Commanding(caller): Commanding,
    InPath(lot_id): InPath<Id<Lot>>,
    JsonBody(LotRevision { version, reason, name, form }): JsonBody<LotRevision>,
) -> Result<StatusCode, Problem> {
    app.asker.ask(&caller, &ReviseLot { lot_id, version, form, reason, name }).await?;
    Ok(StatusCode::NO_CONTENT)
}
