//! Pushes: checked over their bytes first, read afterwards. Section 4.5.

use ids::Channel;
use serde::Deserialize;

use crate::{
    Push, PushRefusal, RawPush, signing,
    told::{self, Text},
};

const TRADE_ORDER: &str = "0";
const REVERSE_ORDER: &str = "10";
const PACKAGE: &str = "14";

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
    message_type: Text,
    #[serde(default)]
    seller_id: Text,
    #[serde(default)]
    data: Data,
}

#[derive(Default, Deserialize)]
struct Data {
    #[serde(default)]
    trade_order_id: Text,
    #[serde(default)]
    trade_order_line_id: Text,
    #[serde(default)]
    reverse_order_id: Text,
    #[serde(default)]
    reverse_order_line_id: Text,
    #[serde(default)]
    fulfillment_package_id: Text,
    #[serde(default)]
    order_status: Text,
    #[serde(default)]
    reverse_status: Text,
    #[serde(default)]
    status: Text,
    #[serde(default)]
    status_update_time: Text,
}

/// There is a message for each line of an order. Only the envelope's `timestamp` differs between deliveries of one, so
/// what names the happening is hashed; of a kind we do not know it is the whole body.
fn read(body: &[u8]) -> Result<Push, PushRefusal> {
    let Body { message_type, seller_id, data } = told::object(body).ok_or(PushRefusal::Unreadable)?;
    let kind = message_type.0;
    let about_an_order = matches!(kind.as_str(), TRADE_ORDER | REVERSE_ORDER | PACKAGE);
    if about_an_order && (seller_id.given().is_none() || data.trade_order_id.given().is_none()) {
        return Err(PushRefusal::Unreadable);
    }
    if !signing::keeps(&data.trade_order_id.0) || kind.is_empty() {
        return Err(PushRefusal::Unreadable);
    }
    let parts: [&Text; 9] = [
        &data.trade_order_id,
        &data.trade_order_line_id,
        &data.reverse_order_id,
        &data.reverse_order_line_id,
        &data.fulfillment_package_id,
        &data.order_status,
        &data.reverse_status,
        &data.status,
        &data.status_update_time,
    ];
    let mut named = vec![seller_id.0.as_bytes(), kind.as_bytes()];
    named.extend(parts.iter().map(|part| part.0.as_bytes()));
    let dedupe_key =
        signing::push_key(Channel::Lazada, if about_an_order { &named } else { std::slice::from_ref(&body) });
    let channel_order_id = data.trade_order_id.given().map(str::to_owned);
    Ok(Push { shop_id: seller_id.0, kind, channel_order_id, dedupe_key })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn push(line: &str, status: &str, time: &str, timestamp: &str) -> Push {
        let body = format!(
            r#"{{"seller_id":"200120001","message_type":0,"data":{{"order_status":"{status}","trade_order_id":"2604",
            "trade_order_line_id":"{line}","status_update_time":{time}}},"timestamp":{timestamp},"site":"LAZADA_VN"}}"#
        );
        read(body.as_bytes()).expect("a push")
    }

    #[test]
    fn a_repeated_push_has_the_same_key_and_another_line_or_status_another() {
        let first = push("1", "pending", "1791600638", "1791600638530");
        assert_eq!(first, push("1", "pending", "1791600638", "1791602438"));
        assert_eq!(first.channel_order_id.as_deref(), Some("2604"));
        let others = [
            push("2", "pending", "1791600638", "1791600638530"),
            push("1", "packed", "1791600638", "1791600638530"),
            push("1", "pending", "1791600639", "1791600638530"),
        ];
        assert!(others.iter().all(|other| other.dedupe_key != first.dedupe_key));
    }

    #[test]
    fn what_is_signed_and_no_push_is_unreadable() {
        let long = format!(r#"{{"seller_id":"1","message_type":0,"data":{{"trade_order_id":"{}"}}}}"#, "9".repeat(65));
        for body in ["", "{}", "[3]", r#"{"message_type":0}"#, r#"{"message_type":0,"seller_id":"1","data":{}}"#, &long]
        {
            assert_eq!(read(body.as_bytes()), Err(PushRefusal::Unreadable), "{body}");
        }
        assert!(read(br#"{"message_type":8,"seller_id":"1","data":{"app_key":"500001"}}"#).is_ok());
    }
}
