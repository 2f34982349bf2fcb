//! What was sold, as figures.

use axum::{Json, extract::State};
use chrono::NaiveDate;
use contract::{
    ProductCode,
    analytics::{AnalyticsHealth, FigureFilter, Figures, FindFigures, Freshness, GroupBy},
};
use ids::{Channel, Cooperative, Id};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{No, read::InQuery, shapes};
use crate::{App, problem::Problem, session::Signed};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(find_figures)).routes(routes!(analytics_health))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct FiguresQuery {
    /// What there is a row for; one row for everything where absent.
    #[param(value_type = Option<shapes::GroupBy>)]
    group_by: Option<GroupBy>,
    /// First day.
    from: Option<NaiveDate>,
    /// Last day.
    to: Option<NaiveDate>,
    #[param(value_type = Option<shapes::Product>)]
    product: Option<ProductCode>,
    /// A commune's code of today.
    commune: Option<String>,
    /// A cooperative's id.
    #[param(value_type = Option<String>)]
    cooperative: Option<Id<Cooperative>>,
    #[param(value_type = Option<shapes::Channel>)]
    channel: Option<Channel>,
}

impl From<FiguresQuery> for FindFigures {
    fn from(query: FiguresQuery) -> Self {
        Self {
            group_by: query.group_by.unwrap_or(GroupBy::Nothing),
            filter: FigureFilter {
                from: query.from,
                to: query.to,
                product: query.product,
                commune_code: query.commune,
                cooperative_id: query.cooperative,
                channel: query.channel,
            },
        }
    }
}

/// Figures of one's scope.
#[utoipa::path(
    get,
    path = "/figures",
    tag = "figures",
    params(FiguresQuery),
    responses((status = 200, body = shapes::Figures), No)
)]
async fn find_figures(
    State(app): State<App>,
    signed: Signed,
    InQuery(query): InQuery<FiguresQuery>,
) -> Result<Json<Figures>, Problem> {
    Ok(Json(app.asker.ask(&signed.caller, &FindFigures::from(query)).await?))
}

/// How far the figures are behind what was told. For operators.
#[utoipa::path(get, path = "/health/analytics", tag = "house", responses((status = 200, body = shapes::Freshness), No))]
async fn analytics_health(State(app): State<App>, signed: Signed) -> Result<Json<Freshness>, Problem> {
    Ok(Json(app.asker.ask(&signed.caller, &AnalyticsHealth {}).await?))
}
