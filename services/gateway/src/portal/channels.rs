//! A cooperative's shops: which are connected and well, and what can be connected.

mod consent;
pub(crate) mod items;
pub(crate) mod join;
mod manage;
pub(crate) mod past;

pub(super) use consent::{connect, finish};
pub(super) use manage::{disconnect, pause};

use askama::Template;
use axum::{extract::Query, response::Response};
use contract::syndication::{ChannelAccountView, ChannelView, FindChannelAccounts, FindChannels, PauseShop};
use mailbox::Unanswered;
use serde::Deserialize;

use super::{
    format::Reader,
    frame::{Frame, Visit, render},
    listings,
    parts::{Badge, Shape},
    routes,
};
use crate::problem::Problem;

/// A consent that ends within so many days is spoken of.
const ENDING_DAYS: i64 = 30;

#[derive(Debug, Template)]
#[template(path = "channels.html")]
pub(crate) struct Page {
    pub(crate) frame: Frame,
    pub(crate) shops: Vec<Shop>,
    /// Name, and where to begin.
    pub(crate) connectable: Vec<(String, String)>,
    /// They decide about the shops, and this house is set up for no marketplace.
    pub(crate) nowhere_to_go: bool,
}

/// One shop.
#[derive(Debug)]
pub(crate) struct Shop {
    pub(crate) channel: String,
    pub(crate) number: String,
    pub(crate) badge: Badge,
    pub(crate) reason: Option<(String, String)>,
    pub(crate) consent: Option<String>,
    /// How the last call went.
    pub(crate) called: Option<String>,
    /// Where to consent again.
    pub(crate) reconnect: Option<String>,
    /// Where to pause it, or to let it go on.
    pub(crate) pause: Option<String>,
    /// Since when it is paused.
    pub(crate) paused: Option<String>,
    /// Where to take it away from us.
    pub(crate) disconnect: Option<String>,
    /// What it shows otherwise than listings say.
    pub(crate) rules: String,
    /// What it shows already.
    pub(crate) items: Option<String>,
    /// What it sold before it came here.
    pub(crate) past: Option<String>,
    /// Somebody is to look through what it shows first.
    pub(crate) held_back: bool,
}

/// What was just done, and to which shop.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Asked {
    done: Option<String>,
    shop: Option<String>,
}

pub(super) async fn show(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    let known = Known::of(&visit).await?;
    let frame = visit.frame(visit.to.say("channels-title")).done(known.done(visit.to, &asked));
    render(&Page::new(frame, &known, visit.may::<PauseShop>()))
}

/// What the page shows.
#[derive(Debug, Clone, Default)]
pub(crate) struct Known {
    pub(crate) shops: Vec<ChannelAccountView>,
    pub(crate) channels: Vec<ChannelView>,
}

impl Known {
    async fn of(visit: &Visit) -> Result<Self, Unanswered> {
        let (shops, channels) = tokio::try_join!(visit.ask(&FindChannelAccounts {}), visit.ask(&FindChannels {}))?;
        Ok(Self { shops, channels })
    }

    fn done(&self, to: Reader, asked: &Asked) -> Option<String> {
        let id = asked.shop.as_deref()?;
        let shop = self.shops.iter().find(|shop| shop.account_id.to_string() == id)?;
        let name = format!("{} {}", shop.channel.name(), shop.shop_id);
        match asked.done.as_deref()? {
            "connected" => Some(to.say_with("channel-connected", [("shop", name.into())])),
            "paused" => Some(to.say_with("shop-is-paused", [("shop", name.into())])),
            "going-on" => Some(to.say_with("shop-goes-on", [("shop", name.into())])),
            "disconnected" => Some(to.say_with("shop-is-disconnected", [("shop", name.into())])),
            _ => None,
        }
    }
}

impl Page {
    pub(crate) fn new(frame: Frame, known: &Known, may_connect: bool) -> Self {
        let to = frame.to;
        let by_consent = |shop: &ChannelAccountView| {
            known.channels.iter().any(|channel| channel.channel == shop.channel && channel.by_consent)
        };
        let shop = |shop| Shop::new(to, shop, may_connect, by_consent(shop));
        let connectable = known.channels.iter().filter(|channel| may_connect && channel.by_consent);
        let connectable: Vec<_> = connectable
            .map(|channel| (to.channel(channel.channel), routes::channel_connect(channel.channel)))
            .collect();
        Self {
            shops: known.shops.iter().map(shop).collect(),
            nowhere_to_go: may_connect && connectable.is_empty(),
            connectable,
            frame,
        }
    }
}

impl Shop {
    fn new(to: Reader, shop: &ChannelAccountView, may_write: bool, by_consent: bool) -> Self {
        let ends_soon = shop.consent_ends_at.is_some_and(|ends| (ends - to.now).num_days() < ENDING_DAYS);
        let consent = shop.consent_ends_at.filter(|_| shop.connected).map(|ends| {
            to.say_with(
                "shop-consent-ends",
                [("day", to.day(host::calendar::day(ends)).into()), ("left", to.time_left(ends).into())],
            )
        });
        let again = may_write && by_consent && (!shop.connected || ends_soon);
        let reason = shop.reason_code.as_deref().or(shop.call_fault.as_deref().filter(|_| shop.connected));
        Self {
            channel: to.channel(shop.channel),
            number: shop.shop_id.clone(),
            badge: badge(to, shop),
            reason: reason.map(|code| (listings::reason(to, code), code.to_owned())),
            consent,
            called: called(to, shop),
            reconnect: again.then(|| routes::channel_connect(shop.channel)),
            pause: (may_write && shop.connected).then(|| routes::shop_pause(shop.account_id)),
            paused: shop.paused_at.map(|at| to.say_with("shop-paused-since", [("time", to.moment(at).into())])),
            disconnect: (may_write && shop.connected && by_consent).then(|| routes::shop_disconnect(shop.account_id)),
            rules: routes::shop_rules(shop.account_id),
            items: may_write.then(|| routes::shop_items(shop.account_id)),
            past: (may_write && by_consent).then(|| routes::shop_past(shop.account_id)),
            held_back: shop.connected && shop.held_back,
        }
    }
}

fn badge(to: Reader, shop: &ChannelAccountView) -> Badge {
    let (shape, key) = match shop {
        ChannelAccountView { connected: false, .. } => (Shape::Bad, "shop-cut-off"),
        ChannelAccountView { paused_at: Some(_), .. } => (Shape::Off, "shop-paused"),
        ChannelAccountView { held_back: true, .. } => (Shape::Yours, "shop-held-back"),
        ChannelAccountView { reason_code: None, call_fault: None, .. } => (Shape::Done, "shop-well"),
        _ => (Shape::Waiting, "shop-troubled"),
    };
    Badge { shape, words: to.say(key) }
}

/// How the last call about its goods went, in words.
fn called(to: Reader, shop: &ChannelAccountView) -> Option<String> {
    let Some(at) = shop.called_at else { return shop.connected.then(|| to.say("shop-not-called")) };
    let key = if shop.call_fault.is_some() { "shop-call-failed" } else { "shop-called" };
    Some(to.say_with(key, [("time", to.moment(at).into())]))
}
