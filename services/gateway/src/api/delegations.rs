//! Delegations: who may type for which cooperative, for which errands, and until when.
//!
//! An assistant proposes one in the portal, with a photograph of what the producer signed.

use axum::{Json, extract::State, http::StatusCode};
use chrono::NaiveDate;
use contract::{
    Page,
    accounts::{
        DecideDelegation, DelegationDecision, DelegationState, DelegationTerms, DelegationView, Errand,
        FindDelegations, GiveDelegation,
    },
    code,
    onboarding::GetCooperative,
};
use ids::{Delegation, Id};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    No,
    read::{Commanding, InPath, InQuery, JsonBody, Key, page},
    shapes,
};
use crate::{App, problem::Problem, session::Signed};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(find_delegations))
        .routes(routes!(give_delegation))
        .routes(routes!(decide_delegation))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct DelegationsQuery {
    /// Only those in this state.
    #[param(value_type = Option<shapes::DelegationState>)]
    state: Option<DelegationState>,
    /// The `next` of the page before.
    after: Option<String>,
    /// Rows of one page.
    #[param(minimum = 1, maximum = 200)]
    size: Option<u32>,
}

/// Delegations: an assistant's own, those of a manager's cooperative, all of them for officials.
#[utoipa::path(
    get,
    path = "/delegations",
    tag = "people",
    params(DelegationsQuery),
    responses((status = 200, body = shapes::Page<shapes::DelegationView>), No)
)]
async fn find_delegations(
    State(app): State<App>,
    signed: Signed,
    InQuery(DelegationsQuery { state, after, size }): InQuery<DelegationsQuery>,
) -> Result<Json<Page<DelegationView>>, Problem> {
    let ask = FindDelegations { delegation_id: None, state, page: page(after, size) };
    Ok(Json(app.asker.ask(&signed.caller, &ask).await?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DelegationForm {
    /// The assistant, by phone number or e-mail address.
    assistant_login: String,
    /// What they may do.
    #[schema(value_type = Vec<shapes::Errand>, min_items = 1)]
    errands: Vec<Errand>,
    /// The first day; not before today.
    starts_on: NaiveDate,
    /// The last day, at most 365 days after the first.
    ends_on: NaiveDate,
}

/// Lets an assistant act for one's own cooperative. For its managers; the id is drawn anew by whoever asks, so a repeat gives it
/// once.
#[utoipa::path(
    put,
    path = "/delegations/{delegation_id}",
    tag = "people",
    params(("delegation_id" = String, Path), Key),
    request_body = DelegationForm,
    responses((status = 204), No)
)]
async fn give_delegation(
    State(app): State<App>,
    Commanding(caller): Commanding,
    InPath(delegation_id): InPath<Id<Delegation>>,
    JsonBody(form): JsonBody<DelegationForm>,
) -> Result<StatusCode, Problem> {
    let not_allowed = || Problem::new(code::NOT_ALLOWED, "only a manager lets somebody act for their cooperative");
    let cooperative_id = caller.scope.cooperative().ok_or_else(not_allowed)?;
    let cooperative = app.asker.ask(&caller, &GetCooperative { cooperative_id }).await?.cooperative.name;
    let DelegationForm { assistant_login, errands, starts_on, ends_on } = form;
    let terms = DelegationTerms { cooperative_id, cooperative, errands, starts_on, ends_on };
    app.asker.ask(&caller, &GiveDelegation { delegation_id, assistant_login, terms }).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DelegationVerdict {
    #[schema(value_type = shapes::DelegationDecision)]
    decision: DelegationDecision,
}

/// Accepts a proposed delegation or declines it, or ends one.
#[utoipa::path(
    post,
    path = "/delegations/{delegation_id}/decision",
    tag = "people",
    params(("delegation_id" = String, Path), Key),
    request_body = DelegationVerdict,
    responses((status = 204), No)
)]
async fn decide_delegation(
    State(app): State<App>,
    Commanding(caller): Commanding,
    InPath(delegation_id): InPath<Id<Delegation>>,
    JsonBody(DelegationVerdict { decision }): JsonBody<DelegationVerdict>,
) -> Result<StatusCode, Problem> {
    app.asker.ask(&caller, &DecideDelegation { delegation_id, decision }).await?;
    Ok(StatusCode::NO_CONTENT)
}
