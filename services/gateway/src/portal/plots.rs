//! The plots of a cooperative: what its households grow where.

pub(crate) mod form;

use askama::Template;
use axum::{extract::Query, response::Response};
use contract::{
    Page as Rows, PageRequest,
    onboarding::{FindPlots, PlantingArea, PlantingAreaState, PlotView},
};
use ids::{Household, Id};
use serde::Deserialize;

use super::{
    format::Reader,
    frame::{Frame, Visit, render},
    parts::{Badge, Pager, Shape, page_request},
    routes::{self, Link},
};
use crate::problem::Problem;

/// A cooperative has some hundreds of plots; more no list of choices could offer.
const PAGES_MAX: usize = 10;

/// What the list's URL says.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    text: String,
    /// Only those of this household.
    household: Option<Id<Household>>,
    #[serde(default)]
    done: String,
    after: Option<String>,
    size: Option<u32>,
}

#[derive(Debug, Template)]
#[template(path = "plots/list.html")]
pub(crate) struct Page {
    frame: Frame,
    text: String,
    /// Whose plots these are, where they are one household's: its id and the way back to it.
    of: Option<(String, String)>,
    new: String,
    rows: Vec<Row>,
    pager: Pager,
}

#[derive(Debug)]
struct Row {
    link: String,
    name: String,
    code: String,
    household: String,
    product: &'static str,
    area: String,
    place: String,
    /// Its planting-area code and how that stands.
    planting_area: Option<(String, Badge)>,
}

impl Page {
    pub(crate) fn new(frame: Frame, asked: &Asked, page: &PageRequest, found: Rows<PlotView>) -> Self {
        let to = frame.to;
        let link = Link::to(routes::PLOTS).with("text", &asked.text).with_some("household", asked.household);
        let pager = Pager::new(&link, page, found.next.as_deref(), found.rows.len());
        let row = |plot: PlotView| Row {
            link: routes::plot(plot.plot_id),
            household: format!("{} · {}", plot.household_code, plot.household),
            product: to.product(plot.form.product),
            area: area(to, &plot),
            place: to.commune(&plot.form.commune_code),
            planting_area: plot.form.planting_area.as_ref().map(|area| (area.code.clone(), badge(to, area))),
            name: plot.form.name,
            code: plot.form.code,
        };
        Self {
            text: asked.text.clone(),
            of: asked.household.map(|id| (id.to_string(), routes::member(id))),
            new: Link::to(routes::PLOT_NEW).with_some("household", asked.household).to_string(),
            rows: found.rows.into_iter().map(row).collect(),
            pager,
            frame,
        }
    }
}

/// How large it is, as it was typed and in square metres.
pub(crate) fn area(to: Reader, plot: &PlotView) -> String {
    let square = format!("{} m²", to.number(plot.area_m2));
    match plot.form.area_unit.as_str() {
        "m²" => square,
        unit => format!("{} {unit} ({square})", plot.form.area),
    }
}

/// How a planting-area code stands, in words and a shape.
fn badge(to: Reader, area: &PlantingArea) -> Badge {
    let shape = match area.state {
        PlantingAreaState::Active => Shape::Done,
        PlantingAreaState::Suspended => Shape::Waiting,
        PlantingAreaState::Revoked => Shape::Off,
    };
    Badge { shape, words: to.word("plot-area-state", area.state.slug()) }
}

/// All plots of the own cooperative, to choose from.
pub(super) async fn all(visit: &Visit) -> Result<Vec<PlotView>, Problem> {
    let mut find = FindPlots { page: PageRequest::first(200), ..FindPlots::default() };
    let mut all = Vec::new();
    for _ in 0..PAGES_MAX {
        let page = visit.ask(&find).await?;
        all.extend(page.rows);
        match page.next {
            Some(next) => find.page.after = Some(next),
            None => break,
        }
    }
    Ok(all)
}

pub(super) async fn show(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    visit.only_who_may::<FindPlots>()?;
    let page = page_request(asked.after.clone(), asked.size);
    let ask = FindPlots {
        text: Some(asked.text.clone()).filter(|text| !text.trim().is_empty()),
        household_id: asked.household,
        page: page.clone(),
    };
    let found = visit.ask(&ask).await?;
    let done = (asked.done == "saved").then(|| visit.to.say("plot-saved"));
    render(&Page::new(visit.frame(visit.to.say("plots-title")).done(done), &asked, &page, found))
}
