//! Which part of the figures is asked for: product, commune and period, all of it in the URL.

use chrono::{Datelike, Days, NaiveDate};
use contract::{PRODUCTS, ProductCode, analytics::FigureFilter};
use host::calendar::day;
use serde::Deserialize;

use crate::portal::{
    format::Reader,
    parts::Chip,
    routes::{self, Link},
};

/// Weeks of the periods one can choose by a single press; the first is what nobody has to choose.
const WEEKS: [u64; 3] = [12, 4, 52];
/// A season before is so many days ago: whole weeks, so that Mondays meet.
pub(super) const YEAR_DAYS: u64 = 364;

/// What the URL says. Empty values come from a form in which nothing was chosen.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    pub(super) product: String,
    #[serde(default)]
    pub(super) commune: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
}

/// The filters as the page offers them.
#[derive(Debug)]
pub(crate) struct Form {
    /// Code, name, whether chosen.
    pub(crate) products: Vec<(&'static str, &'static str, bool)>,
    pub(crate) communes: Vec<(&'static str, String, bool)>,
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) periods: Vec<Chip>,
}

impl Asked {
    /// What analytics is asked; without a period the last twelve weeks, from a Monday on.
    pub(crate) fn filter(&self, reader: Reader) -> FigureFilter {
        let (from, to) = period(reader, WEEKS[0]);
        let chosen = |text: &str| text.parse::<NaiveDate>().ok();
        FigureFilter {
            from: chosen(&self.from).or(Some(from)),
            to: chosen(&self.to).or(Some(to)),
            product: ProductCode::parse(&self.product),
            commune_code: places::commune(&self.commune).map(|commune| commune.code.to_owned()),
            ..FigureFilter::default()
        }
    }

    pub(super) fn form(&self, reader: Reader, filter: &FigureFilter) -> Form {
        let products = PRODUCTS.iter().filter_map(|product| ProductCode::parse(product.code));
        let mut communes: Vec<_> = places::communes().iter().collect();
        communes.sort_by_key(|commune| places::search_key(commune.name));
        let day = |day: Option<NaiveDate>| day.map_or_else(String::new, |day| day.to_string());
        Form {
            products: products
                .map(|code| (code.as_str(), reader.product(code), filter.product == Some(code)))
                .collect(),
            communes: communes
                .into_iter()
                .map(|commune| {
                    (commune.code, reader.commune(commune.code), filter.commune_code.as_deref() == Some(commune.code))
                })
                .collect(),
            from: day(filter.from),
            to: day(filter.to),
            periods: WEEKS.iter().map(|weeks| self.period_chip(reader, *weeks, filter)).collect(),
        }
    }

    fn period_chip(&self, reader: Reader, weeks: u64, filter: &FigureFilter) -> Chip {
        let (from, to) = period(reader, weeks);
        let link = self.narrowed(Link::to(routes::OFFICIAL)).with("from", from).with("to", to);
        let is_chosen = (filter.from, filter.to) == (Some(from), Some(to));
        Chip::new(reader, reader.counted("figures-weeks", weeks), None, &link, is_chosen)
    }

    fn narrowed(&self, link: Link) -> Link {
        link.with("product", &self.product).with("commune", &self.commune)
    }

    fn whole(link: Link, filter: &FigureFilter) -> Link {
        link.with_some("from", filter.from)
            .with_some("to", filter.to)
            .with_some("product", filter.product)
            .with_some("commune", filter.commune_code.as_deref())
    }

    /// The same page for one commune.
    pub(super) fn commune_link(&self, commune: &str) -> String {
        let link = Link::to(routes::OFFICIAL).with("product", &self.product).with("commune", commune);
        link.with("from", &self.from).with("to", &self.to).to_string()
    }

    #[expect(clippy::unused_self, reason = "beside its sisters")]
    pub(super) fn csv(&self, filter: &FigureFilter) -> String {
        Self::whole(Link::to("/api/v1/exports/figures.csv").with("group_by", "commune_product"), filter).to_string()
    }

    #[expect(clippy::unused_self, reason = "beside its sisters")]
    pub(super) fn workbook(&self, filter: &FigureFilter) -> String {
        Self::whole(Link::to(routes::FIGURES_WORKBOOK), filter).to_string()
    }
}

/// So many weeks until today, from a Monday on.
fn period(reader: Reader, weeks: u64) -> (NaiveDate, NaiveDate) {
    let today = day(reader.now);
    let monday = today - Days::new(today.weekday().num_days_from_monday().into());
    (monday - Days::new(7 * (weeks - 1)), today)
}

/// The same part, a year before.
pub(super) fn a_year_before(filter: &FigureFilter) -> FigureFilter {
    let before = |day: Option<NaiveDate>| day.and_then(|day| day.checked_sub_days(Days::new(YEAR_DAYS)));
    FigureFilter { from: before(filter.from), to: before(filter.to), ..filter.clone() }
}

/// Every Monday of the period, so that a week without orders is a gap and not left out.
pub(super) fn mondays(filter: &FigureFilter) -> Vec<NaiveDate> {
    const WEEKS_MAX: usize = 520;
    let (Some(from), Some(to)) = (filter.from, filter.to) else { return Vec::new() };
    let first = from - Days::new(from.weekday().num_days_from_monday().into());
    first.iter_weeks().take_while(|monday| *monday <= to).take(WEEKS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Language;

    fn reader() -> Reader {
        let now = chrono::DateTime::parse_from_rfc3339("2026-01-14T10:00:00+07:00").expect("an instant");
        Reader { language: Language::Vietnamese, now: now.to_utc() }
    }

    #[test]
    fn without_a_choice_the_last_twelve_weeks_are_shown_from_a_monday_on() {
        let filter = Asked::default().filter(reader());
        let mondays = mondays(&filter);
        assert_eq!((mondays.len(), mondays[11].to_string()), (12, "2026-01-12".to_owned()));
        assert_eq!(filter.to.expect("a day").to_string(), "2026-01-14");
        assert_eq!(a_year_before(&filter).from.map(|day| day.weekday()), Some(chrono::Weekday::Mon));
    }

    #[test]
    fn what_is_not_known_is_not_asked_for() {
        let asked = Asked { product: "chuoi".into(), commune: "99999".into(), from: "mai".into(), to: String::new() };
        let filter = asked.filter(reader());
        assert_eq!((filter.product, filter.commune_code), (None, None));
        assert!(filter.from.is_some() && filter.to.is_some());
    }
}
