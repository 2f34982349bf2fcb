//! Every "no" of the door as the world outside reads it: RFC 9457 for programs, a page for people, a stable code for both.

use std::{borrow::Cow, sync::Arc};

use axum::{
    Router,
    extract::{
        Path, Request, State,
        rejection::{BytesRejection, FormRejection, JsonRejection, PathRejection, QueryRejection},
    },
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{Html, IntoResponse, Response},
    routing::get,
};
use contract::{FieldFault, Refusal, code};
use host::files::FileFault;
use mailbox::Unanswered;
use serde::Serialize;

use crate::{App, assets::asset_url, portal};

const STYLE: &str = "portal.css";

mod known;

pub use known::{KNOWN, Known, known};

/// A refusal, or a failure, as it is told outside: as JSON to programs, as a page to people. Which of them is decided in one
/// place, around every route.
#[derive(Debug, Clone)]
pub struct Problem {
    /// Stable, `snake_case`; one of [`KNOWN`], or a code that a service has and we do not know yet.
    pub code: Cow<'static, str>,
    /// What HTTP says.
    pub status: StatusCode,
    /// For developers, in English, without personal data.
    pub detail: String,
    /// Which fields are at fault.
    pub fields: Vec<FieldFault>,
    /// What went wrong with us; for the log, never told.
    cause: Option<String>,
}

/// The body of `application/problem+json`.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody<'a> {
    /// The page about this code.
    #[schema(example = "https://chophien.example/problems/conflict")]
    r#type: String,
    /// The same for every problem of this code.
    title: &'a str,
    /// The HTTP status.
    status: u16,
    /// Stable; decide by it.
    #[schema(example = "conflict")]
    code: &'a str,
    /// What happened this time, for developers.
    detail: &'a str,
    /// Which fields are at fault; empty for most codes.
    #[schema(value_type = Vec<FieldAtFault>)]
    fields: &'a [FieldFault],
}

/// A field that is at fault.
#[derive(Debug, utoipa::ToSchema)]
#[expect(dead_code, reason = "it only describes the contract's FieldFault")]
pub struct FieldAtFault {
    /// The field's name in the body or the query.
    field: String,
    /// Stable.
    code: String,
}

impl Problem {
    /// A problem of this code.
    pub fn new(code: impl Into<Cow<'static, str>>, detail: impl Into<String>) -> Self {
        let code = code.into();
        // A service newer than this door may refuse with a code that is not known here; a refusal it is all the same.
        let status = known(&code).map_or(StatusCode::UNPROCESSABLE_ENTITY, |known| known.status);
        Self { code, status, detail: detail.into(), fields: Vec::new(), cause: None }
    }

    /// A field is at fault.
    pub fn of_field(field: &str, code: &str) -> Self {
        Refusal::of_fields(vec![FieldFault { field: field.to_owned(), code: code.to_owned() }]).into()
    }

    /// We could not find out, or the world failed. The cause goes to the log.
    pub fn unavailable(cause: impl Into<anyhow::Error>) -> Self {
        let detail =
            "a part of the house does not answer; whether there was an effect is unknown: ask again with the same key";
        Self { cause: Some(format!("{:#}", cause.into())), ..Self::new("unavailable", detail) }
    }

    /// We have a fault. The cause goes to the log.
    pub fn failed(cause: impl Into<anyhow::Error>) -> Self {
        Self { cause: Some(format!("{:#}", cause.into())), ..Self::new("failed", "the house has a fault") }
    }

    /// Its title in English.
    pub fn title(&self) -> &'static str {
        known(&self.code).map_or("The house said no", |known| known.title)
    }

    /// When it is worth asking again, in seconds.
    pub fn retry_after(&self) -> Option<u32> {
        known(&self.code).and_then(|known| known.retry_after)
    }

    fn to_json(&self, app: &App) -> String {
        let body = ProblemBody {
            r#type: app.address(&format!("/problems/{}", self.code)),
            title: self.title(),
            status: self.status.as_u16(),
            code: &self.code,
            detail: &self.detail,
            fields: &self.fields,
        };
        serde_json::to_string(&body).expect("strings and numbers are always JSON")
    }
}

/// Hands the problem to [`tell`].
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

