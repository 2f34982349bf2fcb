//! Cooperatives, and lots as declared.

use axum::{Json, extract::State, http::StatusCode};
use contract::{
    Page,
    onboarding::{
        CooperativeFile, CooperativeForm, CooperativeView, DecideCooperatives, Decided, FindCooperatives,
        FindDeclaredLots, GetCooperative, LotDeclared, RegisterCooperative, ReviewCooperative, ReviewStep,
        SaveCooperative, SubmitCooperative, Verification,
    },
};
use ids::{Cooperative, Id};
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
        .routes(routes!(find_cooperatives, register_cooperative))
        .routes(routes!(get_cooperative, save_cooperative))
        .routes(routes!(submit_cooperative))
        .routes(routes!(review_cooperative))
        .routes(routes!(decide_cooperatives))
        .routes(routes!(find_declared_lots))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct CooperativesQuery {
    /// Part of a name or code; diacritics do not matter.
    text: Option<String>,
    /// Only those in this state.
    #[param(value_type = Option<shapes::Verification>)]
    state: Option<Verification>,
    /// The `next` of the page before.
    after: Option<String>,
    /// Rows of one page.
    #[param(minimum = 1, maximum = 200)]
    size: Option<u32>,
}

/// The cooperatives of one's scope.
#[utoipa::path(
    get,
    path = "/cooperatives",
    tag = "producers",
    params(CooperativesQuery),
    responses((status = 200, body = shapes::Page<shapes::CooperativeView>), No)
)]
async fn find_cooperatives(
    State(app): State<App>,
    signed: Signed,
    InQuery(query): InQuery<CooperativesQuery>,
) -> Result<Json<Page<CooperativeView>>, Problem> {
    let ask = FindCooperatives { text: written(query.text), state: query.state, page: page(query.after, query.size) };
    Ok(Json(app.asker.ask(&signed.caller, &ask).await?))
}

/// Verifies cooperatives that were handed in, sends them back with remarks, or rejects them. For provincial officials.
#[utoipa::path(
    post,
    path = "/cooperatives/decisions",
    tag = "producers",
    params(Key),
    request_body = shapes::DecideCooperatives,
    responses((status = 200, body = shapes::Decided), No)
)]
async fn decide_cooperatives(
    State(app): State<App>,
    Commanding(caller): Commanding,
    JsonBody(ask): JsonBody<DecideCooperatives>,
) -> Result<Json<Decided>, Problem> {
    Ok(Json(app.asker.ask(&caller, &ask).await?))
}

/// One cooperative's file: what it says of itself, how its verification stands, and what has happened to it.
#[utoipa::path(
    get,
    path = "/cooperatives/{cooperative_id}",
    tag = "producers",
    params(("cooperative_id" = String, Path)),
    responses((status = 200, body = shapes::CooperativeFile), No)
)]
async fn get_cooperative(
    State(app): State<App>,
    signed: Signed,
    InPath(cooperative_id): InPath<Id<Cooperative>>,
) -> Result<Json<CooperativeFile>, Problem> {
    Ok(Json(app.asker.ask(&signed.caller, &GetCooperative { cooperative_id }).await?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CooperativeChange {
    /// The version that was changed; refused if another change came first.
    version: i64,
    #[schema(value_type = shapes::CooperativeForm)]
    form: CooperativeForm,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewCooperative {
    /// The short code it goes by, such as `HTX01`; cannot change later.
    #[schema(min_length = 2, max_length = 20)]
    code: String,
    #[schema(value_type = shapes::CooperativeForm)]
    form: CooperativeForm,
}

#[derive(Serialize, ToSchema)]
struct Registered {
    #[schema(value_type = String, pattern = "^coo_[0-9a-f]{32}$")]
    cooperative_id: Id<Cooperative>,
}

/// Registers a cooperative that is not here yet, as a draft. For provincial officials and operators.
#[utoipa::path(
    post,
    path = "/cooperatives",
    tag = "producers",
    params(Key),
    request_body = NewCooperative,
    responses((status = 201, body = Registered), No)
)]
async fn register_cooperative(
    State(app): State<App>,
    Commanding(caller): Commanding,
    JsonBody(NewCooperative { code, form }): JsonBody<NewCooperative>,
) -> Result<(StatusCode, Json<Registered>), Problem> {
    let cooperative_id = app.asker.ask(&caller, &RegisterCooperative { code, form }).await?;
    Ok((StatusCode::CREATED, Json(Registered { cooperative_id })))
}

/// Changes what one's own cooperative says of itself.
#[utoipa::path(
    put,
    path = "/cooperatives/{cooperative_id}",
    tag = "producers",
    params(("cooperative_id" = String, Path), Key),
    request_body = CooperativeChange,
    responses((status = 204), No)
)]
async fn save_cooperative(
    State(app): State<App>,
    Commanding(caller): Commanding,
    InPath(cooperative_id): InPath<Id<Cooperative>>,
    JsonBody(change): JsonBody<CooperativeChange>,
) -> Result<StatusCode, Problem> {
    let ask = SaveCooperative { cooperative_id, version: change.version, form: change.form };
    app.asker.ask(&caller, &ask).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Hands one's own cooperative in to the province.
#[utoipa::path(
    post,
    path = "/cooperatives/{cooperative_id}/submission",
    tag = "producers",
    params(("cooperative_id" = String, Path), Key),
    responses((status = 204), No)
)]
async fn submit_cooperative(
    State(app): State<App>,
    Commanding(caller): Commanding,
    InPath(cooperative_id): InPath<Id<Cooperative>>,
) -> Result<StatusCode, Problem> {
    app.asker.ask(&caller, &SubmitCooperative { cooperative_id }).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Review {
    /// The official's name, as others shall read it.
    name: String,
    #[schema(value_type = shapes::ReviewStep)]
    step: ReviewStep,
}

/// Takes a cooperative up, lays it down, or has a part in its suspension, which takes two. For provincial officials.
#[utoipa::path(
    post,
    path = "/cooperatives/{cooperative_id}/review",
    tag = "producers",
    params(("cooperative_id" = String, Path), Key),
    request_body = Review,
    responses((status = 204), No)
)]
async fn review_cooperative(
    State(app): State<App>,
    Commanding(caller): Commanding,
    InPath(cooperative_id): InPath<Id<Cooperative>>,
    JsonBody(review): JsonBody<Review>,
) -> Result<StatusCode, Problem> {
    let ask = ReviewCooperative { cooperative_id, name: review.name, step: review.step };
    app.asker.ask(&caller, &ask).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Lots as they were declared. What is left of them is in `/stock`.
#[utoipa::path(
    get,
    path = "/declared-lots",
    tag = "producers",
    params(PageQuery),
    responses((status = 200, body = shapes::Page<shapes::LotDeclared>), No)
)]
async fn find_declared_lots(
    State(app): State<App>,
    signed: Signed,
    InQuery(query): InQuery<PageQuery>,
) -> Result<Json<Page<LotDeclared>>, Problem> {
    let ask = FindDeclaredLots { page: query.page() };
    Ok(Json(app.asker.ask(&signed.caller, &ask).await?))
}
