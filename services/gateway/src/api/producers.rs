//! Cooperatives, households, and lots as declared.

use axum::{Json, extract::State};
use contract::{
    Page,
    onboarding::{
        CooperativeView, DecideCooperatives, Decided, FindCooperatives, FindDeclaredLots, FindHouseholds,
        HouseholdView, LotDeclared, Verification,
    },
};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    No,
    read::{Commanding, InQuery, JsonBody, Key, PageQuery, page, written},
    shapes,
};
use crate::{App, problem::Problem, session::Signed};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(find_cooperatives))
        .routes(routes!(decide_cooperatives))
        .routes(routes!(find_households))
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

/// Verifies cooperatives that were handed in, or sends them back with a reason. For provincial officials.
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

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct HouseholdsQuery {
    /// Part of a name or code; diacritics do not matter.
    text: Option<String>,
    /// The `next` of the page before.
    after: Option<String>,
    /// Rows of one page.
    #[param(minimum = 1, maximum = 200)]
    size: Option<u32>,
}

/// The households of one's own cooperative.
#[utoipa::path(
    get,
    path = "/households",
    tag = "producers",
    params(HouseholdsQuery),
    responses((status = 200, body = shapes::Page<shapes::HouseholdView>), No)
)]
async fn find_households(
    State(app): State<App>,
    signed: Signed,
    InQuery(query): InQuery<HouseholdsQuery>,
) -> Result<Json<Page<HouseholdView>>, Problem> {
    let ask = FindHouseholds { text: written(query.text), page: page(query.after, query.size) };
    Ok(Json(app.asker.ask(&signed.caller, &ask).await?))
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
