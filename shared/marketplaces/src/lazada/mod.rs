//! Lazada Open Platform: what it can do, and what we must know to speak with it.
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

/// What Lazada's console told us about our app.
#[derive(Clone)]
pub struct Settings {
    /// The API with its path, such as `https://api.lazada.vn/rest`.
    pub api_base: Url,
    /// The API for tokens with its path, such as `https://auth.lazada.com/rest`.
    pub token_base: Url,
    /// The host of the consent page, such as `https://auth.lazada.com`, as an owner's browser reaches it.
    pub consent_base: Url,
    /// The app's key.
    pub app_key: String,
    /// Signs our calls and Lazada's pushes.
    pub app_secret: String,
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("api_base", &self.api_base.as_str())
            .field("token_base", &self.token_base.as_str())
            .field("consent_base", &self.consent_base.as_str())
            .field("app_key", &self.app_key)
            .finish_non_exhaustive()
    }
}

/// What Lazada does not publish and we had to suppose, so that it can be set right without a new connector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assumptions {
    /// Section 4.3 allows 50 calls a second on stock; the others are not told. Section 4.4: at most 8 pictures of 1 MB.
    /// Lengths of a title are [K].
    pub limits: Limits,
    /// Section 4.3: `ApiCallLimit` says in its words that the ban lasts a second; 901 names no time.
    pub rest_after_limit: Duration,
    /// Section 4.6: a reason to cancel is chosen among those Lazada offers by these words [U].
    pub out_of_stock_words: Vec<String>,
    /// Section 4.4: a parcel's length, width and height in centimetres, where a listing does not know its box.
    pub parcel_cm: [u32; 3],
    /// Section 4.4: the brand of goods without one [K].
    pub no_brand: String,
}

impl Default for Assumptions {
    fn default() -> Self {
        Self {
            limits: Limits {
                orders_per_fetch: 20,
                order_window_days: 30,
                calls_per_second: 20,
                title_length: (2, 255),
                pictures: (1, 8),
                picture_sides: (330, 5000),
                picture_bytes_max: 1024 * 1024,
                reviews_listings: true,
            },
            rest_after_limit: Duration::from_secs(1),
            out_of_stock_words: ["out of stock", "hết hàng"].map(str::to_owned).to_vec(),
            parcel_cm: [30, 20, 15],
            no_brand: "No Brand".into(),
        }
    }
}

/// The connector.
pub struct Lazada {
    settings: Settings,
    assumptions: Assumptions,
    caller: Caller,
    now: Now,
}

impl Lazada {
    /// Speaks with Lazada through `http` (see [`crate::layer::http_client`]); `now` is the wall clock.
    pub fn new(settings: Settings, http: reqwest::Client, now: Now) -> Self {
        Self::assuming(Assumptions::default(), settings, http, now)
    }

    /// The same, where we know better than the defaults.
    pub fn assuming(assumptions: Assumptions, settings: Settings, http: reqwest::Client, now: Now) -> Self {
        let caller = Caller::new(Channel::Lazada, http, assumptions.limits.calls_per_second);
        Self { settings, assumptions, caller, now }
    }
}

impl Marketplace for Lazada {
    fn channel(&self) -> Channel {
        Channel::Lazada
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

    /// Section 4.5 knows buyers' cancellations (`CANCEL_INIT`), and names no call to answer them.
    fn asks_to_cancel(&self) -> Option<&dyn AsksToCancel> {
        None
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
pub fn signature(app_secret: &str, path: &str, parameters: &[(String, String)]) -> String {
    let parameters: Vec<(&str, String)> =
        parameters.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
    sign::call(app_secret, path, &parameters)
}

impl SendsPushes for Lazada {
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
        let host = Url::parse("https://lazada.example/rest").expect("a constant address");
        let settings = Settings {
            api_base: host.clone(),
            token_base: host.clone(),
            consent_base: host,
            app_key: "500001".into(),
            app_secret: "hush".into(),
        };
        let shown = format!("{settings:?}");
        assert!(shown.contains("500001") && !shown.contains("hush"), "{shown}");
    }
}
