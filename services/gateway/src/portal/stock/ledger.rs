//! The ledger of one lot, into which goods are written that leave it without an order.

use amounts::{Quantity, Unit, Vnd};
use askama::Template;
use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use contract::{
    PageRequest, code,
    intake::{Buyer, FindStock, GetLedger, MovementView, Removal, RemoveGoods, StockView, UNDO_MINUTES, UndoRemoval},
};
use ids::{Id, Lot, Movement as MovementId};
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
    /// What was just written, and its row, so that it can be undone.
    removal: Option<String>,
    grams: Option<i64>,
    movement: Option<Id<MovementId>>,
    /// Whether something was undone.
    done: Option<String>,
    /// Why what was typed could not be written.
    #[serde(skip)]
    fault: Option<&'static str>,
}

/// What was typed into the form, as it was typed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Typed {
    pub(crate) removal: String,
    pub(crate) quantity: String,
    pub(crate) buyer: String,
    pub(crate) price: String,
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
    pub(crate) price: String,
    /// Slug, words, chosen.
    pub(crate) buyers: Vec<(&'static str, String, bool)>,
    pub(crate) fault: Option<String>,
    pub(crate) price_fault: Option<String>,
    /// What can be written with one tap: the way in words, then the button's value and its words.
    pub(crate) taps: Vec<(String, Vec<(String, String)>)>,
    pub(crate) undo_action: String,
    /// What was just written, to be undone.
    pub(crate) undo: Option<Id<MovementId>>,
}

/// One row of a ledger.
#[derive(Debug)]
pub(crate) struct Movement {
    pub(crate) at: String,
    pub(crate) kind: String,
    /// Who bought it and for how much, or that it undoes another row.
    pub(crate) about: Option<String>,
    /// It can still be undone.
    pub(crate) undo: Option<Id<MovementId>>,
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
    let typed = Typed::of(&form);
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
    let is_sale = removal == Removal::OffPlatform;
    let price_vnd_per_kg = match typed.price.as_str() {
        price if is_sale && !price.is_empty() => match Vnd::parse(price) {
            Ok(price) => Some(price),
            Err(_) => return faulty("price").await,
        },
        _ => None,
    };
    let buyer = Buyer::from_slug(&typed.buyer).filter(|_| is_sale);
    let ask = RemoveGoods { lot_id, removal, quantity_g: quantity.base, buyer, price_vnd_per_kg };
    match visit.command(form.key()?, &ask).await {
        Ok(removed) => {
            let link = Link::to(routes::ledger(lot_id)).with("removal", removal.slug()).with("grams", quantity.base);
            Ok(Redirect::to(&link.with("movement", removed.movement_id).to_string()).into_response())
        }
        Err(Unanswered::Refused(refusal)) if refusal.fields.iter().any(|fault| fault.field == "price_vnd_per_kg") => {
            faulty("price").await
        }
        Err(Unanswered::Refused(refusal)) if refusal.code == code::STOCK_SHORT => faulty("short").await,
        Err(Unanswered::Refused(refusal)) if refusal.code == code::INVALID => faulty("unreadable").await,
        Err(other) => Err(other.into()),
    }
}

/// A slip is undone by a counter-movement, within minutes.
pub(in crate::portal) async fn undo(
    visit: Visit,
    Path(lot_id): Path<Id<Lot>>,
    form: Fields,
) -> Result<Response, Problem> {
    visit.only_who_may::<UndoRemoval>()?;
    let movement_id = form.ids("movement")?.first().copied();
    let movement_id = movement_id.ok_or_else(|| Problem::new(code::UNREADABLE, "the form names no movement"))?;
    let done = match visit.command(form.key()?, &UndoRemoval { movement_id }).await {
        Ok(_) => "undone",
        Err(Unanswered::Refused(refusal)) if [code::CONFLICT, code::STOCK_SHORT].contains(&refusal.code.as_str()) => {
            "not-undone"
        }
        Err(other) => return Err(other.into()),
    };
    Ok(Redirect::to(&Link::to(routes::ledger(lot_id)).with("done", done).to_string()).into_response())
}

impl Typed {
    /// A button that was tapped says way and kilograms by itself; otherwise the fields do.
    fn of(form: &Fields) -> Self {
        let text = |name: &str| form.one(name).to_owned();
        match form.one("tap").split(':').collect::<Vec<_>>().as_slice() {
            [removal, buyer, quantity] => Self {
                removal: (*removal).to_owned(),
                quantity: (*quantity).to_owned(),
                buyer: (*buyer).to_owned(),
                price: String::new(),
            },
            _ => Self {
                removal: text("removal"),
                quantity: text("quantity"),
                buyer: text("buyer"),
                price: text("price"),
            },
        }
    }
}

