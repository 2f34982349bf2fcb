//! `/livez`, `/readyz` and `/metrics`: what an orchestrator asks a process.

use std::sync::Arc;

use axum::{Router, extract::State, http::StatusCode, response::IntoResponse, routing::get};
use futures_boxed::BoxFuture;
use metrics_exporter_prometheus::PrometheusHandle;

mod futures_boxed {
    //! The one type of the `futures` crate that is needed here.
    pub type BoxFuture<T> = std::pin::Pin<Box<dyn Future<Output = T> + Send>>;
}

/// Says whether one of the things a process cannot work without is there; `Err` names it.
pub type Check = Arc<dyn Fn() -> BoxFuture<Result<(), &'static str>> + Send + Sync>;

#[derive(Clone)]
struct Health {
    checks: Arc<[Check]>,
    shutdown: crate::Shutdown,
    metrics: Option<PrometheusHandle>,
}

/// The router an orchestrator asks. Liveness never looks at anything outside the process.
pub fn router(checks: Vec<Check>, shutdown: crate::Shutdown, metrics: Option<PrometheusHandle>) -> Router {
    Router::new()
        .route("/livez", get(|| async { "ok" }))
        .route("/readyz", get(readyz))
        .route("/metrics", get(render_metrics))
        .with_state(Health { checks: checks.into(), shutdown, metrics })
}

async fn readyz(State(health): State<Health>) -> impl IntoResponse {
    if health.shutdown.token().is_cancelled() {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping");
    }
    for check in health.checks.iter() {
        if let Err(missing) = check().await {
            return (StatusCode::SERVICE_UNAVAILABLE, missing);
        }
    }
    (StatusCode::OK, "ok")
}

async fn render_metrics(State(health): State<Health>) -> String {
    health.metrics.map(|handle| handle.render()).unwrap_or_default()
}
