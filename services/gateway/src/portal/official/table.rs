//! Communes and products with volumes, prices and uplift: the table of the page, and the same as a workbook.

use axum::{extract::Query, response::Response};
use contract::analytics::{FigureRow, FindFigures, GroupBy};
use sheets::Cell;

use super::{Asked, ROLES};
use crate::{
    portal::{format::Reader, frame::Visit, orders},
    problem::Problem,
};

/// More than this a page does not show; the files have all of them.
const SHOWN_MAX: usize = 100;

/// One commune and product.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) commune: String,
    pub(crate) product: String,
    pub(crate) ordered: String,
    pub(crate) sold: String,
    pub(crate) sell_through: String,
    pub(crate) mean: String,
    pub(crate) median: String,
    pub(crate) farmgate: String,
    pub(crate) uplift: String,
}

/// The rows with most ordered first, and how many are not shown.
pub(super) fn rows(to: Reader, figures: &[FigureRow]) -> (Vec<Row>, usize) {
    let mut figures: Vec<&FigureRow> = figures.iter().collect();
    figures.sort_by_key(|row| std::cmp::Reverse(row.ordered_g));
    let hidden = figures.len().saturating_sub(SHOWN_MAX);
    (figures.into_iter().take(SHOWN_MAX).map(|row| Row::new(to, row)).collect(), hidden)
}

impl Row {
    fn new(to: Reader, row: &FigureRow) -> Self {
        let price = |price: Option<amounts::Vnd>| price.map_or_else(|| "–".to_owned(), |price| to.number(price.0));
        Self {
            commune: row.commune_code.as_deref().map_or_else(|| "–".to_owned(), |code| to.commune(code)),
            product: row.product.map_or("–", |product| to.product(product)).to_owned(),
            ordered: to.kg(row.ordered_g),
            sold: to.kg(row.sold_g),
            sell_through: row.sell_through_bp.map_or_else(|| "–".to_owned(), |share| to.percent(share)),
            mean: price(row.mean_price_vnd_per_kg),
            median: price(row.median_price_vnd_per_kg),
            farmgate: price(row.farmgate_vnd_per_kg),
            uplift: row.uplift_bp.map_or_else(|| "–".to_owned(), |uplift| to.factor(uplift)),
        }
    }
}

const HEADERS: [&str; 10] = [
    "column-commune",
    "column-product",
    "column-ordered-g",
    "column-sold-g",
    "column-money",
    "column-mean",
    "column-median",
    "column-farmgate",
    "column-uplift-percent",
    "column-sell-through-percent",
];

/// Answers with the workbook.
pub(in crate::portal) async fn workbook(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    visit.only(ROLES)?;
    let to = visit.to;
    let find = FindFigures { filter: asked.filter(to), group_by: GroupBy::CommuneProduct };
    let figures = visit.ask(&find).await?;
    let rows = figures.rows.iter().map(|row| cells(to, row)).collect();
    let title = to.say("figures-title");
    orders::answer(title, HEADERS.map(|key| to.say(key)).to_vec(), rows, "so-lieu.xlsx").await
}

fn cells(to: Reader, row: &FigureRow) -> Vec<Cell> {
    let price = |price: Option<amounts::Vnd>| price.map_or(Cell::Blank, Cell::Money);
    let percent = |basis_points: Option<i64>| basis_points.map_or(Cell::Blank, |part| Cell::Whole(part / 100));
    vec![
        row.commune_code.as_deref().map_or(Cell::Blank, |code| Cell::Text(to.commune(code))),
        row.product.map_or(Cell::Blank, |product| Cell::Text(to.product(product).to_owned())),
        Cell::Whole(row.ordered_g),
        Cell::Whole(row.sold_g),
        Cell::Money(row.ordered_vnd),
        price(row.mean_price_vnd_per_kg),
        price(row.median_price_vnd_per_kg),
        price(row.farmgate_vnd_per_kg),
        percent(row.uplift_bp),
        percent(row.sell_through_bp),
    ]
}
