//! A cooperative's shops: which are connected and well, and the way through a marketplace's consent.

use askama::Template;
use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use contract::{
    Role, code,
    syndication::{ChannelAccountView, FindChannelAccounts, FinishConsent, StartConsent},
};
use ids::Channel;
use mailbox::Unanswered;
use serde::Deserialize;

use super::{
    format::Reader,
    frame::{Frame, Visit, render},
    listings,
    parts::{Badge, Shape},
    routes::{self, Link},
};
use crate::problem::Problem;

/// Marketplaces whose owners consent on a page of theirs, and whose connector stands.
const CONNECTABLE: [Channel; 1] = [Channel::Shopee];
/// A consent that ends within so many days is spoken of.
const ENDING_DAYS: i64 = 30;

#[derive(Debug, Template)]
#[template(path = "channels.html")]
pub(crate) struct Page {
    pub(crate) frame: Frame,
    pub(crate) shops: Vec<Shop>,
    /// Name, and where to begin.
    pub(crate) connectable: Vec<(String, String)>,
}

/// One shop.
#[derive(Debug)]
pub(crate) struct Shop {
    pub(crate) channel: String,
    pub(crate) number: String,
    pub(crate) badge: Badge,
    pub(crate) reason: Option<(String, String)>,
    pub(crate) consent: Option<String>,
    /// Where to consent again.
    pub(crate) reconnect: Option<String>,
    /// What it shows otherwise than listings say.
    pub(crate) rules: String,
}

/// What was just done.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Asked {
    connected: Option<String>,
}

pub(super) async fn show(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    let shops = visit.ask(&FindChannelAccounts {}).await?;
    let done = asked.connected.map(|shop| visit.to.say_with("channel-connected", [("shop", shop.into())]));
    let frame = visit.frame(visit.to.say("channels-title")).done(done);
    render(&Page::new(frame, &shops, visit.role() == Role::CooperativeManager))
}

/// Off to the marketplace's consent page. A plain link leads here, for a form may not leave this house.
pub(super) async fn connect(visit: Visit, Path(channel): Path<Channel>) -> Result<Response, Problem> {
    let redirect = visit.app.address(&routes::channel_callback(channel));
    let consent = visit.ask(&StartConsent { channel, redirect }).await?;
    Ok(Redirect::to(&consent.link).into_response())
}

/// What a marketplace adds to the redirect.
#[derive(Deserialize)]
pub(super) struct Consented {
    #[serde(default)]
    state: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    shop_id: String,
}

/// The owner is back. A code that no longer holds is told on the same page, with the way to begin anew.
pub(super) async fn finish(
    visit: Visit,
    Path(channel): Path<Channel>,
    Query(Consented { state, code, shop_id }): Query<Consented>,
) -> Result<Response, Problem> {
    let finish = FinishConsent { channel, state, code, shop_id: shop_id.clone() };
    let refusal = match visit.ask(&finish).await {
        Ok(_) => {
            let link = Link::to(routes::CHANNELS).with("connected", format!("{} {shop_id}", channel.name()));
            return Ok(Redirect::to(&link.to_string()).into_response());
        }
        Err(Unanswered::Refused(refusal)) => refusal,
        Err(unknown) => return Err(unknown.into()),
    };
    let known = [code::CONSENT_STATE, code::CHANNEL_REFUSED, code::INVALID].contains(&refusal.code.as_str());
    if !known {
        return Err(refusal.into());
    }
    let shops = visit.ask(&FindChannelAccounts {}).await.unwrap_or_default();
    let words = visit.to.say_with("channel-not-connected", [("channel", channel.name().into())]);
    let frame = visit.frame(visit.to.say("channels-title")).not_done(Some(words));
    Ok((StatusCode::CONFLICT, render(&Page::new(frame, &shops, true))?).into_response())
}

impl Page {
    pub(crate) fn new(frame: Frame, shops: &[ChannelAccountView], may_connect: bool) -> Self {
        let to = frame.to;
        let connectable = CONNECTABLE.into_iter().filter(|_| may_connect);
        Self {
            shops: shops.iter().map(|shop| Shop::new(to, shop, may_connect)).collect(),
            connectable: connectable.map(|channel| (to.channel(channel), routes::channel_connect(channel))).collect(),
            frame,
        }
    }
}

impl Shop {
    fn new(to: Reader, shop: &ChannelAccountView, may_connect: bool) -> Self {
        let (shape, key) = match (shop.connected, &shop.reason_code) {
            (true, None) => (Shape::Done, "shop-well"),
            (true, Some(_)) => (Shape::Waiting, "shop-troubled"),
            (false, _) => (Shape::Bad, "shop-cut-off"),
        };
        let ends_soon = shop.consent_ends_at.is_some_and(|ends| (ends - to.now).num_days() < ENDING_DAYS);
        let consent = shop.consent_ends_at.map(|ends| {
            to.say_with(
                "shop-consent-ends",
                [("day", to.day(host::calendar::day(ends)).into()), ("left", to.time_left(ends).into())],
            )
        });
        let again = may_connect && CONNECTABLE.contains(&shop.channel) && (!shop.connected || ends_soon);
        Self {
            channel: to.channel(shop.channel),
            number: shop.shop_id.clone(),
            badge: Badge { shape, words: to.say(key) },
            reason: shop.reason_code.as_deref().map(|code| (listings::reason(to, code), code.to_owned())),
            consent,
            reconnect: again.then(|| routes::channel_connect(shop.channel)),
            rules: routes::shop_rules(shop.account_id),
        }
    }
}
