//! Tiki Open API: what it can do, and what we must know to speak with it. Nothing is signed: tokens open it, and events
//! are fetched from a queue.
//!
//! Section numbers in this folder are those of the fact sheet on marketplaces.

mod ask;
mod calls;
mod consent;
mod errors;
mod events;
mod listings;
mod orders;
mod wire;

use std::{fmt, time::Duration};

use chrono::{DateTime, Utc};
use ids::Channel;
use tokio::sync::Mutex;
use url::Url;

use crate::{
    AsksToCancel, BringsOrders, CancelsOrders, GivesOrders, GrantsConsent, KeepsEvents, Limits, Marketplace, Now,
    Paths, PrintsWaybills, SendsPushes, Settles, ShowsCatalogue, TakesListings, TakesShipments, TellsReturns,
    layer::Caller,
};

/// What Tiki's console told us about our app.
#[derive(Clone)]
pub struct Settings {
    /// The API's host, such as `https://api.tiki.vn`.
    pub api_base: Url,
    /// The host of the consent page, as an owner's browser reaches it.
    pub consent_base: Url,
    /// The app's id.
    pub client_id: String,
    /// Opens the calls for tokens.
    pub client_secret: String,
    /// Where owners come back to, character by character as it is registered.
    pub redirect_uri: String,
    /// The code of the queue our events are kept in; [`Tiki::open_queue`] tells it once. Without one there are no events,
    /// and polling finds what changed.
    pub queue: Option<String>,
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("api_base", &self.api_base.as_str())
            .field("consent_base", &self.consent_base.as_str())
            .field("client_id", &self.client_id)
            .field("redirect_uri", &self.redirect_uri)
            .field("queue", &self.queue)
            .finish_non_exhaustive()
    }
}

/// What Tiki does not publish and we had to suppose, so that it can be set right without a new connector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assumptions {
    /// Section 12: the public documents may lag behind the service.
    pub paths: Paths,
    /// Section 6.2: limits of calls are not told; pictures are of 500 pixels at least. Lengths of a title are [K].
    pub limits: Limits,
    /// Section 6.2: how long to rest after HTTP 429 without `Retry-After`.
    pub rest_after_limit: Duration,
    /// Section 6.1: how long a refresh token lives, which the answer does not say. In days.
    pub refresh_token_days: i64,
    /// Section 6.1: what we ask consent for.
    pub scope: String,
    /// Section 6.2: how long to leave a request alone that is not decided.
    pub rest_while_reviewed: Duration,
    /// Section 6.4 does not write out how orders are filtered by the time of their change [K].
    pub changed_filter: String,
}

impl Default for Assumptions {
    fn default() -> Self {
        Self {
            paths: Paths::of(&calls::PATHS),
            limits: Limits {
                orders_per_fetch: 20,
                order_window_days: 30,
                calls_per_second: 10,
                title_length: (10, 255),
                pictures: (1, 20),
                picture_sides: (500, 10_000),
                picture_bytes_max: 10 * 1024 * 1024,
                reviews_listings: true,
            },
            rest_after_limit: Duration::from_secs(5),
            refresh_token_days: 30,
            scope: "offline product order inventory".into(),
            rest_while_reviewed: Duration::from_mins(10),
            changed_filter: "updated_at".into(),
        }
    }
}

/// A token of the app's own, and its end.
type AppToken = Option<(String, DateTime<Utc>)>;

/// The connector.
pub struct Tiki {
    settings: Settings,
    assumptions: Assumptions,
    caller: Caller,
    app_token: Mutex<AppToken>,
    now: Now,
}

impl Tiki {
    /// Speaks with Tiki through `http` (see [`crate::layer::http_client`]); `now` is the wall clock.
    pub fn new(settings: Settings, http: reqwest::Client, now: Now) -> Self {
        Self::assuming(Assumptions::default(), settings, http, now)
    }

    /// The same, where we know better than the defaults.
    pub fn assuming(assumptions: Assumptions, settings: Settings, http: reqwest::Client, now: Now) -> Self {
        let caller = Caller::new(Channel::Tiki, http, assumptions.limits.calls_per_second);
        Self { settings, assumptions, caller, app_token: Mutex::default(), now }
    }
}

impl Marketplace for Tiki {
    fn channel(&self) -> Channel {
        Channel::Tiki
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

    /// Section 6.4 names no call.
    fn prints_waybills(&self) -> Option<&dyn PrintsWaybills> {
        None
    }

    /// Section 6.4 names no call: a seller confirms stock or does not.
    fn cancels_orders(&self) -> Option<&dyn CancelsOrders> {
        None
    }

    /// Section 6.4 names no call.
    fn asks_to_cancel(&self) -> Option<&dyn AsksToCancel> {
        None
    }

    /// Section 6.4: a return is an order with `is_rma`, and there is no list of them.
    fn tells_returns(&self) -> Option<&dyn TellsReturns> {
        None
    }

    fn settles(&self) -> Option<&dyn Settles> {
        Some(self)
    }

    /// Section 6.3: events are fetched. What the older webhooks tell, they tell of product requests only.
    fn sends_pushes(&self) -> Option<&dyn SendsPushes> {
        None
    }

    fn keeps_events(&self) -> Option<&dyn KeepsEvents> {
        Some(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_do_not_show_their_keys() {
        let host = Url::parse("https://tiki.example").expect("a constant address");
        let settings = Settings {
            api_base: host.clone(),
            consent_base: host,
            client_id: "e5edc0e4".into(),
            client_secret: "hush".into(),
            redirect_uri: "https://hub.example/oauth/tiki".into(),
            queue: None,
        };
        let shown = format!("{settings:?}");
        assert!(shown.contains("e5edc0e4") && !shown.contains("hush"), "{shown}");
    }
}
