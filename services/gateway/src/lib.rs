//! The one thin door for people and programs: the JSON API and the web portal. No domain, no database.
//!
//! The persons of the play: a *browser* comes with a cookie, a *program* with a bearer token; that is a session's token, or a
//! key ([`keys`]). All of them are drawn here and known to accounts by their hash alone. What they want is asked of the services; their files wait
//! in the object store.
//!
//! The promises:
//! - Whoever asks is somebody: nothing behind a sign-in is read or asked without a [`session::Signed`].
//! - A command has its effect once: it comes with the caller's own key, which travels on to the service.
//! - Every "no" is a [`problem::Problem`] with a stable code, a status and a page that says what to do.
//! - No list and no export is gathered in memory; it flows, page by page.

pub mod acting;
pub mod api;
mod app;
pub mod assets;
mod exports;
pub mod keys;
mod layers;
pub mod live;
mod portal;
pub mod problem;
mod scan;
pub mod session;
mod text;
mod visitor;

pub use app::App;

use axum::Router;
use host::Shutdown;

use problem::Problem;

/// The largest file that is taken in, in bytes. Every other body is at most 64 KiB.
pub const UPLOAD_BYTES_MAX: usize = 12 * 1024 * 1024;

/// The whole door, but for `/livez` and its like. Listens for what changes until the shutdown begins.
///
/// # Panics
/// Where the house's public address is not one of `http` or `https`.
pub fn router(app: App, shutdown: &Shutdown) -> Router {
    app.live.listen(app.asker.broker(), shutdown);
    let routes = Router::new()
        .merge(portal::router(&app))
        .merge(api::router())
        .merge(assets::router())
        .merge(problem::router())
        .method_not_allowed_fallback(async || Problem::new("method_not_allowed", "this address knows other methods"));
    layers::around(routes, &app).with_state(app)
}

/// Nothing is here.
pub(crate) async fn nothing_here() -> Problem {
    Problem::new(contract::code::NOT_FOUND, "nothing is at this address")
}
