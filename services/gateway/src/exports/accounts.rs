//! The accountant's ledger of a period: what was delivered and sent back, what left without an order, and the stock between the
//! two days. What a marketplace keeps is not known before it has settled, and nothing is made up for it.

use amounts::Vnd;
use chrono::NaiveDate;
use contract::{
    Caller,
    intake::{FindRemovals, FindSoldLines, OrderState, Removal, RemovalView, SoldLine, StockSum, SumStock},
};
use futures::{StreamExt, TryStreamExt, stream};
use sheets::Cell;

use super::{
    ask_patiently, every,
    lists::{List, Rows, grade, instant, maybe, product, text},
    written::Sheet,
};
use crate::{App, problem::Problem, text::Language};

const ROWS: u32 = 200;

/// The columns of its three parts.
pub(crate) const PARTS: [(&str, &[&str]); 3] = [
    (
        "sold",
        &[
            "day",
            "order_id",
            "channel",
            "channel_order_id",
            "line_no",
            "name",
            "product",
            "grade",
            "lot_code",
            "state",
            "quantity_g",
            "gross_vnd",
            "settlement",
        ],
    ),
    (
        "removals",
        &[
            "at",
            "movement_id",
            "lot_code",
            "product",
            "grade",
            "kind",
            "buyer",
            "quantity_g",
            "price_vnd_per_kg",
            "gross_vnd",
        ],
    ),
    (
        "stock_sums",
        &[
            "product",
            "grade",
            "opening_g",
            "declared_g",
            "sold_g",
            "returned_g",
            "off_platform_g",
            "own_use_g",
            "waste_g",
            "closing_g",
        ],
    ),
];

/// First and last day.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Period {
    pub(crate) from: NaiveDate,
    pub(crate) to: NaiveDate,
}

/// One part of it, with its sums in the last rows.
pub(crate) async fn part(
    app: &App,
    caller: &Caller,
    language: Language,
    period: Period,
    name: &str,
) -> Result<List, Problem> {
    let (app, caller, Period { from, to }) = (app.clone(), caller.clone(), period);
    let columns = PARTS.iter().find(|(known, _)| *known == name).map(|(_, columns)| *columns);
    let columns = columns.ok_or_else(|| Problem::new(contract::code::NOT_FOUND, "there is no such part"))?;
    let rows = match name {
        "sold" => {
            let pages = every(app, caller, ROWS, move |page| FindSoldLines { from, to, page }).await?;
            let unsettled = language.say("accounts-unsettled");
            let total = [OrderState::Delivered, OrderState::Returned]
                .map(|state| (state, language.word("accounts-total", state.slug())));
            summed(
                pages.boxed(),
                Sums::default(),
                move |sums: &mut Sums, line: SoldLine| {
                    sums.add(line.state == OrderState::Returned, line.quantity_g, line.gross_vnd);
                    sold(line, &unsettled)
                },
                move |sums| {
                    let rows = total.iter().map(|(state, words)| {
                        let (grams, money) = sums.of(*state == OrderState::Returned);
                        let mut row = vec![Cell::Blank; 13];
                        place(&mut row, 5, text(words.as_str()));
                        place(&mut row, 9, text(state.slug()));
                        place(&mut row, 10, Cell::Whole(grams));
                        place(&mut row, 11, Cell::Money(money));
                        row
                    });
                    rows.collect()
                },
            )
        }
        "removals" => {
            let pages = every(app, caller, ROWS, move |page| FindRemovals { from, to, page }).await?;
            let words = language.say("accounts-total-sales");
            summed(
                pages.boxed(),
                Sums::default(),
                |sums: &mut Sums, row: RemovalView| {
                    if row.removal == Removal::OffPlatform {
                        sums.add(false, row.quantity_g, row.gross_vnd.unwrap_or_default());
                    }
                    removal(row)
                },
                move |sums| {
                    let (grams, money) = sums.of(false);
                    let mut row = vec![Cell::Blank; 10];
                    place(&mut row, 2, text(words.as_str()));
                    place(&mut row, 5, text(Removal::OffPlatform.slug()));
                    place(&mut row, 7, Cell::Whole(grams));
                    place(&mut row, 9, Cell::Money(money));
                    vec![row]
                },
            )
        }
        _ => {
            let sums = ask_patiently(&app, &caller, &SumStock { from, to }).await?;
            stream::iter([Ok(sums.iter().map(stock).collect())]).boxed()
        }
    };
    Ok(List { columns, rows })
}

