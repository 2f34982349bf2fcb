//! What is in stock: lots with their balance, and the ledger of one lot, into which goods are written that leave it without
//! an order.

use amounts::{Quantity, Unit};
use askama::Template;
use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use contract::{
    PageRequest, Role, code,
    intake::{FindStock, GetLedger, MovementView, Removal, RemoveGoods, StockView},
};
use host::calendar::day;
use ids::{Id, Lot};
use mailbox::Unanswered;
use serde::Deserialize;

use super::{
    fields::Fields,
    format::{Reader, Urgency},
    frame::{Frame, Visit, render},
    parts::{Pager, page_request},
    routes::{self, Link},
};
use crate::problem::Problem;

const BAR_WIDTH: i64 = 1_000;
const LEDGER_PAGE: u32 = 100;

/// What a list's URL says.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Asked {
    after: Option<String>,
    size: Option<u32>,
}

/// What a ledger's URL says.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct AskedOfLedger {
    after: Option<String>,
    /// What was just written, so that it can be taken back.
    removal: Option<String>,
    grams: Option<i64>,
    /// Why what was typed could not be written.
    #[serde(skip)]
    fault: Option<&'static str>,
}

/// What was typed into the form, as it was typed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Typed {
    pub(crate) removal: String,
    pub(crate) quantity: String,
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

#[derive(Debug, Template)]
#[template(path = "stock/ledger.html")]
pub(crate) struct Ledger {
    pub(crate) frame: Frame,
    pub(crate) lot: Option<LotRow>,
    pub(crate) rows: Vec<Movement>,
    pub(crate) pager: Pager,
    /// Where the form goes, for whoever may write.
    pub(crate) form: Option<RemovalForm>,
}