/// Gives a response that carries a problem its body: a page for a browser that wants one, else JSON.
pub(crate) async fn tell(State(app): State<App>, request: Request, next: Next) -> Response {
    let wants_page = wants_page(&request);
    let language_of = request.headers().clone();
    let mut response = next.run(request).await;
    let Some(problem) = response.extensions_mut().remove::<Arc<Problem>>() else { return response };
    if let Some(cause) = &problem.cause {
        tracing::error!(code = %problem.code, cause, "could not answer");
    }
    let told = if wants_page {
        portal::problem_page(&app, &language_of, &problem)
    } else {
        ([(header::CONTENT_TYPE, "application/problem+json")], problem.to_json(&app)).into_response()
    };
    let (told, body) = told.into_parts();
    let (mut parts, _) = response.into_parts();
    parts.status = problem.status;
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.extend(told.headers);
    parts.headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(seconds) = problem.retry_after() {
        parts.headers.insert(header::RETRY_AFTER, seconds.into());
    }
    if problem.status == StatusCode::UNAUTHORIZED && !wants_page {
        parts.headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    Response::from_parts(parts, body)
}

fn wants_page(request: &Request) -> bool {
    let accepts = |headers: &HeaderMap| {
        headers
            .get(header::ACCEPT)
            .and_then(|accept| accept.to_str().ok())
            .is_some_and(|accept| accept.contains("text/html"))
    };
    let path = request.uri().path();
    !path.starts_with("/api/") && (accepts(request.headers()) || request.headers().contains_key("hx-request"))
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        Self { fields: refusal.fields, ..Self::new(refusal.code, refusal.detail) }
    }
}

impl From<Unanswered> for Problem {
    fn from(unanswered: Unanswered) -> Self {
        match unanswered {
            Unanswered::Refused(refusal) => refusal.into(),
            unknown @ Unanswered::Unknown { .. } => Self::unavailable(unknown),
        }
    }
}

impl From<FileFault> for Problem {
    fn from(fault: FileFault) -> Self {
        match fault {
            // It does not come back by asking again, and somebody has to look for it.
            FileFault::Missing { .. } => Self::failed(fault),
            fault => Self::unavailable(fault),
        }
    }
}

impl From<JsonRejection> for Problem {
    fn from(rejection: JsonRejection) -> Self {
        match rejection {
            JsonRejection::JsonDataError(error) => Self::new(code::INVALID, error.body_text()),
            rejection => Self::of_body(rejection.status(), rejection.body_text()),
        }
    }
}

impl From<FormRejection> for Problem {
    fn from(rejection: FormRejection) -> Self {
        match rejection {
            FormRejection::FailedToDeserializeFormBody(error) => Self::new(code::INVALID, error.body_text()),
            rejection => Self::of_body(rejection.status(), rejection.body_text()),
        }
    }
}

impl From<BytesRejection> for Problem {
    fn from(rejection: BytesRejection) -> Self {
        Self::of_body(rejection.status(), rejection.body_text())
    }
}

impl From<QueryRejection> for Problem {
    fn from(rejection: QueryRejection) -> Self {
        Self::new(code::INVALID, rejection.body_text())
    }
}

impl From<PathRejection> for Problem {
    fn from(rejection: PathRejection) -> Self {
        Self::new(code::NOT_FOUND, rejection.body_text())
    }
}

impl Problem {
    fn of_body(status: StatusCode, detail: String) -> Self {
        let code = if status == StatusCode::PAYLOAD_TOO_LARGE { "too_large" } else { code::UNREADABLE };
        Self::new(code, detail)
    }
}

/// A page about each code.
pub(crate) fn router() -> Router<App> {
    Router::new().route("/problems/{code}", get(show_problem))
}

/// Bare on purpose: it must be readable when everything else fails.
#[derive(askama::Template)]
#[template(
    ext = "html",
    source = r#"<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ known.title_vi }} · Chợ Phiên</title>
{% if !style.is_empty() %}<link rel="stylesheet" href="{{ style }}">{% endif %}
</head>
<body>
<main>
<h1>{{ known.title_vi }}</h1>
<p>{{ known.remedy_vi }}</p>
<section lang="en">
<h2>{{ known.title }}</h2>
<p>{{ known.remedy }}</p>
<p><small>HTTP {{ known.status.as_u16() }} · <code>{{ known.code }}</code></small></p>
</section>
</main>
</body>
</html>
"#
)]
struct KnownPage {
    known: &'static Known,
    style: String,
}

async fn show_problem(Path(code): Path<String>) -> Result<Html<String>, Problem> {
    let known = known(&code).ok_or_else(|| Problem::new(code::NOT_FOUND, "there is no such problem"))?;
    let page = askama::Template::render(&KnownPage { known, style: asset_url(STYLE) }).map_err(Problem::failed)?;
    Ok(Html(page))
}
