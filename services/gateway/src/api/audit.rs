//! What people did.

use axum::{Json, extract::State};
use contract::{
    Page, SERVICES,
    audit::{AuditEntry, FindAudit},
    code,
};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    No,
    read::{InPath, InQuery, page, written},
    shapes,
};
use crate::{App, problem::Problem, session::Signed};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(find_audit))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct AuditQuery {
    /// Only entries with this actor, action, outcome or thing, as a whole word.
    text: Option<String>,
    /// The `next` of the page before; absent for the first one.
    after: Option<String>,
    /// Rows of one page, 1 to 200; 25 where absent.
    #[param(minimum = 1, maximum = 200)]
    size: Option<u32>,
}

/// The audit trail of one service, the newest first. For operators.
#[utoipa::path(
    get,
    path = "/audit/{service}",
    tag = "health",
    params(("service" = String, Path, description = "`accounts`, `onboarding`, `syndication`, `intake` or `analytics`"), AuditQuery),
    responses((status = 200, body = shapes::Page<shapes::AuditEntry>), No)
)]
async fn find_audit(
    State(app): State<App>,
    signed: Signed,
    InPath(service): InPath<String>,
    InQuery(query): InQuery<AuditQuery>,
) -> Result<Json<Page<AuditEntry>>, Problem> {
    if !SERVICES.contains(&service.as_str()) {
        return Err(Problem::new(code::NOT_FOUND, "there is no such service"));
    }
    let ask = FindAudit { service, page: page(query.after, query.size), text: written(query.text) };
    Ok(Json(app.asker.ask(&signed.caller, &ask).await?))
}