/// The form by which goods leave.
#[derive(Debug)]
pub(crate) struct RemovalForm {
    pub(crate) action: String,
    /// Slug, words, chosen.
    pub(crate) ways: Vec<(&'static str, String, bool)>,
    pub(crate) quantity: String,
    pub(crate) fault: Option<String>,
    /// What was just written: slug and kilograms, to be taken back.
    pub(crate) undo: Option<(&'static str, String)>,
}

/// One row of a ledger.
#[derive(Debug)]
pub(crate) struct Movement {
    pub(crate) at: String,
    pub(crate) kind: String,
    pub(crate) quantity: String,
    pub(crate) on_hand: String,
    pub(crate) reserved: String,
    pub(crate) order: Option<String>,
}

pub(super) async fn show(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    let page = page_request(asked.after, asked.size);
    let stock = visit.ask(&FindStock { page: page.clone() }).await?;
    let may_open = matches!(visit.role(), Role::CooperativeManager | Role::Operator);
    render(&Page::new(visit.frame(visit.to.say("stock-title")), &page, &stock, may_open))
}

pub(super) async fn show_ledger(
    visit: Visit,
    Path(lot_id): Path<Id<Lot>>,
    Query(asked): Query<AskedOfLedger>,
) -> Result<Response, Problem> {
    render(&ledger(&visit, lot_id, asked, Typed::default()).await?)
}

/// Goods leave the lot. What cannot leave is said beside the form, with what was typed still in it.
pub(super) async fn remove(visit: Visit, Path(lot_id): Path<Id<Lot>>, form: Fields) -> Result<Response, Problem> {
    visit.only(&[Role::CooperativeManager])?;
    let typed = Typed { removal: form.one("removal").to_owned(), quantity: form.one("quantity").to_owned() };
    let faulty = async |fault| {
        let asked = AskedOfLedger { fault: Some(fault), ..AskedOfLedger::default() };
        let page = ledger(&visit, lot_id, asked, typed.clone()).await?;
        Ok((StatusCode::UNPROCESSABLE_ENTITY, render(&page)?).into_response())
    };
    let (Some(removal), Ok(quantity)) =
        (Removal::from_slug(&typed.removal), Quantity::parse(&typed.quantity, Unit::KILOGRAM))
    else {
        return faulty("unreadable").await;
    };
    let takes_back = form.one("take_back") == "yes";
    let quantity_g = if takes_back { -quantity.base } else { quantity.base };
    let ask = RemoveGoods { lot_id, removal, quantity_g };
    match visit.command(form.key()?, &ask).await {
        Ok(_) => {
            let link = Link::to(routes::ledger(lot_id)).with("removal", removal.slug()).with("grams", quantity_g);
            Ok(Redirect::to(&link.to_string()).into_response())
        }
        Err(Unanswered::Refused(refusal)) if refusal.code == code::STOCK_SHORT => faulty("short").await,
        Err(Unanswered::Refused(refusal)) if refusal.code == code::INVALID => faulty("unreadable").await,
        Err(other) => Err(other.into()),
    }
}

async fn ledger(visit: &Visit, lot_id: Id<Lot>, asked: AskedOfLedger, typed: Typed) -> Result<Ledger, Problem> {
    let get = GetLedger { lot_id, page: PageRequest { size: LEDGER_PAGE, after: asked.after.clone() } };
    let stock = FindStock { page: PageRequest::first(200) };
    let (ledger, stock) = tokio::join!(visit.ask(&get), visit.ask(&stock));
    let lots = stock.map(|page| page.rows).unwrap_or_default();
    let lot = lots.into_iter().find(|lot| lot.lot_id == lot_id);
    let code = lot.as_ref().map_or_else(|| lot_id.to_string(), |lot| lot.lot_code.clone());
    let frame = visit.frame(visit.to.say_with("ledger-title", [("lot", code.into())]));
    let may_write = visit.role() == Role::CooperativeManager;
    Ok(Ledger::new(frame, lot_id, lot.as_ref(), &get.page, &ledger?).writable(may_write, lot_id, &asked, typed))
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
    fn new(to: Reader, lot: &StockView, may_open: bool) -> Self {
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

impl Ledger {
    pub(crate) fn new(
        frame: Frame,
        lot_id: Id<Lot>,
        lot: Option<&StockView>,
        asked: &PageRequest,
        ledger: &contract::Page<MovementView>,
    ) -> Self {
        let to = frame.to;
        let mut pager = Pager::new(&Link::to(routes::ledger(lot_id)), asked, ledger.next.as_deref(), 0);
        pager.sizes.clear();
        Self {
            lot: lot.map(|lot| LotRow::new(to, lot, false)),
            rows: ledger.rows.iter().map(|movement| Movement::new(to, movement)).collect(),
            pager,
            form: None,
            frame,
        }
    }

    /// The same with the form, and with word of what was just written.
    pub(crate) fn writable(mut self, may_write: bool, lot_id: Id<Lot>, asked: &AskedOfLedger, typed: Typed) -> Self {
        let to = self.frame.to;
        let written = asked.removal.as_deref().and_then(Removal::from_slug).zip(asked.grams);
        let words = written.map(|(removal, grams)| {
            let key = if grams > 0 { "ledger-removed" } else { "ledger-put-back" };
            let what = to.word("movement", removal.slug());
            to.say_with(key, [("weight", to.weight(grams.abs()).into()), ("what", what.into())])
        });
        self.frame = self.frame.done(words);
        if may_write {
            let free = self.lot.as_ref().map(|lot| lot.free.clone()).unwrap_or_default();
            let chosen = if typed.removal.is_empty() { Removal::OffPlatform.slug() } else { &typed.removal };
            let way =
                |removal: Removal| (removal.slug(), to.word("movement", removal.slug()), removal.slug() == chosen);
            self.form = Some(RemovalForm {
                action: routes::ledger_remove(lot_id),
                ways: Removal::ALL.map(way).to_vec(),
                fault: asked.fault.map(|fault| match fault {
                    "short" => to.say_with("ledger-remove-short", [("weight", free.into())]),
                    _ => to.say("ledger-remove-unreadable"),
                }),
                undo: written.filter(|(_, grams)| *grams > 0).map(|(removal, grams)| (removal.slug(), to.kg(grams))),
                quantity: typed.quantity,
            });
        }
        self
    }
}

impl Movement {
    fn new(to: Reader, movement: &MovementView) -> Self {
        let key = format!("movement-{}", movement.kind.replace('_', "-"));
        Self {
            at: to.moment(movement.at),
            kind: to.language.find(&key).unwrap_or_else(|| movement.kind.clone()),
            quantity: to.kg(movement.quantity_g),
            on_hand: to.kg(movement.on_hand_g),
            reserved: to.kg(movement.reserved_g),
            order: movement.order_id.map(routes::order),
        }
    }
}

#[cfg(test)]
mod tests {
    use contract::{Grade, ProductCode};

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
