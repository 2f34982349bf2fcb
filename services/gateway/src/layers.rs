//! What is put around every route: ids, traces, limits, headers, and an end for every panic and every cross-site request.

use std::{
    any::Any,
    time::{Duration, Instant},
};

use axum::{
    Router,
    body::Body,
    extract::{DefaultBodyLimit, MatchedPath, Request},
    http::{HeaderName, HeaderValue, header},
    middleware::{Next, from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
};
use tower::ServiceBuilder;
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::CompressionLayer,
    csrf::CsrfLayer,
    request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer},
    set_header::SetResponseHeaderLayer,
    trace::TraceLayer,
};
use tracing::Span;

use crate::{
    App,
    problem::{self, Problem},
};

const BODY_BYTES_MAX: usize = 64 * 1024;
/// A response must begin within this; streams may then flow on.
const PATIENCE: Duration = Duration::from_secs(10);
/// The same for a file that comes over one bar of signal.
const UPLOAD_PATIENCE: Duration = Duration::from_mins(5);
/// Everything a page loads is this house's own. Pages may replace it, as the API's browser must.
const CONTENT_SECURITY_POLICY: &str =
    "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Puts all of it around the routes.
pub(crate) fn around(routes: Router<App>, app: &App) -> Router<App> {
    let csrf = CsrfLayer::new()
        .with_rejection_response(|_| Problem::new("cross_site", "the request came from another site").into_response())
        .add_trusted_origin(app.public_url.origin().ascii_serialization())
        .expect("the public address is one of http or https");
    let header = |name: HeaderName, value: &'static str| {
        SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
    };
    let layers = ServiceBuilder::new()
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
        .layer(TraceLayer::new_for_http().make_span_with(span).on_request(()).on_response(log_response).on_failure(()))
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(header(header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY))
        .layer(header(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(header(header::REFERRER_POLICY, "same-origin"))
        .layer(header(header::X_FRAME_OPTIONS, "DENY"))
        .layer(CompressionLayer::new())
        .layer(from_fn_with_state(app.clone(), problem::tell))
        .layer(from_fn(in_time))
        .layer(csrf);
    routes.layer(DefaultBodyLimit::max(BODY_BYTES_MAX)).layer(CatchPanicLayer::custom(panicked)).layer(layers)
}

/// Path and method only: a query may hold a code or a state that is a secret.
fn span(request: &Request) -> Span {
    let id = request.headers().get("x-request-id").and_then(|id| id.to_str().ok()).unwrap_or_default();
    tracing::info_span!("gateway", http.method = %request.method(), http.path = request.uri().path(), request.id = id)
}

fn log_response<B>(response: &axum::http::Response<B>, took: Duration, _: &Span) {
    tracing::debug!(http.status = response.status().as_u16(), took_ms = took.as_millis(), "answered");
}

async fn in_time(request: Request, next: Next) -> Response {
    let began = Instant::now();
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    let uploads = ["/imports", "/scan", "/caseload/propose"].iter().any(|part| route.contains(part));
    let patience = if uploads { UPLOAD_PATIENCE } else { PATIENCE };
    let response = match tokio::time::timeout(patience, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Problem::unavailable(anyhow::anyhow!("{route} took longer than {patience:?}")).into_response(),
    };
    let status = response.status().as_u16().to_string();
    metrics::histogram!("phien_gateway_seconds", "route" => route, "status" => status).record(began.elapsed());
    response
}

#[expect(clippy::needless_pass_by_value, reason = "the layer hands it over")]
fn panicked(thrown: Box<dyn Any + Send>) -> axum::http::Response<Body> {
    let words = thrown.downcast_ref::<String>().map(String::as_str).or_else(|| thrown.downcast_ref::<&str>().copied());
    Problem::failed(anyhow::anyhow!("a handler panicked: {}", words.unwrap_or("without words"))).into_response()
}
