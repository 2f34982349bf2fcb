//! Giving orders up, and goods that go back.

use serde_json::{Value, json};

use super::{
    Caller,
    envelope::{Refusal, Reply},
    orders::{find, no_such_order},
    payload::text,
    words,
};
use crate::{
    books::orders::{Cancellation, Order, Step},
    market::Market,
};

/// The number of a reason, its words, and what it means.
const REASONS: [(i64, &str, Cancellation); 3] = [
    (15, "Out of Stock", Cancellation::OutOfStock),
    (21, "Customer request", Cancellation::CustomerRequest),
    (10, "Undeliverable area", Cancellation::UndeliverableArea),
];

/// `/order/reverse/cancel/validate`: which reasons may be given now.
pub fn validate(market: &Market, caller: &Caller) -> Reply {
    let state = market.state();
    let order = find(&state, caller)?;
    let possible = order.status.after(Step::Cancel(Cancellation::OutOfStock)).is_some();
    let reasons: Vec<Value> = REASONS
        .iter()
        .filter(|_| possible)
        .map(|(id, name, _)| json!({ "reason_id": id, "reason_name": name }))
        .collect();
    let tip = if possible { "" } else { "The order can not be canceled any more" };
    Ok(json!({ "tip_type": if possible { "OK" } else { "ERROR" }, "tip_content": tip, "reason_options": reasons }))
}

/// `/order/reverse/cancel/create`: packs are given up one by one. For want of goods, what is left on sale is taken off, too.
pub fn cancel(market: &Market, caller: &Caller) -> Reply {
    let reason_id = caller.number("reason_id", 0)?;
    let reason = REASONS.iter().find(|(id, ..)| *id == reason_id);
    let (.., reason) = *reason.ok_or_else(|| Refusal::business(25, "Invalid Reason"))?;
    let sn = caller.need("order_id")?;
    let order = {
        let state = market.state();
        find(&state, caller)?.clone()
    };
    let ids = caller.json("order_item_id_list")?;
    let places: Option<Vec<usize>> = ids
        .as_array()
        .map_or_else(Vec::new, |ids| ids.iter().map(|id| words::place_of(&order, &text(id))).collect::<Vec<_>>())
        .into_iter()
        .collect();
    let places =
        places.filter(|places| !places.is_empty()).ok_or_else(|| Refusal::business(22, "Invalid Order Item ID"))?;
    let done = market.cancel_units(caller.shop_id, sn, &places, Step::Cancel(reason));
    done.map_err(|_| Refusal::business(82, "The order item can not be canceled in its status"))?;
    if reason == Cancellation::OutOfStock {
        sell_no_more(market, &order, &places);
    }
    Ok(json!({ "tip_type": "OK", "tip_content": "" }))
}

fn sell_no_more(market: &Market, order: &Order, places: &[usize]) {
    let mut state = market.state();
    let now = state.clocks.business_seconds();
    for unit in order.units().filter(|unit| places.contains(&unit.place)) {
        // A deleted item has nothing on sale.
        let _ = state.books.change_item(order.shop_id, unit.line.item_id, now, |item| {
            item.draft.stock = item.draft.stock.by_place().map(|(place, _)| (place, 0)).collect();
        });
    }
}

/// `/reverse/getreverseordersforseller`: a page of goods on their way back. Amounts are whole đồng, as they are in Vietnam.
pub fn list(market: &Market, caller: &Caller) -> Reply {
    let (page, size) = (caller.number("page_no", 1)?, caller.number("page_size", 20)?);
    if page < 1 || !(1..=100).contains(&size) {
        return Err(Refusal::business(19, "Invalid Limit: page_size is 1 to 100"));
    }
    let state = market.state();
    let shop = state.books.shop(caller.shop_id).map_err(|_| no_such_order())?;
    let numbers = shop.orders_by(crate::books::TimeField::Updated).iter();
    let all: Vec<&Order> =
        numbers.map(|(_, number)| state.books.order(*number)).filter(|order| order.giving_back.is_some()).collect();
    let skip = usize::try_from((page - 1).saturating_mul(size)).unwrap_or(usize::MAX);
    let items: Vec<Value> =
        all.iter().skip(skip).take(usize::try_from(size).unwrap_or(0)).filter_map(|order| shown(order)).collect();
    Ok(json!({ "items": items, "total": all.len(), "page_no": page, "page_size": size, "success": true }))
}

fn shown(order: &Order) -> Option<Value> {
    let back = order.giving_back?;
    let each = back.refund_vnd / i64::try_from(order.units_left().count()).ok().filter(|count| *count > 0)?;
    let lines = order.units_left().map(|unit| {
        let line = words::unit_id(order, unit.place);
        json!({
            "reverse_order_line_id": format!("9{line}"),
            "trade_order_line_id": line,
            "reverse_status": words::of_return(back.stage),
            "refund_amount": each,
            "reason_text": "Sản phẩm không như mô tả",
            "return_order_line_gmt_create": back.created,
            "return_order_line_gmt_modified": back.updated,
            "seller_sku_id": unit.line.sku,
            "sku_id": unit.line.item_id,
        })
    });
    Some(json!({
        "reverse_order_id": format!("9{}", order.sn),
        "trade_order_id": order.sn,
        "request_type": "RETURN",
        "is_rtm": true,
        "reverse_order_lines": lines.collect::<Vec<Value>>(),
    }))
}
