//! Pushes as Shopee writes them, and the calls about them.

use std::{collections::BTreeSet, sync::Arc};

use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use url::Url;

use super::{
    caller::{Body, Partner},
    envelope::{Answer, Refusal, Reply},
    sign, words,
};
use crate::{
    books::{Shop, items::ItemStatus, marketplace::Marketplace, orders::Order},
    market::Market,
    pushes::{Letter, Outgoing, Push, Standing, Subscription, Whose, styles},
};

/// The push code for a changed order status.
pub const ORDER_STATUS: u32 = 3;
/// … for a consent that was taken back …
const DEAUTHORISED: u32 = 2;
/// … for a parcel's number, a product taken away, and goods on their way back.
const TRACKING_NUMBER: u32 = 4;
const VIOLATION: u32 = 16;
const RETURN: u32 = 29;
/// Shopee has one address for an app.
const WHOSE: Whose = (Marketplace::Shopee, None);
/// Every push code one may switch on; not all are ever sent here.
const CODES: std::ops::RangeInclusive<u32> = 1..=30;

/// News of an order, and of its parcel once that has a number.
pub fn news(order: &Order, unknown_status: bool) -> Vec<Push> {
    let status = words::of_order(order, unknown_status);
    let mut news = vec![of_order(order, ORDER_STATUS, status, Value::Null)];
    if order.status == crate::books::orders::Status::Processed {
        let data = json!({
            "ordersn": order.sn,
            "forder_id": order.package_number(),
            "package_number": order.package_number(),
            "tracking_no": order.tracking_number(),
        });
        news.push(of_order(order, TRACKING_NUMBER, status, data));
    }
    news
}

/// News of goods on their way back.
pub fn news_of_return(order: &Order) -> Vec<Push> {
    let Some(back) = order.giving_back else { return Vec::new() };
    let status = words::of_return(back.stage);
    let data = json!({
        "order_sn": order.sn,
        "return_sn": format!("R{}", order.sn),
        "return_status": status,
        "update_time": back.updated,
    });
    vec![of_order(order, RETURN, status, data)]
}

/// News of a product, when it was taken away.
pub fn news_of_product(shop: &Shop, product_id: u64) -> Vec<Push> {
    let banned = shop.item(product_id).filter(|item| item.status == ItemStatus::Banned);
    let push = banned.map(|item| Push {
        marketplace: Marketplace::Shopee,
        shop_id: shop.id,
        topic: VIOLATION,
        about: item.id.to_string(),
        key: item.id.to_string(),
        id: String::new(),
        status: words::of_item(item.status).to_owned(),
        update_time: item.updated,
        data: json!({
            "item_id": item.id,
            "item_name": item.draft.name,
            "item_status": words::of_item(item.status),
            "violation_reason": item.reason,
            "update_time": item.updated,
        }),
    });
    push.into_iter().collect()
}

/// News of a shop that no longer lets the app act. It comes from the partner, so it names no shop outside of its data.
pub fn news_of_revocation(shop: &Shop, now: i64) -> Push {
    Push {
        marketplace: Marketplace::Shopee,
        shop_id: shop.id,
        topic: DEAUTHORISED,
        about: shop.id.to_string(),
        key: shop.id.to_string(),
        id: String::new(),
        status: "deauthorised".into(),
        update_time: now,
        data: json!({ "shop_id": shop.id, "authorize_type": "shop authorize cancel", "extra": "" }),
    }
}

fn of_order(order: &Order, topic: u32, status: &str, data: Value) -> Push {
    Push {
        marketplace: Marketplace::Shopee,
        shop_id: order.shop_id,
        topic,
        about: order.sn.clone(),
        key: order.sn.clone(),
        id: String::new(),
        status: status.to_owned(),
        update_time: order.updated,
        data,
    }
}

/// A push as it goes out: the signature is over the callback as registered, a bar, and the exact body.
pub fn write(letter: &Letter<'_>) -> Outgoing {
    let now = letter.now.timestamp();
    let body = body(letter.push, now, letter.style);
    Outgoing { headers: vec![("authorization", sign::push(&letter.app.push_key, letter.url, &body))], body }
}

/// A push's body. Style 0 is the usual one; others differ in spacing and order of keys, never in meaning.
pub fn body(push: &Push, timestamp: i64, style: u8) -> String {
    #[derive(Serialize)]
    struct Data<'a> {
        items: [u8; 0],
        ordersn: &'a str,
        status: &'a str,
        completed_scenario: &'static str,
        update_time: i64,
    }
    #[derive(Serialize)]
    struct Usual<'a> {
        data: Data<'a>,
        shop_id: u64,
        code: u32,
        timestamp: i64,
    }
    #[derive(Serialize)]
    struct TurnedRound<'a> {
        timestamp: i64,
        code: u32,
        shop_id: u64,
        data: Data<'a>,
    }
    if push.topic != ORDER_STATUS {
        let (data, code) = (&push.data, push.topic);
        let value = json!({ "data": data, "shop_id": push.shop_id, "code": code, "timestamp": timestamp });
        return styles::text(&value, style);
    }
    let data = Data {
        items: [],
        ordersn: &push.about,
        status: &push.status,
        completed_scenario: "",
        update_time: push.update_time,
    };
    let (shop_id, code) = (push.shop_id, ORDER_STATUS);
    let text = match style % 4 {
        0 => serde_json::to_string(&Usual { data, shop_id, code, timestamp }),
        1 => serde_json::to_string_pretty(&Usual { data, shop_id, code, timestamp }),
        2 => serde_json::to_string(&TurnedRound { timestamp, code, shop_id, data }),
        _ => serde_json::to_string_pretty(&TurnedRound { timestamp, code, shop_id, data }),
    };
    text.expect("structs of numbers and texts become JSON")
}

