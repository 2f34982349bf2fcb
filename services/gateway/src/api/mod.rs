//! The JSON API.

use axum::Router;

use crate::App;

/// Every route of the API.
pub fn router() -> Router<App> {
    Router::new()
}
