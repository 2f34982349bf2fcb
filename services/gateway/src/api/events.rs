//! Server-sent events that say "look again".

use axum::{
    extract::State,
    response::{IntoResponse, Response, Sse, sse::KeepAlive},
};
use contract::{KeyScope, Role, code};
use std::time::Duration;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::No;
use crate::{App, problem::Problem, session::Signed};

const HEARTBEAT: Duration = Duration::from_secs(15);

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(listen))
}

/// Tells when orders, offers or figures of one's scope have changed: events `orders`, `offers` and `figures` without data,
/// each at most once a second. The stream ends now and then; connect again. A key needs `orders:read`.
#[utoipa::path(
    get,
    path = "/events",
    tag = "house",
    responses((status = 200, description = "A stream of events", body = String, content_type = "text/event-stream"), No)
)]
async fn listen(State(app): State<App>, signed: Signed) -> Result<Response, Problem> {
    // It asks no service, so nobody else would say no.
    if signed.caller.role == Role::Integrator && !signed.caller.key_scopes.contains(&KeyScope::OrdersRead) {
        return Err(Problem::new(code::KEY_SCOPE_MISSING, "the stream takes a key with `orders:read`"));
    }
    let events = app.live.events(signed.caller.scope);
    let stream = Sse::new(events).keep_alive(KeepAlive::new().interval(HEARTBEAT));
    // Some proxies would hold the stream back until it is long.
    Ok(([("x-accel-buffering", "no")], stream).into_response())
}
