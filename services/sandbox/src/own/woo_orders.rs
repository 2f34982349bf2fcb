//! Orders as WooCommerce shows and tells them.

use chrono::DateTime;
use serde_json::{Value, json};

use super::sign;
use crate::{
    books::orders::{Order, Status},
    news::UNHEARD_OF,
    pushes::{Letter, Outgoing, styles},
};

/// An order's status.
pub const fn word(status: Status, unknown_status: bool) -> &'static str {
    match status {
        Status::Unpaid => "pending",
        Status::OnHold => "on-hold",
        Status::Shipped if unknown_status => UNHEARD_OF,
        Status::ReadyToShip | Status::Packed | Status::Processed | Status::Shipped => "processing",
        Status::ToConfirmReceive | Status::Completed => "completed",
        Status::Cancelled => "cancelled",
        Status::ToReturn => "refunded",
    }
}

fn time(second: i64) -> String {
    DateTime::from_timestamp(second, 0).unwrap_or_default().format("%Y-%m-%dT%H:%M:%S").to_string()
}

/// A whole order.
pub fn shown(order: &Order, unknown_status: bool) -> Value {
    let (id, place): (u64, _) = (order.sn.parse().unwrap_or(0), order.buyer.place());
    let lines = order.lines.iter().enumerate().map(|(nth, line)| {
        json!({
            "id": id * 100 + u64::try_from(nth).unwrap_or(0) + 1,
            "name": line.name,
            "product_id": line.item_id,
            "variation_id": 0,
            "quantity": line.quantity,
            "sku": line.sku,
            "price": line.unit_price_vnd,
            "subtotal": (line.unit_price_vnd * line.quantity).to_string(),
            "total": (line.unit_price_vnd * line.quantity).to_string(),
        })
    });
    let address = json!({
        "first_name": order.buyer.name(true),
        "last_name": "",
        "address_1": order.buyer.street(true),
        "city": place.ward,
        "state": place.province,
        "postcode": place.postcode,
        "country": "VN",
        "phone": order.buyer.phone(true),
    });
    json!({
        "id": id,
        "number": order.sn,
        "status": word(order.status, unknown_status),
        "currency": "VND",
        "date_created_gmt": time(order.created),
        "date_modified_gmt": time(order.updated),
        "date_paid_gmt": order.paid.map(time),
        "discount_total": order.terms.seller_discount_vnd.to_string(),
        "shipping_total": order.terms.shipping_fee_vnd.to_string(),
        "total": order.paid_vnd().to_string(),
        "payment_method": if order.cod { "cod" } else { "bacs" },
        "billing": address,
        "shipping": address,
        "line_items": lines.collect::<Vec<Value>>(),
    })
}

/// A push as it goes out.
pub fn write(letter: &Letter<'_>) -> Outgoing {
    let push = letter.push;
    let body = styles::text(&push.data, letter.style);
    let topic = if push.topic == super::CREATED { "order.created" } else { "order.updated" };
    let headers = vec![
        ("x-wc-webhook-topic", topic.to_owned()),
        ("x-wc-webhook-source", format!("https://shop{}.sandbox.invalid/", push.shop_id)),
        ("x-wc-webhook-id", push.topic.to_string()),
        ("x-wc-webhook-delivery-id", push.id.clone()),
        ("x-wc-webhook-signature", sign::over_body(&sign::from_html(letter.secret), &body)),
    ];
    Outgoing { headers, body }
}
