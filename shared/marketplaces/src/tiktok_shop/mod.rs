//! TikTok Shop Partner API, 202309 and later: what it can do, and what we must know to speak with it.
//!
//! Section numbers in this folder are those of the fact sheet on marketplaces.

mod ask;
mod calls;
mod consent;
mod errors;
mod listings;
mod money;
mod orders;
mod push;
mod shop;
mod sign;
mod wire;

use std::{fmt, time::Duration};

use ids::Channel;
use url::Url;

use crate::{
    AsksToCancel, BringsOrders, CancelsOrders, GivesOrders, GrantsConsent, KeepsEvents, Limits, Marketplace, Now,
    Paths, PrintsWaybills, Push, PushRefusal, RawPush, SendsPushes, Settles, ShowsCatalogue, TakesListings,
    TakesShipments, TellsReturns, layer::Caller,
};
use shop::Shops;

/// What TikTok's partner centre told us about our app.
#[derive(Clone)]
pub struct Settings {
    /// The API's host, such as `https://open-api.tiktokglobalshop.com`.
    pub api_base: Url,
    /// The host for tokens, such as `https://auth.tiktok-shops.com`.
    pub token_base: Url,
    /// The host of the consent page, such as `https://services.tiktokshop.com`, as an owner's browser reaches it.
    pub consent_base: Url,
    /// The app's key.
    pub app_key: String,
    /// Signs our calls and TikTok's pushes.
    pub app_secret: String,
    /// The app's number on the consent page.
    pub service_id: String,
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("api_base", &self.api_base.as_str())
            .field("token_base", &self.token_base.as_str())
            .field("consent_base", &self.consent_base.as_str())
            .field("app_key", &self.app_key)
            .field("service_id", &self.service_id)
            .finish_non_exhaustive()
    }
}

/// What TikTok moves, or does not publish and we had to suppose, so that it can be set right without a new connector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assumptions {
    /// Section 12: versions stand in the paths and move every month.
    pub paths: Paths,
    /// Section 5.3: 50 calls a second for each app, shop and call in an older copy, "dynamic" in a newer. Section 5.4: the
    /// length of a title, the number and the sides of pictures.
    pub limits: Limits,
    /// Section 5.3: how long to rest after 36009002 without `Retry-After`.
    pub rest_after_limit: Duration,
    /// Section 5.6 names no reasons to cancel [K].
    pub out_of_stock_reason: String,
    /// Section 5.6 names no reasons to keep a buyer's order [K].
    pub keep_order_reason: String,
    /// Section 5.6 does not say how a parcel is handed over [K].
    pub handover_method: String,
    /// Section 5.4: packages may need their sides [K], and a listing may not know its box. In centimetres.
    pub parcel_cm: [u32; 3],
}

impl Default for Assumptions {
    fn default() -> Self {
        Self {
            paths: Paths::of(&calls::PATHS),
            limits: Limits {
                orders_per_fetch: 50,
                order_window_days: 30,
                calls_per_second: 20,
                title_length: (25, 255),
                pictures: (1, 9),
                picture_sides: (300, 4000),
                picture_bytes_max: 10 * 1024 * 1024,
                reviews_listings: true,
            },
            rest_after_limit: Duration::from_secs(2),
            out_of_stock_reason: "seller_cancel_reason_out_of_stock".into(),
            keep_order_reason: "seller_reject_apply_product_has_been_packed".into(),
            handover_method: "PICKUP".into(),
            parcel_cm: [30, 20, 15],
        }
    }
}

/// The connector.
pub struct TiktokShop {
    settings: Settings,
    assumptions: Assumptions,
    caller: Caller,
    shops: Shops,
    now: Now,
}

impl TiktokShop {
    /// Speaks with TikTok through `http` (see [`crate::layer::http_client`]); `now` is the wall clock.
    pub fn new(settings: Settings, http: reqwest::Client, now: Now) -> Self {
        Self::assuming(Assumptions::default(), settings, http, now)
    }

    /// The same, where we know better than the defaults.
    pub fn assuming(assumptions: Assumptions, settings: Settings, http: reqwest::Client, now: Now) -> Self {
        let caller = Caller::new(Channel::TiktokShop, http, assumptions.limits.calls_per_second);
        Self { settings, assumptions, caller, shops: Shops::default(), now }
    }
}

impl Marketplace for TiktokShop {
    fn channel(&self) -> Channel {
        Channel::TiktokShop
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

    /// A push that is lost is lost: polling finds its order.
    fn keeps_events(&self) -> Option<&dyn KeepsEvents> {
        None
    }
}

/// The signature of a call: what known vectors are held against.
pub fn signature(app_secret: &str, path: &str, parameters: &[(String, String)], body: &[u8]) -> String {
    sign::call(app_secret, path, parameters, body)
}

impl SendsPushes for TiktokShop {
    fn verify(&self, push: &RawPush<'_>) -> Result<Push, PushRefusal> {
        push::verify(&self.settings.app_key, &self.settings.app_secret, push)
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
        let host = Url::parse("https://tiktok.example").expect("a constant address");
        let settings = Settings {
            api_base: host.clone(),
            token_base: host.clone(),
            consent_base: host,
            app_key: "29a39d".into(),
            app_secret: "hush".into(),
            service_id: "7".into(),
        };
        let shown = format!("{settings:?}");
        assert!(shown.contains("29a39d") && !shown.contains("hush"), "{shown}");
    }
}
