//! The web portal.

use axum::{Router, http::HeaderMap, response::{Html, IntoResponse, Response}};

use crate::{App, problem::Problem};

/// Every page.
pub fn router() -> Router<App> {
    Router::new().fallback(crate::nothing_here)
}

/// The page that tells of a problem. Its status and headers are set by the caller.
pub fn problem_page(_app: &App, _request: &HeaderMap, problem: &Problem) -> Response {
    Html(problem.title()).into_response()
}
