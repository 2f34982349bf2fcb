//! One order: what was bought, from which lots, how far it is, and what its marketplace was asked and said.

use std::collections::HashMap;

use askama::Template;
use axum::{extract::Path, response::Response};
use contract::{
    PageRequest, Role,
    intake::{FindStock, GetOrder, OrderState, OrderView},
};
use ids::{Id, Lot, Order};

use super::{badge, remarks};
use crate::{
    portal::{
        format::{Reader, Urgency},
        frame::{Frame, Visit, render},
        parts::Badge,
        routes,
    },
    problem::Problem,
};

#[derive(Debug, Template)]
#[template(path = "orders/detail.html")]
pub(crate) struct Page {
    pub(crate) frame: Frame,
    pub(crate) id: String,
    pub(crate) channel: String,
    pub(crate) badge: Badge,
    pub(crate) remarks: Vec<String>,
    pub(crate) ship_by: Option<(Urgency, String, String)>,
    pub(crate) lines: Vec<Line>,
    pub(crate) weight: String,
    pub(crate) money: String,
    /// What is known of its history: a name and when, or what.
    pub(crate) facts: Vec<(String, String)>,
    pub(crate) may_ship: bool,
    pub(crate) may_cancel: bool,
}

/// One thing bought.
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) name: String,
    pub(crate) sku: String,
    pub(crate) packs: String,
    pub(crate) unit_price: String,
    pub(crate) money: String,
    pub(crate) weight: String,
    pub(crate) lots: Vec<(String, String, String)>,
}

pub(in crate::portal) async fn show(visit: Visit, Path(order_id): Path<Id<Order>>) -> Result<Response, Problem> {
    let (get, stock) = (GetOrder { order_id }, FindStock { lot_id: None, page: PageRequest::first(200) });
    let (view, stock) = tokio::join!(visit.ask(&get), visit.ask(&stock));
    let codes =
        stock.map(|page| page.rows).unwrap_or_default().into_iter().map(|lot| (lot.lot_id, lot.lot_code)).collect();
    let view = view?;
    let title = visit.to.say_with("order-title", [("number", view.order.channel_order_id.as_str().into())]);
    render(&Page::new(visit.frame(title), &view, &codes, visit.role() == Role::CooperativeManager))
}

impl Page {
    /// `lot_codes` as far as they are known; a lot without one is named by its id.
    pub(crate) fn new(frame: Frame, view: &OrderView, lot_codes: &HashMap<Id<Lot>, String>, may_act: bool) -> Self {
        let (to, order) = (frame.to, &view.order);
        let is_open = matches!(order.state, OrderState::Placed | OrderState::Paid | OrderState::ReadyToShip);
        let ship_by = view.ship_by.filter(|_| is_open);
        let waits = view.task.as_ref().is_some_and(|task| task.state == "queued");
        Self {
            id: order.order_id.to_string(),
            channel: to.channel(order.channel),
            badge: badge(to, order.state),
            remarks: remarks(to, view),
            ship_by: ship_by.map(|until| (to.urgency(until), to.time_left(until), to.moment(until))),
            lines: order.lines.iter().map(|line| Line::new(to, line, lot_codes)).collect(),
            weight: to.weight(order.lines.iter().map(|line| line.quantity_g).sum()),
            money: to.money(order.lines.iter().map(|line| line.line_vnd).sum()),
            facts: facts(to, view),
            may_ship: may_act && order.state == OrderState::Paid && !view.on_hold && !waits,
            may_cancel: may_act && matches!(order.state, OrderState::Paid | OrderState::ReadyToShip) && !waits,
            frame,
        }
    }
}

impl Line {
    fn new(to: Reader, line: &contract::intake::OrderLine, lot_codes: &HashMap<Id<Lot>, String>) -> Self {
        let lot = |share: &contract::intake::LotShare| {
            let code = lot_codes.get(&share.lot_id).cloned().unwrap_or_else(|| share.lot_id.to_string());
            (routes::ledger(share.lot_id), code, to.weight(share.quantity_g))
        };
        Self {
            name: line.name.clone(),
            sku: line.sku.clone(),
            packs: to.number(line.quantity),
            unit_price: to.money(line.unit_price_vnd),
            money: to.money(line.line_vnd),
            weight: to.weight(line.quantity_g),
            lots: line.lots.iter().map(lot).collect(),
        }
    }
}

fn facts(to: Reader, view: &OrderView) -> Vec<(String, String)> {
    let order = &view.order;
    let payment = if view.cash_on_delivery { "order-pays-on-delivery" } else { "order-paid-ahead" };
    let source = if view.found_by_polling { "order-found-by-polling" } else { "order-found-by-webhook" };
    let mut facts = vec![
        (to.say("order-fact-placed"), to.moment(order.placed_at)),
        (to.say("order-fact-changed"), to.moment(order.changed_at)),
        (to.say("order-fact-payment"), to.say(payment)),
        (to.say("order-fact-status"), view.raw_status.clone()),
        (to.say("order-fact-source"), to.say(source)),
    ];
    let mut also = |key: &str, value: Option<&String>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            facts.push((to.say(key), value.clone()));
        }
    };
    also("order-fact-tracking", view.tracking_number.as_ref());
    also("order-fact-cancelled", view.cancel_reason.as_ref());
    also("order-column-lots", view.from_before.then(|| to.say("order-from-before")).as_ref());
    facts
}
