//! Which plots are there, and what is one of them?

use contract::{
    Page,
    onboarding::{FindPlots, GetPlot, PlotView},
};
use mailbox::Stop;
use scoped::Scoped;

use crate::{App, store::plots};

pub(crate) async fn find_plots(_: &App, tx: &Scoped, ask: FindPlots) -> Result<Page<PlotView>, Stop> {
    plots::find(tx, &ask).await
}

pub(crate) async fn get_plot(_: &App, tx: &Scoped, ask: GetPlot) -> Result<PlotView, Stop> {
    plots::get(tx, ask.plot_id).await?.ok_or_else(|| Stop::not_found("plot"))
}
