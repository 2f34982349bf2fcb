//! Papers of cooperatives, and their scans.

use axum::{
    Json,
    body::Bytes,
    extract::{DefaultBodyLimit, State, rejection::BytesRejection},
    http::StatusCode,
    response::Response,
};
use contract::{
    Page,
    onboarding::{
        DecidePaper, FindPapers, GetPaper, PaperDecision, PaperFile, PaperForm, PaperState, SavePaper, SubmitPaper,
    },
};
use ids::{Cooperative, Id, Paper};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    No,
    read::{Commanding, InPath, InQuery, JsonBody, Key, page},
    shapes,
};
use crate::{
    App,
    problem::{Problem, ProblemBody},
    scan,
    session::Signed,
};

pub(crate) fn routes() -> OpenApiRouter<App> {
    let uploads = OpenApiRouter::new().routes(routes!(attach_scan)).layer(DefaultBodyLimit::max(scans::BYTES_MAX));
    OpenApiRouter::new()
        .routes(routes!(find_papers, write_paper))
        .routes(routes!(get_paper, change_paper))
        .routes(routes!(submit_paper))
        .routes(routes!(decide_paper))
        .routes(routes!(show_scan))
        .merge(uploads)
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct PapersQuery {
    /// Only those of this cooperative.
    #[param(value_type = Option<String>)]
    cooperative_id: Option<Id<Cooperative>>,
    /// Only those in this state.
    #[param(value_type = Option<shapes::PaperState>)]
    state: Option<PaperState>,
    /// Only verified ones that end within so many days and that nothing renews yet, the first to end first.
    #[param(maximum = 3650)]
    ends_within: Option<u16>,
    /// The `next` of the page before.
    after: Option<String>,
    /// Rows of one page.
    #[param(minimum = 1, maximum = 200)]
    size: Option<u32>,
}

/// The papers of one's scope, those that have waited longest first.
#[utoipa::path(
    get,
    path = "/papers",
    tag = "producers",
    params(PapersQuery),
    responses((status = 200, body = shapes::Page<shapes::PaperFile>), No)
)]
async fn find_papers(
    State(app): State<App>,
    signed: Signed,
    InQuery(query): InQuery<PapersQuery>,
) -> Result<Json<Page<PaperFile>>, Problem> {
    let PapersQuery { cooperative_id, state, ends_within, after, size } = query;
    let ask = FindPapers { cooperative_id, state, ends_within, page: page(after, size) };
    Ok(Json(app.asker.ask(&signed.caller, &ask).await?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewPaper {
    /// The verified paper that this one renews.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    renews: Option<Id<Paper>>,
    #[schema(value_type = shapes::PaperForm)]
    form: PaperForm,
}

#[derive(Serialize, ToSchema)]
struct Written {
    #[schema(value_type = String, pattern = "^pap_[0-9a-f]{32}$")]
    paper_id: Id<Paper>,
}

/// Writes a new paper of one's own cooperative. It is a draft until it has a scan and is handed in.
#[utoipa::path(
    post,
    path = "/papers",
    tag = "producers",
    params(Key),
    request_body = NewPaper,
    responses((status = 201, body = Written), No)
)]
async fn write_paper(
    State(app): State<App>,
    Commanding(caller): Commanding,
    JsonBody(new): JsonBody<NewPaper>,
) -> Result<(StatusCode, Json<Written>), Problem> {
    let ask = SavePaper { paper_id: None, seen_version: None, renews: new.renews, form: new.form };
    let paper_id = app.asker.ask(&caller, &ask).await?;
    Ok((StatusCode::CREATED, Json(Written { paper_id })))
}

/// One paper.
#[utoipa::path(
    get,
    path = "/papers/{paper_id}",
    tag = "producers",
    params(("paper_id" = String, Path)),
    responses((status = 200, body = shapes::PaperFile), No)
)]
async fn get_paper(
    State(app): State<App>,
    signed: Signed,
    InPath(paper_id): InPath<Id<Paper>>,
) -> Result<Json<PaperFile>, Problem> {
    Ok(Json(app.asker.ask(&signed.caller, &GetPaper { paper_id }).await?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PaperChange {
    /// The version that was changed; refused if another change came first.
    seen_version: i64,
    #[schema(value_type = shapes::PaperForm)]
    form: PaperForm,
}

/// Changes what a paper says, as long as nobody has verified it.
#[utoipa::path(
    put,
    path = "/papers/{paper_id}",
    tag = "producers",
    params(("paper_id" = String, Path), Key),
    request_body = PaperChange,
    responses((status = 204), No)
)]
async fn change_paper(
    State(app): State<App>,
    Commanding(caller): Commanding,
    InPath(paper_id): InPath<Id<Paper>>,
    JsonBody(change): JsonBody<PaperChange>,
) -> Result<StatusCode, Problem> {
    let (paper_id, seen_version) = (Some(paper_id), Some(change.seen_version));
    app.asker.ask(&caller, &SavePaper { paper_id, seen_version, renews: None, form: change.form }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Puts a scan to a paper: JPEG, PNG, WebP or PDF, at most 10 MiB. What it is, its bytes say. Pictures are written anew,
/// without the place they were taken at.
#[utoipa::path(
    put,
    path = "/papers/{paper_id}/scan",
    tag = "producers",
    params(("paper_id" = String, Path), Key),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The bytes of the scan"),
    responses(
        (status = 204),
        (status = 413, description = "`too_large`", body = ProblemBody, content_type = "application/problem+json"),
        No
    )
)]
async fn attach_scan(
    State(app): State<App>,
    Commanding(caller): Commanding,
    InPath(paper_id): InPath<Id<Paper>>,
    bytes: Result<Bytes, BytesRejection>,
) -> Result<StatusCode, Problem> {
    scan::take_in(&app, &caller, paper_id, bytes?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The scan of a paper: a JPEG to look at, or a PDF to keep. Who opens it is written down.
#[utoipa::path(
    get,
    path = "/papers/{paper_id}/scan",
    tag = "producers",
    params(("paper_id" = String, Path)),
    responses(
        (status = 200, content((Vec<u8> = "image/jpeg"), (Vec<u8> = "application/pdf"))),
        No
    )
)]
async fn show_scan(
    State(app): State<App>,
    signed: Signed,
    InPath(paper_id): InPath<Id<Paper>>,
) -> Result<Response, Problem> {
    scan::hand_out(&app, &signed.caller, paper_id).await
}

/// Hands a paper with its scan in to the province.
#[utoipa::path(
    post,
    path = "/papers/{paper_id}/submission",
    tag = "producers",
    params(("paper_id" = String, Path), Key),
    responses((status = 204), No)
)]
async fn submit_paper(
    State(app): State<App>,
    Commanding(caller): Commanding,
    InPath(paper_id): InPath<Id<Paper>>,
) -> Result<StatusCode, Problem> {
    app.asker.ask(&caller, &SubmitPaper { paper_id }).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PaperVerdict {
    /// The version that was read; refused if another change came first.
    version: i64,
    #[schema(value_type = shapes::PaperDecision)]
    decision: PaperDecision,
    /// The official's name, as others shall read it.
    name: String,
}

/// Verifies a paper that was handed in, rejects it, or takes back one that was verified. For provincial officials.
#[utoipa::path(
    post,
    path = "/papers/{paper_id}/decision",
    tag = "producers",
    params(("paper_id" = String, Path), Key),
    request_body = PaperVerdict,
    responses((status = 204), No)
)]
async fn decide_paper(
    State(app): State<App>,
    Commanding(caller): Commanding,
    InPath(paper_id): InPath<Id<Paper>>,
    JsonBody(verdict): JsonBody<PaperVerdict>,
) -> Result<StatusCode, Problem> {
    let PaperVerdict { version, decision, name } = verdict;
    app.asker.ask(&caller, &DecidePaper { paper_id, version, decision, name }).await?;
    Ok(StatusCode::NO_CONTENT)
}
