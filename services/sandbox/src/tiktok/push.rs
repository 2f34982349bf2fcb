//! Pushes as TikTok Shop writes them.

use serde_json::{Value, json};

use super::{sign, words};
use crate::{
    books::{
        Shop,
        items::ItemStatus,
        marketplace::Marketplace,
        orders::{Order, Status},
        returns::Stage,
    },
    pushes::{Letter, Outgoing, Push, styles},
};

/// Names of events as one subscribes to them, with the number in the push.
pub const EVENTS: [(&str, u32); 9] = [
    ("ORDER_STATUS_CHANGE", 1),
    ("PACKAGE_UPDATE", 4),
    ("PRODUCT_STATUS_CHANGE", 5),
    ("SELLER_DEAUTHORIZATION", 6),
    ("UPCOMING_AUTHORIZATION_EXPIRATION", 7),
    ("CANCELLATION_STATUS_CHANGE", 11),
    ("RETURN_STATUS_CHANGE", 12),
    ("PRODUCT_AUDIT_STATUS_CHANGE", 37),
    ("REFUND_SUCCESS", 67),
];

/// News of an order, and of a cancellation that was asked for or is done.
pub fn news(order: &Order, unknown_status: bool) -> Vec<Push> {
    let status = words::in_push(order.status, unknown_status);
    let data = json!({
        "order_id": order.sn,
        "order_status": status,
        "is_on_hold_order": order.status == Status::OnHold,
        "update_time": order.updated,
    });
    let mut news = vec![of_order(order, 1, status, order.updated, data)];
    let cancel = match order.status {
        _ if order.cancel_asked => Some("CANCELLATION_REQUEST_PENDING"),
        Status::Cancelled => Some("CANCELLATION_REQUEST_COMPLETE"),
        _ => None,
    };
    if let Some(status) = cancel {
        let by_buyer = order.cancellation.is_none_or(|cancellation| cancellation.words().0 == "buyer");
        let data = json!({
            "order_id": order.sn,
            "cancellations_role": if by_buyer { "BUYER" } else { "SELLER" },
            "cancel_status": status,
            "cancel_id": words::number_of(order, words::CANCELLATION),
            "create_time": order.updated,
            "update_time": order.updated,
        });
        news.push(of_order(order, 11, status, order.updated, data));
    }
    news
}

/// News of goods on their way back, and of the money.
pub fn news_of_return(order: &Order) -> Vec<Push> {
    let Some(back) = order.giving_back else { return Vec::new() };
    let status = words::of_return(back.stage);
    let data = json!({
        "order_id": order.sn,
        "return_role": "BUYER",
        "return_type": "RETURN_AND_REFUND",
        "return_status": status,
        "return_id": words::number_of(order, words::RETURN),
        "create_time": back.created,
        "update_time": back.updated,
    });
    let mut news = vec![of_order(order, 12, status, back.updated, data)];
    if back.stage == Stage::Refunded {
        let data = json!({ "order_id": order.sn, "return_id": words::number_of(order, words::RETURN), "update_time": back.updated });
        news.push(of_order(order, 67, "REFUND_SUCCESS", back.updated, data));
    }
    news
}

/// News of a product that was decided about.
pub fn news_of_product(shop: &Shop, product_id: u64) -> Vec<Push> {
    let Some(item) = shop.variants(product_id).next() else { return Vec::new() };
    let (status, audit) = match item.status {
        ItemStatus::Normal | ItemStatus::Unlisted => ("PRODUCT_FIRST_PASS_REVIEW", "APPROVED"),
        ItemStatus::Rejected => ("PRODUCT_AUDIT_FAILURE", "FAILED"),
        _ => ("PRODUCT_TAKE_DOWN", "FAILED"),
    };
    let changed = json!({
        "product_id": product_id.to_string(),
        "status": status,
        "suspended_reason": item.reason,
        "update_time": item.updated,
    });
    let audited = json!({ "product_id": product_id.to_string(), "audit_status": audit, "update_time": item.updated });
    [(5, status, changed), (37, audit, audited)]
        .map(|(topic, status, data)| of_shop(shop, topic, product_id.to_string(), status, item.updated, data))
        .into()
}

/// News of a consent that was taken back.
pub fn news_of_revocation(shop: &Shop, now: i64) -> Push {
    let data = json!({ "message": "Authorization canceled", "shop_id": shop.id.to_string(), "cancel_time": now });
    of_shop(shop, 6, shop.id.to_string(), "deauthorized", now, data)
}

fn of_order(order: &Order, topic: u32, status: &str, update_time: i64, data: Value) -> Push {
    let (about, key, status) = (order.sn.clone(), order.sn.clone(), status.to_owned());
    let (marketplace, shop_id, id) = (Marketplace::TiktokShop, order.shop_id, fresh_id());
    Push { marketplace, shop_id, topic, about, key, id, status, update_time, data }
}

fn of_shop(shop: &Shop, topic: u32, about: String, status: &str, update_time: i64, data: Value) -> Push {
    let (key, id, status) = (about.clone(), fresh_id(), status.to_owned());
    Push { marketplace: Marketplace::TiktokShop, shop_id: shop.id, topic, about, key, id, status, update_time, data }
}

fn fresh_id() -> String {
    format!("738{:016}", rand::random::<u64>() % 10_000_000_000_000_000)
}

/// A push as it goes out.
pub fn write(letter: &Letter<'_>) -> Outgoing {
    let push = letter.push;
    let body = json!({
        "type": push.topic,
        "tts_notification_id": push.id,
        "shop_id": push.shop_id.to_string(),
        "timestamp": letter.now.timestamp(),
        "data": push.data,
    });
    let body = styles::text(&body, letter.style);
    Outgoing { headers: vec![("authorization", sign::push(letter.app, &body))], body }
}
