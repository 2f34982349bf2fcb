//! Giving orders up, answering buyers who ask to, and goods that go back.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    Caller,
    envelope::{Refusal, Reply},
    orders::money,
    words,
};
use crate::{
    books::{
        TimeField,
        orders::{Cancellation, Order, Status, Step},
    },
    market::{Market, State},
};

/// `POST cancellations`: the whole order, or packs of it.
pub fn cancel(market: &Market, caller: &Caller) -> Reply {
    #[derive(Deserialize)]
    struct Wanted {
        order_id: String,
        #[serde(default)]
        order_line_item_ids: Vec<String>,
        cancel_reason: String,
    }
    let wanted: Wanted = caller.body()?;
    let missing = || Refusal::order("The order does not exist");
    let order = {
        let state = market.state();
        state.books.order(state.books.find_of(caller.shop_id, &wanted.order_id).map_err(|_| missing())?).clone()
    };
    let reason = if wanted.cancel_reason.contains("out_of_stock") {
        Cancellation::OutOfStock
    } else {
        Cancellation::CustomerRequest
    };
    let places: Option<Vec<usize>> = if wanted.order_line_item_ids.is_empty() {
        Some(order.units_left().map(|unit| unit.place).collect())
    } else {
        wanted.order_line_item_ids.iter().map(|id| words::place_of(&order, id)).collect()
    };
    let places = places.ok_or_else(|| Refusal::order("A line does not belong to the order"))?;
    let done = market.cancel_units(caller.shop_id, &order.sn, &places, Step::Cancel(reason));
    done.map_err(|_| Refusal::order("The order can not be cancelled in its status"))?;
    Ok(
        json!({ "cancel_id": words::number_of(&order, words::CANCELLATION), "cancel_status": "CANCELLATION_REQUEST_COMPLETE" }),
    )
}

/// `POST cancellations/{id}/approve` and `reject`.
pub fn answer(market: &Market, caller: &Caller, id: &str, approve: bool) -> Reply {
    let missing = || Refusal::order("The cancellation does not exist");
    let sn = words::order_of(id, words::CANCELLATION).ok_or_else(missing)?;
    let asked = {
        let state = market.state();
        state.books.order(state.books.find_of(caller.shop_id, &sn).map_err(|_| missing())?).cancel_asked
    };
    if !asked {
        return Err(Refusal::order("The cancellation is not pending"));
    }
    let step = if approve { Step::Cancel(Cancellation::BuyerChangedMind) } else { Step::KeepOn };
    let done = market.take(Some(caller.shop_id), &sn, step);
    done.map(|_| json!({})).map_err(|_| Refusal::order("The cancellation is not pending"))
}

/// `POST cancellations/search`.
pub fn search_cancellations(market: &Market, caller: &Caller) -> Reply {
    let shown = |order: &Order| {
        let status = match order.status {
            _ if order.cancel_asked => "CANCELLATION_REQUEST_PENDING",
            Status::Cancelled => "CANCELLATION_REQUEST_COMPLETE",
            _ => return None,
        };
        Some(json!({
            "cancel_id": words::number_of(order, words::CANCELLATION),
            "order_id": order.sn,
            "cancel_status": status,
            "cancel_type": if order.cancel_asked { "BUYER_CANCEL" } else { "CANCEL" },
            "update_time": order.updated,
        }))
    };
    page(market, caller, "cancellations", shown)
}

/// `POST returns/search`.
pub fn search(market: &Market, caller: &Caller) -> Reply {
    let shown = |order: &Order| {
        let back = order.giving_back?;
        let lines = order.units_left().map(|unit| {
            json!({ "order_line_item_id": words::line_id(order, unit.place), "sku_id": unit.line.item_id.to_string(), "seller_sku": unit.line.sku })
        });
        Some(json!({
            "return_id": words::number_of(order, words::RETURN),
            "order_id": order.sn,
            "return_type": "RETURN_AND_REFUND",
            "return_status": words::of_return(back.stage),
            "return_reason_text": "Sản phẩm không như mô tả",
            "refund_amount": { "currency": "VND", "refund_total": money(back.refund_vnd) },
            "return_line_items": lines.collect::<Vec<Value>>(),
            "create_time": back.created,
            "update_time": back.updated,
        }))
    };
    page(market, caller, "return_orders", shown)
}

#[derive(Deserialize, Default)]
struct Filter {
    order_ids: Option<Vec<String>>,
    update_time_ge: Option<i64>,
    update_time_lt: Option<i64>,
}

fn page(market: &Market, caller: &Caller, name: &str, shown: impl Fn(&Order) -> Option<Value>) -> Reply {
    let filter: Filter = if caller.call.body.is_empty() { Filter::default() } else { caller.body()? };
    let (size, from) = (caller.number("page_size", 20)?, caller.number("page_token", 0)?);
    if !(1..=50).contains(&size) {
        return Err(Refusal::invalid("page_size must be 1 to 50"));
    }
    let state: std::sync::MutexGuard<'_, State> = market.state();
    let orders =
        caller.shop(&state)?.orders_by(TimeField::Created).iter().map(|(_, number)| state.books.order(*number));
    let of_these = orders.filter(|order| filter.order_ids.as_ref().is_none_or(|ids| ids.contains(&order.sn)));
    let in_time = |value: &Value| {
        let at = value["update_time"].as_i64().unwrap_or(0);
        filter.update_time_ge.is_none_or(|bound| at >= bound) && filter.update_time_lt.is_none_or(|bound| at < bound)
    };
    let all: Vec<Value> = of_these.filter_map(shown).filter(in_time).collect();
    let next = from.saturating_add(size);
    let token = if next < all.len() { next.to_string() } else { String::new() };
    let rows: Vec<&Value> = all.iter().skip(from).take(size).collect();
    let mut answer = json!({ "next_page_token": token, "total_count": all.len() });
    answer[name] = json!(rows);
    Ok(answer)
}
