//! Goods that go back, and buyers who ask to give an order up.

use std::sync::Arc;

use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    caller::{Body, ForShop},
    envelope::{Answer, Refusal, Reply},
    words,
};
use crate::{
    books::{
        TimeField,
        orders::{Cancellation, Order, Step},
        returns::Stage,
    },
    market::Market,
};

/// `GET returns/get_return_list`: a page, by the time a return last changed.
pub async fn get_return_list(State(market): State<Arc<Market>>, call: ForShop) -> Reply {
    let page: usize = call.parameters.read("page_no")?.unwrap_or(0);
    let size: usize = call.parameters.read("page_size")?.unwrap_or(40);
    if !(1..=100).contains(&size) {
        return Err(Refusal::parameter("page_size must be 1 to 100"));
    }
    let from: i64 = call.parameters.read("update_time_from")?.unwrap_or(i64::MIN);
    let to: i64 = call.parameters.read("update_time_to")?.unwrap_or(i64::MAX);
    let status = call.parameters.get("status");
    let state = market.state();
    let shop = state.books.shop(call.shop_id).map_err(|_| not_found())?;
    let orders = shop.orders_by(TimeField::Created).iter().map(|(_, number)| state.books.order(*number));
    let wanted = orders.filter(|order| {
        order.giving_back.is_some_and(|back| {
            (from..=to).contains(&back.updated) && status.is_none_or(|status| words::of_return(back.stage) == status)
        })
    });
    let all: Vec<&Order> = wanted.collect();
    let skip = page.saturating_mul(size);
    let rows: Vec<Value> = all.iter().skip(skip).take(size).filter_map(|order| shown(order)).collect();
    Ok(Answer::with(json!({ "more": skip.saturating_add(rows.len()) < all.len(), "return": rows })))
}

/// `GET returns/get_return_detail`.
pub async fn get_return_detail(State(market): State<Arc<Market>>, call: ForShop) -> Reply {
    let sn: String = call.parameters.need("return_sn")?;
    let state = market.state();
    let number = state.books.find_of(call.shop_id, order_of(&sn)).map_err(|_| not_found())?;
    shown(state.books.order(number)).map(Answer::with).ok_or_else(not_found)
}

/// The body of `returns/confirm`.
#[derive(Deserialize)]
pub struct Confirm {
    return_sn: String,
}

/// `POST returns/confirm`: the seller agrees to refund.
pub async fn confirm(State(market): State<Arc<Market>>, call: ForShop, Body(confirm): Body<Confirm>) -> Reply {
    let done = market.go_back(Some(call.shop_id), order_of(&confirm.return_sn), Stage::Agreed);
    done.map(|_| Answer::with(json!({ "return_sn": confirm.return_sn }))).map_err(|_| not_found())
}

fn order_of(return_sn: &str) -> &str {
    return_sn.strip_prefix('R').unwrap_or_default()
}

fn not_found() -> Refusal {
    Refusal::new("error_not_found", "Wrong parameters, detail: the return is not found.")
}

fn shown(order: &Order) -> Option<Value> {
    let back = order.giving_back?;
    let items = order.lines.iter().map(|line| {
        json!({ "item_id": line.item_id, "model_id": 0, "name": line.name, "amount": line.quantity, "item_price": line.unit_price_vnd, "item_sku": line.sku })
    });
    Some(json!({
        "return_sn": format!("R{}", order.sn),
        "order_sn": order.sn,
        "status": words::of_return(back.stage),
        "reason": "ITEM_DAMAGED",
        "text_reason": "",
        "refund_amount": back.refund_vnd,
        "currency": "VND",
        "create_time": back.created,
        "update_time": back.updated,
        "item": items.collect::<Vec<Value>>(),
        "user": { "username": order.buyer.masked_username() },
    }))
}

/// The body of `order/handle_buyer_cancellation`.
#[derive(Deserialize)]
pub struct Answered {
    order_sn: String,
    operation: Operation,
}

#[derive(Deserialize, PartialEq, Eq)]
#[serde(rename_all = "UPPERCASE")]
enum Operation {
    Accept,
    Reject,
}

/// `POST order/handle_buyer_cancellation`.
pub async fn handle_buyer_cancellation(
    State(market): State<Arc<Market>>,
    call: ForShop,
    Body(answered): Body<Answered>,
) -> Reply {
    let asked = {
        let state = market.state();
        let number = state.books.find_of(call.shop_id, &answered.order_sn);
        let number =
            number.map_err(|_| Refusal::new("error_not_found", "Wrong parameters, detail: the order is not found."))?;
        state.books.order(number).cancel_asked
    };
    let refuse = || Refusal::new("order.error_status", "The order has no buyer cancellation request.");
    if !asked {
        return Err(refuse());
    }
    let accepted = Step::Cancel(Cancellation::BuyerChangedMind);
    let step = if answered.operation == Operation::Accept { accepted } else { Step::KeepOn };
    let order = market.take(Some(call.shop_id), &answered.order_sn, step).map_err(|_| refuse())?;
    Ok(Answer::with(json!({ "update_time": order.updated })))
}
