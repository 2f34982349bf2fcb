//! Offers that need somebody: why, what to do now, and what it costs that they are not as they should be.

mod history;
pub(crate) mod one;
mod progress;

use std::cmp::Ordering;

use askama::Template;
use axum::{
    extract::Query,
    response::{IntoResponse, Redirect, Response},
};
use contract::syndication::{
    ChangeRules, CountOffers, FindProgress, FindTroubledOffers, OfferCounts, OfferDetail, RetryOffers, SaveListing,
    ShopProgress,
};
use ids::Offer;
use serde::Deserialize;

use super::{
    fields::Fields,
    format::Reader,
    frame::{Frame, Visit, render},
    listings,
    parts::{Badge, Chip, Pager, page_request},
    routes::{self, Link},
};
use crate::problem::Problem;
use progress::Telling;

/// What the list's URL says.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Asked {
    reason: Option<String>,
    text: Option<String>,
    after: Option<String>,
    size: Option<u32>,
    /// How many were just tried again.
    retried: Option<u64>,
}

impl Asked {
    fn find(&self) -> FindTroubledOffers {
        FindTroubledOffers {
            text: self.text.clone().filter(|text| !text.trim().is_empty()),
            reason: self.reason.clone().filter(|reason| !reason.is_empty()),
            page: page_request(self.after.clone(), self.size),
        }
    }

    fn link(&self, reason: Option<&str>) -> Link {
        Link::to(routes::OFFERS).with_some("reason", reason).with_some("text", self.text.as_deref())
    }
}

/// What somebody may do about an offer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hand {
    pub(crate) retries: bool,
    pub(crate) writes: bool,
}

impl Hand {
    fn of(visit: &Visit) -> Self {
        Self { retries: visit.may::<RetryOffers>(), writes: visit.may::<SaveListing>() && visit.may::<ChangeRules>() }
    }
}

#[derive(Debug, Template)]
#[template(path = "offers/list.html")]
pub(crate) struct Page {
    pub(crate) frame: Frame,
    pub(crate) reason: String,
    pub(crate) text: String,
    pub(crate) chips: Vec<Chip>,
    pub(crate) rows: Vec<Row>,
    pub(crate) pager: Pager,
    pub(crate) may_retry: bool,
    pub(crate) empty: String,
    /// Shops that are still being told.
    pub(crate) telling: Vec<Telling>,
}

/// Why an offer needs somebody that was changed in its shop.
const DRIFTED: &str = "changed_in_shop";

/// One offer in the list.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) id: String,
    pub(crate) link: String,
    pub(crate) title: String,
    pub(crate) sku: String,
    pub(crate) pack: String,
    pub(crate) shop: String,
    pub(crate) badge: Badge,
    /// What it loses, and how that was reckoned.
    pub(crate) lost: (String, Option<String>),
    /// What buyers see instead of what they should.
    pub(crate) shown: Option<String>,
    /// What happened and what to do, and the code for the helpdesk.
    pub(crate) reason: Option<(String, String)>,
    /// The channel's own words.
    pub(crate) channel_words: Option<String>,
    pub(crate) since: Option<String>,
    pub(crate) next_attempt: Option<String>,
    /// Where to mend it.
    pub(crate) step: (String, String),
    /// Trying again may help: what was changed in the shop is decided instead.
    pub(crate) may_retry: bool,
}

pub(super) async fn show(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    let find = asked.find();
    let progress =
        async { if visit.may::<FindProgress>() { visit.ask(&FindProgress {}).await } else { Ok(Vec::new()) } };
    let (offers, counts, progress) = tokio::join!(visit.ask(&find), visit.ask(&CountOffers {}), progress);
    let (offers, counts, progress) = (offers?, counts.unwrap_or_default(), progress.unwrap_or_default());
    let done = asked.retried.map(|retried| visit.to.counted("offers-retried", retried));
    let frame = visit.frame(visit.to.say("offers-title")).done(done);
    render(&Page::new(frame, &asked, &offers, &counts, Hand::of(&visit)).telling(&progress))
}

/// Tries those again that were chosen, or the one whose own button was pressed.
pub(super) async fn retry(visit: Visit, form: Fields) -> Result<Response, Problem> {
    visit.only_who_may::<RetryOffers>()?;
    let only = form.ids::<Offer>("only")?;
    // Whoever came from an offer's own page goes back to it.
    let mut link = match only.as_slice() {
        [offer_id] if form.one("from") == "offer" => Link::to(routes::offer(*offer_id)),
        _ => Link::to(routes::OFFERS).with("reason", form.one("reason")).with("text", form.one("text")),
    };
    let offers = if only.is_empty() { form.ids::<Offer>("offer_id")? } else { only };
    if !offers.is_empty() {
        let name = visit.signed.identity.name.clone();
        link = link.with("retried", visit.command(form.key()?, &RetryOffers { offers, name }).await?);
    }
    Ok(Redirect::to(&link.to_string()).into_response())
}

impl Page {
    pub(crate) fn new(
        frame: Frame,
        asked: &Asked,
        offers: &contract::Page<OfferDetail>,
        counts: &OfferCounts,
        hand: Hand,
    ) -> Self {
        let (to, find) = (frame.to, asked.find());
        let reason = find.reason.as_deref();
        let all = Chip::new(to, to.say("offers-all"), Some(counts.in_trouble()), &asked.link(None), reason.is_none());
        let chip = |(code, count): (&String, &u64)| {
            let link = asked.link(Some(code));
            Chip::new(to, need(to, code), Some(*count), &link, reason == Some(code))
        };
        let is_narrowed = reason.is_some() || find.text.is_some();
        Self {
            reason: reason.unwrap_or_default().to_owned(),
            text: asked.text.clone().unwrap_or_default(),
            chips: std::iter::once(all).chain(counts.troubled.iter().map(chip)).collect(),
            rows: offers.rows.iter().map(|offer| Row::new(to, offer, hand)).collect(),
            pager: Pager::new(&asked.link(reason), &find.page, offers.next.as_deref(), offers.rows.len()),
            may_retry: hand.retries,
            empty: to.say(if is_narrowed { "list-nothing-found" } else { "offers-empty" }),
            telling: Vec::new(),
            frame,
        }
    }

