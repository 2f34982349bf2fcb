//! Pushes as Lazada writes them: one for each pack of an order.

use serde_json::{Value, json};

use super::{sign, words};
use crate::{
    books::{Shop, marketplace::Marketplace, orders::Order},
    pushes::{Letter, Outgoing, Push, styles},
};

const TRADE_ORDER: u32 = 0;
const TOKEN_EXPIRY: u32 = 8;
const REVERSE_ORDER: u32 = 10;
const PRODUCT: u32 = 21;

/// News of an order.
pub fn news(order: &Order, unknown_status: bool) -> Vec<Push> {
    let of_unit = |unit: crate::books::orders::Unit<'_>| {
        let status = words::of_unit(order, &unit, unknown_status);
        let data = json!({
            "order_status": status,
            "trade_order_id": order.sn,
            "trade_order_line_id": words::unit_id(order, unit.place),
            "status_update_time": order.updated,
        });
        push(order, TRADE_ORDER, words::unit_id(order, unit.place), status, order.updated, data)
    };
    let mut news: Vec<Push> = order.units().map(of_unit).collect();
    if order.cancel_asked {
        news.extend(reverse(order, "CANCEL_INIT", order.updated));
    }
    news
}

/// News of goods on their way back.
pub fn news_of_return(order: &Order) -> Vec<Push> {
    order.giving_back.map_or_else(Vec::new, |back| reverse(order, words::of_return(back.stage), back.updated))
}

fn reverse(order: &Order, status: &str, at: i64) -> Vec<Push> {
    let of_unit = |unit: crate::books::orders::Unit<'_>| {
        let line = words::unit_id(order, unit.place);
        let data = json!({
            "reverse_order_id": format!("9{}", order.sn),
            "reverse_order_line_id": format!("9{line}"),
            "reverse_status": status,
            "trade_order_id": order.sn,
            "trade_order_line_id": line,
            "buyer_id": order.buyer.user_id().to_string(),
            "seller_id": order.shop_id.to_string(),
            "status_update_time": at,
        });
        push(order, REVERSE_ORDER, format!("9{line}"), status, at, data)
    };
    order.units_left().map(of_unit).collect()
}

fn push(order: &Order, topic: u32, key: String, status: &str, update_time: i64, data: Value) -> Push {
    let (id, about, status) = (String::new(), order.sn.clone(), status.to_owned());
    Push { marketplace: Marketplace::Lazada, shop_id: order.shop_id, topic, about, key, id, status, update_time, data }
}

/// News of a product that stands differently.
pub fn news_of_product(shop: &Shop, product_id: u64) -> Vec<Push> {
    let Some(item) = shop.variants(product_id).next() else { return Vec::new() };
    let status = words::of_item(item.status);
    let data = json!({ "item_id": product_id.to_string(), "item_status": status, "reason": item.reason });
    vec![of_shop(shop, PRODUCT, product_id.to_string(), status, item.updated, data)]
}

/// News of a consent that is over.
pub fn news_of_revocation(app_key: &str, shop: &Shop, now: i64) -> Push {
    let data = json!({ "app_key": app_key, "auth_expiry_time": now, "seller_id": shop.id.to_string() });
    of_shop(shop, TOKEN_EXPIRY, shop.id.to_string(), "expired", now, data)
}

fn of_shop(shop: &Shop, topic: u32, about: String, status: &str, update_time: i64, data: Value) -> Push {
    let (key, id, status) = (about.clone(), String::new(), status.to_owned());
    Push { marketplace: Marketplace::Lazada, shop_id: shop.id, topic, about, key, id, status, update_time, data }
}

/// A push as it goes out. The case of the site varies in real life, and so do the times.
pub fn write(letter: &Letter<'_>) -> Outgoing {
    let push = letter.push;
    let time = if letter.in_seconds { letter.now.timestamp() } else { letter.now.timestamp_millis() };
    let body = json!({
        "seller_id": push.shop_id.to_string(),
        "message_type": push.topic,
        "data": push.data,
        "timestamp": time,
        "site": if letter.style == 0 { "lazada_vn" } else { "LAZADA_VN" },
    });
    let body = styles::text(&body, letter.style);
    Outgoing { headers: vec![("authorization", sign::push(letter.app, &body))], body }
}
