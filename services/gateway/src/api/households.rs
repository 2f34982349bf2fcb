//! Member households of one's own cooperative: who they are, since when, and who has left. Their numbers go in, and come out masked.

use axum::{Json, extract::State, http::StatusCode};
use contract::{
    Page,
    onboarding::{
        ChangeMembership, FindHouseholds, GetHousehold, HouseholdFile, HouseholdForm, HouseholdView, MembershipStep,
        SaveHousehold,
    },
};
use ids::{Household, Id};
use serde::{Deserialize, Serialize};
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
        .routes(routes!(find_households, write_household))
        .routes(routes!(get_household, change_household))
        .routes(routes!(change_membership))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct HouseholdsQuery {
    /// Part of a name or code; diacritics do not matter.
    text: Option<String>,
    /// Those that have left as well.
    with_those_who_left: Option<bool>,
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
    let ask = FindHouseholds {
        text: written(query.text),
        with_those_who_left: query.with_those_who_left.unwrap_or(false),
        page: page(query.after, query.size),
    };
    Ok(Json(app.asker.ask(&signed.caller, &ask).await?))
}

/// One household with all the times it was a member.
#[utoipa::path(
    get,
    path = "/households/{household_id}",
    tag = "producers",
    params(("household_id" = String, Path)),
    responses((status = 200, body = shapes::HouseholdFile), No)
)]
async fn get_household(
    State(app): State<App>,
    signed: Signed,
    InPath(household_id): InPath<Id<Household>>,
) -> Result<Json<HouseholdFile>, Problem> {
    Ok(Json(app.asker.ask(&signed.caller, &GetHousehold { household_id }).await?))
}

#[derive(Serialize, ToSchema)]
struct HouseholdWritten {
    #[schema(value_type = String, pattern = "^hou_[0-9a-f]{32}$")]
    household_id: Id<Household>,
}

/// Writes down a new member household.
#[utoipa::path(
    post,
    path = "/households",
    tag = "producers",
    params(Key),
    request_body = shapes::HouseholdForm,
    responses((status = 201, body = HouseholdWritten), No)
)]
async fn write_household(
    State(app): State<App>,
    Commanding(caller): Commanding,
    JsonBody(form): JsonBody<HouseholdForm>,
) -> Result<(StatusCode, Json<HouseholdWritten>), Problem> {
    let ask = SaveHousehold { household_id: None, version: None, form };
    let household_id = app.asker.ask(&caller, &ask).await?;
    Ok((StatusCode::CREATED, Json(HouseholdWritten { household_id })))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct HouseholdChange {
    /// The version that was changed; refused if another change came first.
    version: i64,
    #[schema(value_type = shapes::HouseholdForm)]
    form: HouseholdForm,
}

/// Changes what the cooperative says of a member household.
#[utoipa::path(
    put,
    path = "/households/{household_id}",
    tag = "producers",
    params(("household_id" = String, Path), Key),
    request_body = HouseholdChange,
    responses((status = 204), No)
)]
async fn change_household(
    State(app): State<App>,
    Commanding(caller): Commanding,
    InPath(household_id): InPath<Id<Household>>,
    JsonBody(HouseholdChange { version, form }): JsonBody<HouseholdChange>,
) -> Result<StatusCode, Problem> {
    let ask = SaveHousehold { household_id: Some(household_id), version: Some(version), form };
    app.asker.ask(&caller, &ask).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A household leaves, has not left after all, or comes back.
#[utoipa::path(
    post,
    path = "/households/{household_id}/membership",
    tag = "producers",
    params(("household_id" = String, Path), Key),
    request_body = shapes::MembershipStep,
    responses((status = 204), No)
)]
async fn change_membership(
    State(app): State<App>,
    Commanding(caller): Commanding,
    InPath(household_id): InPath<Id<Household>>,
    JsonBody(step): JsonBody<MembershipStep>,
) -> Result<StatusCode, Problem> {
    app.asker.ask(&caller, &ChangeMembership { household_id, step }).await?;
    Ok(StatusCode::NO_CONTENT)
}
