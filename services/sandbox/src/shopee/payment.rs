//! What an order brings in: section 3.8. It moves until the order completes.

use std::sync::Arc;

use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    caller::{Body, ForShop},
    envelope::{Answer, Refusal, Reply},
};
use crate::{
    books::{
        Shop, TimeField,
        orders::{Order, Status},
        settlement::Settlement,
    },
    market::Market,
};

/// `GET payment/get_escrow_detail`.
pub async fn get_escrow_detail(State(market): State<Arc<Market>>, call: ForShop) -> Reply {
    let sn: String = call.parameters.need("order_sn")?;
    let state = market.state();
    let shop = state.books.shop(call.shop_id).map_err(|_| not_found())?;
    let number = state.books.find_of(shop.id, &sn).map_err(|_| not_found())?;
    Ok(Answer::with(shown(state.books.order(number), shop)))
}

/// The body of `payment/get_escrow_detail_batch`.
#[derive(Deserialize)]
pub struct Many {
    order_sn_list: Vec<String>,
}

/// `POST payment/get_escrow_detail_batch`: up to 50. Orders that are not the shop's are left out.
pub async fn get_escrow_detail_batch(
    State(market): State<Arc<Market>>,
    call: ForShop,
    Body(many): Body<Many>,
) -> Reply {
    if !(1..=50).contains(&many.order_sn_list.len()) {
        return Err(Refusal::parameter("order_sn_list must have 1 to 50 values"));
    }
    let state = market.state();
    let shop = state.books.shop(call.shop_id).map_err(|_| not_found())?;
    let found = many.order_sn_list.iter().filter_map(|sn| state.books.find_of(shop.id, sn).ok());
    let rows = found.map(|number| json!({ "escrow_detail": shown(state.books.order(number), shop) }));
    Ok(Answer::with(rows.collect::<Vec<Value>>()))
}

/// `GET payment/get_escrow_list`: what was paid out between two times.
pub async fn get_escrow_list(State(market): State<Arc<Market>>, call: ForShop) -> Reply {
    let from: i64 = call.parameters.need("release_time_from")?;
    let to: i64 = call.parameters.need("release_time_to")?;
    let size: usize = call.parameters.read("page_size")?.unwrap_or(40);
    let page: usize = call.parameters.read("page_no")?.unwrap_or(1);
    if from > to || !(1..=100).contains(&size) || page == 0 {
        return Err(Refusal::parameter("the times, page_size (1 to 100) or page_no (from 1)"));
    }
    let state = market.state();
    let shop = state.books.shop(call.shop_id).map_err(|_| not_found())?;
    let in_time = shop.orders_by(TimeField::Updated).range((from, 0)..).take_while(|(at, _)| *at <= to);
    let orders = in_time.map(|(_, number)| state.books.order(*number));
    let done: Vec<&Order> = orders.filter(|order| order.status == Status::Completed).collect();
    let skip = (page - 1).saturating_mul(size);
    let rows: Vec<Value> = done
        .iter()
        .skip(skip)
        .take(size)
        .map(|order| {
            let payout = Settlement::of(order, shop.household).paid_out_vnd();
            json!({ "order_sn": order.sn, "payout_amount": payout, "escrow_release_time": order.updated })
        })
        .collect();
    Ok(Answer::with(json!({ "escrow_list": rows, "more": skip.saturating_add(size) < done.len() })))
}

fn not_found() -> Refusal {
    Refusal::new("error_not_found", "Wrong parameters, detail: the order is not found.")
}

fn shown(order: &Order, shop: &Shop) -> Value {
    let money = Settlement::of(order, shop.household);
    let items = order.lines.iter().map(|line| {
        json!({
            "item_id": line.item_id,
            "item_name": line.name,
            "item_sku": line.sku,
            "model_id": 0,
            "quantity_purchased": line.quantity,
            "original_price": line.unit_price_vnd * line.quantity,
            "discounted_price": line.unit_price_vnd * line.quantity,
        })
    });
    json!({
        "order_sn": order.sn,
        "buyer_user_name": order.buyer.masked_username(),
        "return_order_sn_list": order.giving_back.iter().map(|_| format!("R{}", order.sn)).collect::<Vec<String>>(),
        "order_income": {
            "escrow_amount": money.paid_out_vnd(),
            "escrow_amount_after_adjustment": money.paid_out_vnd(),
            "buyer_total_amount": order.paid_vnd(),
            "original_price": order.total_vnd(),
            "commission_fee": money.commission_vnd,
            "service_fee": money.service_vnd,
            "seller_transaction_fee": money.payment_vnd,
            "voucher_from_seller": order.terms.seller_discount_vnd,
            "voucher_from_shopee": order.terms.platform_discount_vnd,
            "actual_shipping_fee": order.terms.shipping_fee_vnd,
            "shopee_shipping_rebate": 0,
            "buyer_paid_shipping_fee": order.terms.shipping_fee_vnd,
            "seller_return_refund": -money.refund_vnd,
            "withholding_vat_tax": money.withheld_vat_vnd,
            "withholding_pit_tax": money.withheld_pit_vnd,
            "withholding_cit_tax": 0,
            "tax_registration_code": if shop.household { "0000000000-000" } else { "" },
            "order_adjustment": [],
            "items": items.collect::<Vec<Value>>(),
        },
    })
}
