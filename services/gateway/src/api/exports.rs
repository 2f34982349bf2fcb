//! Everything at once, as a stream or a file.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use contract::{
    analytics::{FindFigures, GroupBy},
    onboarding::TakeOut,
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    No,
    figures::FiguresQuery,
    read::{Commanding, InPath, InQuery, JsonBody, Key},
};
use crate::{
    App,
    exports::{self, ExportedFigures, ExportedLot, ExportedMovement, ExportedOrder, Period, Wanted},
    problem::Problem,
    session::Signed,
    text::Language,
};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(export_orders))
        .routes(routes!(export_ledger))
        .routes(routes!(export_figures))
        .routes(routes!(export_figures_csv))
        .routes(routes!(export_list))
        .routes(routes!(export_accounts))
        .routes(routes!(export_everything))
}

/// A lot with everything that has happened to it.
#[derive(utoipa::ToSchema)]
#[expect(dead_code, reason = "it only describes a line that is written in pieces")]
struct ExportedLedger {
    #[serde(flatten)]
    lot: ExportedLot,
    movements: Vec<ExportedMovement>,
}

fn file(kind: &'static str, name: &'static str, body: impl IntoResponse) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static(name)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (headers, body).into_response()
}

/// Every order of one's scope, newest first, one JSON object a line. A stream that breaks off is not whole: begin again.
#[utoipa::path(
    get,
    path = "/exports/orders.ndjson",
    tag = "exports",
    responses((status = 200, body = ExportedOrder, content_type = "application/x-ndjson"), No)
)]
async fn export_orders(State(app): State<App>, signed: Signed) -> Result<Response, Problem> {
    let body = exports::orders(app, signed.caller).await?;
    Ok(file("application/x-ndjson", "attachment; filename=\"orders.ndjson\"", body))
}

/// Every lot of one's scope with its balance and all its movements, one JSON object a line. Balance and movements agree
/// while nothing is being sold.
#[utoipa::path(
    get,
    path = "/exports/ledger.ndjson",
    tag = "exports",
    responses((status = 200, body = ExportedLedger, content_type = "application/x-ndjson"), No)
)]
async fn export_ledger(State(app): State<App>, signed: Signed) -> Result<Response, Problem> {
    let body = exports::ledger(app, signed.caller).await?;
    Ok(file("application/x-ndjson", "attachment; filename=\"ledger.ndjson\"", body))
}

/// The sums of everything in one's scope, and of each channel.
#[utoipa::path(get, path = "/exports/figures.json", tag = "exports", responses((status = 200, body = ExportedFigures), No))]
async fn export_figures(State(app): State<App>, signed: Signed) -> Result<Json<ExportedFigures>, Problem> {
    let by = |group_by| FindFigures { group_by, filter: contract::analytics::FigureFilter::default() };
    let (all, channels) = (by(GroupBy::Nothing), by(GroupBy::Channel));
    let (all, channels) =
        tokio::try_join!(app.asker.ask(&signed.caller, &all), app.asker.ask(&signed.caller, &channels))?;
    Ok(Json(exports::figures_in_all(&all, &channels)))
}

/// Figures as a table for a spreadsheet; the same query as `/figures`.
#[utoipa::path(
    get,
    path = "/exports/figures.csv",
    tag = "exports",
    params(FiguresQuery),
    responses((status = 200, body = String, content_type = "text/csv"), No)
)]
async fn export_figures_csv(
    State(app): State<App>,
    signed: Signed,
    InQuery(query): InQuery<FiguresQuery>,
) -> Result<Response, Problem> {
    let figures = app.asker.ask(&signed.caller, &FindFigures::from(query)).await?;
    let table = exports::figures_csv(&figures).map_err(Problem::failed)?;
    Ok(file("text/csv; charset=utf-8", "attachment; filename=\"figures.csv\"", table))
}

/// A download under a name of ours, in ASCII.
pub(crate) fn download(kind: &'static str, name: &str, body: impl IntoResponse) -> Result<Response, Problem> {
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")).map_err(Problem::failed)?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, body).into_response())
}