/// All of it as the sheets of a workbook.
pub(crate) async fn sheets(
    app: &App,
    caller: &Caller,
    language: Language,
    period: Period,
) -> Result<Vec<Sheet>, Problem> {
    let mut sheets = Vec::new();
    for (name, columns) in PARTS {
        let list = part(app, caller, language, period, name).await?;
        let headers = columns.iter().map(|column| language.word("export-column", column)).collect();
        let name = language.word("export-list", name);
        sheets.push(Sheet { name, headers, offers: Vec::new(), rows: list.rows });
    }
    Ok(sheets)
}

/// Grams and money, of what was delivered and of what came back.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    kept: (i64, i64),
    back: (i64, i64),
}

impl Sums {
    fn add(&mut self, is_back: bool, grams: i64, money: Vnd) {
        let sum = if is_back { &mut self.back } else { &mut self.kept };
        *sum = (sum.0.saturating_add(grams), sum.1.saturating_add(money.0));
    }

    const fn of(&self, is_back: bool) -> (i64, Vnd) {
        let (grams, money) = if is_back { self.back } else { self.kept };
        (grams, Vnd(money))
    }
}

/// Rows of pages, and behind the last one the rows of their sums.
fn summed<R: Send + 'static>(
    pages: futures::stream::BoxStream<'static, Result<Vec<R>, Problem>>,
    sums: Sums,
    row: impl Fn(&mut Sums, R) -> Vec<Cell> + Send + 'static,
    last: impl Fn(&Sums) -> Vec<Vec<Cell>> + Send + 'static,
) -> Rows {
    let turn = (Some(pages), sums, row, last);
    stream::try_unfold(turn, async |(pages, mut sums, row, last)| {
        let Some(mut pages) = pages else { return Ok(None) };
        Ok(Some(match pages.try_next().await? {
            Some(rows) => {
                let rows: Vec<Vec<Cell>> = rows.into_iter().map(|one| row(&mut sums, one)).collect();
                (rows, (Some(pages), sums, row, last))
            }
            None => (last(&sums), (None, sums, row, last)),
        }))
    })
    .boxed()
}

fn place(row: &mut [Cell], at: usize, cell: Cell) {
    if let Some(place) = row.get_mut(at) {
        *place = cell;
    }
}

fn sold(line: SoldLine, unsettled: &str) -> Vec<Cell> {
    vec![
        Cell::Date(line.day),
        text(line.order_id.to_string()),
        text(line.channel.slug()),
        text(line.channel_order_id),
        Cell::Whole(line.line_no.into()),
        text(line.name),
        maybe(line.product, product),
        maybe(line.grade, grade),
        maybe(line.lot_code, text),
        text(line.state.slug()),
        Cell::Whole(line.quantity_g),
        Cell::Money(line.gross_vnd),
        text(unsettled),
    ]
}

fn removal(row: RemovalView) -> Vec<Cell> {
    vec![
        instant(row.at),
        text(row.movement_id.to_string()),
        text(row.lot_code),
        product(row.product),
        grade(row.grade),
        text(row.removal.slug()),
        maybe(row.buyer, |buyer| text(buyer.slug())),
        Cell::Whole(row.quantity_g),
        maybe(row.price_vnd_per_kg, Cell::Money),
        maybe(row.gross_vnd, Cell::Money),
    ]
}

fn stock(sum: &StockSum) -> Vec<Cell> {
    let grams = [
        sum.opening_g,
        sum.declared_g,
        sum.sold_g,
        sum.returned_g,
        sum.off_platform_g,
        sum.own_use_g,
        sum.waste_g,
        sum.closing_g,
    ];
    [product(sum.product), grade(sum.grade)].into_iter().chain(grams.map(Cell::Whole)).collect()
}
