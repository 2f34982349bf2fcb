//! Pushes: checked over their bytes first, read afterwards. Section 3.6.

use ids::Channel;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::{Push, PushRefusal, RawPush, signing};

const ORDER_STATUS: i64 = 3;
const TRACKING_NUMBER: i64 = 4;

pub(super) fn verify(push_keys: &[String], callback_url: &str, push: &RawPush<'_>) -> Result<Push, PushRefusal> {
    let authorization = push.header("authorization").ok_or(PushRefusal::NoSignature)?;
    let signature = signing::lower_hex(authorization).ok_or(PushRefusal::NoSignature)?;
    let signed: [&[u8]; 3] = [callback_url.as_bytes(), b"|", push.body];
    if !push_keys.iter().any(|key| signing::fits(key, &signed, &signature)) {
        return Err(PushRefusal::WrongSignature);
    }
    read(push.body)
}

#[derive(Deserialize)]
struct Body<'a> {
    code: i64,
    #[serde(borrow)]
    shop_id: Option<&'a RawValue>,
    #[serde(borrow)]
    data: Option<&'a RawValue>,
}

/// What pushes about orders have in common. Only here is it called `ordersn`; the API says `order_sn`.
#[derive(Default, Deserialize)]
struct Data {
    ordersn: Option<String>,
    status: Option<String>,
    update_time: Option<i64>,
    package_number: Option<String>,
    tracking_no: Option<String>,
}

/// Pushes about orders must be as we know them. Of any other kind the code is enough to keep it: its data may have any
/// shape, and the shop's id may have another name.
pub(super) fn read(body: &[u8]) -> Result<Push, PushRefusal> {
    let Body { code, shop_id, data } = serde_json::from_slice(body).map_err(|_| PushRefusal::Unreadable)?;
    let shop_id = shop_id.and_then(|raw| raw.get().parse::<u64>().ok()).map(|id| id.to_string());
    let data = data.and_then(|raw| data_of(raw.get()));
    if matches!(code, ORDER_STATUS | TRACKING_NUMBER) && (shop_id.is_none() || data.is_none()) {
        return Err(PushRefusal::Unreadable);
    }
    let (shop_id, data) = (shop_id.unwrap_or_default(), data.unwrap_or_default());
    let dedupe_key = dedupe_key(&shop_id, code, &data, body);
    let channel_order_id = data.ordersn.filter(|id| !id.is_empty());
    if channel_order_id.as_ref().is_some_and(|id| !signing::keeps(id)) {
        return Err(PushRefusal::Unreadable);
    }
    Ok(Push { shop_id, kind: code.to_string(), channel_order_id, dedupe_key })
}

/// What a push speaks of. A push that was lost and is fetched later has it as a text of JSON [U].
fn data_of(raw: &str) -> Option<Data> {
    let text: Option<String> = serde_json::from_str(raw).ok();
    serde_json::from_str(text.as_deref().unwrap_or(raw)).ok()
}

/// The same for every delivery of one happening. `timestamp` differs between deliveries, so the body as a whole is
/// hashed only where we do not know what names the happening: then a second delivery costs a needless look, while a
/// key that two happenings share would lose one.
fn dedupe_key(shop_id: &str, code: i64, data: &Data, body: &[u8]) -> String {
    match happening(code, data) {
        Some([object, state, time]) => {
            let code = code.to_string();
            let parts = [shop_id, &code, &object, &state, &time].map(str::as_bytes);
            signing::push_key(Channel::Shopee, &parts)
        }
        None => signing::push_key(Channel::Shopee, &[body]),
    }
}

/// The object a push speaks of, its state and the time of that; `None` where we do not know what names them.
fn happening(code: i64, data: &Data) -> Option<[String; 3]> {
    match code {
        ORDER_STATUS => Some([data.ordersn.clone()?, data.status.clone()?, data.update_time?.to_string()]),
        // It tells no time; the number itself is what is new.
        TRACKING_NUMBER => {
            let package = data.package_number.clone().unwrap_or_default();
            Some([data.ordersn.clone()?, data.tracking_no.clone()?, package])
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn push(code: i64, data: &str, timestamp: i64) -> Push {
        let body = format!(r#"{{"data":{data},"shop_id":14701711,"code":{code},"timestamp":{timestamp}}}"#);
        read(body.as_bytes()).expect("a push")
    }

    #[test]
    fn a_repeated_push_has_the_same_key_and_another_happening_another() {
        let paid = r#"{"ordersn":"261010HGCAM001","status":"READY_TO_SHIP","update_time":1791600123}"#;
        let paid_in_other_words =
            r#"{ "update_time":1791600123, "items":[], "status":"READY_TO_SHIP", "ordersn":"261010HGCAM001" }"#;
        let first = push(3, paid, 1_791_600_124);
        assert_eq!(first, push(3, paid, 1_791_600_424));
        assert_eq!(first, push(3, paid_in_other_words, 1_791_600_424));
        let others = [
            push(3, &paid.replace("READY_TO_SHIP", "SHIPPED"), 1_791_600_124),
            push(3, &paid.replace("600123", "600125"), 1_791_600_124),
            push(3, &paid.replace("CAM001", "CAM002"), 1_791_600_124),
            push(4, r#"{"ordersn":"261010HGCAM001","package_number":"OFG1","tracking_no":"SPXVN1"}"#, 1_791_600_124),
            push(4, r#"{"ordersn":"261010HGCAM001","package_number":"OFG1","tracking_no":"SPXVN2"}"#, 1_791_600_124),
            push(30, paid, 1_791_600_124),
        ];
        let keys: std::collections::BTreeSet<_> = others.iter().chain([&first]).map(|push| &push.dedupe_key).collect();
        assert_eq!(keys.len(), others.len() + 1);
    }

    #[test]
    fn a_push_about_the_app_has_no_shop_and_one_about_an_order_names_it() {
        let consent_ends = push_of(r#"{"code":12,"partner_id":2001887,"data":{"shop_id_list":[1,2]},"timestamp":1}"#);
        assert_eq!((consent_ends.shop_id.as_str(), consent_ends.kind.as_str()), ("", "12"));
        let odd = push_of(r#"{"code":16,"shop_id":"odd","data":[1,2],"timestamp":1}"#);
        assert_eq!((odd.shop_id.as_str(), odd.channel_order_id), ("", None));
        let tracking = push(4, r#"{"ordersn":"261010HGCAM001","tracking_no":"SPXVN1"}"#, 1);
        assert_eq!(tracking.channel_order_id.as_deref(), Some("261010HGCAM001"));
        assert_eq!(tracking.shop_id, "14701711");
    }

    #[test]
    fn what_is_signed_and_no_push_is_unreadable() {
        let long = format!(r#"{{"code":3,"shop_id":1,"data":{{"ordersn":"{}"}}}}"#, "9".repeat(65));
        for body in ["", "{}", "[3]", r#"{"code":"3"}"#, r#"{"code":3,"shop_id":1,"data":[]}"#, &long] {
            assert_eq!(read(body.as_bytes()), Err(PushRefusal::Unreadable), "{body}");
        }
    }

    fn push_of(body: &str) -> Push {
        read(body.as_bytes()).expect("a push")
    }
}
