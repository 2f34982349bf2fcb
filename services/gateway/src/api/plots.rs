//! Plots of one's own cooperative: what its households grow where.

use axum::{Json, extract::State, http::StatusCode};
use contract::{
    Page,
    onboarding::{FindPlots, GetPlot, PlotForm, PlotView, SavePlot},
};
use ids::{Household, Id, Plot};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    No,
    read::{Commanding, InPath, InQuery, JsonBody, Key, page, written},
    shapes,
};
use crate::{App, problem::Problem, session::Signed};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(find_plots, write_plot)).routes(routes!(get_plot, change_plot))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct PlotsQuery {
    /// Part of a name, a plot's or household's code, or a planting-area code; diacritics do not matter.
    text: Option<String>,
    /// Only those of this household.
    #[param(value_type = Option<String>)]
    household_id: Option<Id<Household>>,
    /// The `next` of the page before.
    after: Option<String>,
    /// Rows of one page.
    #[param(minimum = 1, maximum = 200)]
    size: Option<u32>,
}

/// The plots of one's own cooperative.
#[utoipa::path(
    get,
    path = "/plots",
    tag = "producers",
    params(PlotsQuery),
    responses((status = 200, body = shapes::Page<shapes::PlotView>), No)
)]
async fn find_plots(
    State(app): State<App>,
    signed: Signed,
    InQuery(query): InQuery<PlotsQuery>,
) -> Result<Json<Page<PlotView>>, Problem> {
    let ask =
        FindPlots { text: written(query.text), household_id: query.household_id, page: page(query.after, query.size) };
    Ok(Json(app.asker.ask(&signed.caller, &ask).await?))
}

/// One plot.
#[utoipa::path(
    get,
    path = "/plots/{plot_id}",
    tag = "producers",
    params(("plot_id" = String, Path)),
    responses((status = 200, body = shapes::PlotView), No)
)]
async fn get_plot(
    State(app): State<App>,
    signed: Signed,
    InPath(plot_id): InPath<Id<Plot>>,
) -> Result<Json<PlotView>, Problem> {
    Ok(Json(app.asker.ask(&signed.caller, &GetPlot { plot_id }).await?))
}

#[derive(Serialize, ToSchema)]
struct PlotWritten {
    #[schema(value_type = String, pattern = "^plo_[0-9a-f]{32}$")]
    plot_id: Id<Plot>,
}

/// Writes down a new plot.
#[utoipa::path(
    post,
    path = "/plots",
    tag = "producers",
    params(Key),
    request_body = shapes::PlotForm,
    responses((status = 201, body = PlotWritten), No)
)]
async fn write_plot(
    State(app): State<App>,
    Commanding(caller): Commanding,
    JsonBody(form): JsonBody<PlotForm>,
) -> Result<(StatusCode, Json<PlotWritten>), Problem> {
    let plot_id = app.asker.ask(&caller, &SavePlot { plot_id: None, version: None, form }).await?;
    Ok((StatusCode::CREATED, Json(PlotWritten { plot_id })))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PlotChange {
    /// The version that was changed; refused if another change came first.
    version: i64,
    #[schema(value_type = shapes::PlotForm)]
    form: PlotForm,
}

/// Changes what the cooperative says of a plot.
#[utoipa::path(
    put,
    path = "/plots/{plot_id}",
    tag = "producers",
    params(("plot_id" = String, Path), Key),
    request_body = PlotChange,
    responses((status = 204), No)
)]
async fn change_plot(
    State(app): State<App>,
    Commanding(caller): Commanding,
    InPath(plot_id): InPath<Id<Plot>>,
    JsonBody(PlotChange { version, form }): JsonBody<PlotChange>,
) -> Result<StatusCode, Problem> {
    app.asker.ask(&caller, &SavePlot { plot_id: Some(plot_id), version: Some(version), form }).await?;
    Ok(StatusCode::NO_CONTENT)
}
