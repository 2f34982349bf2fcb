//! From rows of figures to charts with a finding in their title.

use std::collections::BTreeMap;

use amounts::Vnd;
use chrono::{Days, NaiveDate};
use contract::{
    ProductCode,
    analytics::{FigureFilter, FigureRow},
};

use super::{
    Chart, Known,
    asked::{Asked, YEAR_DAYS, mondays},
};
use crate::portal::{
    chart::{Bar, Bars, Lines, Series, Stroke, Tile, Tiles, letters_of},
    format::Reader,
};

/// Above this, weights are told in tonnes.
const IN_TONNES_FROM_G: i64 = 10_000_000;

/// Rows by product, then by Monday.
type Weeks<'a> = BTreeMap<ProductCode, BTreeMap<NaiveDate, &'a FigureRow>>;

fn by_product(rows: &[FigureRow]) -> Weeks<'_> {
    let mut weeks = Weeks::new();
    for row in rows {
        if let (Some(product), Some(monday)) = (row.product, row.day) {
            weeks.entry(product).or_default().insert(monday, row);
        }
    }
    weeks
}

/// The product whose price is told: the chosen one, or the one ordered most.
fn main_product(filter: &FigureFilter, weeks: &Weeks<'_>) -> Option<ProductCode> {
    let ordered = |rows: &BTreeMap<NaiveDate, &FigureRow>| rows.values().map(|row| row.ordered_g).sum::<i64>();
    filter.product.or_else(|| weeks.iter().max_by_key(|(_, rows)| ordered(rows)).map(|(product, _)| *product))
}

/// Weight a week: a line for each product, or ordered and delivered of the chosen one.
pub(super) fn volumes(to: Reader, filter: &FigureFilter, known: &Known) -> Chart<Lines> {
    let (weeks, mondays) = (by_product(&known.weeks.rows), mondays(filter));
    let line = |name: String, number: usize, product: ProductCode, of: fn(&FigureRow) -> i64| {
        let values = mondays.iter().map(|monday| weeks.get(&product)?.get(monday).map(|row| of(row))).collect();
        Series { name, stroke: Stroke::Series(number), values }
    };
    let series: Vec<Series> = match filter.product {
        Some(product) => vec![
            line(to.say("figures-ordered"), 1, product, |row| row.ordered_g),
            line(to.say("figures-sold"), 2, product, |row| row.sold_g),
        ],
        None => (1..)
            .zip(weeks.keys())
            .map(|(number, product)| line(to.product(*product).to_owned(), number, *product, |row| row.ordered_g))
            .collect(),
    };
    let most = series.iter().flat_map(|line| line.values.iter().flatten()).max().copied().unwrap_or(0);
    let unit = Unit::for_most(most);
    let totals = known.totals.rows.first();
    let (ordered, sold) = totals.map_or((0, 0), |row| (row.ordered_g, row.sold_g));
    let title =
        to.say_with("volumes-finding", [("ordered", to.weight(ordered).into()), ("sold", to.weight(sold).into())]);
    let subtitle = to.say_with("volumes-subtitle", [("unit", unit.name(to).into())]);
    let days: Vec<String> = mondays.iter().map(|monday| to.short_day(*monday)).collect();
    let rows = table(to, &mondays, &series, |to, grams| unit.write(to, grams));
    Chart {
        drawn: Lines::new(title.clone(), subtitle.clone(), &days, &series, true, |grams| unit.write(to, grams)),
        headers: headers(to, &series),
        title,
        subtitle,
        rows,
    }
}

/// The median channel price of one product beside its farm-gate price, and the season before behind them.
pub(super) fn prices(to: Reader, filter: &FigureFilter, known: &Known) -> Chart<Lines> {
    let (weeks, before, mondays) = (by_product(&known.weeks.rows), by_product(&known.weeks_before), mondays(filter));
    let product = main_product(filter, &weeks);
    let of = |weeks: &Weeks<'_>, monday: &NaiveDate, price: fn(&FigureRow) -> Option<Vnd>| {
        weeks.get(&product?)?.get(monday).and_then(|row| price(row)).map(|price| price.0)
    };
    let line = |key: &str, stroke, values| Series { name: to.say(key), stroke, values };
    let channel: Vec<_> = mondays.iter().map(|monday| of(&weeks, monday, |row| row.median_price_vnd_per_kg)).collect();
    let farmgate: Vec<_> = mondays.iter().map(|monday| of(&weeks, monday, |row| row.farmgate_vnd_per_kg)).collect();
    let past = |monday: &NaiveDate| {
        of(&before, &monday.checked_sub_days(Days::new(YEAR_DAYS))?, |row| row.median_price_vnd_per_kg)
    };
    let past: Vec<_> = mondays.iter().map(past).collect();
    let series = [
        line("prices-before", Stroke::Behind, past),
        line("prices-channel", Stroke::Series(1), channel),
        line("prices-farmgate", Stroke::Series(2), farmgate),
    ];
    let title = finding(to, product, &weeks);
    let subtitle = product
        .map_or_else(String::new, |product| to.say_with("prices-subtitle", [("product", to.product(product).into())]));
    let days: Vec<String> = mondays.iter().map(|monday| to.short_day(*monday)).collect();
    Chart {
        drawn: Lines::new(title.clone(), subtitle.clone(), &days, &series, false, |price| to.number(price)),
        headers: headers(to, &series),
        rows: table(to, &mondays, &series, Reader::number),
        title,
        subtitle,
    }
}

