//! Listings and what each shop shows of them: the list with its filters.

pub(super) mod bulk;
mod claims;
pub(super) mod form;
mod offers;
mod shown;
mod typed;

pub(crate) use offers::{Offer, badge, reason};
pub(crate) use shown::{kinds_of, rounding_slug, rule_words, why};
#[cfg(test)]
pub(crate) use typed::Typed;

use askama::Template;
use axum::{
    extract::{Path, Query},
    response::{IntoResponse, Redirect, Response},
};
use contract::syndication::{
    CountOffers, FindListings, ListingView, OfferCounts, OfferState, RetryOffers, SaveListing,
};
use ids::{Change, Id, Listing, Offer as OfferId};
use serde::Deserialize;

use super::{
    fields::Fields,
    format::Reader,
    frame::{Frame, Visit, render},
    parts::{Badge, Chip, Pager, page_request},
    routes::{self, Link},
};
use crate::problem::Problem;

/// What the list's URL says.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Asked {
    offer_state: Option<String>,
    text: Option<String>,
    after: Option<String>,
    size: Option<u32>,
    /// What was just done to selected ones, and what it is undone by.
    changed: Option<u64>,
    undo: Option<Id<Change>>,
    undone: Option<u64>,
    left: Option<u64>,
}

impl Asked {
    /// What was just done.
    fn done(&self, to: Reader) -> Option<String> {
        let changed = self.changed.map(|changed| to.counted("bulk-changed", changed));
        let left = self.left.filter(|left| *left > 0).map(|left| to.counted("bulk-left", left));
        let undone = self.undone.map(|undone| to.counted("bulk-undone", undone));
        changed.or_else(|| Some([undone?, left.unwrap_or_default()].join(" ")))
    }

    fn state(&self) -> Option<OfferState> {
        self.offer_state.as_deref().and_then(OfferState::from_slug)
    }

    fn find(&self) -> FindListings {
        FindListings {
            text: self.text.clone().filter(|text| !text.trim().is_empty()),
            offer_state: self.state(),
            page: page_request(self.after.clone(), self.size),
        }
    }
}

/// The list, of all listings or of those with an offer in this state.
pub(crate) fn link_of(state: Option<OfferState>) -> Link {
    Link::to(routes::LISTINGS).with_some("offer_state", state.map(OfferState::slug))
}

#[derive(Debug, Template)]
#[template(path = "listings/list.html")]
pub(crate) struct Page {
    pub(crate) frame: Frame,
    pub(crate) state: String,
    pub(crate) text: String,
    pub(crate) chips: Vec<Chip>,
    pub(crate) rows: Vec<Row>,
    pub(crate) pager: Pager,
    pub(crate) may_write: bool,
    pub(crate) empty: String,
    pub(crate) unconfirmed: Option<String>,
    /// How many offers need somebody.
    pub(crate) troubled: Option<String>,
    /// What was just changed can be undone.
    pub(crate) undo: Option<String>,
}

/// One listing in the list.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) id: String,
    pub(crate) link: String,
    pub(crate) title: String,
    pub(crate) sku: String,
    pub(crate) product: String,
    pub(crate) pack: String,
    pub(crate) price: String,
    pub(crate) left: String,
    pub(crate) offers: Vec<(String, Badge)>,
    pub(crate) is_off: bool,
    /// Why it is hidden for lack of a paper.
    pub(crate) hidden: Vec<String>,
}

pub(super) async fn show(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    let find = asked.find();
    let (listings, counts) = tokio::join!(visit.ask(&find), visit.ask(&CountOffers {}));
    let (listings, counts) = (listings?, counts.unwrap_or_default());
    let frame = visit.frame(visit.to.say("listings-title")).done(asked.done(visit.to));
    render(&Page::new(frame, &asked, &listings, &counts, visit.may::<SaveListing>()))
}

/// Tries a rejected offer again, now.
pub(super) async fn retry_offer(
    visit: Visit,
    Path((listing_id, offer_id)): Path<(Id<Listing>, Id<OfferId>)>,
    form: Fields,
) -> Result<Response, Problem> {
    let name = visit.signed.identity.name.clone();
    visit.command(form.key()?, &RetryOffers { offers: vec![offer_id], name }).await?;
    let link = Link::to(routes::listing(listing_id)).with("done", "retried");
    Ok(Redirect::to(&link.to_string()).into_response())
}

impl Page {
    pub(crate) fn new(
        frame: Frame,
        asked: &Asked,
        listings: &contract::Page<ListingView>,
        counts: &OfferCounts,
        may_write: bool,
    ) -> Self {
        let (to, state) = (frame.to, asked.state());
        let chip = |chip: Option<OfferState>| {
            let link = link_of(chip).with_some("text", asked.text.as_deref());
            let (words, count) = match chip {
                None => (to.say("listings-all"), counts.listings),
                Some(state) => (to.word("offer-state", state.slug()), count_of(counts, state)),
            };
            Chip::new(to, words, Some(count), &link, chip == state)
        };
        let link = link_of(state).with_some("text", asked.text.as_deref());
        let is_narrowed = state.is_some() || asked.text.as_deref().is_some_and(|text| !text.trim().is_empty());
        Self {
            state: state.map(|state| state.slug().to_owned()).unwrap_or_default(),
            text: asked.text.clone().unwrap_or_default(),
            chips: std::iter::once(None).chain(OfferState::ALL.map(Some)).map(chip).collect(),
            rows: listings.rows.iter().map(|listing| Row::new(to, listing)).collect(),
            pager: Pager::new(&link, &asked.find().page, listings.next.as_deref(), listings.rows.len()),
            may_write,
            empty: to.say(if is_narrowed { "list-nothing-found" } else { "listings-empty" }),
            unconfirmed: (counts.unconfirmed > 0).then(|| to.counted("listings-unconfirmed", counts.unconfirmed)),
            troubled: (counts.in_trouble() > 0).then(|| to.counted("listings-troubled", counts.in_trouble())),
            undo: asked.undo.filter(|_| may_write).map(|change| change.to_string()),
            frame,
        }
    }
}

pub(crate) const fn count_of(counts: &OfferCounts, state: OfferState) -> u64 {
    match state {
        OfferState::Queued => counts.queued,
        OfferState::Submitted => counts.submitted,
        OfferState::Live => counts.live,
        OfferState::Rejected => counts.rejected,
        OfferState::Paused => counts.paused,
    }
}

impl Row {
    fn new(to: Reader, view: &ListingView) -> Self {
        let form = &view.form;
        let offer =
            |offer: &contract::syndication::OfferView| (to.channel(offer.channel), offers::badge(to, offer.state));
        Self {
            id: view.listing_id.to_string(),
            link: routes::listing(view.listing_id),
            title: form.title.clone(),
            sku: form.sku.clone(),
            product: format!("{}, {}", to.product(form.product), to.grade(form.grade)),
            pack: form.pack_name.clone(),
            price: to.money(form.price_vnd),
            left: packs_left(to, view),
            offers: view.offers.iter().map(offer).collect(),
            is_off: !form.active,
            hidden: claims::hidden(to, view),
        }
    }
}

/// How many packs may still be sold, and their weight.
fn packs_left(to: Reader, view: &ListingView) -> String {
    match view.available_g {
        Some(grams) if view.form.pack_g > 0 => {
            let packs = grams / view.form.pack_g;
            to.say_with("listing-left", [("count", packs.into()), ("weight", to.weight(grams).into())])
        }
        _ => to.say("listing-left-unknown"),
    }
}
