//! A household's own page: how it is written down, what it grows, and what was weighed of it.

use askama::Template;
use axum::response::Response;
use contract::{
    Role,
    onboarding::{GetOwnHousehold, OwnHousehold, PlotView},
};

use super::{
    format::Reader,
    frame::{Frame, Visit, render},
    plots::area,
};
use crate::problem::Problem;

#[derive(Debug, Template)]
#[template(path = "own_household.html")]
pub(crate) struct Page {
    frame: Frame,
    own: OwnHousehold,
    commune: String,
    joined: String,
    /// Season, and what was weighed in it.
    seasons: Vec<(String, String)>,
    rows: Vec<Row>,
    /// What grows where.
    plots: Vec<(String, String)>,
}

#[derive(Debug)]
struct Row {
    day: String,
    product: String,
    lot: String,
    weight: String,
    weighed_by: String,
}

impl Page {
    pub(crate) fn new(frame: Frame, own: OwnHousehold) -> Self {
        let to = frame.to;
        let mut seasons: Vec<(String, i64)> = Vec::new();
        for weighing in &own.weighings {
            match seasons.iter_mut().find(|(season, _)| *season == weighing.season) {
                Some((_, grams)) => *grams += weighing.quantity_g,
                None => seasons.push((weighing.season.clone(), weighing.quantity_g)),
            }
        }
        let row = |weighing: &contract::onboarding::Weighing| Row {
            day: to.day(weighing.picked_on),
            product: format!("{}, {}", to.product(weighing.product), to.grade(weighing.grade)),
            lot: weighing.lot_code.clone(),
            weight: to.weight(weighing.quantity_g),
            weighed_by: weighing.weighed_by.clone().unwrap_or_default(),
        };
        Self {
            commune: to.commune(&own.household.commune_code),
            joined: to.day(own.household.joined_on),
            seasons: seasons.into_iter().map(|(season, grams)| (season, to.weight(grams))).collect(),
            plots: own.plots.iter().map(|plot| grows(to, plot)).collect(),
            rows: own.weighings.iter().map(row).collect(),
            own,
            frame,
        }
    }
}

/// A plot's name and code, and what grows there.
fn grows(to: Reader, plot: &PlotView) -> (String, String) {
    let about = format!("{}, {}", to.product(plot.form.product), area(to, plot));
    let about = match &plot.form.planting_area {
        Some(code) => format!("{about} · {}", code.code),
        None => about,
    };
    (format!("{} ({})", plot.form.name, plot.form.code), about)
}

pub(super) async fn show(visit: Visit) -> Result<Response, Problem> {
    visit.only(&[Role::Household])?;
    let own = visit.ask(&GetOwnHousehold {}).await?;
    render(&Page::new(visit.frame(visit.to.say("own-household-title")), own))
}