    /// The same page, and how far the shops are.
    pub(crate) fn telling(self, progress: &[ShopProgress]) -> Self {
        let to = self.frame.to;
        let telling: Vec<_> = progress.iter().filter_map(|shop| Telling::new(to, shop)).collect();
        // While something is still to be told, it is not said that all is as it should be.
        let says_all_is_well = self.empty == to.say("offers-empty");
        let is_moving = telling.iter().any(|shop| shop.is_moving);
        let empty = if says_all_is_well && is_moving { to.say("offers-empty-telling") } else { self.empty };
        Self { empty, telling, ..self }
    }

    /// Whether it is worth looking again by itself.
    fn is_moving(&self) -> bool {
        self.telling.iter().any(|shop| shop.is_moving)
    }
}

impl Row {
    fn new(to: Reader, detail: &OfferDetail, hand: Hand) -> Self {
        let offer = &detail.offer;
        let code = detail.needs.as_deref();
        let attempt = |at| to.say_with("offer-next-attempt", [("time", to.moment(at).into())]);
        Self {
            id: offer.offer_id.to_string(),
            link: routes::offer(offer.offer_id),
            title: detail.title.clone(),
            sku: detail.sku.clone(),
            pack: detail.pack_name.clone(),
            shop: shop_of(to, detail),
            badge: listings::badge(to, offer.state),
            lost: lost(to, detail),
            shown: shown(to, detail),
            reason: code.map(|code| (listings::reason(to, code), code.to_owned())),
            channel_words: offer.channel_words.clone().filter(|words| !words.is_empty()),
            since: detail.troubled_since.map(|at| to.say_with("offers-since", [("time", to.moment(at).into())])),
            next_attempt: offer.next_attempt_at.filter(|at| *at > to.now).map(attempt),
            step: step(to, detail, code, hand),
            may_retry: hand.retries && code != Some(DRIFTED),
        }
    }
}

/// The shop by its channel and its number there.
fn shop_of(to: Reader, detail: &OfferDetail) -> String {
    let channel = to.channel(detail.offer.channel);
    detail.shop_id.as_ref().map_or_else(|| channel.clone(), |shop| format!("{channel} {shop}"))
}

fn lost(to: Reader, detail: &OfferDetail) -> (String, Option<String>) {
    if detail.lost_vnd.0 == 0 {
        return (to.say("offers-lost-nothing"), None);
    }
    let of = [("count", detail.unseen_packs.into()), ("price", to.money(detail.wished_price_vnd).into())];
    let unseen = (detail.unseen_packs > 0).then(|| to.say_with("offers-lost-of", of));
    let is_more = detail.lost_vnd.0 > detail.unseen_packs.saturating_mul(detail.wished_price_vnd.0);
    let cheaper = is_more.then(|| to.say("offers-lost-cheaper"));
    let why: Vec<String> = unseen.into_iter().chain(cheaper).collect();
    (to.money(detail.lost_vnd), Some(why.join("; ")))
}

/// Only where the channel has confirmed it is it said what buyers see.
fn shown(to: Reader, detail: &OfferDetail) -> Option<String> {
    let offer = &detail.offer;
    let is_hidden = offer.channel_item_id.is_none() || detail.drift_hidden.or(detail.confirmed_hidden) == Some(true);
    match (detail.wished_hidden, is_hidden) {
        (true, true) => None,
        (true, false) => Some(to.say("offers-shown-still")),
        (false, true) => Some(to.say("offers-shown-hidden")),
        (false, false) => {
            let shown = offer.confirmed_stock?;
            let key = match shown.cmp(&detail.wished_stock) {
                Ordering::Less => "offers-shown-fewer",
                Ordering::Greater => "offers-shown-more",
                Ordering::Equal => return None,
            };
            Some(to.say_with(key, [("shown", shown.into()), ("wished", detail.wished_stock.into())]))
        }
    }
}

/// Where to go now.
fn step(to: Reader, detail: &OfferDetail, code: Option<&str>, hand: Hand) -> (String, String) {
    let listing = routes::listing(detail.listing_id);
    let rules = routes::listing_rules(detail.listing_id, detail.offer.account_id);
    match code.unwrap_or_default() {
        _ if !hand.writes => (to.say("offers-step-look"), listing),
        DRIFTED => (to.say("offers-step-drift"), routes::offer(detail.offer.offer_id)),
        "needs_consent" => (to.say("offers-step-consent"), routes::CHANNELS.to_owned()),
        "price_refused" => (to.say("offers-step-price"), format!("{rules}#price")),
        "category_refused" | "category_missing" => (to.say("offers-step-category"), format!("{rules}#category")),
        "title_refused" | "description_refused" | "picture_refused" => (to.say("offers-step-listing"), listing),
        _ => (to.say("offers-step-look"), listing),
    }
}

/// A reason in few words; a code this build does not know yet is a refusal.
fn need(to: Reader, code: &str) -> String {
    let key = format!("offers-need-{}", code.replace('_', "-"));
    to.language.find(&key).unwrap_or_else(|| to.say("offers-need-channel-refused"))
}
