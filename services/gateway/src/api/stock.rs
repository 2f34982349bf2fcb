//! What is in stock, and the ledger behind it.

use amounts::Vnd;
use axum::{Json, extract::State};
use contract::{
    Page,
    intake::{Buyer, FindStock, GetLedger, GoodsRemoved, MovementView, Removal, RemoveGoods, StockView, UndoRemoval},
};
use ids::{Id, Lot, Movement};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    No,
    read::{Commanding, InPath, InQuery, JsonBody, Key, PageQuery},
    shapes,
};
use crate::{App, problem::Problem, session::Signed};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(find_stock))
        .routes(routes!(get_ledger))
        .routes(routes!(remove_goods))
        .routes(routes!(undo_removal))
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
    Ok(Json(app.asker.ask(&signed.caller, &FindStock { lot_id: None, page: query.page() }).await?))
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

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Removing {
    #[schema(value_type = shapes::Removal)]
    removal: Removal,
    /// Grams, not 0. Below 0 it takes back what was written too much of the same kind.
    quantity_g: i64,
    /// Who bought it, of a sale.
    #[serde(default)]
    #[schema(value_type = Option<shapes::Buyer>)]
    buyer: Option<Buyer>,
    /// What was paid for a kilogram in đồng, of a sale.
    #[serde(default)]
    #[schema(value_type = Option<i64>)]
    price_vnd_per_kg: Option<Vnd>,
}

/// Goods have left a lot without an order of a marketplace. `stock_short` where they are not there, or promised.
#[utoipa::path(
    post,
    path = "/stock/{lot_id}/removals",
    tag = "stock",
    params(("lot_id" = String, Path), Key),
    request_body = Removing,
    responses((status = 200, body = shapes::GoodsRemoved), No)
)]
async fn remove_goods(
    State(app): State<App>,
    Commanding(caller): Commanding,
    InPath(lot_id): InPath<Id<Lot>>,
    JsonBody(body): JsonBody<Removing>,
) -> Result<Json<GoodsRemoved>, Problem> {
    let Removing { removal, quantity_g, buyer, price_vnd_per_kg } = body;
    let ask = RemoveGoods { lot_id, removal, quantity_g, buyer, price_vnd_per_kg };
    Ok(Json(app.asker.ask(&caller, &ask).await?))
}

/// A removal of the last 15 minutes was a slip: a counter-movement is written, and both stay. `conflict` where it is too late
/// or was undone before.
#[utoipa::path(
    post,
    path = "/stock/movements/{movement_id}/undo",
    tag = "stock",
    params(("movement_id" = String, Path), Key),
    responses((status = 200, body = shapes::GoodsRemoved), No)
)]
async fn undo_removal(
    State(app): State<App>,
    Commanding(caller): Commanding,
    InPath(movement_id): InPath<Id<Movement>>,
) -> Result<Json<GoodsRemoved>, Problem> {
    Ok(Json(app.asker.ask(&caller, &UndoRemoval { movement_id }).await?))
}
