//! The packing list of all paid orders, to print: by product, for the one who fetches, and by order, for the one who packs.

use std::collections::BTreeMap;

use askama::Template;
use axum::response::Response;
use contract::{
    PageRequest,
    intake::{FindOrders, OrderState, OrderView},
};

use super::still_bought;
use crate::{
    portal::{
        format::Reader,
        frame::{Frame, Visit, render},
    },
    problem::Problem,
};

const PAGE: u32 = 200;
/// Nobody packs more in a day.
const ORDERS_MAX: usize = 2_000;

#[derive(Debug, Template)]
#[template(path = "orders/packing_list.html")]
pub(crate) struct Page {
    pub(crate) frame: Frame,
    pub(crate) products: Vec<Product>,
    pub(crate) orders: Vec<Parcel>,
    pub(crate) summary: String,
    pub(crate) more: bool,
}

/// What is to be fetched of one SKU.
#[derive(Debug)]
pub(crate) struct Product {
    pub(crate) sku: String,
    pub(crate) name: String,
    pub(crate) packs: String,
    pub(crate) weight: String,
}

/// One parcel.
#[derive(Debug)]
pub(crate) struct Parcel {
    pub(crate) number: String,
    pub(crate) channel: String,
    pub(crate) until: String,
    pub(crate) lines: Vec<(String, String, String)>,
}

pub(in crate::portal) async fn show(visit: Visit) -> Result<Response, Problem> {
    visit.only_who_may::<contract::intake::ShipOrders>()?;
    let page = PageRequest::first(PAGE);
    let mut find = FindOrders { states: vec![OrderState::Paid], by_ship_by: true, page, ..FindOrders::default() };
    let mut orders = Vec::new();
    loop {
        let page = visit.ask(&find).await?;
        orders.extend(page.rows.into_iter().filter(|view| !view.on_hold));
        match page.next {
            Some(next) if orders.len() < ORDERS_MAX => find.page.after = Some(next),
            next => return render(&Page::new(visit.frame(visit.to.say("packing-title")), &orders, next.is_some())),
        }
    }
}

impl Page {
    pub(crate) fn new(frame: Frame, orders: &[OrderView], more: bool) -> Self {
        let to = frame.to;
        let mut by_sku: BTreeMap<&str, (&str, i64, i64)> = BTreeMap::new();
        for line in orders.iter().flat_map(|view| still_bought(&view.order)) {
            let sum = by_sku.entry(&line.sku).or_insert((&line.name, 0, 0));
            (sum.1, sum.2) = (sum.1 + line.quantity, sum.2 + line.quantity_g);
        }
        let (packs, grams) = by_sku.values().fold((0, 0), |(packs, grams), sum| (packs + sum.1, grams + sum.2));
        let product = |(sku, (name, packs, grams)): (&str, (&str, i64, i64))| Product {
            sku: sku.to_owned(),
            name: name.to_owned(),
            packs: to.number(packs),
            weight: to.weight(grams),
        };
        let values = [
            ("orders", orders.len().into()),
            ("packs", packs.into()),
            ("weight", to.weight(grams).into()),
            ("now", to.moment(to.now).into()),
            ("day", to.day(host::calendar::day(to.now)).into()),
        ];
        Self {
            summary: to.say_with("packing-summary", values),
            products: by_sku.into_iter().map(product).collect(),
            orders: orders.iter().map(|view| Parcel::new(to, view)).collect(),
            more,
            frame,
        }
    }
}

impl Parcel {
    fn new(to: Reader, view: &OrderView) -> Self {
        let order = &view.order;
        Self {
            number: order.channel_order_id.clone(),
            channel: to.channel(order.channel),
            until: view.ship_by.map_or_else(String::new, |until| to.moment(until)),
            lines: still_bought(order)
                .map(|line| (to.number(line.quantity), line.name.clone(), line.sku.clone()))
                .collect(),
        }
    }
}
