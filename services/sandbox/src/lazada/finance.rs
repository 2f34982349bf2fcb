//! What an order brings in: a line for each fee and each tax, once the buyer has the goods.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::{
    Caller,
    envelope::{Refusal, Reply},
    orders::no_such_order,
    words,
};
use crate::{
    books::{
        TimeField,
        orders::{Order, Status},
        settlement::Settlement,
    },
    clock::{DAY, in_vietnam, midnight},
    market::Market,
};

const WINDOW_MAX_DAYS: i64 = 180;

/// `/finance/transaction/details/get`: by the day an order was delivered, both days included.
pub fn details(market: &Market, caller: &Caller) -> Reply {
    let day = |name: &str| {
        let text = caller.need(name)?;
        let day: Option<NaiveDate> = text.get(..10).and_then(|day| day.parse().ok());
        day.ok_or_else(|| Refusal::business(17, format_args!("Invalid Date Format {text}")))
    };
    let (from, to) = (midnight(day("start_time")?), midnight(day("end_time")?) + DAY);
    if from >= to || to - from > (WINDOW_MAX_DAYS + 1) * DAY {
        return Err(Refusal::business(
            18,
            format_args!("start_time and end_time lie {WINDOW_MAX_DAYS} days apart at most"),
        ));
    }
    let (offset, limit) = (caller.number("offset", 0)?, caller.number("limit", 100)?);
    if offset < 0 || !(1..=500).contains(&limit) {
        return Err(Refusal::business(19, "Invalid Limit: limit is 1 to 500"));
    }
    let state = market.state();
    let shop = state.books.shop(caller.shop_id).map_err(|_| no_such_order())?;
    let only = caller.get("trade_order_id");
    let orders = shop.orders_by(TimeField::Updated).iter().map(|(_, number)| state.books.order(*number));
    let settled = orders.filter(|order| only.is_none_or(|sn| sn == order.sn)).filter_map(|order| {
        let at = delivered_at(order).filter(|at| (from..to).contains(at))?;
        Some(lines(order, at, Settlement::of(order, shop.household)))
    });
    let page = settled.flatten().skip(usize::try_from(offset).unwrap_or(0)).take(usize::try_from(limit).unwrap_or(0));
    Ok(page.collect::<Vec<Value>>().into())
}

fn delivered_at(order: &Order) -> Option<i64> {
    order.history.iter().find(|(status, _)| *status == Status::ToConfirmReceive).map(|(_, at)| *at)
}

/// What is taken bears a minus.
fn lines(order: &Order, at: i64, money: Settlement) -> Vec<Value> {
    let day = in_vietnam(at).format("%d %b %Y").to_string();
    let rows = [
        ("13", "Item Price Credit", "Orders-Sales", money.revenue_vnd, 0),
        ("16", "Commission", "Orders-Lazada Fees", -money.commission_vnd, 0),
        ("3", "Payment Fee", "Orders-Lazada Fees", -money.payment_vnd, 0),
        ("28", "Campaign Fee", "Orders-Lazada Fees", -money.service_vnd, 0),
        ("155", "VAT Withheld", "Orders-Tax", -money.withheld_vat_vnd, 0),
        ("156", "PIT Withheld", "Orders-Tax", 0, -money.withheld_pit_vnd),
        ("99", "Reversal Item Price", "Refunds-Claims", -money.refund_vnd, 0),
    ];
    let shown = rows.into_iter().filter(|(.., amount, withheld)| *amount != 0 || *withheld != 0);
    let line = words::unit_id(order, 0);
    shown
        .map(|(kind, name, transaction, amount, withheld)| {
            json!({
                "fee_type": kind,
                "fee_name": name,
                "transaction_type": transaction,
                "amount": (amount + withheld).to_string(),
                "VAT_in_amount": "0",
                "WHT_amount": withheld.to_string(),
                "order_no": order.sn,
                "orderItem_no": line,
                "seller_sku": order.lines.first().map(|line| line.sku.as_str()),
                "paid_status": if order.status == Status::Completed { "paid" } else { "Not paid" },
                "statement": format!("{day} - {day}"),
                "transaction_date": day,
            })
        })
        .collect()
}

/// `/finance/payout/status/get`: one statement for all that was completed since a day.
pub fn payouts(market: &Market, caller: &Caller) -> Reply {
    let text = caller.need("created_after")?;
    let day: Option<NaiveDate> = text.get(..10).and_then(|day| day.parse().ok());
    let from = midnight(day.ok_or_else(|| Refusal::business(17, format_args!("Invalid Date Format {text}")))?);
    let state = market.state();
    let shop = state.books.shop(caller.shop_id).map_err(|_| no_such_order())?;
    let orders = shop.orders_by(TimeField::Updated).range((from, 0)..).map(|(_, number)| state.books.order(*number));
    let done: Vec<Settlement> = orders
        .filter(|order| order.status == Status::Completed)
        .map(|order| Settlement::of(order, shop.household))
        .collect();
    let sum = |of: fn(&Settlement) -> i64| words::money(done.iter().map(of).sum());
    Ok(json!([{
        "statement_number": format!("VN{}-{text}", shop.id),
        "created_at": words::time(from),
        "item_revenue": sum(|money| money.revenue_vnd),
        "fees_total": sum(|money| -money.fees_vnd() - money.withheld_vat_vnd - money.withheld_pit_vnd),
        "refunds": sum(|money| -money.refund_vnd),
        "payout": sum(Settlement::paid_out_vnd),
        "paid": "0",
    }]))
}
