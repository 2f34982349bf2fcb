//! Where a shop's pushes go: section 5.5.

use std::collections::BTreeSet;

use axum::http::Method;
use serde::Deserialize;
use serde_json::{Value, json};
use url::{Host, Url};

use super::{
    Caller,
    envelope::{Refusal, Reply},
    push::EVENTS,
};
use crate::{books::marketplace::Marketplace, market::Market, pushes::Subscription};

const ADDRESS_MAX: usize = 255;

#[derive(Deserialize)]
struct Webhook {
    #[serde(default)]
    address: String,
    event_type: String,
}

/// `GET`, `PUT` and `DELETE /event/202309/webhooks`.
pub fn act(market: &Market, caller: &Caller) -> Reply {
    let whose = (Marketplace::TiktokShop, Some(caller.shop_id));
    let mut desk = market.pushes.desk();
    let before = desk.subscription(whose);
    if caller.call.method == Method::GET {
        let address = before.callback_url.unwrap_or_default();
        let webhooks: Vec<Value> = EVENTS
            .iter()
            .filter(|(_, number)| before.codes.contains(number))
            .map(|(name, _)| json!({ "event_type": name, "address": address }))
            .collect();
        return Ok(json!({ "webhooks": webhooks, "total_count": webhooks.len() }));
    }
    let wanted: Webhook = caller.body()?;
    let event = EVENTS.iter().find(|(name, _)| *name == wanted.event_type);
    let (_, number) = *event.ok_or_else(|| Refusal::invalid("event_type"))?;
    let mut codes = before.codes;
    let callback_url = if caller.call.method == Method::PUT {
        codes.insert(number);
        Some(wanted.address).filter(|address| may_be_called(address))
    } else {
        codes.remove(&number);
        before.callback_url
    };
    if callback_url.is_none() {
        return Err(Refusal::invalid(
            "address must be https, with a domain name and without a port, of 255 characters at most",
        ));
    }
    desk.subscribe(whose, Subscription { callback_url, codes, blocked_shops: BTreeSet::new() }, String::new());
    Ok(json!({}))
}

/// HTTPS, a domain, no port; or this very machine.
fn may_be_called(address: &str) -> bool {
    let Ok(url) = Url::parse(address) else { return false };
    let is_here = match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    };
    let is_outside = url.scheme() == "https" && matches!(url.host(), Some(Host::Domain(_))) && url.port().is_none();
    address.len() <= ADDRESS_MAX && (is_outside || (is_here && matches!(url.scheme(), "http" | "https")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_taken_or_not_as_the_sheet_says() {
        for (address, expected) in [
            ("https://hub.example.vn/webhooks/tiktok", true),
            ("http://hub.example.vn/webhooks/tiktok", false),
            ("https://hub.example.vn:8443/webhooks", false),
            ("https://203.0.113.7/webhooks", false),
            ("http://127.0.0.1:8080/webhooks", true),
            ("ftp://localhost/", false),
            ("hub", false),
        ] {
            assert_eq!(may_be_called(address), expected, "{address}");
        }
        assert!(!may_be_called(&format!("https://hub.example.vn/{}", "a".repeat(ADDRESS_MAX))));
    }
}
