//! Pushes as Shopee writes them, and the calls about them.

use std::{collections::BTreeSet, sync::Arc};

use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::json;
use url::Url;

use super::{
    caller::{Body, Partner},
    envelope::{Answer, Refusal, Reply},
};
use crate::{
    market::Market,
    pushes::{Push, Standing, Subscription},
};

/// The push code for a changed order status.
pub const ORDER_STATUS: u32 = 3;
/// Every push code one may switch on; only order statuses are ever sent here.
const CODES: std::ops::RangeInclusive<u32> = 1..=30;

/// A push's body. Style 0 is the usual one; others differ in spacing and order of keys, never in meaning.
pub fn body(push: &Push, timestamp: i64, style: u8) -> String {
    #[derive(Serialize)]
    struct Data<'a> {
        items: [u8; 0],
        ordersn: &'a str,
        status: &'static str,
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
    let data = Data {
        items: [],
        ordersn: &push.order_sn,
        status: push.status.word(),
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
    let before = &desk.subscription;
    let callback_url = config.callback_url.filter(|url| !url.is_empty()).or_else(|| before.callback_url.clone());
    let words = "this callback_url is invalid, please check your callback_url.";
    let readable = |url: &String| Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
    let callback_url = callback_url.filter(readable).ok_or_else(|| Refusal::new("error_param", words))?;
    if let Some(code) = config.set_push_config_on.union(&config.set_push_config_off).find(|code| !CODES.contains(code))
    {
        return Err(Refusal::parameter(format_args!("there is no push code {code}")));
    }
    let mut codes: BTreeSet<u32> = before.codes.union(&config.set_push_config_on).copied().collect();
    codes.retain(|code| !config.set_push_config_off.contains(code));
    let blocked_shops = config.blocked_shop_id_list.unwrap_or_else(|| before.blocked_shops.clone());
    desk.subscribe(Subscription { callback_url: Some(callback_url), codes, blocked_shops });
    Ok(Answer::with(json!({ "result": "success" })))
}

/// `GET push/get_app_push_config`.
pub async fn get_config(State(market): State<Arc<Market>>, _: Partner) -> Answer {
    let desk = market.pushes.desk();
    let subscription = &desk.subscription;
    let off: Vec<u32> = CODES.filter(|code| !subscription.codes.contains(code)).collect();
    let mut answer = json!({
        "callback_url": subscription.callback_url.as_deref().unwrap_or_default(),
        "live_push_status": match desk.standing {
            Standing::Normal => "Normal",
            Standing::Warning => "Warning",
            Standing::Suspended(_) => "Suspended",
        },
        "blocked_shop_id": subscription.blocked_shops,
        "push_config_on_list": subscription.codes,
        "push_config_off_list": off,
    });
    if let Standing::Suspended(since) = desk.standing {
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
                "code": ORDER_STATUS,
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
    use crate::books::orders::Status;

    #[test]
    fn all_styles_of_a_body_say_the_same_and_the_first_is_the_published_one() {
        let push = Push {
            shop_id: 14_701_711,
            order_sn: "261010HGCAM001".into(),
            status: Status::ReadyToShip,
            update_time: 1_791_600_123,
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
