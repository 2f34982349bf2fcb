//! The ledger of one lot, into which goods are written that leave it without an order.

use amounts::{Quantity, Unit};
use askama::Template;
use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use contract::{
    PageRequest, code,
    intake::{FindStock, GetLedger, MovementView, Removal, RemoveGoods, StockView},
};
use ids::{Id, Lot};
use mailbox::Unanswered;
use serde::Deserialize;

use super::LotRow;
use crate::{
    portal::{
        fields::Fields,
        format::Reader,
        frame::{Frame, Visit, render},
        parts::Pager,
        routes::{self, Link},
    },
    problem::Problem,
};

const LEDGER_PAGE: u32 = 100;

/// What a ledger's URL says.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Asked {
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

pub(in crate::portal) async fn show(
    visit: Visit,
    Path(lot_id): Path<Id<Lot>>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    render(&ledger(&visit, lot_id, asked, Typed::default()).await?)
}

/// Goods leave the lot. What cannot leave is said beside the form, with what was typed still in it.
pub(in crate::portal) async fn remove(
    visit: Visit,
    Path(lot_id): Path<Id<Lot>>,
    form: Fields,
) -> Result<Response, Problem> {
    visit.only_who_may::<RemoveGoods>()?;
    let typed = Typed { removal: form.one("removal").to_owned(), quantity: form.one("quantity").to_owned() };
    let faulty = async |fault| {
        let asked = Asked { fault: Some(fault), ..Asked::default() };
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

async fn ledger(visit: &Visit, lot_id: Id<Lot>, asked: Asked, typed: Typed) -> Result<Ledger, Problem> {
    let get = GetLedger { lot_id, page: PageRequest { size: LEDGER_PAGE, after: asked.after.clone() } };
    let stock = FindStock { page: PageRequest::first(200) };
    let (ledger, stock) = tokio::join!(visit.ask(&get), visit.ask(&stock));
    let lots = stock.map(|page| page.rows).unwrap_or_default();
    let lot = lots.into_iter().find(|lot| lot.lot_id == lot_id);
    let code = lot.as_ref().map_or_else(|| lot_id.to_string(), |lot| lot.lot_code.clone());
    let frame = visit.frame(visit.to.say_with("ledger-title", [("lot", code.into())]));
    let may_write = visit.may::<RemoveGoods>();
    Ok(Ledger::new(frame, lot_id, lot.as_ref(), &get.page, &ledger?).writable(may_write, lot_id, &asked, typed))
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
    pub(crate) fn writable(mut self, may_write: bool, lot_id: Id<Lot>, asked: &Asked, typed: Typed) -> Self {
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
