//! Excel files: a template to fill in, the file handed in, its faults, and the taking.

use axum::{
    Json,
    body::Bytes,
    extract::{DefaultBodyLimit, State, rejection::BytesRejection},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use contract::{
    Ask, Page, code,
    imports::{CheckImport, FindImport, FindImports, ImportKind, ImportStatus, ImportTemplate, MarkedCopy, TakeImport},
};
use ids::{Id, Import};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    No,
    read::{Commanding, InPath, InQuery, JsonBody, Key, PageQuery},
    shapes,
};
use crate::{
    App, UPLOAD_BYTES_MAX,
    problem::{Problem, ProblemBody},
    session::Signed,
};

const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

pub(crate) fn routes() -> OpenApiRouter<App> {
    let uploads = OpenApiRouter::new().routes(routes!(hand_in)).layer(DefaultBodyLimit::max(UPLOAD_BYTES_MAX));
    OpenApiRouter::new()
        .routes(routes!(find_imports))
        .routes(routes!(find_import))
        .routes(routes!(take_import))
        .routes(routes!(template))
        .routes(routes!(marked_copy))
        .merge(uploads)
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct FileName {
    /// What its owner calls the file.
    #[param(min_length = 1, max_length = 200, example = "san-luong.xlsx")]
    file_name: String,
}

#[derive(Serialize, ToSchema)]
struct HandedIn {
    #[schema(value_type = String, pattern = "^imp_[0-9a-f]{32}$")]
    import_id: Id<Import>,
}

/// Hands a file in to be checked. At most 12 MiB.
#[utoipa::path(
    post,
    path = "/imports/{kind}",
    tag = "imports",
    params(("kind" = shapes::ImportKind, Path), FileName, Key),
    request_body(
        content = Vec<u8>,
        content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        description = "The bytes of the .xlsx file, or of a CSV file with one of its sheets"
    ),
    responses(
        (status = 202, body = HandedIn),
        (status = 413, description = "`too_large`", body = ProblemBody, content_type = "application/problem+json"),
        No
    )
)]
async fn hand_in(
    State(app): State<App>,
    Commanding(caller): Commanding,
    InPath(kind): InPath<ImportKind>,
    InQuery(FileName { file_name }): InQuery<FileName>,
    bytes: Result<Bytes, BytesRejection>,
) -> Result<(StatusCode, Json<HandedIn>), Problem> {
    // Before anything is kept: whose file no service would check fills no disk.
    if !CheckImport::admits(&caller) {
        return Err(Problem::new(code::NOT_ALLOWED, format!("{} hands in no files", caller.role.slug())));
    }
    let file = app.files.keep(bytes?).await?;
    let import_id = app.asker.ask(&caller, &CheckImport { kind, file, file_name }).await?;
    Ok((StatusCode::ACCEPTED, Json(HandedIn { import_id })))
}

/// Files of a kind that were handed in, the newest first, without their faults.
#[utoipa::path(
    get,
    path = "/imports/{kind}",
    tag = "imports",
    params(("kind" = shapes::ImportKind, Path), PageQuery),
    responses((status = 200, body = shapes::Page<shapes::ImportStatus>), No)
)]
async fn find_imports(
    State(app): State<App>,
    signed: Signed,
    InPath(kind): InPath<ImportKind>,
    InQuery(query): InQuery<PageQuery>,
) -> Result<Json<Page<ImportStatus>>, Problem> {
    Ok(Json(app.asker.ask(&signed.caller, &FindImports { kind, page: query.page() }).await?))
}

/// How far an import is, and what is wrong with its file.
#[utoipa::path(
    get,
    path = "/imports/{kind}/{import_id}",
    tag = "imports",
    params(("kind" = shapes::ImportKind, Path), ("import_id" = String, Path)),
    responses((status = 200, body = shapes::ImportStatus), No)
)]
async fn find_import(
    State(app): State<App>,
    signed: Signed,
    InPath((kind, import_id)): InPath<(ImportKind, Id<Import>)>,
) -> Result<Json<ImportStatus>, Problem> {
    Ok(Json(app.asker.ask(&signed.caller, &FindImport { kind, import_id }).await?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Taking {
    /// Leave out the rows with faults, by choice. Otherwise a file with faults is refused with `import_has_faults`.
    skip_faulty: bool,
}

/// Takes a checked file: every row without a fault, or nothing.
#[utoipa::path(
    post,
    path = "/imports/{kind}/{import_id}/take",
    tag = "imports",
    params(("kind" = shapes::ImportKind, Path), ("import_id" = String, Path), Key),
    request_body = Taking,
    responses((status = 202, description = "A worker takes it now; ask how far it is"), No)
)]
async fn take_import(
    State(app): State<App>,
    Commanding(caller): Commanding,
    InPath((kind, import_id)): InPath<(ImportKind, Id<Import>)>,
    JsonBody(Taking { skip_faulty }): JsonBody<Taking>,
) -> Result<StatusCode, Problem> {
    app.asker.ask(&caller, &TakeImport { kind, import_id, skip_faulty }).await?;
    Ok(StatusCode::ACCEPTED)
}

/// An empty file to fill in, with an explanation of every column.
#[utoipa::path(
    get,
    path = "/imports/{kind}/template",
    tag = "imports",
    params(("kind" = shapes::ImportKind, Path)),
    responses(
        (status = 200, body = Vec<u8>, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        No
    )
)]
async fn template(
    State(app): State<App>,
    signed: Signed,
    InPath(kind): InPath<ImportKind>,
) -> Result<Response, Problem> {
    let stored = app.asker.ask(&signed.caller, &ImportTemplate { kind }).await?;
    workbook(&app, &stored.file, &format!("{}.xlsx", kind.slug())).await
}

/// The file as it was handed in, with its faults written beside the rows and the faulty cells coloured.
#[utoipa::path(
    get,
    path = "/imports/{kind}/{import_id}/marked",
    tag = "imports",
    params(("kind" = shapes::ImportKind, Path), ("import_id" = String, Path)),
    responses(
        (status = 200, body = Vec<u8>, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        No
    )
)]
async fn marked_copy(
    State(app): State<App>,
    signed: Signed,
    InPath((kind, import_id)): InPath<(ImportKind, Id<Import>)>,
) -> Result<Response, Problem> {
    let stored = app.asker.ask(&signed.caller, &MarkedCopy { kind, import_id }).await?;
    workbook(&app, &stored.file, &format!("{}-marked.xlsx", kind.slug())).await
}

/// `name` is fit for a header: ours, in ASCII.
async fn workbook(app: &App, file: &str, name: &str) -> Result<Response, Problem> {
    let bytes = app.files.read(file).await?;
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")).map_err(Problem::failed)?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(WORKBOOK)),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, bytes).into_response())
}
