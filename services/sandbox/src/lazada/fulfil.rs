//! Packing, handing over, labels. That a call succeeded says nothing of each of its rows.

use rand::RngExt;
use serde_json::{Value, json};

use super::{
    Caller,
    envelope::{Refusal, Reply},
    orders::{no_such_order, package_id, tracking_of},
    payload::{list, text},
    words,
};
use crate::{
    books::{
        marketplace::Marketplace,
        orders::{Order, Status, Step},
    },
    market::Market,
};

/// Packages of one call.
const PACKAGES_MAX: usize = 20;

/// `/order/fulfill/pack`.
pub fn pack(market: &Market, caller: &Caller) -> Reply {
    let request = caller.json("packReq")?;
    let orders = list(&request["pack_order_list"]);
    if orders.is_empty() || orders.len() > PACKAGES_MAX {
        return Err(Refusal::business(30, format_args!("pack_order_list has 1 to {PACKAGES_MAX} orders")));
    }
    let packed: Result<Vec<Value>, Refusal> =
        orders.into_iter().map(|wanted| pack_one(market, caller, wanted)).collect();
    Ok(json!({ "pack_order_list": packed? }))
}

fn pack_one(market: &Market, caller: &Caller, wanted: &Value) -> Reply {
    let sn = text(&wanted["order_id"]);
    let (rows, ready) = {
        let mut state = market.state();
        let number = state.books.find_of(caller.shop_id, &sn).map_err(|_| no_such_order())?;
        let order = state.books.order(number).clone();
        let partial = state.faults.of(Marketplace::Lazada, Some(caller.shop_id)).partial_failure;
        let (mut rows, mut packed) = (Vec::new(), Vec::new());
        for item in list(&wanted["order_item_list"]) {
            let place = words::place_of(&order, &text(item));
            let fault = match place {
                None => Some(("22", "Invalid order item id")),
                Some(_) if order.status != Status::ReadyToShip => Some(("82", "The order item is not pending")),
                Some(place) if order.units_cancelled.contains(&place) => Some(("82", "The order item is canceled")),
                Some(_) if partial && state.dice.random() => Some(("1000", "Internal Application Error")),
                Some(_) => None,
            };
            packed.extend(place.filter(|_| fault.is_none()));
            rows.push(row(&order, &text(item), fault));
        }
        let ready = !packed.is_empty() && state.books.pack_units(number, &packed);
        (rows, ready)
    };
    if ready {
        // It was ready a moment ago; if it was cancelled since, its items say so.
        let _ = market.take(Some(caller.shop_id), &sn, Step::Pack);
    }
    Ok(json!({ "order_id": sn, "order_item_list": rows }))
}

fn row(order: &Order, id: &str, fault: Option<(&str, &str)>) -> Value {
    let (code, words) = fault.unwrap_or(("0", "success"));
    let done = fault.is_none();
    json!({
        "order_item_id": id,
        "item_err_code": code,
        "msg": words,
        "retry": code == "1000",
        "tracking_number": if done { tracking_of(order) } else { String::new() },
        "package_id": if done { package_id(order) } else { String::new() },
        "shipment_provider": if done { "LEX VN" } else { "" },
    })
}

/// `/order/package/rts`: the parcel is ready for the carrier.
pub fn ready_to_ship(market: &Market, caller: &Caller) -> Reply {
    let request = caller.json("readyToShipReq")?;
    let packages = list(&request["packages"]);
    if packages.is_empty() || packages.len() > PACKAGES_MAX {
        return Err(Refusal::business(30, format_args!("packages has 1 to {PACKAGES_MAX} parcels")));
    }
    let rows = packages.into_iter().map(|package| {
        let id = text(&package["package_id"]);
        let sn = id.strip_prefix("FP").unwrap_or_default();
        let is_packed = {
            let state = market.state();
            let number = state.books.find_of(caller.shop_id, sn).ok();
            number.map(|number| state.books.order(number).status == Status::Packed)
        };
        let done = is_packed == Some(true) && market.take(Some(caller.shop_id), sn, Step::Arrange).is_ok();
        let (code, words) = match is_packed {
            _ if done => ("0", "success"),
            None => ("23", "Invalid package id"),
            Some(_) => ("83", "The package is not packed"),
        };
        json!({ "package_id": id, "item_err_code": code, "msg": words, "retry": false })
    });
    Ok(json!({ "packages": rows.collect::<Vec<Value>>() }))
}

/// `/order/package/document/get`: the label of parcels, as a page to print.
pub fn document(market: &Market, caller: &Caller) -> Reply {
    let request = caller.json("getDocumentReq")?;
    let packages = list(&request["packages"]);
    if packages.is_empty() || packages.len() > PACKAGES_MAX {
        return Err(Refusal::business(30, format_args!("packages has 1 to {PACKAGES_MAX} parcels")));
    }
    let state = market.state();
    let mut labels = String::new();
    for package in packages {
        let id = text(&package["package_id"]);
        let number = state.books.find_of(caller.shop_id, id.strip_prefix("FP").unwrap_or_default());
        let number = number.map_err(|_| Refusal::business(23, format_args!("Invalid package id {id}")))?;
        let tracking = tracking_of(state.books.order(number));
        labels.extend(["<section><h1>", &id, "</h1><p>", &tracking, "</p></section>"]);
    }
    let page = format!("<!doctype html><meta charset=utf-8><title>Nhãn giao hàng</title>{labels}");
    Ok(json!({ "file": page, "doc_type": "HTML", "pdf_url": "" }))
}
