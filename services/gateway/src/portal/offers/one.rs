//! One offer: what its shop should show, what it has confirmed, and everything that happened on the way.

use askama::Template;
use axum::{
    extract::{Path, Query},
    response::{IntoResponse, Redirect, Response},
};
use contract::{
    PageRequest,
    syndication::{FindOfferHistory, GetOffer, Keep, OfferDetail, OfferEvent, SettleDrift},
};
use ids::{Id, Offer};
use serde::Deserialize;

use super::{Hand, Row, history::Event};
use crate::{
    portal::{
        fields::Fields,
        format::Reader,
        frame::{Frame, Visit, render},
        parts::{Pager, page_request},
        routes::{self, Link},
    },
    problem::Problem,
};

/// What the page's URL says.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Asked {
    after: Option<String>,
    size: Option<u32>,
    /// It was just tried again.
    retried: Option<u64>,
    /// What was just decided.
    kept: Option<String>,
}

#[derive(Debug, Template)]
#[template(path = "offers/one.html")]
pub(crate) struct Page {
    pub(crate) frame: Frame,
    pub(crate) row: Row,
    /// Its listing.
    pub(crate) listing: String,
    /// Its rules in this shop, for whoever may change them.
    pub(crate) rules: Option<String>,
    /// What it is about, as it should be, and as the channel has confirmed it.
    pub(crate) facts: Vec<(String, String, String)>,
    pub(crate) confirmed_at: Option<String>,
    /// `None` for whom it is none of their business.
    pub(crate) events: Option<Vec<Event>>,
    pub(crate) pager: Pager,
    pub(crate) may_retry: bool,
    /// What somebody has changed in the shop, in a sentence each, and where it is decided.
    pub(crate) drift: Option<(Vec<String>, String)>,
    /// Theirs may be taken over.
    pub(crate) may_keep_theirs: bool,
}

pub(in crate::portal) async fn show(
    visit: Visit,
    Path(offer_id): Path<Id<Offer>>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let get = GetOffer { offer_id };
    let page = page_request(asked.after.clone(), asked.size);
    let history = FindOfferHistory { offer_id, page: page.clone() };
    let may_look_back = visit.may::<FindOfferHistory>();
    let look_back = async { if may_look_back { visit.ask(&history).await.map(Some) } else { Ok(None) } };
    let (detail, history) = tokio::join!(visit.ask(&get), look_back);
    let (detail, history) = (detail?, history?);
    let kept = asked.kept.as_deref().map(|kept| if kept == "ours" { "drift-kept-ours" } else { "drift-kept-theirs" });
    let done = asked.retried.map(|_| "offer-retried").or(kept).map(|key| visit.to.say(key));
    let frame = visit.frame(detail.title.clone()).done(done);
    render(&Page::new(frame, &detail, (&page, history.as_ref()), Hand::of(&visit)))
}

/// Decides what somebody has changed in the shop.
pub(in crate::portal) async fn settle(
    visit: Visit,
    Path(offer_id): Path<Id<Offer>>,
    form: Fields,
) -> Result<Response, Problem> {
    visit.only_who_may::<SettleDrift>()?;
    let (keep, kept) = if form.one("keep") == "theirs" { (Keep::Theirs, "theirs") } else { (Keep::Ours, "ours") };
    let name = visit.signed.identity.name.clone();
    visit.command(form.key()?, &SettleDrift { offer_id, keep, name }).await?;
    Ok(Redirect::to(&Link::to(routes::offer(offer_id)).with("kept", kept).to_string()).into_response())
}

impl Page {
    pub(crate) fn new(
        frame: Frame,
        detail: &OfferDetail,
        (asked, history): (&PageRequest, Option<&contract::Page<OfferEvent>>),
        hand: Hand,
    ) -> Self {
        let to = frame.to;
        let link = Link::to(routes::offer(detail.offer.offer_id));
        let (next, rows) = history.map_or((None, 0), |page| (page.next.as_deref(), page.rows.len()));
        let confirmed = |at| to.say_with("offer-confirmed-at", [("time", to.moment(at).into())]);
        Self {
            row: Row::new(to, detail, hand),
            listing: routes::listing(detail.listing_id),
            rules: hand.writes.then(|| routes::listing_rules(detail.listing_id, detail.offer.account_id)),
            facts: facts(to, detail),
            confirmed_at: detail.offer.confirmed_at.map(confirmed),
            events: history.map(|page| page.rows.iter().map(|event| Event::new(to, event)).collect()),
            pager: Pager::new(&link, asked, next, rows),
            // Where nothing stands in the way, it comes by itself.
            may_retry: hand.retries && detail.offer.reason_code.is_some(),
            drift: drift(to, detail).filter(|_| hand.writes),
            may_keep_theirs: detail.drift_hidden != Some(false),
            frame,
        }
    }
}

fn drift(to: Reader, detail: &OfferDetail) -> Option<(Vec<String>, String)> {
    let price = detail.drift_price_vnd.map(|price| {
        let values = [("price", to.money(price).into()), ("wished", to.money(detail.wished_price_vnd).into())];
        to.say_with("drift-price", values)
    });
    let hidden = detail.drift_hidden.map(|hidden| to.say(if hidden { "drift-hidden" } else { "drift-shown" }));
    let words: Vec<_> = price.into_iter().chain(hidden).collect();
    (!words.is_empty()).then(|| (words, routes::offer_drift(detail.offer.offer_id)))
}

fn facts(to: Reader, detail: &OfferDetail) -> Vec<(String, String, String)> {
    let unknown = || to.say("offer-not-confirmed");
    let packs = |count: i64| to.say_with("shown-packs", [("count", count.into())]);
    let seen = |hidden| to.say(if hidden { "offer-hidden" } else { "offer-seen" });
    let offer = &detail.offer;
    vec![
        (
            to.say("rule-kind-price"),
            to.money(detail.wished_price_vnd),
            offer.confirmed_price_vnd.map_or_else(unknown, |price| to.money(price)),
        ),
        (to.say("rule-kind-stock"), packs(detail.wished_stock), offer.confirmed_stock.map_or_else(unknown, packs)),
        (to.say("offer-fact-seen"), seen(detail.wished_hidden), detail.confirmed_hidden.map_or_else(unknown, seen)),
    ]
}
