//! Who is asking: sessions, oneself, and people.

use axum::{
    Json,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use contract::{
    Actor, KeyScope,
    accounts::{AddPerson, Grant, Need},
};
use ids::{ApiKey, Id, Person};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    No,
    read::{Commanding, JsonBody, Key},
    shapes,
};
use crate::{
    App,
    problem::{Problem, ProblemBody},
    session::{self, HalfSigned, Signed},
    visitor::Visitor,
};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(open_session))
        .routes(routes!(end_session))
        .routes(routes!(show_second_factor))
        .routes(routes!(me))
        .routes(routes!(add_person))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SignInForm {
    /// Phone number or e-mail address.
    login: String,
    #[schema(format = Password)]
    password: String,
}

/// A person, as they are greeted.
#[derive(Serialize, ToSchema)]
struct PersonView {
    #[schema(value_type = String, pattern = "^per_[0-9a-f]{32}$")]
    id: Id<Person>,
    name: String,
}

#[derive(Serialize, ToSchema)]
struct SessionOpened {
    /// Send it as `Authorization: Bearer …`. It is told only here.
    token: String,
    person: PersonView,
    /// What the person may be; the first one counts where a request names none.
    #[schema(value_type = Vec<shapes::Grant>)]
    grants: Vec<Grant>,
    /// What the session needs before it opens anything else; absent where it is whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<shapes::Need>)]
    need: Option<Need>,
}

/// Signs in and opens a session for a program.
#[utoipa::path(
    post,
    path = "/sessions",
    tag = "sessions",
    security(()),
    request_body = SignInForm,
    responses(
        (status = 201, body = SessionOpened),
        (status = 400, description = "`unreadable`", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "`sign_in_failed`", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`invalid`", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "`too_many_attempts`", body = ProblemBody, content_type = "application/problem+json",
            headers(("Retry-After" = u32, description = "Seconds"))),
        (status = 503, description = "`unavailable`", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
async fn open_session(
    State(app): State<App>,
    from: Visitor,
    JsonBody(form): JsonBody<SignInForm>,
) -> Result<Response, Problem> {
    let (token, identity) = session::sign_in(&app, from, &form.login, &form.password).await?;
    let opened = SessionOpened {
        token: token.expose().clone(),
        person: PersonView { id: identity.person_id, name: identity.name },
        grants: identity.grants,
        need: identity.need,
    };
    Ok((StatusCode::CREATED, [(header::CACHE_CONTROL, "no-store")], Json(opened)).into_response())
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SecondFactorForm {
    /// Six digits of the authenticator, or a recovery code; each works once.
    code: String,
}

/// Shows the second factor for a session that needs it; from then on the session is whole.
#[utoipa::path(
    put,
    path = "/sessions/current/second-factor",
    tag = "sessions",
    request_body = SecondFactorForm,
    responses((status = 204), No)
)]
async fn show_second_factor(
    State(app): State<App>,
    HalfSigned(signed): HalfSigned,
    JsonBody(form): JsonBody<SecondFactorForm>,
) -> Result<StatusCode, Problem> {
    session::show_second_factor(&app, &signed, &form.code).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends the session that asks.
#[utoipa::path(delete, path = "/sessions/current", tag = "sessions", responses((status = 204), No))]
async fn end_session(State(app): State<App>, HalfSigned(signed): HalfSigned) -> Result<Response, Problem> {
    session::sign_out(&app, &signed).await?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, session::cleared_cookie(&app))]).into_response())
}

#[derive(Serialize, ToSchema)]
struct Me {
    person: PersonView,
    #[schema(value_type = Vec<shapes::Grant>)]
    grants: Vec<Grant>,
    /// Which of the grants this request was made under, from 0.
    grant_index: usize,
    /// The key this request came with; absent for a person. The person is then the one who made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<ShownKey>,
}

/// A key that a request came with.
#[derive(Serialize, ToSchema)]
struct ShownKey {
    #[schema(value_type = String, pattern = "^key_[0-9a-f]{32}$")]
    id: Id<ApiKey>,
    #[schema(value_type = Vec<shapes::KeyScope>)]
    scopes: Vec<KeyScope>,
}

/// Who is asking, and what they may be.
#[utoipa::path(get, path = "/me", tag = "sessions", responses((status = 200, body = Me), No))]
async fn me(signed: Signed) -> Json<Me> {
    let identity = &signed.identity;
    Json(Me {
        person: PersonView { id: identity.person_id, name: identity.name.clone() },
        grants: identity.grants.clone(),
        grant_index: signed.grant_index,
        key: match signed.caller.actor {
            Actor::ApiKey(id) => Some(ShownKey { id, scopes: signed.caller.key_scopes.clone() }),
            _ => None,
        },
    })
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PersonForm {
    /// Phone number or e-mail address; unique.
    login: String,
    /// As others read it.
    name: String,
    #[schema(format = Password, min_length = 12)]
    password: String,
    /// The scope must fit the role.
    #[schema(value_type = Vec<shapes::Grant>, min_items = 1)]
    grants: Vec<Grant>,
}

#[derive(Serialize, ToSchema)]
struct PersonAdded {
    #[schema(value_type = String, pattern = "^per_[0-9a-f]{32}$")]
    person_id: Id<Person>,
}

/// Adds a person with their grants. For operators.
#[utoipa::path(
    post,
    path = "/people",
    tag = "sessions",
    params(Key),
    request_body = PersonForm,
    responses((status = 201, body = PersonAdded), No)
)]
async fn add_person(
    State(app): State<App>,
    Commanding(caller): Commanding,
    JsonBody(form): JsonBody<PersonForm>,
) -> Result<(StatusCode, Json<PersonAdded>), Problem> {
    let ask = AddPerson { login: form.login, name: form.name, password: form.password, grants: form.grants };
    let person_id = app.asker.ask(&caller, &ask).await?;
    Ok((StatusCode::CREATED, Json(PersonAdded { person_id })))
}