/// The page's title: what the newest week with a price says.
fn finding(to: Reader, product: Option<ProductCode>, weeks: &Weeks<'_>) -> String {
    let priced =
        |product| weeks.get(&product)?.values().rev().find(|row| row.median_price_vnd_per_kg.is_some()).copied();
    let Some((product, row)) = product.and_then(|product| Some((product, priced(product)?))) else {
        return to.say("finding-nothing");
    };
    let price = to.per_kg(row.median_price_vnd_per_kg.unwrap_or_default());
    let day = row.day.map_or_else(String::new, |day| to.short_day(day));
    let name = to.product_within(product);
    match row.uplift_bp {
        Some(uplift) => to.say_with(
            "finding-uplift",
            [
                ("product", name.into()),
                ("day", day.into()),
                ("price", price.into()),
                ("factor", to.factor(uplift).into()),
            ],
        ),
        None => to.say_with("finding-price", [("product", name.into()), ("day", day.into()), ("price", price.into())]),
    }
}

/// Ordered weight by product, with the delivered part drawn full.
pub(super) fn products(to: Reader, rows: &[FigureRow]) -> Chart<Bars> {
    let named: Vec<(ProductCode, &FigureRow)> = rows.iter().filter_map(|row| Some((row.product?, row))).collect();
    let bar = |(product, row): &(ProductCode, &FigureRow)| Bar {
        name: to.product(*product).to_owned(),
        value: row.ordered_g,
        part: row.sold_g,
        label: to.weight(row.ordered_g),
    };
    let cells = |(product, row): &(ProductCode, &FigureRow)| {
        vec![to.product(*product).to_owned(), to.kg(row.ordered_g), to.kg(row.sold_g), to.money(row.ordered_vnd)]
    };
    let (title, subtitle) = (to.say("products-title"), to.say("products-subtitle"));
    Chart {
        drawn: Bars::new(title.clone(), subtitle.clone(), named.iter().map(bar).collect()),
        headers: ["column-product", "column-ordered-kg", "column-sold-kg", "column-money"]
            .map(|key| to.say(key))
            .to_vec(),
        rows: named.iter().map(cells).collect(),
        title,
        subtitle,
    }
}

/// The map of squares, by ordered weight.
pub(super) fn map(to: Reader, asked: &Asked, known: &Known) -> Tiles {
    let ordered: BTreeMap<&str, i64> =
        known.communes.iter().filter_map(|row| Some((row.commune_code.as_deref()?, row.ordered_g))).collect();
    let tile = |commune: &'static places::Commune| {
        let (column, row) = commune.tile?;
        let value = ordered.get(commune.code).copied();
        let weight = value.map_or_else(|| to.say("map-no-data"), |grams| to.weight(grams));
        let words = format!("{}: {weight}", to.commune(commune.code));
        Some(Tile {
            column,
            row,
            letters: letters_of(commune.name),
            words,
            link: asked.commune_link(commune.code),
            value,
        })
    };
    Tiles::new(to.say("map-title"), to.say("map-subtitle"), places::communes().iter().filter_map(tile).collect())
}

/// A step of the map's legend.
pub(super) fn range(to: Reader, low: i64, high: i64) -> String {
    let unit = Unit::for_most(high);
    if low == high {
        return format!("{} {}", unit.write(to, low), unit.name(to));
    }
    format!("{} – {} {}", unit.write(to, low), unit.write(to, high), unit.name(to))
}

/// The unit an axis of weights is told in.
#[derive(Clone, Copy)]
enum Unit {
    Kilograms,
    Tonnes,
}

impl Unit {
    const fn for_most(most_g: i64) -> Self {
        if most_g >= IN_TONNES_FROM_G { Self::Tonnes } else { Self::Kilograms }
    }

    fn name(self, to: Reader) -> String {
        to.say(match self {
            Self::Kilograms => "unit-kilograms",
            Self::Tonnes => "unit-tonnes",
        })
    }

    fn write(self, to: Reader, grams: i64) -> String {
        match self {
            Self::Kilograms => to.kg(grams),
            Self::Tonnes => to.tonnes(grams),
        }
    }
}

fn headers(to: Reader, series: &[Series]) -> Vec<String> {
    std::iter::once(to.say("column-week")).chain(series.iter().map(|line| line.name.clone())).collect()
}

/// The numbers behind the lines, the newest week first.
fn table(
    to: Reader,
    mondays: &[NaiveDate],
    series: &[Series],
    write: impl Fn(Reader, i64) -> String,
) -> Vec<Vec<String>> {
    let cells = |(at, monday): (usize, &NaiveDate)| {
        let value = |line: &Series| line.values[at].map_or_else(|| "–".to_owned(), |value| write(to, value));
        std::iter::once(to.short_day(*monday)).chain(series.iter().map(value)).collect()
    };
    mondays.iter().enumerate().rev().map(cells).collect()
}
