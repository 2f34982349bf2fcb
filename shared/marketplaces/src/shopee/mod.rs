//! Shopee Open Platform v2: what it can do, and what we must know to speak with it.
//!
//! Section numbers in this folder are those of the fact sheet on marketplaces.

mod ask;
mod calls;
mod catalogue;
mod consent;
mod errors;
mod listings;
mod money;
mod orders;
mod push;
mod shipping;
mod sign;
mod wire;

use std::{fmt, time::Duration};

use ids::Channel;
use url::Url;

use crate::{
    AsksToCancel, BringsOrders, CancelsOrders, GivesOrders, GrantsConsent, KeepsEvents, Limits, Marketplace, Now,
    PrintsWaybills, Push, PushRefusal, RawPush, SendsPushes, Settles, ShowsCatalogue, TakesListings, TakesShipments,
    TellsReturns, layer::Caller,
};

/// What Shopee's console told us about our app.
#[derive(Clone)]
pub struct Settings {
    /// The API's host. Its path is not looked at: every call's path starts with `/api/v2`.
    pub api_base: Url,
    /// The host of the consent page, as an owner's browser reaches it.
    pub consent_base: Url,
    /// The app's number.
    pub partner_id: u64,
    /// Signs our calls.
    pub partner_key: String,
    /// Sign Shopee's pushes, and are not the partner key: the current one and, while keys change, the one before.
    pub push_keys: Vec<String>,
    /// The push address as registered in the console, character by character: it is part of what is signed.
    pub callback_url: String,
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("api_base", &self.api_base.as_str())
            .field("consent_base", &self.consent_base.as_str())
            .field("partner_id", &self.partner_id)
            .field("callback_url", &self.callback_url)
            .finish_non_exhaustive()
    }
}

/// What Shopee does not publish and we had to suppose, so that it can be set right without a new connector.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Assumptions {
    /// Section 12: call limits are unpublished; users report trouble near 1000 calls a second and stay under 100. The
    /// length of a title and the number of pictures are those usual in Vietnam; a category may have its own (3.5).
    pub limits: Limits,
    /// Section 3.4: how long to rest after `error_rate_limit`, which names no time.
    pub rest_after_rate_limit: Duration,
    /// Section 1: how long a refresh token lives, which the answer does not say. In days.
    pub refresh_token_days: i64,
    /// Section 3.5: a parcel's length, width and height in centimetres. "In practice required", and a listing does not
    /// know its box.
    pub parcel_cm: [u32; 3],
    /// Section 3.3: pictures are uploaded without a shop, as the reference lists it; some programs sign for the shop.
    pub pictures_belong_to_a_shop: bool,
}

impl Default for Assumptions {
    fn default() -> Self {
        Self {
            limits: Limits {
                orders_per_fetch: 50,
                order_window_days: 15,
                calls_per_second: 20,
                title_length: (10, 120),
                pictures: (1, 9),
                picture_sides: (1, 10_000),
                picture_bytes_max: 10 * 1024 * 1024,
                reviews_listings: false,
            },
            rest_after_rate_limit: Duration::from_secs(5),
            refresh_token_days: 30,
            parcel_cm: [30, 20, 15],
            pictures_belong_to_a_shop: false,
        }
    }
}

/// The connector.
pub struct Shopee {
    settings: Settings,
    assumptions: Assumptions,
    caller: Caller,
    now: Now,
}

impl Shopee {
    /// Speaks with Shopee through `http` (see [`crate::layer::http_client`]); `now` is the wall clock.
    pub fn new(settings: Settings, http: reqwest::Client, now: Now) -> Self {
        Self::assuming(Assumptions::default(), settings, http, now)
    }

    /// The same, where we know better than the defaults.
    pub fn assuming(assumptions: Assumptions, settings: Settings, http: reqwest::Client, now: Now) -> Self {
        let caller = Caller::new(Channel::Shopee, http, assumptions.limits.calls_per_second);
        Self { settings, assumptions, caller, now }
    }
}

impl Marketplace for Shopee {
    fn channel(&self) -> Channel {
        Channel::Shopee
    }

    fn limits(&self) -> Limits {
        self.assumptions.limits
    }

    fn grants_consent(&self) -> Option<&dyn GrantsConsent> {
        Some(self)
    }

    fn shows_catalogue(&self) -> Option<&dyn ShowsCatalogue> {
        Some(self)
    }

    fn takes_listings(&self) -> Option<&dyn TakesListings> {
        Some(self)
    }

    fn gives_orders(&self) -> Option<&dyn GivesOrders> {
        Some(self)
    }

    fn brings_orders(&self) -> Option<&dyn BringsOrders> {
        None
    }

    fn takes_shipments(&self) -> Option<&dyn TakesShipments> {
        Some(self)
    }

    fn prints_waybills(&self) -> Option<&dyn PrintsWaybills> {
        Some(self)
    }

    fn cancels_orders(&self) -> Option<&dyn CancelsOrders> {
        Some(self)
    }

    fn asks_to_cancel(&self) -> Option<&dyn AsksToCancel> {
        Some(self)
    }

    fn tells_returns(&self) -> Option<&dyn TellsReturns> {
        Some(self)
    }

    fn settles(&self) -> Option<&dyn Settles> {
        Some(self)
    }

    fn sends_pushes(&self) -> Option<&dyn SendsPushes> {
        Some(self)
    }

    fn keeps_events(&self) -> Option<&dyn KeepsEvents> {
        Some(self)
    }
}

impl SendsPushes for Shopee {
    fn verify(&self, push: &RawPush<'_>) -> Result<Push, PushRefusal> {
        push::verify(&self.settings.push_keys, &self.settings.callback_url, push)
    }

    /// It only pushes.
    fn greet(&self, _addressed_to: &str, _asked: &[(String, String)]) -> Option<String> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_do_not_show_their_keys() {
        let host = Url::parse("https://shopee.example").expect("a constant address");
        let settings = Settings {
            api_base: host.clone(),
            consent_base: host,
            partner_id: 1,
            partner_key: "hush-1".into(),
            push_keys: vec!["hush-2".into()],
            callback_url: "https://hub.example".into(),
        };
        let shown = format!("{settings:?}");
        assert!(shown.contains("partner_id") && !shown.contains("hush"), "{shown}");
    }
}
