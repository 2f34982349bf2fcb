//! What an order brings in, once the buyer has the goods: section 5.7.

use serde_json::{Value, json};

use super::{
    Caller,
    envelope::{Refusal, Reply},
    orders::money,
};
use crate::{
    books::{
        Shop, TimeField,
        orders::{Order, Status},
        settlement::Settlement,
    },
    market::Market,
};

/// `GET orders/{id}/statement_transactions`: what is taken bears a minus.
pub fn of_order(market: &Market, caller: &Caller, sn: &str) -> Reply {
    let state = market.state();
    let shop = caller.shop(&state)?;
    let number = state.books.find_of(shop.id, sn).map_err(|_| Refusal::order("The order does not exist"))?;
    let order = state.books.order(number);
    if order.status < Status::ToConfirmReceive || order.status == Status::Cancelled {
        return Ok(json!({ "order_id": sn, "statement_transactions": [], "sku_transactions": [] }));
    }
    let sum = Settlement::of(order, shop.household);
    let taken = sum.fees_vnd() + sum.withheld_vat_vnd + sum.withheld_pit_vnd;
    let taxes = json!({
        "vat_amount": money(-sum.withheld_vat_vnd),
        "pit_amount": money(-sum.withheld_pit_vnd),
    });
    let fee = json!({
        "platform_commission_amount": money(-sum.commission_vnd),
        "transaction_fee_amount": money(-sum.payment_vnd),
        "affiliate_commission_amount": "0",
        "voucher_xtra_service_fee_amount": money(-sum.service_vnd),
    });
    // With one kind of goods its lines are the order's; with several, the first bears the fees.
    let lines = order.lines.iter().enumerate().map(|(place, line)| {
        json!({
            "sku_id": line.item_id.to_string(),
            "quantity": line.quantity,
            "fee_tax_breakdown": if place == 0 { json!({ "fee": fee, "tax": taxes }) } else { json!({ "fee": {}, "tax": {} }) },
        })
    });
    Ok(json!({
        "order_id": sn,
        "currency": "VND",
        "settlement_amount": money(sum.paid_out_vnd()),
        "revenue_amount": money(sum.revenue_vnd - sum.refund_vnd),
        "fee_and_tax_amount": money(-taken),
        "shipping_cost_amount": "0",
        "sku_transactions": lines.collect::<Vec<Value>>(),
    }))
}

/// `GET statements`: one for each day on which orders were completed, newest last.
pub fn statements(market: &Market, caller: &Caller) -> Reply {
    let bound = |name: &str, usual: i64| {
        caller.call.query(name).map_or(Ok(usual), |text| text.parse().map_err(|_| Refusal::invalid(name)))
    };
    let (from, to): (i64, i64) = (bound("statement_time_ge", 0)?, bound("statement_time_lt", i64::MAX)?);
    let state = market.state();
    let shop = caller.shop(&state)?;
    let done = shop.orders_by(TimeField::Updated).range((from, 0)..).take_while(|(at, _)| *at < to);
    let orders = done.map(|(_, number)| state.books.order(*number)).filter(|order| order.status == Status::Completed);
    let mut days: Vec<(i64, Vec<&Order>)> = Vec::new();
    for order in orders {
        let day = (order.updated + 7 * 3_600).div_euclid(86_400);
        match days.last_mut().filter(|(last, _)| *last == day) {
            Some((_, orders)) => orders.push(order),
            None => days.push((day, vec![order])),
        }
    }
    let shown: Vec<Value> = days.iter().map(|(day, orders)| statement(shop, *day, orders)).collect();
    Ok(json!({ "statements": shown, "next_page_token": "" }))
}

fn statement(shop: &Shop, day: i64, orders: &[&Order]) -> Value {
    let sums: Vec<Settlement> = orders.iter().map(|order| Settlement::of(order, shop.household)).collect();
    let sum = |of: fn(&Settlement) -> i64| sums.iter().map(of).sum::<i64>();
    let taken = sum(|one| one.fees_vnd() + one.withheld_vat_vnd + one.withheld_pit_vnd);
    json!({
        "id": format!("{}{day}", shop.id),
        "statement_time": day * 86_400,
        "currency": "VND",
        "settlement_amount": money(sum(Settlement::paid_out_vnd)),
        "revenue_amount": money(sum(|one| one.revenue_vnd - one.refund_vnd)),
        "fee_amount": money(-taken),
        "payment_status": "PAID",
    })
}
