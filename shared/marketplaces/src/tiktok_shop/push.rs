//! Pushes: checked over their bytes first, read afterwards. Section 5.5.

use ids::Channel;
use serde::Deserialize;

use crate::{
    Push, PushRefusal, RawPush, signing,
    told::{self, Text},
};

const ORDER_STATUS: &str = "1";

pub(super) fn verify(app_key: &str, app_secret: &str, push: &RawPush<'_>) -> Result<Push, PushRefusal> {
    let authorization = push.header("authorization").ok_or(PushRefusal::NoSignature)?;
    let signature = signing::lower_hex(authorization).ok_or(PushRefusal::NoSignature)?;
    if !signing::fits(app_secret, &[app_key.as_bytes(), push.body], &signature) {
        return Err(PushRefusal::WrongSignature);
    }
    read(push.body)
}

#[derive(Deserialize)]
struct Body {
    #[serde(rename = "type")]
    kind: Text,
    #[serde(default)]
    tts_notification_id: Text,
    #[serde(default)]
    shop_id: Text,
    #[serde(default)]
    data: Data,
}

#[derive(Default, Deserialize)]
struct Data {
    #[serde(default)]
    order_id: Text,
}

/// The notification's id names the happening. Old shapes and address changes have none: then it is the whole body.
fn read(body: &[u8]) -> Result<Push, PushRefusal> {
    let Body { kind, tts_notification_id, shop_id, data } = told::object(body).ok_or(PushRefusal::Unreadable)?;
    let about_an_order = kind.0 == ORDER_STATUS;
    let incomplete = shop_id.given().is_none() || data.order_id.given().is_none();
    if kind.given().is_none() || (about_an_order && incomplete) || !signing::keeps(&data.order_id.0) {
        return Err(PushRefusal::Unreadable);
    }
    let dedupe_key = match tts_notification_id.given() {
        Some(id) => signing::push_key(Channel::TiktokShop, &[b"notification", shop_id.0.as_bytes(), id.as_bytes()]),
        None => signing::push_key(Channel::TiktokShop, &[body]),
    };
    let channel_order_id = data.order_id.given().map(str::to_owned);
    Ok(Push { shop_id: shop_id.0, kind: kind.0, channel_order_id, dedupe_key })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn push(id: &str, timestamp: i64) -> Push {
        let id = if id.is_empty() { String::new() } else { format!(r#""tts_notification_id":"{id}","#) };
        let body = format!(
            r#"{{"type":1,{id}"shop_id":"7495","timestamp":{timestamp},"data":{{"order_id":"5766","order_status":"UNPAID"}}}}"#
        );
        read(body.as_bytes()).expect("a push")
    }

    #[test]
    fn a_repeated_push_has_the_same_key_and_another_happening_another() {
        assert_eq!(push("1", 10), push("1", 20));
        assert_ne!(push("1", 10).dedupe_key, push("2", 10).dedupe_key);
        assert_eq!(push("", 10), push("", 10));
        assert_ne!(push("", 10).dedupe_key, push("", 20).dedupe_key);
        assert_eq!(push("1", 10).channel_order_id.as_deref(), Some("5766"));
    }

    #[test]
    fn what_is_signed_and_no_push_is_unreadable() {
        let long = format!(r#"{{"type":1,"shop_id":"1","data":{{"order_id":"{}"}}}}"#, "9".repeat(65));
        for body in ["", "{}", "[3]", r#"{"type":1,"shop_id":"1","data":{}}"#, r#"{"type":1,"shop_id":"1"}"#, &long] {
            assert_eq!(read(body.as_bytes()), Err(PushRefusal::Unreadable), "{body}");
        }
        assert!(read(br#"{"type":6,"shop_id":"1","data":{"message":"gone"}}"#).is_ok());
    }
}