async fn ledger(visit: &Visit, lot_id: Id<Lot>, asked: Asked, typed: Typed) -> Result<Ledger, Problem> {
    let get = GetLedger { lot_id, page: PageRequest { size: LEDGER_PAGE, after: asked.after.clone() } };
    let stock = FindStock { lot_id: Some(lot_id), page: PageRequest::first(1) };
    let (ledger, stock) = tokio::join!(visit.ask(&get), visit.ask(&stock));
    let lot = stock.ok().and_then(|page| page.rows.into_iter().next());
    let code = lot.as_ref().map_or_else(|| lot_id.to_string(), |lot| lot.lot_code.clone());
    let frame = visit.frame(visit.to.say_with("ledger-title", [("lot", code.into())]));
    let may_write = visit.may::<RemoveGoods>();
    let page = Ledger::new(frame, lot_id, lot.as_ref(), &get.page, &ledger?);
    Ok(page.writable(may_write, (lot_id, lot.as_ref()), &asked, typed))
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
    pub(crate) fn writable(
        mut self,
        may_write: bool,
        (lot_id, lot): (Id<Lot>, Option<&StockView>),
        asked: &Asked,
        typed: Typed,
    ) -> Self {
        let to = self.frame.to;
        let written = asked.removal.as_deref().and_then(Removal::from_slug).zip(asked.grams);
        let words = written.map(|(removal, grams)| {
            let what = to.word("movement", removal.slug());
            to.say_with("ledger-removed", [("weight", to.weight(grams).into()), ("what", what.into())])
        });
        let undone = (asked.done.as_deref() == Some("undone")).then(|| to.say("ledger-undone"));
        let not_undone = (asked.done.as_deref() == Some("not-undone"))
            .then(|| to.say_with("ledger-not-undone", [("minutes", UNDO_MINUTES.into())]));
        self.frame = self.frame.done(words.or(undone)).not_done(not_undone);
        if may_write {
            let free = self.lot.as_ref().map(|lot| lot.free.clone()).unwrap_or_default();
            let chosen = if typed.removal.is_empty() { Removal::OffPlatform.slug() } else { &typed.removal };
            let way =
                |removal: Removal| (removal.slug(), to.word("movement", removal.slug()), removal.slug() == chosen);
            let buyer = |buyer: Buyer| (buyer.slug(), to.word("buyer", buyer.slug()), buyer.slug() == typed.buyer);
            self.form = Some(RemovalForm {
                action: routes::ledger_remove(lot_id),
                ways: Removal::ALL.map(way).to_vec(),
                buyers: Buyer::ALL.map(buyer).to_vec(),
                fault: asked.fault.filter(|fault| *fault != "price").map(|fault| match fault {
                    "short" => to.say_with("ledger-remove-short", [("weight", free.into())]),
                    _ => to.say("ledger-remove-unreadable"),
                }),
                price_fault: asked.fault.filter(|fault| *fault == "price").map(|_| to.say("ledger-price-unreadable")),
                taps: taps(to, lot.map_or(0, |lot| lot.on_hand_g - lot.reserved_g)),
                undo_action: routes::ledger_undo(lot_id),
                undo: asked.movement,
                quantity: typed.quantity,
                price: typed.price,
            });
        }
        self
    }
}

/// Amounts that people write down with one tap, as far as there is so much: a basket, a sack, a quintal, all that is left.
fn taps(to: Reader, free_g: i64) -> Vec<(String, Vec<(String, String)>)> {
    const AMOUNTS: [i64; 4] = [5_000, 20_000, 50_000, 100_000];
    let ways = [
        (Removal::OffPlatform, Some(Buyer::Trader), "ledger-tap-trader"),
        (Removal::OffPlatform, Some(Buyer::Supermarket), "ledger-tap-supermarket"),
        (Removal::OwnUse, None, "movement-own-use"),
        (Removal::Waste, None, "movement-waste"),
    ];
    if free_g <= 0 {
        return Vec::new();
    }
    let way = |(removal, buyer, key): (Removal, Option<Buyer>, &str)| {
        let buyer = buyer.map_or("", Buyer::slug);
        let plain = Reader { language: crate::text::Language::Vietnamese, ..to };
        // In the fewest digits that are read back to the gram: no groups, a decimal comma.
        let value = |grams: i64| format!("{}:{buyer}:{}", removal.slug(), plain.kg(grams).replace('.', ""));
        let amounts = AMOUNTS.iter().filter(|grams| **grams < free_g);
        let mut buttons: Vec<_> = amounts.map(|grams| (value(*grams), to.weight(*grams))).collect();
        buttons.push((value(free_g), to.say_with("ledger-tap-all", [("weight", to.weight(free_g).into())])));
        (to.say(key), buttons)
    };
    ways.map(way).to_vec()
}

impl Movement {
    fn new(to: Reader, movement: &MovementView) -> Self {
        let key = format!("movement-{}", movement.kind.replace('_', "-"));
        let buyer = movement.buyer.map(|buyer| to.word("buyer", buyer.slug()));
        let price = movement.price_vnd_per_kg.map(|price| to.per_kg(price));
        let undoes = movement.undoes.map(|_| to.say("ledger-undoes"));
        let about: Vec<String> = [undoes, buyer, price].into_iter().flatten().collect();
        Self {
            about: Some(about.join(" · ")).filter(|words| !words.is_empty()),
            undo: movement.may_undo.then_some(movement.movement_id),
            at: to.moment(movement.at),
            kind: to.language.find(&key).unwrap_or_else(|| movement.kind.clone()),
            quantity: to.kg(movement.quantity_g),
            on_hand: to.kg(movement.on_hand_g),
            reserved: to.kg(movement.reserved_g),
            order: movement.order_id.map(routes::order),
        }
    }
}
