//! Volumes and prices of the province, for officials: a finding first, then charts with their tables, the map, and a table
//! of communes and products.

mod asked;
mod charts;
pub(super) mod cooperatives;
pub(crate) mod register;
pub(crate) mod review;
mod table;

pub(crate) use asked::Asked;
pub(super) use table::workbook;

use askama::Template;
use axum::{extract::Query, response::Response};
use contract::{
    Role,
    analytics::{FigureFilter, FigureRow, Figures, FindFigures, GroupBy},
};

use super::{
    chart::{Bars, Lines, Tiles},
    format::Reader,
    frame::{Frame, Visit, render},
};
use crate::problem::Problem;
use table::Row;

const ROLES: &[Role] = &[Role::CommuneOfficial, Role::ProvincialOfficial, Role::Operator];

#[derive(Debug, Template)]
#[template(path = "official/figures.html")]
pub(crate) struct Page {
    pub(crate) frame: Frame,
    pub(crate) subtitle: String,
    pub(crate) asked: asked::Form,
    pub(crate) totals: Vec<(String, String)>,
    pub(crate) volumes: Chart<Lines>,
    pub(crate) prices: Chart<Lines>,
    pub(crate) products: Chart<Bars>,
    pub(crate) map: Tiles,
    pub(crate) map_title: String,
    pub(crate) legend: Vec<(String, String)>,
    pub(crate) rows: Vec<Row>,
    pub(crate) rows_hidden: Option<String>,
    pub(crate) csv: String,
    pub(crate) workbook: String,
}

/// A chart with the words around it and the table beneath.
#[derive(Debug)]
pub(crate) struct Chart<C> {
    pub(crate) title: String,
    pub(crate) subtitle: String,
    pub(crate) drawn: C,
    pub(crate) headers: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
}

/// What analytics said. The season before, the products and the map may be missing; the rest may not.
#[derive(Debug)]
pub(crate) struct Known {
    pub(crate) totals: Figures,
    pub(crate) weeks: Figures,
    pub(crate) weeks_before: Vec<FigureRow>,
    pub(crate) products: Vec<FigureRow>,
    pub(crate) communes: Vec<FigureRow>,
    pub(crate) commune_products: Figures,
}

pub(super) async fn show(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    visit.only(ROLES)?;
    let filter = asked.filter(visit.to);
    let of = |filter: &FigureFilter, group_by| FindFigures { filter: filter.clone(), group_by };
    let everywhere = FigureFilter { commune_code: None, ..filter.clone() };
    let (by_nothing, by_week) = (of(&filter, GroupBy::Nothing), of(&filter, GroupBy::WeekProduct));
    let (by_week_before, by_product) =
        (of(&asked::a_year_before(&filter), GroupBy::WeekProduct), of(&filter, GroupBy::Product));
    let (by_commune, by_both) = (of(&everywhere, GroupBy::Commune), of(&filter, GroupBy::CommuneProduct));
    let (totals, weeks, before, products, communes, commune_products) = tokio::join!(
        visit.ask(&by_nothing),
        visit.ask(&by_week),
        visit.ask(&by_week_before),
        visit.ask(&by_product),
        visit.ask(&by_commune),
        visit.ask(&by_both),
    );
    let known = Known {
        totals: totals?,
        weeks: weeks?,
        weeks_before: before.map(|figures| figures.rows).unwrap_or_default(),
        products: products.map(|figures| figures.rows).unwrap_or_default(),
        communes: communes.map(|figures| figures.rows).unwrap_or_default(),
        commune_products: commune_products?,
    };
    let frame = visit.frame(visit.to.say("figures-title"));
    render(&Page::new(frame, &asked, &filter, &known))
}

impl Page {
    pub(crate) fn new(mut frame: Frame, asked: &Asked, filter: &FigureFilter, known: &Known) -> Self {
        let to = frame.to;
        let prices = charts::prices(to, filter, known);
        frame.title.clone_from(&prices.title);
        let map = charts::map(to, asked, known);
        let (rows, hidden) = table::rows(to, &known.commune_products.rows);
        let totals = known.totals.rows.first().cloned().unwrap_or_default();
        Self {
            subtitle: subtitle(to, filter, &totals, known),
            asked: asked.form(to, filter),
            totals: small(to, &totals),
            volumes: charts::volumes(to, filter, known),
            products: charts::products(to, &known.products),
            legend: map
                .legend
                .iter()
                .map(|(class, low, high)| (class.clone(), charts::range(to, *low, *high)))
                .collect(),
            map_title: to.say("map-title"),
            map,
            prices,
            rows,
            rows_hidden: (hidden > 0).then(|| to.say_with("figures-more", [("count", hidden.into())])),
            csv: asked.csv(filter),
            workbook: asked.workbook(filter),
            frame,
        }
    }
}

/// Unit, period, freshness and coverage: what every chart of the page holds for.
fn subtitle(to: Reader, filter: &FigureFilter, totals: &FigureRow, known: &Known) -> String {
    let day = |day: Option<chrono::NaiveDate>| day.map_or_else(String::new, |day| to.day(day));
    let with_farmgate = known.weeks.rows.iter().filter(|row| row.farmgate_vnd_per_kg.is_some()).count();
    let values = [
        ("from", day(filter.from).into()),
        ("to", day(filter.to).into()),
        ("moment", to.moment(known.totals.as_of).into()),
        ("unmatched", totals.unmatched_lines.into()),
        ("priced", with_farmgate.into()),
        ("weeks", known.weeks.rows.len().into()),
    ];
    to.say_with("figures-subtitle", values)
}

/// The few numbers above the charts.
fn small(to: Reader, totals: &FigureRow) -> Vec<(String, String)> {
    let none = || "–".to_owned();
    vec![
        (to.say("figures-orders"), to.count(totals.orders)),
        (to.say("figures-ordered"), to.weight(totals.ordered_g)),
        (to.say("figures-sold"), to.weight(totals.sold_g)),
        (to.say("figures-revenue"), to.money(totals.revenue_vnd)),
        (to.say("figures-sell-through"), totals.sell_through_bp.map_or_else(none, |share| to.percent(share))),
        (
            to.say("figures-uplift"),
            totals.uplift_bp.map_or_else(none, |uplift| to.say_with("times", [("factor", to.factor(uplift).into())])),
        ),
    ]
}
