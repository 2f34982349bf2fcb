//! Everything at once, as a stream or a file.

use axum::{
    Json,
    extract::State,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use contract::analytics::{FindFigures, GroupBy};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{No, figures::FiguresQuery, read::InQuery};
use crate::{
    App,
    exports::{self, ExportedFigures, ExportedLot, ExportedMovement, ExportedOrder},
    problem::Problem,
    session::Signed,
};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(export_orders))
        .routes(routes!(export_ledger))
        .routes(routes!(export_figures))
        .routes(routes!(export_figures_csv))
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
