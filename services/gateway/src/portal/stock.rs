//! What is in stock: lots with their balance.

pub(crate) mod ledger;

use askama::Template;
use axum::{extract::Query, response::Response};
use contract::{
    PageRequest,
    intake::{FindStock, GetLedger, StockView},
};
use host::calendar::day;
use serde::Deserialize;

use super::{
    format::{Reader, Urgency},
    frame::{Frame, Visit, render},
    parts::{Pager, page_request},
    routes::{self, Link},
};
use crate::problem::Problem;

const BAR_WIDTH: i64 = 1_000;

/// What a list's URL says.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Asked {
    after: Option<String>,
    size: Option<u32>,
}

#[derive(Debug, Template)]
#[template(path = "stock/list.html")]
pub(crate) struct Page {
    pub(crate) frame: Frame,
    pub(crate) lots: Vec<LotRow>,
    pub(crate) pager: Pager,
    /// Names of the bar's parts, with their classes.
    pub(crate) legend: Vec<(&'static str, String)>,
}

/// One lot.
#[derive(Debug)]
pub(crate) struct LotRow {
    /// Its ledger, for whoever may read it.
    pub(crate) link: Option<String>,
    pub(crate) code: String,
    pub(crate) product: String,
    pub(crate) declared: String,
    pub(crate) free: String,
    pub(crate) reserved: String,
    pub(crate) sold: String,
    pub(crate) elsewhere: String,
    pub(crate) waste: String,
    pub(crate) bar: Bar,
    pub(crate) sell_by: String,
    pub(crate) urgency: Urgency,
}

/// Where a lot's goods are, as parts of a bar.
#[derive(Debug)]
pub(crate) struct Bar {
    pub(crate) words: String,
    /// Class, from where, how wide.
    pub(crate) parts: Vec<(&'static str, i64, i64)>,
}

pub(super) async fn show(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    let page = page_request(asked.after, asked.size);
    let stock = visit.ask(&FindStock { lot_id: None, page: page.clone() }).await?;
    let may_open = visit.may::<GetLedger>();
    render(&Page::new(visit.frame(visit.to.say("stock-title")), &page, &stock, may_open))
}

impl Page {
    pub(crate) fn new(frame: Frame, asked: &PageRequest, stock: &contract::Page<StockView>, may_open: bool) -> Self {
        let to = frame.to;
        let legend = ["sold", "reserved", "free", "elsewhere", "waste"];
        Self {
            lots: stock.rows.iter().map(|lot| LotRow::new(to, lot, may_open)).collect(),
            pager: Pager::new(&Link::to(routes::STOCK), asked, stock.next.as_deref(), stock.rows.len()),
            legend: legend.map(|part| (part, to.word("stock-part", part))).to_vec(),
            frame,
        }
    }
}

impl LotRow {
    pub(crate) fn new(to: Reader, lot: &StockView, may_open: bool) -> Self {
        let free = lot.on_hand_g - lot.reserved_g;
        let left = lot.sell_by - day(to.now);
        let urgency = match left.num_days() {
            _ if free <= 0 => Urgency::Calm,
            ..0 => Urgency::Overdue,
            0..=7 => Urgency::Soon,
            _ => Urgency::Calm,
        };
        Self {
            link: may_open.then(|| routes::ledger(lot.lot_id)),
            code: lot.lot_code.clone(),
            product: format!("{}, {}", to.product(lot.product), to.grade(lot.grade)),
            declared: to.kg(lot.declared_g),
            free: to.weight(free),
            reserved: to.kg(lot.reserved_g),
            sold: to.kg(lot.sold_g),
            elsewhere: to.kg(lot.off_platform_g + lot.own_use_g),
            waste: to.kg(lot.waste_g),
            bar: Bar::new(to, lot),
            sell_by: to.day(lot.sell_by),
            urgency,
        }
    }
}

impl Bar {
    fn new(to: Reader, lot: &StockView) -> Self {
        let parts = [
            ("sold", lot.sold_g),
            ("reserved", lot.reserved_g),
            ("free", lot.on_hand_g - lot.reserved_g),
            ("elsewhere", lot.off_platform_g + lot.own_use_g),
            ("waste", lot.waste_g),
        ];
        let shares = parts.map(|(_, grams)| grams.max(0));
        let widths = amounts::split_by_largest_remainder(BAR_WIDTH, &shares);
        let mut at = 0;
        let drawn = parts.iter().zip(widths).map(|((class, _), width)| {
            at += width;
            (*class, at - width, width)
        });
        let words = parts.iter().filter(|(_, grams)| *grams > 0);
        let words = words.map(|(part, grams)| format!("{} {}", to.word("stock-part", part), to.weight(*grams)));
        let is_empty = shares.iter().all(|share| *share == 0);
        Self {
            words: words.collect::<Vec<_>>().join(", "),
            parts: drawn.filter(|(_, _, width)| *width > 0 && !is_empty).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use contract::{Grade, ProductCode};
    use ids::Id;

    use super::*;
    use crate::text::Language;

    #[test]
    fn the_bar_of_a_lot_is_whole_and_in_order() {
        let to = Reader { language: Language::Vietnamese, now: chrono::DateTime::UNIX_EPOCH };
        let lot = StockView {
            lot_id: Id::generate(),
            lot_code: "CAMSANH-2526-0042-K".into(),
            cooperative_id: Id::generate(),
            product: ProductCode::parse("cam_sanh").expect("a product"),
            grade: Grade::First,
            sell_by: chrono::NaiveDate::MIN,
            declared_g: 3,
            on_hand_g: 2,
            reserved_g: 1,
            sold_g: 1,
            off_platform_g: 0,
            own_use_g: 0,
            waste_g: 0,
        };
        let bar = Bar::new(to, &lot);
        assert_eq!(bar.parts.iter().map(|(class, ..)| *class).collect::<Vec<_>>(), ["sold", "reserved", "free"]);
        assert_eq!(bar.parts.iter().map(|(_, _, width)| width).sum::<i64>(), BAR_WIDTH);
        let empty = StockView { declared_g: 0, on_hand_g: 0, reserved_g: 0, sold_g: 0, ..lot };
        assert!(Bar::new(to, &empty).parts.is_empty());
    }
}
