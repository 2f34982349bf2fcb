//! Keys of programs: made, listed, ended. For people; no key makes another.

use axum::{
    Json,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use contract::{
    KeyScope, Page, Scope,
    accounts::{FindKeys, KeyView, MakeKey, RevokeKey},
};
use ids::{ApiKey, Id};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    No,
    read::{Commanding, InPath, InQuery, JsonBody, Key, PageQuery},
    shapes,
};
use crate::{App, keys, problem::Problem, session::Signed};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(find_keys, make_key)).routes(routes!(revoke_key))
}

/// The keys of one's cooperative, or all; the newest first. For cooperative managers and operators.
#[utoipa::path(
    get,
    path = "/keys",
    tag = "keys",
    params(PageQuery),
    responses((status = 200, body = shapes::Page<shapes::KeyView>), No)
)]
async fn find_keys(
    State(app): State<App>,
    signed: Signed,
    InQuery(query): InQuery<PageQuery>,
) -> Result<Json<Page<KeyView>>, Problem> {
    Ok(Json(app.asker.ask(&signed.caller, &FindKeys { page: query.page() }).await?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct KeyForm {
    /// What the program is called.
    #[schema(min_length = 1, max_length = 60)]
    name: String,
    /// A cooperative's, or the province's; a key of the province only reads.
    #[schema(value_type = shapes::Scope)]
    scope: Scope,
    /// What it allows.
    #[schema(value_type = Vec<shapes::KeyScope>, min_items = 1)]
    scopes: Vec<KeyScope>,
    /// After so many days it ends.
    #[schema(minimum = 1, maximum = 365)]
    days: u32,
}

#[derive(Serialize, ToSchema)]
struct KeyMade {
    #[schema(value_type = String, pattern = "^key_[0-9a-f]{32}$")]
    key_id: Id<ApiKey>,
    /// Send it as `Authorization: Bearer …`. It is told only here.
    #[schema(pattern = "^cp_[0-9a-f]{72}$")]
    key: String,
}

/// Makes a key for a program. It is told only in this answer: a repeat under the same `Idempotency-Key` is refused with
/// `idempotency_key_reused` where the first one has made a key; end that one and make another.
#[utoipa::path(
    post,
    path = "/keys",
    tag = "keys",
    params(Key),
    request_body = KeyForm,
    responses((status = 201, body = KeyMade), No)
)]
async fn make_key(
    State(app): State<App>,
    Commanding(caller): Commanding,
    JsonBody(form): JsonBody<KeyForm>,
) -> Result<Response, Problem> {
    let drawn = keys::ApiKey::draw();
    let KeyForm { name, scope, scopes, days } = form;
    let ask = MakeKey { name, scope, scopes, days, key_hash: drawn.hash(), prefix: drawn.prefix() };
    let key_id = app.asker.ask(&caller, &ask).await?;
    let made = KeyMade { key_id, key: drawn.expose().clone() };
    Ok((StatusCode::CREATED, [(header::CACHE_CONTROL, "no-store")], Json(made)).into_response())
}

/// Ends a key, at once and for good.
#[utoipa::path(
    delete,
    path = "/keys/{key_id}",
    tag = "keys",
    params(("key_id" = String, Path), Key),
    responses((status = 204), No)
)]
async fn revoke_key(
    State(app): State<App>,
    Commanding(caller): Commanding,
    InPath(key_id): InPath<Id<ApiKey>>,
) -> Result<StatusCode, Problem> {
    app.asker.ask(&caller, &RevokeKey { key_id }).await?;
    Ok(StatusCode::NO_CONTENT)
}