/// Name and format of a file such as `lots.xlsx`, of which the name is known.
fn known_file(file: &str, known: impl Iterator<Item = &'static str>) -> Result<(&str, &str), Problem> {
    let parts = file.rsplit_once('.').filter(|(name, format)| {
        let mut known = known;
        known.any(|known| known == *name) && matches!(*format, "csv" | "ndjson" | "xlsx")
    });
    parts.ok_or_else(|| Problem::new(contract::code::NOT_FOUND, "there is no such file"))
}

/// A whole list of one's scope as a table: `cooperatives`, `households`, `papers`, `plots`, `lots`, `harvests`, `revisions`, `listings`,
/// `offers`, `orders`, `stock`, `movements`, `farmgate_prices`, `people` or `audit`, each as `csv`, `ndjson` or `xlsx`. A stream
/// that breaks off is not whole: begin again. Whoever may import a list gets `csv` and `xlsx` with the headers of its template:
/// handed in as it is, such a file changes nothing. `ndjson` has the same stable names for everybody.
#[utoipa::path(
    get,
    path = "/exports/lists/{file}",
    tag = "exports",
    params(("file" = String, Path, example = "lots.csv"), Wanted),
    responses((status = 200, body = String, content_type = "text/csv"), No)
)]
async fn export_list(
    State(app): State<App>,
    signed: Signed,
    headers: HeaderMap,
    InPath(file): InPath<String>,
    InQuery(wanted): InQuery<Wanted>,
) -> Result<Response, Problem> {
    let named = known_file(&file, exports::LISTS.iter().map(|(name, _)| *name))?;
    let (kind, body) = exports::list(app, signed.caller, Language::of(&headers), named, &wanted).await?;
    download(kind, &file, body)
}

#[derive(serde::Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct PeriodQuery {
    /// First day.
    from: chrono::NaiveDate,
    /// Last day.
    to: chrono::NaiveDate,
}

/// The accountant's ledger of a period: `accounts.xlsx` has all of it; its parts `sold`, `removals` and `stock_sums` come as
/// `csv`, `ndjson` or `xlsx`, too. Orders count on the day they were placed, as in `/figures`, and come to the same sums.
#[utoipa::path(
    get,
    path = "/exports/accounts/{file}",
    tag = "exports",
    params(("file" = String, Path, example = "accounts.xlsx"), PeriodQuery),
    responses((status = 200, body = String, content_type = "text/csv"), No)
)]
async fn export_accounts(
    State(app): State<App>,
    signed: Signed,
    headers: HeaderMap,
    InPath(file): InPath<String>,
    InQuery(PeriodQuery { from, to }): InQuery<PeriodQuery>,
) -> Result<Response, Problem> {
    let known = exports::PARTS.iter().map(|(name, _)| *name).chain(["accounts"]);
    let (part, format) = known_file(&file, known)?;
    let period = Period { from, to };
    let (kind, body) = exports::accounts(app, signed.caller, Language::of(&headers), period, (part, format)).await?;
    download(kind, &format!("{part}-{from}-{to}.{format}"), body)
}

#[derive(serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct TakingOut {
    /// With the files as they were handed in, which hold personal numbers in full.
    with_files: bool,
    /// Why; needed with the files.
    reason: String,
}

/// Everything one's own cooperative has, as one ZIP of CSV and JSON lines with a README. It is written while it is read and
/// kept nowhere; that it was taken is kept, with the reason.
#[utoipa::path(
    post,
    path = "/exports/everything.zip",
    tag = "exports",
    params(Key),
    request_body = TakingOut,
    responses((status = 200, body = Vec<u8>, content_type = "application/zip"), No)
)]
async fn export_everything(
    State(app): State<App>,
    Commanding(caller): Commanding,
    JsonBody(TakingOut { with_files, reason }): JsonBody<TakingOut>,
) -> Result<Response, Problem> {
    app.asker.ask(&caller, &TakeOut { with_files, reason }).await?;
    let body = exports::everything(app, caller, with_files).await?;
    download("application/zip", "cho-phien.zip", body)
}