/// The body of `push/set_app_push_config`; what is not named stays.
#[derive(Deserialize)]
pub struct Config {
    callback_url: Option<String>,
    #[serde(default)]
    set_push_config_on: BTreeSet<u32>,
    #[serde(default)]
    set_push_config_off: BTreeSet<u32>,
    blocked_shop_id_list: Option<BTreeSet<u64>>,
}

/// `POST push/set_app_push_config`.
pub async fn set_config(State(market): State<Arc<Market>>, _: Partner, Body(config): Body<Config>) -> Reply {
    let mut desk = market.pushes.desk();
    let before = desk.subscription(WHOSE);
    let callback_url = config.callback_url.filter(|url| !url.is_empty()).or(before.callback_url);
    let words = "this callback_url is invalid, please check your callback_url.";
    let readable = |url: &String| Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
    let callback_url = callback_url.filter(readable).ok_or_else(|| Refusal::new("error_param", words))?;
    if let Some(code) = config.set_push_config_on.union(&config.set_push_config_off).find(|code| !CODES.contains(code))
    {
        return Err(Refusal::parameter(format_args!("there is no push code {code}")));
    }
    let mut codes: BTreeSet<u32> = before.codes.union(&config.set_push_config_on).copied().collect();
    codes.retain(|code| !config.set_push_config_off.contains(code));
    let blocked_shops = config.blocked_shop_id_list.unwrap_or(before.blocked_shops);
    let subscription = Subscription { callback_url: Some(callback_url), codes, blocked_shops };
    desk.subscribe(WHOSE, subscription, String::new());
    Ok(Answer::with(json!({ "result": "success" })))
}

/// `GET push/get_app_push_config`.
pub async fn get_config(State(market): State<Arc<Market>>, _: Partner) -> Answer {
    let desk = market.pushes.desk();
    let subscription = desk.subscription(WHOSE);
    let standing = desk.subscriber(WHOSE).map_or(Standing::Normal, |subscriber| subscriber.standing);
    let off: Vec<u32> = CODES.filter(|code| !subscription.codes.contains(code)).collect();
    let mut answer = json!({
        "callback_url": subscription.callback_url.as_deref().unwrap_or_default(),
        "live_push_status": match standing {
            Standing::Normal => "Normal",
            Standing::Warning => "Warning",
            Standing::Suspended(_) => "Suspended",
        },
        "blocked_shop_id": subscription.blocked_shops,
        "push_config_on_list": subscription.codes,
        "push_config_off_list": off,
    });
    if let Standing::Suspended(since) = standing {
        answer["suspended_time"] = json!(since.timestamp());
    }
    Answer::with(answer)
}

/// `GET push/get_lost_push_message`.
pub async fn get_lost(State(market): State<Arc<Market>>, _: Partner) -> Answer {
    let now = market.state().clocks.wall();
    let (lost, more) = market.pushes.desk().lost(now);
    let messages: Vec<_> = lost
        .iter()
        .map(|lost| {
            json!({
                "shop_id": lost.push.shop_id,
                "code": lost.push.topic,
                "timestamp": lost.lost_at.timestamp(),
                "data": body(&lost.push, lost.lost_at.timestamp(), 0),
            })
        })
        .collect();
    Answer::with(json!({
        "push_message_list": messages,
        "has_next_page": more,
        "last_message_id": lost.last().map_or(0, |lost| lost.id),
    }))
}

/// The body of `push/confirm_consumed_lost_push_message`.
#[derive(Deserialize)]
pub struct Consumed {
    last_message_id: u64,
}

/// `POST push/confirm_consumed_lost_push_message`.
pub async fn confirm_lost(State(market): State<Arc<Market>>, _: Partner, Body(consumed): Body<Consumed>) -> Answer {
    market.pushes.desk().confirm_lost(consumed.last_message_id);
    Answer::empty()
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn all_styles_of_a_body_say_the_same_and_the_first_is_the_published_one() {
        let push = Push {
            marketplace: Marketplace::Shopee,
            shop_id: 14_701_711,
            topic: ORDER_STATUS,
            about: "261010HGCAM001".into(),
            key: "261010HGCAM001".into(),
            id: String::new(),
            status: "READY_TO_SHIP".into(),
            update_time: 1_791_600_123,
            data: Value::Null,
        };
        let style = |style| body(&push, 1_791_600_124, style);
        let file: Value = serde_json::from_str(include_str!("../../tests/it/vectors.json")).expect("the file is JSON");
        let vectors = file["vectors"].as_array().expect("a list of vectors");
        let published = vectors.iter().find(|vector| vector["id"] == "shopee-push-a3").expect("the genuine push");
        assert_eq!(published["input"]["raw_body"], style(0));
        let meaning = |text: &str| serde_json::from_str::<Value>(text).expect("JSON");
        for other in 1..4 {
            assert_ne!(style(other), style(0));
            assert_eq!(meaning(&style(other)), meaning(&style(0)));
        }
    }
}
