//! What is in stock, and the ledger behind it.

use axum::{Json, extract::State};
use contract::{
    Page,
    intake::{FindStock, GetLedger, MovementView, StockView},
};
use ids::{Id, Lot};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    No,
    read::{InPath, InQuery, PageQuery},
    shapes,
};
use crate::{App, problem::Problem, session::Signed};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(find_stock)).routes(routes!(get_ledger))
}

/// The balance of every lot of one's scope.
#[utoipa::path(
    get,
    path = "/stock",
    tag = "stock",
    params(PageQuery),
    responses((status = 200, body = shapes::Page<shapes::StockView>), No)
)]
async fn find_stock(
    State(app): State<App>,
    signed: Signed,
    InQuery(query): InQuery<PageQuery>,
) -> Result<Json<Page<StockView>>, Problem> {
    Ok(Json(app.asker.ask(&signed.caller, &FindStock { page: query.page() }).await?))
}

/// Everything that has happened to a lot, oldest first.
#[utoipa::path(
    get,
    path = "/stock/{lot_id}/ledger",
    tag = "stock",
    params(("lot_id" = String, Path), PageQuery),
    responses((status = 200, body = shapes::Page<shapes::MovementView>), No)
)]
async fn get_ledger(
    State(app): State<App>,
    signed: Signed,
    InPath(lot_id): InPath<Id<Lot>>,
    InQuery(query): InQuery<PageQuery>,
) -> Result<Json<Page<MovementView>>, Problem> {
    Ok(Json(app.asker.ask(&signed.caller, &GetLedger { lot_id, page: query.page() }).await?))
}
