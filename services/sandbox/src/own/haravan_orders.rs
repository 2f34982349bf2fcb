//! Orders as Haravan shows and tells them.

use chrono::DateTime;
use serde_json::{Value, json};

use super::sign;
use crate::{
    books::orders::{Order, Status},
    news::UNHEARD_OF,
    pushes::{Letter, Outgoing, styles},
};

/// How the money stands.
pub fn financial(order: &Order) -> &'static str {
    match order.status {
        Status::ToReturn => "refunded",
        Status::Cancelled => "voided",
        Status::ToConfirmReceive | Status::Completed => "paid",
        _ if order.paid.is_some() => "paid",
        _ => "pending",
    }
}

/// How the goods stand.
pub const fn fulfilment(status: Status, unknown_status: bool) -> &'static str {
    match status {
        Status::Shipped if unknown_status => UNHEARD_OF,
        Status::Shipped | Status::ToConfirmReceive | Status::Completed => "fulfilled",
        Status::Cancelled | Status::ToReturn => "restocked",
        _ => "notfulfilled",
    }
}

fn time(second: i64) -> String {
    DateTime::from_timestamp(second, 0).unwrap_or_default().format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// A whole order.
pub fn shown(order: &Order, unknown_status: bool) -> Value {
    let (id, place): (u64, _) = (order.sn.parse().unwrap_or(0), order.buyer.place());
    let lines = order.lines.iter().enumerate().map(|(nth, line)| {
        json!({
            "id": id * 100 + u64::try_from(nth).unwrap_or(0) + 1,
            "product_id": line.product_id,
            "variant_id": line.item_id,
            "sku": line.sku,
            "name": line.name,
            "title": line.name,
            "price": line.unit_price_vnd,
            "quantity": line.quantity,
            "grams": line.weight_g,
        })
    });
    let cancelled = order.status == Status::Cancelled;
    json!({
        "id": id,
        "name": format!("#{}", order.sn),
        "order_number": order.sn,
        "currency": "VND",
        "financial_status": financial(order),
        "fulfillment_status": fulfilment(order.status, unknown_status),
        "cancelled_status": if cancelled { "cancelled" } else { "uncancelled" },
        "closed_status": if order.status == Status::Completed { "closed" } else { "unclosed" },
        "confirmed_status": "confirmed",
        "cancelled_at": cancelled.then(|| time(order.updated)),
        "gateway": if order.cod { "Thanh toán khi giao hàng (COD)" } else { "Chuyển khoản" },
        "gateway_code": if order.cod { "COD" } else { "BankDeposit" },
        "created_at": time(order.created),
        "updated_at": time(order.updated),
        "subtotal_price": order.total_vnd(),
        "total_discounts": order.terms.seller_discount_vnd,
        "total_price": order.paid_vnd(),
        "line_items": lines.collect::<Vec<Value>>(),
        "shipping_address": {
            "name": order.buyer.name(true),
            "phone": order.buyer.phone(true),
            "address1": order.buyer.street(true),
            "ward": place.ward,
            "province": place.province,
            "country": "Vietnam",
        },
    })
}

/// A push as it goes out: signed with the app's secret.
pub fn write(letter: &Letter<'_>) -> Outgoing {
    let push = letter.push;
    let body = styles::text(&push.data, letter.style);
    let topic = if push.topic == super::CREATED { "orders/create" } else { "orders/updated" };
    let headers = vec![
        ("x-haravan-topic", topic.to_owned()),
        ("x-haravan-org-id", push.shop_id.to_string()),
        ("x-haravan-hmacsha256", sign::over_body(&letter.app.secret, &body)),
    ];
    Outgoing { headers, body }
}
