//! The JSON API under `/api/v1`, its document at `/api/openapi.json` and a page to browse it at `/api/docs`.
//!
//! A handler reads, asks a service and answers. Whoever writes gives a key, so that a repeat has no second effect.
//!
//! To add a route:
//! 1. a handler with its `#[utoipa::path(…)]` in the file of the thing it is about;
//! 2. its `routes!` line in that file's `routes`; a test compares the document with the list of all routes;
//! 3. a shape in `shapes`, where it answers with a type of the contract that has none yet.

mod audit;
mod channels;
mod delegations;
mod events;
pub(crate) mod exports;
mod figures;
mod households;
mod imports;
mod keys;
mod listings;
mod lots;
mod offers;
mod orders;
mod papers;
mod plots;
mod producers;
mod read;
mod rules;
mod sessions;
pub(crate) mod shapes;
mod stock;

use axum::{
    Router,
    http::{HeaderValue, header},
};
use tower_http::set_header::SetResponseHeaderLayer;
use utoipa::{
    IntoResponses, Modify, OpenApi,
    openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme},
};
use utoipa_axum::router::OpenApiRouter;
use utoipa_swagger_ui::{Config, SwaggerUi};

use crate::{App, problem::ProblemBody};

const VERSION_1: &str = "/api/v1";
const DOCUMENT: &str = "/api/openapi.json";
const BROWSER: &str = "/api/docs";
/// The browser of the document writes styles and small pictures into its own page.
const BROWSER_POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; frame-ancestors 'none'";

/// What every route of the API has in common.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Chợ Phiên",
        description = "List once, sell on every marketplace, never lose an order.\n\n\
            **Who asks.** A program sends its key as `Authorization: Bearer cp_…`; a cooperative's manager or an operator makes \
            it in the portal or with `POST /keys`. A key allows what its words name, such as `orders:read`; anything else is \
            refused with `key_scope_missing`, and more than 20 requests a second with `too_many_requests`.\n\n\
            A person gets a token with `POST /sessions` and sends it in the same way. Whoever holds several grants chooses \
            one by its place, from 0, in the header `Phien-Grant`; without it the first one counts.\n\n\
            **Writing.** A `POST` or `PUT` that has an effect needs an `Idempotency-Key`. The same key with the same body \
            has its effect once and answers the same again; after a 503 or a broken connection, ask again with the same key.\n\n\
            **Amounts.** Money is whole đồng (`_vnd`), weights are whole grams (`_g`), shares are ten-thousandths (`_bp`). \
            Instants are RFC 3339 in UTC; days are Vietnam's.\n\n\
            **No.** Every refusal is a problem (RFC 9457). Decide by its `code`; its `type` is a page that explains it.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    modifiers(&Credentials),
    // Words of queries and paths, which are not found by following bodies.
    components(schemas(
        orders::SortWord,
        shapes::Channel,
        shapes::GroupBy,
        shapes::ImportKind,
        shapes::OfferState,
        shapes::OrderState,
        shapes::PaperState,
        shapes::Product,
        shapes::Verification
    )),
    security(("key" = []), ("bearer" = []), ("cookie" = [])),
    tags(
        (name = "sessions", description = "Who is asking"),
        (name = "keys", description = "What lets programs in"),
        (name = "imports", description = "Excel files: handed in, checked, then all of it or nothing"),
        (name = "producers", description = "Cooperatives, households, plots, and lots as declared"),
        (name = "listings", description = "Listings, and what each shop shows of them"),
        (name = "channels", description = "Shops on marketplaces"),
        (name = "orders", description = "Orders of every channel"),
        (name = "stock", description = "Lots and their ledgers"),
        (name = "figures", description = "What was sold"),
        (name = "exports", description = "Everything at once, as a stream"),
        (name = "house", description = "How the house is doing")
    )
)]
struct Document;

struct Credentials;

impl Modify for Credentials {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let components = document.components.get_or_insert_default();
        let key = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .bearer_format("cp_…")
            .description(Some("An API key, for programs. It allows what its words name and ends within a year."))
            .build();
        components.add_security_scheme("key", SecurityScheme::Http(key));
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer);
        let bearer = bearer.description(Some("The token of a session, for people and their scripts.")).build();
        components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
        let cookie = ApiKeyValue::with_description("phien_session", "For the portal's own pages.");
        components.add_security_scheme("cookie", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
    }
}

/// How any route may say no.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "it only describes what a Problem turns into")]
enum No {
    /// `unreadable`, `idempotency_key_missing`
    #[response(status = 400, content_type = "application/problem+json")]
    Unreadable(ProblemBody<'static>),
    /// `not_signed_in`
    #[response(status = 401, content_type = "application/problem+json")]
    NotSignedIn(ProblemBody<'static>),
    /// `not_allowed`
    #[response(status = 403, content_type = "application/problem+json")]
    NotAllowed(ProblemBody<'static>),
    /// `not_found`
    #[response(status = 404, content_type = "application/problem+json")]
    NotFound(ProblemBody<'static>),
    /// `conflict` and other codes of a state that does not allow it
    #[response(status = 409, content_type = "application/problem+json")]
    Conflict(ProblemBody<'static>),
    /// `invalid` with its fields, `idempotency_key_reused`
    #[response(status = 422, content_type = "application/problem+json")]
    Invalid(ProblemBody<'static>),
    /// `unavailable`; ask again with the same key
    #[response(
        status = 503,
        content_type = "application/problem+json",
        headers(("Retry-After" = u32, description = "Seconds"))
    )]
    Unavailable(ProblemBody<'static>),
}

fn routes() -> (Router<App>, utoipa::openapi::OpenApi) {
    let version_1 = OpenApiRouter::new()
        .merge(sessions::routes())
        .merge(keys::routes())
        .merge(imports::routes())
        .merge(producers::routes())
        .merge(households::routes())
        .merge(plots::routes())
        .merge(delegations::routes())
        .merge(papers::routes())
        .merge(listings::routes())
        .merge(offers::routes())
        .merge(rules::routes())
        .merge(lots::routes())
        .merge(audit::routes())
        .merge(channels::routes())
        .merge(orders::routes())
        .merge(stock::routes())
        .merge(figures::routes())
        .merge(exports::routes())
        .merge(events::routes())
        .fallback(crate::nothing_here);
    OpenApiRouter::with_openapi(Document::openapi()).nest(VERSION_1, version_1).split_for_parts()
}

/// Every route of the API, its document, and the page to browse it.
pub(crate) fn router() -> Router<App> {
    let (routes, document) = routes();
    // Without a validator: that would be somebody else's server.
    let config = Config::new([DOCUMENT]).validator_url("none").try_it_out_enabled(true);
    let policy = HeaderValue::from_static(BROWSER_POLICY);
    let browser = Router::from(SwaggerUi::new(BROWSER).url(DOCUMENT, document).config(config))
        .layer(SetResponseHeaderLayer::overriding(header::CONTENT_SECURITY_POLICY, policy));
    routes.merge(browser)
}
